//! One finding on the screen: what is wrong, why it matters, and what to do, ready to copy.

use owo_colors::OwoColorize;

use crate::check::{CheckId, Proof};
use crate::render::shell::{Doing, doing};
use crate::render::words::{Label, indented};
use crate::render::{Detail, Look};
use crate::report::{CauseFound, Finding, FixShown, Report, SkipReason, Status};

/// What can be done about an answer that did not come.
const COULD_NOT_LOOK: &str = "This says nothing about your set-up: doctor could not look. Run doctor again; if it stays, show this report to \
     somebody who helps you.";

/// Lines that belong together, under one indent.
struct Block<'a> {
    out: &'a mut String,
    indent: usize,
    width: usize,
}

impl Block<'_> {
    fn line(&mut self, text: &str) {
        self.item("", text);
    }

    /// A line with a number in front; what follows stands under the text and not under the number.
    fn item(&mut self, number: &str, text: &str) {
        let lead = " ".repeat(self.indent);
        let body = indented(text, self.indent + number.len(), self.width);
        self.out.push_str(&format!("{lead}{number}{body}\n"));
    }

    /// Text to copy: never wrapped, set off by its own indent.
    fn copy(&mut self, text: &str) {
        for line in text.lines() {
            self.out.push_str(&format!("{}{}\n", " ".repeat(self.indent + 2), line.bold()));
        }
    }
}

/// The one thing to do first, with all its steps.
pub(super) fn next(out: &mut String, id: &CheckId, finding: &Finding, report: &Report, look: &Look) {
    let indent = Label::columns(look.glyphs);
    let label = Label::Next.print(look.glyphs);
    out.push_str(&format!("{label}{}\n", indented(&finding.say, indent, look.width)));
    let mut block = Block { out, indent, width: look.width };
    match finding.causes.first() {
        Some(cause) => {
            cause_below(&mut block, cause, finding, report);
            block.line(&format!("Then check again: {}", "doctor".bold()));
        }
        None => untold_below(&mut block),
    }
    block.line(&format!("More about this: {}", format!("doctor explain {id}").bold()));
}

/// A finding in the list. What the next step already said is not said again.
#[expect(clippy::too_many_arguments, reason = "one call, and the arguments are what a line consists of")]
pub(super) fn finding(
    out: &mut String,
    label: Label,
    id: &CheckId,
    finding: &Finding,
    widest: usize,
    is_next: bool,
    report: &Report,
    look: &Look,
) {
    let columns = Label::columns(look.glyphs);
    let beside = look.width >= 80;
    let say = match finding.skip {
        Some(SkipReason::Blocked) | None => finding.say.clone(),
        Some(reason) => left_out(reason).to_owned(),
    };
    let proof = if look.detail == Detail::Everything { finding.proof.map_or("", proof_words) } else { "" };
    let say = format!("{say}{proof}");
    let label = label.print(look.glyphs);
    let indent = if beside { columns + widest + 2 } else { columns };
    if beside {
        let id = format!("{id:<widest$}");
        out.push_str(&format!("{label}{}  {}\n", id.dimmed(), indented(&say, indent, look.width)));
    } else if finding.skip == Some(SkipReason::Blocked) {
        out.push_str(&format!("{label}{}\n", indented(&format!("{id} {say}"), indent, look.width)));
    } else {
        out.push_str(&format!(
            "{label}{}\n{}{}\n",
            id.dimmed(),
            " ".repeat(columns),
            indented(&say, indent, look.width)
        ));
    }
    if is_next {
        return;
    }
    let mut block = Block { out, indent, width: look.width };
    for (at, cause) in finding.causes.iter().enumerate() {
        if at > 0 {
            block.line(&cause.say);
        }
        cause_below(&mut block, cause, finding, report);
    }
    if finding.causes.is_empty() && finding.status == Status::Unknown {
        untold_below(&mut block);
    }
}

fn cause_below(block: &mut Block<'_>, cause: &CauseFound, finding: &Finding, report: &Report) {
    if let Some(detail) = &cause.detail {
        block.line(detail);
    }
    let fixes = |ids: &[String]| ids.iter().filter_map(|id| finding.fix(id)).cloned().collect::<Vec<_>>();
    if cause.items.len() < 2 {
        return steps(block, &fixes(&cause.fixes), report);
    }
    for (at, item) in cause.items.iter().enumerate() {
        if at > 0 {
            block.line(&item.say);
        }
        steps(block, &fixes(&item.fixes), report);
    }
}

fn steps(block: &mut Block<'_>, fixes: &[FixShown], report: &Report) {
    for (at, fix) in fixes.iter().enumerate() {
        let number = if fixes.len() > 1 { format!("{}. ", at + 1) } else { String::new() };
        let Doing { words, copy } = doing(fix, &report.machine);
        let words = words.map(|words| format!(" {words}")).unwrap_or_default();
        let end = if copy.is_some() && words.is_empty() { ":" } else { "." };
        let end = if fix.title.ends_with(['.', ':', '!']) { "" } else { end };
        block.item(&number, &format!("{}{end}{words}", fix.title));
        if let Some(copy) = copy {
            block.copy(&copy);
        }
    }
}

fn untold_below(block: &mut Block<'_>) {
    block.line(COULD_NOT_LOOK);
}

fn left_out(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Blocked => "waits for another check",
        SkipReason::Offline => "needs the network, and you asked for --offline",
        SkipReason::Platform => "means nothing on this kind of computer",
        SkipReason::Profile => "not part of this profile",
        SkipReason::Deselected => "left out, as you asked",
    }
}

fn proof_words(proof: Proof) -> &'static str {
    match proof {
        Proof::Local => " (its files are right)",
        Proof::Tool => " (it ran and said so)",
        Proof::Service => " (the service said so)",
    }
}
