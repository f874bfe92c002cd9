//! What `doctor leaks` found, for people and for programs.

pub(super) mod gaps;
mod human;
pub(super) mod location;
mod steps;

pub use human::leaks_human;

use crate::leaks::LocationKind;
use crate::leaks::report::{Report, ReportedKey};
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
    fn of(told: &ReportedKey) -> Self {
        let reach = |kind: LocationKind, is_pushed: bool| match kind {
            _ if is_pushed => Self::Pushed,
            LocationKind::History => Self::Committed,
            LocationKind::Stash | LocationKind::Reflog | LocationKind::Dangling => Self::Here,
            LocationKind::Worktree | LocationKind::Index | LocationKind::Ignored => Self::Uncommitted,
        };
        told.locations.iter().map(|location| reach(location.kind, location.pushed)).min().unwrap_or(Self::Uncommitted)
    }
}
