//! What `doctor fix` says: what is wrong, what it would do about it, what came of it.

mod journal;
mod step;

use owo_colors::OwoColorize;
use serde_json::{Value, json};

use super::words::{Block, Label, counted, indented};
use super::{Look, human};
use crate::check::CheckId;
use crate::fix::{Mode, Outcome, Step, to_mend};
use crate::report::{Finding, Report, Status, Verdict};

pub use journal::{changes, taken_back, taking_back, undo_by_hand, undo_needs_yes};
pub use step::{
    afterwards, already, ask_key, diff, edited, ended, left, live_key, not_changed, not_here, odd_key, open_by_hand,
    question, step,
};

/// Said while the learner does something elsewhere.
pub const WAITING: &str = "        [Enter = done, look again; s = leave it for now; q = stop] ";

/// The end of `--dry-run`.
pub fn nothing_done(look: &Look) -> String {
    let text = "Nothing was done. Without --dry-run, doctor asks before each step.";
    format!("\n{}\n", indented(text, 0, look.width))
}

/// What there is to do, before the first step.
pub fn opening(report: &Report, look: &Look) -> String {
    let ids = to_mend(report);
    if ids.is_empty() {
        return human(report, look);
    }
    let count = |needed: bool| {
        let wanted = |id: &&&CheckId| {
            report.finding(id).is_some_and(|finding| (finding.required && finding.status == Status::Fail) == needed)
        };
        ids.iter().filter(wanted).count()
    };
    let (first, later) = (count(true), count(false));
    let mut line = match first {
        0 => "Nothing stands in your way.".to_owned(),
        _ => format!("{} in your way, in this order:", counted(first, "thing stands", "things stand")),
    };
    if first == 0 {
        line.push_str(&format!(" {} worth a look:", counted(later, "thing is", "things are")));
    }
    let mut out = format!("{}\n\n", indented(&line, 0, look.width));
    for (at, id) in ids.iter().enumerate() {
        let Some(finding) = report.finding(id) else { continue };
        if at == first && at > 0 {
            out.push_str(&format!("\n{}\n\n", indented("Less urgent:", 0, look.width)));
        }
        let number = format!("{:>3}. ", at + 1);
        out.push_str(&format!("{number}{}\n", indented(&finding.say, number.len(), look.width)));
    }
    out
}

/// The line above the steps for a check.
pub fn heading(number: usize, id: &CheckId, report: &Report, look: &Look) -> String {
    let Some(finding) = report.finding(id) else { return String::new() };
    let number = format!("{number}. ");
    let mut out = format!("\n{}{}\n", number.bold(), indented(&finding.say, number.len(), look.width).bold());
    let mut block = Block::new(&mut out, number.len(), look.width);
    if let Some(detail) = finding.causes.first().and_then(|cause| cause.detail.as_ref()) {
        block.line(detail);
    }
    block.line(&format!("{} {}", "More about this:".dimmed(), format!("doctor explain {id}").dimmed()));
    out
}

/// What a new look at the check showed.
pub fn outcome(came: &Outcome, after: &Finding, is_last: bool, is_new_window: bool, look: &Look) -> String {
    let (label, text) = match came {
        Outcome::Fixed if is_new_window => (Label::Pass, format!("Fixed, in each new window: {}", after.say)),
        Outcome::Fixed => (Label::Pass, format!("Fixed: {}", after.say)),
        // The next step is for that.
        Outcome::StillWrong if !is_last => return String::new(),
        Outcome::StillWrong => (Label::Fail, format!("Still wrong: {}", after.say)),
        Outcome::Changed => (Label::Warn, format!("Not there yet: {}", after.say)),
        Outcome::Waits => (Label::Wait, "This waits for another check now.".to_owned()),
        Outcome::Unknown => (Label::Unsure, after.say.clone()),
    };
    said(label, &text, look)
}

/// A line was changed, and whether that helps shows only in a new window.
pub fn look_in_new_window(look: &Look) -> String {
    let text = "Whether that is enough shows only in a new terminal window. Open one, and run doctor fix there.";
    said(Label::Wait, text, look)
}

/// Checks that were fine before the step and are not any more.
pub fn newly_wrong(wrong: &[(&CheckId, &Finding)], look: &Look) -> String {
    let line = |(id, finding): &(&CheckId, &Finding)| {
        said(Label::Warn, &format!("Since then this is wrong as well ({id}): {}", finding.say), look)
    };
    let hint = said(Label::Wait, "If it should be as before: doctor fix --undo takes the last change back.", look);
    wrong.iter().map(line).chain([hint]).collect()
}

/// Asks whether to go on once all that counts is done.
pub fn go_on(rest: usize, look: &Look) -> String {
    let text = format!("That was what counts. {} left.", counted(rest, "thing to look at is", "things to look at are"));
    format!("\n{}\nGo on?", indented(&text, 0, look.width))
}

/// A question to which the answer is a line of text.
pub fn asked(question: &str, look: &Look) -> String {
    let mut out = String::new();
    Block::new(&mut out, 4, look.width).line(question);
    format!("{out}    > ")
}

/// The last words.
pub fn closing(report: &Report, is_new_window: bool, mode: Mode, stopped: bool, look: &Look) -> String {
    let mut out = String::from("\n");
    let rest = to_mend(report).len();
    let counts = report.headline.to_fix;
    let text = match (stopped, report.verdict) {
        (true, _) => "You stopped here. Nothing is lost: doctor fix goes on where you are.".to_owned(),
        (_, Verdict::Ready) if rest == 0 => "All is well.".to_owned(),
        (_, Verdict::Ready) => {
            format!("You can start. {} left for later.", counted(rest, "thing is", "things are"))
        }
        (_, Verdict::NotReady) if mode == Mode::Silent => {
            "Nothing was changed. doctor fix in a terminal asks about each step; --yes does without asking what can be \
             taken back."
                .to_owned()
        }
        (_, Verdict::NotReady) => {
            format!("{} still in the way. doctor fix goes on where you are.", counted(counts, "thing is", "things are"))
        }
        (_, Verdict::Unsure) => {
            "Nothing is known to be wrong any more, but not everything could be looked at.".to_owned()
        }
    };
    let label = if !stopped && report.verdict == Verdict::Ready { Label::Pass } else { Label::Next };
    out.push_str(&said(label, &text, look));
    if is_new_window {
        let text = "Close this terminal window and open a new one: only a new one knows what has changed.";
        out.push_str(&said(Label::Next, text, look));
    }
    out
}

/// What `--watch` looks out for.
pub fn watching(report: &Report, look: &Look) -> String {
    let mut out = opening(report, look);
    if to_mend(report).iter().any(|id| report.finding(id).is_some_and(|finding| finding.status == Status::Fail)) {
        let text = "doctor changes nothing. It looks again every few seconds and says what is done. Ctrl-C ends it.";
        out.push_str(&format!("\n{}\n\n", indented(text, 0, look.width)));
    }
    out
}

/// What is done by now.
pub fn ticked(ids: &[&CheckId], report: &Report, look: &Look) -> String {
    let say = |id: &CheckId| report.finding(id).map_or_else(String::new, |finding| finding.say.clone());
    ids.iter().map(|id| said(Label::Pass, &format!("{} ({id})", say(id)), look)).collect()
}

/// What turned up once something else was done.
pub fn appeared(ids: &[&CheckId], report: &Report, look: &Look) -> String {
    let say = |id: &CheckId| report.finding(id).map_or_else(String::new, |finding| finding.say.clone());
    ids.iter().map(|id| said(Label::Next, &format!("{} ({id})", say(id)), look)).collect()
}

/// The end of `--watch`.
pub fn watched(report: &Report, look: &Look) -> String {
    if report.verdict == Verdict::Ready {
        said(Label::Pass, "Nothing stands in your way any more.", look)
    } else {
        String::new()
    }
}

/// The question behind a check that only a person can answer.
pub fn only_you(id: &CheckId, finding: &Finding, whether: &str, look: &Look) -> String {
    let mut out = format!("\n{}\n", indented(&finding.title, 0, look.width).bold());
    let mut block = Block::new(&mut out, 0, look.width);
    block.line(&format!("Only you can know {whether}."));
    block.line("If you say yes, doctor remembers the day and asks again after half a year.");
    block.line(&format!("{} {}", "More about this:".dimmed(), format!("doctor explain {id}").dimmed()));
    out
}

/// The plan for programs.
pub fn plan_json(report: &Report, steps: &[(&CheckId, Vec<Step<'_>>)]) -> Value {
    let step = |step: &Step<'_>| json!({ "cause": step.cause, "say": step.say, "fix": step.fix });
    let check = |(id, steps): &(&CheckId, Vec<Step<'_>>)| json!({ "check": id.as_str(), "steps": steps.iter().map(step).collect::<Vec<_>>() });
    json!({
        "schema": "doctor.fix/1",
        "doctor": report.doctor,
        "verdict": report.verdict,
        "plan": steps.iter().map(check).collect::<Vec<_>>(),
    })
}

fn said(label: Label, text: &str, look: &Look) -> String {
    format!("{}{}\n", label.print(look.glyphs), indented(text, Label::columns(look.glyphs), look.width))
}
