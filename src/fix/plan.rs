//! Which findings are mended in which order, by which steps, and who has to agree to each.

use crate::check::{CheckId, Risk, Window};
use crate::report::{CauseFound, Doer, EditShown, FixShown, PasteShown, Report, Status};

/// One thing to do about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    pub cause: &'a str,
    /// What is wrong, in a sentence: of a cause with items that of the item.
    pub say: &'a str,
    pub fix: &'a FixShown,
    pub way: Way<'a>,
}

/// How a step is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way<'a> {
    Edit(&'a EditShown),
    Run(&'a [String]),
    /// Text for a shell that doctor starts.
    Shell(&'a PasteShown),
    /// Text that the learner pastes.
    Paste(&'a PasteShown),
    /// A page that the learner opens.
    Open(&'a str),
    /// Words.
    Read(&'a str),
}

/// Whether a step is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    GoAhead,
    /// The learner is asked; whoever presses only Enter gets the usual answer.
    Ask {
        usual: bool,
    },
    Leave,
}

/// How much the learner agreed to beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Somebody answers each question.
    Asking,
    /// `--yes`: everything that can be taken back.
    Agreed,
    /// Nobody answers and nobody agreed.
    Silent,
}

/// The checks to mend, the first one first: what counts, then what is optional, then warnings; each in the order of needs.
pub fn to_mend(report: &Report) -> Vec<&CheckId> {
    let rank = |required: bool, status: Status| match (required, status) {
        (true, Status::Fail) => Some(0),
        (false, Status::Fail) => Some(1),
        (_, Status::Warn) => Some(2),
        _ => None,
    };
    let mut ranked: Vec<(u8, &CheckId)> =
        report.checks.iter().filter_map(|(id, finding)| Some((rank(finding.required, finding.status)?, id))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, id)| id).collect()
}

/// The steps for a finding, worst cause first, each once.
pub fn steps<'a>(report: &'a Report, id: &CheckId) -> Vec<Step<'a>> {
    let Some(finding) = report.finding(id) else { return Vec::new() };
    let mut steps: Vec<Step<'a>> = Vec::new();
    for cause in &finding.causes {
        for (say, id) in told(cause) {
            let Some(fix) = finding.fix(id) else { continue };
            let known = |step: &Step<'_>| step.fix.id == fix.id;
            if let Some(way) = way(fix)
                && !steps.iter().any(known)
            {
                steps.push(Step { cause: &cause.id, say, fix, way });
            }
        }
    }
    steps
}

/// The ids of a cause's fixes in order, each with the sentence that it answers.
fn told(cause: &CauseFound) -> Vec<(&str, &str)> {
    if cause.items.is_empty() {
        return cause.fixes.iter().map(|id| (cause.say.as_str(), id.as_str())).collect();
    }
    let of_item = cause.items.iter().flat_map(|item| item.fixes.iter().map(|id| (item.say.as_str(), id.as_str())));
    of_item.collect()
}

fn way(fix: &FixShown) -> Option<Way<'_>> {
    let by_doctor = fix.by == Doer::Doctor;
    if let Some(edit) = &fix.edit {
        // What doctor may not write, the learner can.
        return match (&edit.append_line, by_doctor) {
            (Some(line), false) => Some(Way::Read(line)),
            _ => Some(Way::Edit(edit)),
        };
    }
    if let Some(run) = &fix.run {
        return Some(Way::Run(run));
    }
    if let Some(paste) = &fix.paste {
        return Some(if by_doctor && paste.window == Window::Any { Way::Shell(paste) } else { Way::Paste(paste) });
    }
    fix.open.as_deref().map(Way::Open).or(fix.text.as_deref().map(Way::Read))
}

/// Whether a step is done, in a mode. `can_undo` says whether all that it may change can be put back.
pub fn consent(step: &Step<'_>, mode: Mode, can_undo: bool) -> Consent {
    if matches!(step.way, Way::Paste(_) | Way::Open(_) | Way::Read(_)) {
        return if mode == Mode::Asking { Consent::Ask { usual: true } } else { Consent::Leave };
    }
    let asks_for_a_key = matches!(step.way, Way::Edit(edit) if edit.set_key.is_some()) || step.fix.ask.is_some();
    match (mode, step.fix.risk) {
        (_, Risk::CostsMoney) | (Mode::Silent, _) => Consent::Leave,
        (Mode::Asking, Risk::NeedsAdmin | Risk::Manual) => Consent::Ask { usual: false },
        (Mode::Asking, _) => Consent::Ask { usual: true },
        (Mode::Agreed, Risk::Safe | Risk::EditsFile) if can_undo && !asks_for_a_key => Consent::GoAhead,
        (Mode::Agreed, _) => Consent::Leave,
    }
}
