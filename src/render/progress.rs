//! A moving line on a terminal's standard error that names what is still being looked at. Silent anywhere else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Glyphs;
use crate::check::CheckId;
use crate::run::Event;

/// Names of waiting checks that fit on the line.
const MOST_NAMES: usize = 2;

#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    waiting: Vec<CheckId>,
    total: usize,
}

impl Progress {
    /// Shows itself at once; indicatif draws nothing where standard error is not a terminal.
    pub fn start(total: usize, glyphs: Glyphs) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let ticks = if glyphs == Glyphs::Unicode { "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ " } else { "|/-\\ " };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            bar.set_style(style.tick_chars(ticks));
        }
        bar.set_message(format!("looking at this computer: {total} checks"));
        bar.tick();
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, waiting: Vec::new(), total }
    }

    pub fn tell(&mut self, event: Event) {
        match event {
            Event::Started(id) => self.waiting.push(id),
            Event::Finished(id) => self.waiting.retain(|waiting| *waiting != id),
        }
        let names: Vec<&str> = self.waiting.iter().take(MOST_NAMES).map(CheckId::as_str).collect();
        let more = if self.waiting.len() > MOST_NAMES { ", …" } else { "" };
        let done = self.total.saturating_sub(self.waiting.len());
        self.bar.set_message(format!("{done} of {} checks done; waiting for {}{more}", self.total, names.join(", ")));
    }

    /// Leaves no trace on the screen.
    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}
