//! Puts findings together: what waits for what, the verdict, and the one thing to do next.

use std::collections::BTreeSet;

use crate::check::{Check, CheckId, Severity};
use crate::fact::Reason;
use crate::report::{Counts, Finding, Headline, Next, SkipReason, Status, Verdict};
use crate::settings::PROTECTED;

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
        if let Some(root) = root_of(before, &check, id, finding) {
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

/// The root of the trouble with what a check needs, if it stands in the way of this finding.
///
/// A need that waits itself hands on its root; one that was left out, what it needs.
fn root_of<'a>(
    before: &[(CheckId, Finding)],
    check: &impl Fn(&CheckId) -> Option<&'a Check>,
    id: &CheckId,
    finding: &Finding,
) -> Option<CheckId> {
    let found = |id: &CheckId| before.iter().find(|(known, _)| known == id).map(|(_, finding)| finding);
    let needs = |id: &CheckId| check(id).map_or(&[][..], |check| &check.needs).iter().rev();
    let mut open: Vec<&CheckId> = needs(id).collect();
    let mut seen = BTreeSet::new();
    while let Some(need) = open.pop() {
        let Some(needed) = found(need).filter(|_| seen.insert(need)) else { continue };
        let (root, status) = match &needed.blocked_by {
            Some(root) => (root, found(root).map(weight)),
            None => (need, Some(weight(needed))),
        };
        if status.is_some_and(|status| stands_in_the_way(status, finding)) {
            return Some(root.clone());
        }
        if needed.blocked_by.is_none() && needed.status == Status::Skip {
            open.extend(needs(need));
        }
    }
    None
}

/// What a check is for those that need it: a fail that somebody accepted is still none that others could build on, and
/// what only the project calls a fail keeps nobody from looking further.
fn weight(needed: &Finding) -> Status {
    if needed.raised && needed.status == Status::Fail {
        return Status::Warn;
    }
    let fails = needed.accepted.iter().any(|accepted| accepted.status == Severity::Fail);
    if fails { Status::Fail } else { needed.status }
}

/// Whether a need with this status keeps a finding from meaning anything.
fn stands_in_the_way(needed: Status, finding: &Finding) -> bool {
    match (needed, finding.status) {
        // A pass stands on its own, unless it rests on facts that are missing.
        (Status::Pass | Status::Skip, _) => false,
        (_, Status::Pass) => finding.hollow,
        (Status::Fail, _) => true,
        (Status::Unknown, Status::Unknown) => true,
        (Status::Warn, Status::Unknown) => finding.hollow && finding.undecided.is_empty() && finding.causes.is_empty(),
        (Status::Unknown | Status::Warn, _) => false,
    }
}

/// The verdict: a fail beats everything, then a fail that could not be told.
pub fn verdict(headline: &Headline) -> Verdict {
    match headline {
        Headline { to_fix: 1.., .. } => Verdict::NotReady,
        Headline { unknown: 1.., .. } => Verdict::Unsure,
        _ => Verdict::Ready,
    }
}

/// Counts what the verdict rests on.
pub fn headline(findings: &[(CheckId, Finding)], strictness: Strictness) -> Headline {
    let strict = strictness == Strictness::Everything;
    let mut headline = Headline::default();
    for (id, finding) in findings {
        let counts = strict || finding.required;
        match finding.status {
            Status::Fail if counts => headline.to_fix += 1,
            Status::Warn if strict => headline.to_fix += 1,
            Status::Fail | Status::Warn => headline.to_look_at += 1,
            Status::Skip if finding.blocked_by.is_some() => headline.waiting += 1,
            Status::Skip | Status::Pass | Status::Unknown => {}
        }
        let silenced = is_silenced(id, finding, findings, strictness);
        headline.unknown += usize::from(counts && (is_unknown(finding, strictness) || silenced));
        let waits = finding.blocked_by.is_some() && !waits_for_a_fail(finding, findings, strictness);
        let is_open = waits || is_unknown(finding, strictness);
        headline.keys_unknown |= counts && id.area() == PROTECTED && is_open;
    }
    headline
}

/// Whether a check about keys waits for something that does not count itself: nobody would hear that it was not looked at.
fn is_silenced(id: &CheckId, finding: &Finding, findings: &[(CheckId, Finding)], strictness: Strictness) -> bool {
    let told = |root: &Finding| root.required && is_unknown(root, strictness);
    let root = finding.blocked_by.as_ref().and_then(|root| findings.iter().find(|(id, _)| id == root));
    id.area() == PROTECTED
        && root.is_some_and(|(_, root)| !told(root))
        && !waits_for_a_fail(finding, findings, strictness)
}

/// Whether a check waits for one whose fail counts.
fn waits_for_a_fail(finding: &Finding, findings: &[(CheckId, Finding)], strictness: Strictness) -> bool {
    let counts = |root: &Finding| strictness == Strictness::Everything || root.required;
    let fails = |root: &Finding| counts(root) && root.status == Status::Fail;
    finding.blocked_by.as_ref().is_some_and(|root| findings.iter().any(|(id, found)| id == root && fails(found)))
}

/// Whether something that counts could not be told. What only a person can know never counts.
fn is_unknown(finding: &Finding, strictness: Strictness) -> bool {
    let counts = |severity: Severity| severity >= Severity::Unknown || strictness == Strictness::Everything;
    let for_you = |reason: Reason| matches!(reason, Reason::OnlyYou | Reason::Confirmed);
    let mut open = finding.undecided.iter().filter(|undecided| !for_you(undecided.unknown.reason));
    let unknown = open.any(|unknown| counts(unknown.status));
    (finding.status == Status::Unknown && !finding.is_for_you()) || (finding.status != Status::Skip && unknown)
}

pub fn counts(findings: &[(CheckId, Finding)]) -> Counts {
    Counts::of(findings.iter().map(|(_, finding)| finding))
}

/// The first fail that counts, then the first that could not be told; findings come in the order that decides ties.
pub fn next(findings: &[(CheckId, Finding)], strictness: Strictness) -> Option<Next> {
    let strict = strictness == Strictness::Everything;
    let counted = || findings.iter().filter(|(_, finding)| strict || finding.required);
    let wrong = counted().find(|(_, finding)| finding.status == Status::Fail);
    let wrong = wrong.or_else(|| counted().find(|(_, finding)| strict && finding.status == Status::Warn));
    if let Some((id, finding)) = wrong {
        let fix = finding.causes.first().and_then(|cause| cause.fixes.first()).cloned();
        return Some(Next { check: id.clone(), fix });
    }
    if let Some((id, finding)) = counted().find(|(_, finding)| is_unknown(finding, strictness)) {
        // A warning beside what could not be told is not the next step.
        let cause = finding.causes.first().filter(|cause| cause.status == Severity::Unknown);
        return Some(Next { check: id.clone(), fix: cause.and_then(|cause| cause.fixes.first()).cloned() });
    }
    let (id, finding) = counted().find(|(id, finding)| is_silenced(id, finding, findings, strictness))?;
    let root =
        findings.iter().find(|(root, found)| finding.blocked_by.as_ref() == Some(root) && !found.causes.is_empty());
    let Some((root, found)) = root else { return Some(Next { check: id.clone(), fix: None }) };
    let fix = found.causes.first().and_then(|cause| cause.fixes.first()).cloned();
    Some(Next { check: root.clone(), fix })
}
