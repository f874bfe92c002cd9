//! What `doctor leaks` found, for people and for programs.

mod gaps;
mod human;
mod place;
mod sarif;
mod steps;

pub use human::leaks_human;
pub use sarif::leaks_sarif;

use crate::leaks::Standing;
use crate::leaks::report::{Report, Told};

/// The report, one document, with a newline at its end.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn leaks_json(report: &Report) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(report).map(|text| text + "\n")
}

/// How far a key has come, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Pushed,
    /// In a commit that the next push takes along.
    Committed,
    /// In what only this computer keeps.
    Here,
    /// In files alone.
    Uncommitted,
}

impl Reach {
    fn of(told: &Told) -> Self {
        let reach = |standing: Standing, is_pushed: bool| match standing {
            _ if is_pushed => Self::Pushed,
            Standing::History => Self::Committed,
            Standing::Stash | Standing::Reflog | Standing::Dangling => Self::Here,
            Standing::Worktree | Standing::Index | Standing::Ignored => Self::Uncommitted,
        };
        told.places.iter().map(|spot| reach(spot.kind, spot.pushed)).min().unwrap_or(Self::Uncommitted)
    }
}
