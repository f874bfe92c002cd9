//! Turns a finished report into text. Counts nothing, reads no globals, never chooses the exit code.

mod explain;
pub mod fix;
mod human;
mod json;
mod leaks;
mod list;
mod progress;
mod settings;
mod shell;
mod words;

pub use explain::{Meaning, explain, explain_error};
pub use human::human;
pub use json::{fault_json, report_json};
pub use leaks::{leaks_human, leaks_json, leaks_sarif};
pub use list::list;
pub use progress::Progress;
pub use settings::{Row, accepted, settings};

/// How text for people is laid out. Colour is always written and stripped where the output is not for it.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns.
    pub width: usize,
    pub glyphs: Glyphs,
    pub detail: Detail,
}

/// Signs beside the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyphs {
    Unicode,
    Ascii,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    VerdictOnly,
    Usual,
    Everything,
}
