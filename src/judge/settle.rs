//! Puts findings together: what waits for what, the verdict, and the one thing to do next.

use crate::check::{Check, CheckId, Severity};
use crate::report::{Counts, Finding, Next, SkipReason, Status, Verdict};

/// Whether warnings and optional checks count towards the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    Required,
    Everything,
}

/// Lets checks wait for what they need. `findings` come in an order in which needs stand before those who need them.
pub fn settle<'a>(findings: &mut [(CheckId, Finding)], check: impl Fn(&CheckId) -> Option<&'a Check>) {
    for at in 0..findings.len() {
        let (before, rest) = findings.split_at_mut(at);
        let Some((id, finding)) = rest.first_mut() else { continue };
        if finding.status == Status::Skip {
            continue;
        }
        let needs = check(id).map_or(&[][..], |check| &check.needs);
        let root = needs.iter().find_map(|need| root_of(before, need, finding));
        if let Some(root) = root {
            finding.say = format!("waits for {root}");
            finding.status = Status::Skip;
            finding.skip = Some(SkipReason::Blocked);
            finding.blocked_by = Some(root);
            finding.cause = None;
            finding.causes.clear();
            finding.fixes.clear();
            finding.proof = None;
        }
    }
}

/// The root of the trouble with a need, if it stands in the way of a finding with this status.
///
/// A pass stands on its own, unless it rests on facts that are missing.
fn root_of(before: &[(CheckId, Finding)], need: &CheckId, finding: &Finding) -> Option<CheckId> {
    let (_, needed) = before.iter().find(|(id, _)| id == need)?;
    match (needed.status, &needed.blocked_by, finding.status) {
        (_, _, Status::Pass) if !finding.hollow => None,
        (Status::Fail, _, _) => Some(need.clone()),
        (Status::Skip, Some(root), _) => Some(root.clone()),
        (Status::Unknown, _, Status::Unknown) => Some(need.clone()),
        _ => None,
    }
}

/// The verdict: a fail beats everything, then a fail that could not be told.
pub fn verdict(findings: &[(CheckId, Finding)], strictness: Strictness) -> Verdict {
    let strict = strictness == Strictness::Everything;
    let mut counted = findings.iter().map(|(_, finding)| finding).filter(|finding| strict || finding.required);
    let wrong = |finding: &Finding| finding.status == Status::Fail || (strict && finding.status == Status::Warn);
    if counted.clone().any(wrong) {
        Verdict::NotReady
    } else if counted.any(has_untold_fail) {
        Verdict::Unsure
    } else {
        Verdict::Ready
    }
}

fn has_untold_fail(finding: &Finding) -> bool {
    finding.status != Status::Skip && finding.untold.iter().any(|untold| untold.status == Severity::Fail)
}

pub fn counts(findings: &[(CheckId, Finding)]) -> Counts {
    Counts::of(findings.iter().map(|(_, finding)| finding))
}

/// The first required fail, then the first required untold; findings come in the order that decides ties.
pub fn next(findings: &[(CheckId, Finding)]) -> Option<Next> {
    let required = || findings.iter().filter(|(_, finding)| finding.required);
    let fail = required().find(|(_, finding)| finding.status == Status::Fail);
    let (id, finding) = fail.or_else(|| required().find(|(_, finding)| has_untold_fail(finding)))?;
    let fix = finding.causes.first().and_then(|cause| cause.fixes.first()).cloned();
    Some(Next { check: id.clone(), fix })
}
