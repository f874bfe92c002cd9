//! What `doctor leaks` found, for people and for programs.

pub(super) mod gaps;
mod human;
pub(super) mod place;
mod steps;

pub use human::leaks_human;

use crate::leaks::Standing;
use crate::leaks::report::{Report, Told};
use crate::render::json::json_document;

/// The report, one document, with a newline at its end.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn leaks_json(report: &Report) -> Result<String, serde_json::Error> {
    json_document(report)
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
