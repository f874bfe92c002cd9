//! What came of a step: the same check before and after, and what else changed with it.

use crate::check::CheckId;
use crate::report::{Finding, Report, SkipReason, Status};

/// What a new look at a check shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Fixed,
    /// The same cause still holds.
    StillWrong,
    /// Another cause holds, or it is less bad than before.
    Changed,
    /// Another check stands in the way now.
    Waits,
    /// It cannot be told any more.
    Unknown,
}

pub fn outcome(before: &Finding, after: &Finding) -> Outcome {
    match after.status {
        Status::Pass => Outcome::Fixed,
        Status::Skip if after.skip == Some(SkipReason::Blocked) => Outcome::Waits,
        Status::Skip | Status::Unknown => Outcome::Unknown,
        Status::Warn | Status::Fail if after.cause == before.cause && items(after) >= items(before) => {
            Outcome::StillWrong
        }
        Status::Warn | Status::Fail => Outcome::Changed,
    }
}

fn items(finding: &Finding) -> usize {
    finding.causes.first().map_or(0, |cause| cause.items.len())
}

/// Checks that were fine before and are not now.
pub fn newly_wrong<'a>(before: &Report, after: &'a Report) -> Vec<(&'a CheckId, &'a Finding)> {
    let was_fine = |id: &CheckId| before.finding(id).is_some_and(|finding| finding.status == Status::Pass);
    let is_wrong = |finding: &Finding| matches!(finding.status, Status::Fail | Status::Warn);
    let each = after.checks.iter().map(|(id, finding)| (id, finding));
    each.filter(|(id, finding)| is_wrong(finding) && was_fine(id)).collect()
}
