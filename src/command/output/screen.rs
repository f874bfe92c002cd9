//! What kind of screen standard output is: how wide, which signs, whether with colour.

use std::io::IsTerminal;

use anstream::ColorChoice;

use super::variable;
use crate::cli::Options;
use crate::render::{Detail, Glyphs, Look};

/// Columns when nobody says how wide the screen is.
const WIDTH: usize = 80;
/// Lines longer than this are hard to read, however wide the screen.
const MOST_WIDTH: usize = 100;

pub(super) fn look(options: &Options) -> Look {
    let detail = match (options.quiet, options.verbose) {
        (true, _) => Detail::VerdictOnly,
        (_, true) => Detail::Everything,
        _ => Detail::Usual,
    };
    Look { width: width(), glyphs: glyphs(), detail }
}

/// Whether a person sees standard error as it comes.
pub(super) fn is_watched() -> bool {
    std::io::stderr().is_terminal() && variable("TERM").as_deref() != Some("dumb") && variable("CI").is_none()
}

fn width() -> usize {
    let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let screen = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.or(screen).unwrap_or(WIDTH).clamp(40, MOST_WIDTH)
}

/// Signs beyond ASCII only where the terminal says that it can show them.
fn glyphs() -> Glyphs {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name)).unwrap_or_default();
    let says_so = locale.to_ascii_uppercase().replace('-', "").contains("UTF8") || variable("WT_SESSION").is_some();
    let dumb = variable("TERM").as_deref() == Some("dumb");
    if says_so && !dumb { Glyphs::Unicode } else { Glyphs::Ascii }
}

/// The flag, then `NO_COLOR`, then the variables that force colour, then whether a terminal is there.
pub(super) fn color(flag: clap::ColorChoice) -> ColorChoice {
    let forced = ["CLICOLOR_FORCE", "FORCE_COLOR"].iter().any(|name| variable(name).is_some_and(|value| value != "0"));
    let dumb = variable("TERM").as_deref() == Some("dumb");
    match flag {
        clap::ColorChoice::Always => ColorChoice::Always,
        clap::ColorChoice::Never => ColorChoice::Never,
        clap::ColorChoice::Auto if variable("NO_COLOR").is_some() => ColorChoice::Never,
        clap::ColorChoice::Auto if forced => ColorChoice::Always,
        clap::ColorChoice::Auto if variable("CLICOLOR").as_deref() == Some("0") || dumb => ColorChoice::Never,
        clap::ColorChoice::Auto if std::io::stdout().is_terminal() => ColorChoice::Always,
        clap::ColorChoice::Auto => ColorChoice::Never,
    }
}
