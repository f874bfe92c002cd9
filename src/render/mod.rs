//! Turns a finished report into text. Counts nothing, reads no globals, never chooses the exit code.

mod explain;
pub mod fix;
mod github;
mod human;
mod inert;
mod json;
mod jsonl;
mod junit;
mod leaks;
mod list;
mod markdown;
mod place;
mod progress;
mod sarif;
mod settings;
mod shell;
mod told;
mod words;

pub use explain::{Meaning, explain, explain_error};
pub use github::{github_outputs, report_github};
pub use human::human;
pub use inert::words as inert_words;
pub use json::{fault_json, json_document, report_json};
pub use jsonl::report_jsonl;
pub use junit::report_junit;
pub use leaks::{leaks_human, leaks_json};
pub use list::list;
pub use markdown::report_markdown;
pub use progress::{Progress, waiting};
pub use sarif::{leaks_sarif, report_sarif};
pub use settings::{Row, accepted, settings};
pub use told::cut;

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
