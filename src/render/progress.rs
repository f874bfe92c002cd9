//! The line that names what is still being looked at, for a terminal while a run lasts.

use std::time::Duration;

use super::{Glyphs, Look};
use crate::check::CheckId;
use crate::run::Event;

/// Names of waiting checks that fit on the line.
const MOST_NAMES: usize = 2;

#[derive(Debug)]
pub struct Progress {
    waiting: Vec<CheckId>,
    done: usize,
    total: usize,
}

impl Progress {
    pub fn new(total: usize) -> Self {
        Self { waiting: Vec::new(), done: 0, total }
    }

    pub fn tell(&mut self, event: Event) {
        match event {
            Event::Started(id) => self.waiting.push(id),
            Event::Finished(id) => {
                self.waiting.retain(|waiting| *waiting != id);
                self.done += 1;
            }
        }
    }

    /// The line as it is now, cut to the screen.
    pub fn line(&self, look: &Look) -> String {
        if self.waiting.is_empty() {
            return format!("looking at this computer: {} checks", self.total);
        }
        let line = format!("{} of {} checks done; waiting for {}", self.done, self.total, names(&self.waiting, look));
        line.chars().take(look.width.saturating_sub(1)).collect()
    }
}

/// The line while doctor waits until it looks again, cut to the screen.
pub fn waiting(open: &[CheckId], left: Duration, look: &Look) -> String {
    let seconds = left.as_secs().max(1);
    let line = format!("up to {seconds}s more (Ctrl-C stops); waiting for {}", names(open, look));
    line.chars().take(look.width.saturating_sub(1)).collect()
}

fn names(waiting: &[CheckId], look: &Look) -> String {
    let names: Vec<&str> = waiting.iter().take(MOST_NAMES).map(CheckId::as_str).collect();
    let more = match (waiting.len() > MOST_NAMES, look.glyphs) {
        (false, _) => "",
        (true, Glyphs::Unicode) => ", …",
        (true, Glyphs::Ascii) => ", ...",
    };
    format!("{}{more}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Detail;

    fn line(waiting: &[&str], width: usize) -> String {
        let mut progress = Progress::new(9);
        for id in waiting {
            progress.tell(Event::Started(CheckId::parse(id).unwrap()));
        }
        progress.line(&Look { width, glyphs: Glyphs::Ascii, detail: Detail::Usual })
    }

    #[test]
    fn it_names_a_few_of_those_that_are_waited_for() {
        assert_eq!(line(&[], 80), "looking at this computer: 9 checks");
        assert_eq!(line(&["tool/git"], 80), "0 of 9 checks done; waiting for tool/git");
        let three = line(&["tool/git", "tool/npm", "tool/gh"], 80);
        assert_eq!(three, "0 of 9 checks done; waiting for tool/git, tool/npm, ...");
    }

    #[test]
    fn it_counts_what_is_done() {
        let mut progress = Progress::new(2);
        let id = |text| CheckId::parse(text).unwrap();
        progress.tell(Event::Started(id("tool/git")));
        progress.tell(Event::Started(id("tool/npm")));
        progress.tell(Event::Finished(id("tool/npm")));
        let look = Look { width: 80, glyphs: Glyphs::Ascii, detail: Detail::Usual };
        assert_eq!(progress.line(&look), "1 of 2 checks done; waiting for tool/git");
    }

    #[test]
    fn it_fits_on_one_line_of_any_screen() {
        assert_eq!(line(&["tool/git", "tool/npm"], 20), "0 of 9 checks done;");
    }

    #[test]
    fn whoever_waits_reads_for_what_and_for_how_long() {
        let open = ["network/dns", "network/tls", "github/pages"].map(|id| CheckId::parse(id).unwrap());
        let line = |width| {
            waiting(&open, Duration::from_secs(42), &Look { width, glyphs: Glyphs::Ascii, detail: Detail::Usual })
        };
        assert_eq!(line(80), "up to 42s more (Ctrl-C stops); waiting for network/dns, network/tls, ...");
        assert_eq!(line(40).len(), 39);
    }
}
