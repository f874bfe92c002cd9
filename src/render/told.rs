//! What is wrong in plain words, for all formats that are not a screen: what, why it matters, and what to do, step by step.

use super::inert::is_hidden;
use super::shell::{Doing, doing};
use super::words::counted;
use crate::machine::Machine;
use crate::report::{CauseFound, Finding, Report, SkipReason, Status, Verdict, Wrong};

/// What can be done about an answer that did not come.
pub(super) const COULD_NOT_LOOK: &str = "This says nothing about your set-up: doctor could not look. Run doctor again; if it stays, show this report to \
     somebody who helps you.";

/// What can be done about something that no program can see.
pub(super) const LOOK_YOURSELF: &str = "Look there once, when you have time. It does not change the verdict.";

/// Something that is wrong and what to do about it.
pub(super) struct Told {
    pub(super) say: String,
    pub(super) detail: Option<String>,
    pub(super) steps: Vec<Step>,
}

/// One step of a repair.
#[derive(PartialEq, Eq)]
pub(super) struct Step {
    /// Ends with a sign that leads on to what is done.
    pub(super) title: String,
    pub(super) doing: Doing,
}

impl Told {
    pub(super) fn of(wrong: &Wrong<'_>, finding: &Finding, machine: &Machine) -> Self {
        let step = |id: &String| {
            let fix = finding.fix(id)?;
            let end = if fix.title.ends_with(['.', ':', '!']) { "" } else { ":" };
            Some(Step { title: format!("{}{end}", fix.title), doing: doing(fix, machine) })
        };
        Self {
            say: wrong.say.to_owned(),
            detail: wrong.cause.detail.clone(),
            steps: wrong.fixes.iter().filter_map(step).collect(),
        }
    }

    /// Text to copy for what is to be done first; none where that is something to read.
    pub(super) fn command(&self) -> Option<&str> {
        match &self.steps.first()?.doing {
            Doing::Copy(text) => Some(text.as_str()),
            Doing::Read(_) => None,
        }
    }

    /// All of it, with line breaks in it and none at its end.
    pub(super) fn text(&self) -> String {
        let mut lines = vec![self.say.clone()];
        lines.extend(self.detail.clone());
        lines.extend(self.steps_text());
        lines.join("\n")
    }

    fn steps_text(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, step) in self.steps.iter().enumerate() {
            let number = if self.steps.len() > 1 { format!("{}. ", at + 1) } else { String::new() };
            lines.push(format!("{number}{}", step.title));
            match &step.doing {
                Doing::Read(words) => lines.push(words.clone()),
                Doing::Copy(text) => lines.extend(text.lines().map(|line| format!("    {line}"))),
            }
        }
        lines
    }
}

/// Everything that is wrong about a finding, with the cause of each, the worst first.
pub(super) fn wrongs<'a>(finding: &'a Finding) -> impl Iterator<Item = Wrong<'a>> {
    finding.causes.iter().flat_map(CauseFound::wrongs)
}

/// A whole finding: all that is wrong with it, or why it could not be told.
pub(super) fn text(finding: &Finding, machine: &Machine) -> String {
    if finding.causes.is_empty() {
        return match finding.status {
            Status::Unknown if finding.is_confirmed() => finding.say.clone(),
            Status::Unknown if finding.is_for_you() => format!("{}\n{LOOK_YOURSELF}", finding.say),
            Status::Unknown => format!("{}\n{COULD_NOT_LOOK}", finding.say),
            _ => finding.say.clone(),
        };
    }
    let mut lines = Vec::new();
    for cause in &finding.causes {
        let all: Vec<Told> = cause.wrongs().iter().map(|wrong| Told::of(wrong, finding, machine)).collect();
        // What is put right in the same way is told together, and why it matters once.
        let mut detail = cause.detail.as_ref();
        for alike in all.chunk_by(|one, next| one.steps == next.steps) {
            lines.extend(alike.iter().map(|told| told.say.clone()));
            lines.extend(detail.take().cloned());
            lines.extend(alike[0].steps_text());
        }
    }
    lines.join("\n")
}

/// Why a check was left out, or what it waits for.
pub(super) fn left_out(finding: &Finding) -> String {
    match (finding.skip, &finding.blocked_by) {
        (_, Some(root)) => format!("waits for {root}"),
        (Some(reason), None) => skipped(reason).to_owned(),
        (None, None) => finding.say.clone(),
    }
}

pub(super) fn skipped(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Blocked => "waits for another check",
        SkipReason::Offline => "needs the network, and you asked for --offline",
        SkipReason::Platform => "means nothing on this kind of computer",
        SkipReason::Profile => "not part of this profile",
        SkipReason::Off => "switched off in doctor.toml",
        SkipReason::Accepted => "accepted in doctor.toml",
        SkipReason::Deselected => "left out, as you asked",
    }
}

/// Whether it stands between this machine and the verdict `ready` that nobody could tell.
pub(super) fn is_unknown(finding: &Finding) -> bool {
    finding.required && finding.status == Status::Unknown && !finding.is_for_you()
}

/// Something that is wrong and accepted: why, and for how long.
pub(super) fn accepted(accepted: &crate::report::Accepted) -> String {
    format!("accepted until {}: {}", accepted.until, accepted.reason)
}

/// The verdict as people read it, and what it rests on.
pub(super) fn verdict(report: &Report) -> (&'static str, String) {
    let numbers = &report.headline;
    match report.verdict {
        Verdict::Ready => match numbers.to_look_at {
            0 => ("READY", counted(report.counts.pass, "check is fine", "checks are fine")),
            1 => ("READY", "you can start; 1 thing to look at when you have time".to_owned()),
            more => ("READY", format!("you can start; {more} things to look at when you have time")),
        },
        Verdict::NotReady => {
            let first = counted(numbers.to_fix, "thing to fix first", "things to fix first");
            let rest = match (numbers.waiting, numbers.to_fix) {
                (0, _) => first,
                (1, _) => format!("{first}; 1 other waits for it"),
                (waiting, 1) => format!("{first}; {waiting} others wait for it"),
                (waiting, _) => format!("{first}; {waiting} others wait for them"),
            };
            ("NOT READY", rest)
        }
        Verdict::Unsure => {
            let rest = counted(numbers.unknown, "check could not be made", "checks could not be made");
            ("UNSURE", format!("nothing is known to be wrong, but {rest}"))
        }
    }
}

/// The words with which it ends in a cut text.
const CUT: &str = " […]";

/// The text, cut where it is longer than so many characters.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => {
            let kept = text.char_indices().nth(most.saturating_sub(CUT.chars().count())).map_or(0, |(at, _)| at);
            format!("{}{CUT}", &text[..kept])
        }
    }
}

/// The text with a sign in the place of each character that shows nothing or moves what is shown. Ends of lines stay.
pub(super) fn visible(text: &str) -> String {
    // Pictures are put together with some of these.
    let stays = |c: char| matches!(c, '\n' | '\r' | '\t' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
    text.chars().map(|c| if is_hidden(c) && !stays(c) { '\u{fffd}' } else { c }).collect()
}
