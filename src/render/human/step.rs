//! One finding on the screen: what is wrong, why it matters, and what to do, ready to copy.

use owo_colors::OwoColorize;

use crate::check::{CheckId, Proof};
use crate::render::shell::{Doing, doing};
use crate::render::told::{COULD_NOT_LOOK, LOOK_YOURSELF, skipped};
use crate::render::words::{Block, Label, indented};
use crate::render::{Detail, Look};
use crate::report::{Accepted, CauseFound, Finding, FixShown, Next, Report, Status, Weight};

/// The one thing to do first, with all its steps.
pub(super) fn next(out: &mut String, next: &Next, finding: &Finding, report: &Report, look: &Look) {
    let indent = Label::columns(look.glyphs);
    let label = Label::Next.print(look.glyphs);
    // Where what counts could not be told, a warning beside it is not the next step.
    let cause = finding.causes.first().filter(|_| next.fix.is_some());
    let unknown = finding.undecided.first().map(|undecided| format!("Could not tell: {}", undecided.unknown.words()));
    let say = match (cause, unknown) {
        (None, Some(unknown)) => unknown,
        _ => finding.say.clone(),
    };
    out.push_str(&format!("{label}{}\n", indented(&say, indent, look.width)));
    let mut block = Block::new(out, indent, look.width);
    match cause {
        Some(cause) => {
            cause_below(&mut block, cause, finding, report);
            block.line(&format!("Then check again: {}", "doctor".bold()));
        }
        None => block.line(COULD_NOT_LOOK),
    }
    block.line(&format!("More about this: {}", format!("doctor explain {}", next.check).bold()));
}

/// The findings below the next step, one under another.
pub(super) struct List<'a> {
    pub(super) report: &'a Report,
    pub(super) look: &'a Look,
    /// Columns that the longest id takes.
    pub(super) widest: usize,
}

impl List<'_> {
    /// A finding. What the next step already said is not said again.
    pub(super) fn finding(&self, out: &mut String, label: Label, id: &CheckId, finding: &Finding) {
        let (look, report) = (self.look, self.report);
        let columns = Label::columns(look.glyphs);
        let say = match finding.skip {
            None => finding.say.clone(),
            Some(reason) => skipped(reason).to_owned(),
        };
        let proof = if look.detail == Detail::Everything { finding.proof.map_or("", proof_words) } else { "" };
        let optional = if !finding.required && finding.status == Status::Fail { " (optional)" } else { "" };
        let say = format!("{say}{proof}{optional}");
        let label = label.print(look.glyphs);
        // Beside the id where there is room, below it where there is not.
        let beside = look.width >= 80;
        let indent = if beside { columns + self.widest + 2 } else { columns };
        let body = indented(&say, indent, look.width);
        if beside {
            let id = format!("{id:<width$}", width = self.widest);
            out.push_str(&format!("{label}{}  {body}\n", id.dimmed()));
        } else {
            out.push_str(&format!("{label}{}\n{}{body}\n", id.dimmed(), " ".repeat(columns)));
        }
        if report.next.as_ref().is_some_and(|next| next.check == *id) {
            return;
        }
        let mut block = Block::new(out, indent, look.width);
        for (at, cause) in finding.causes.iter().enumerate() {
            if at > 0 {
                block.line(&cause.say);
            }
            if self.is_done_by_next(cause, finding) {
                cause.detail.iter().for_each(|detail| block.line(detail));
                block.line("The next step, above, puts this right as well.");
            } else {
                cause_below(&mut block, cause, finding, report);
            }
        }
        for accepted in &finding.accepted {
            let Accepted { say, reason, until, weight, .. } = accepted;
            match weight {
                // It stands above as a warning.
                Weight::Warning => block.line(&format!("Accepted in doctor.toml until {until}: {reason}")),
                Weight::None if look.detail == Detail::Everything => {
                    block.line(&format!("{say}. Accepted until {until}: {reason}"));
                }
                Weight::None => {}
            }
        }
        if finding.causes.is_empty() && finding.status == Status::Unknown && !finding.is_confirmed() {
            block.line(if finding.is_for_you() { LOOK_YOURSELF } else { COULD_NOT_LOOK });
        }
    }

    /// Whether the next step asks for the very same, so that nobody does it twice.
    fn is_done_by_next(&self, cause: &CauseFound, finding: &Finding) -> bool {
        let next = self.report.next.as_ref().and_then(|next| self.report.finding(&next.check));
        let Some((finding_next, first)) = next.and_then(|next| Some((next, next.causes.first()?))) else {
            return false;
        };
        let told = |finding: &Finding, cause: &CauseFound| -> Vec<_> {
            let fixes = cause.fixes.iter().filter_map(|id| finding.fix(id));
            fixes.map(|fix| doing(fix, &self.report.machine)).collect()
        };
        let mine = told(finding, cause);
        cause.items.len() < 2 && !mine.is_empty() && mine == told(finding_next, first)
    }

    /// The checks that wait, together by what they wait for.
    pub(super) fn waiting(&self) -> String {
        let mut roots: Vec<(&CheckId, Vec<&str>)> = Vec::new();
        for (id, finding) in &self.report.checks {
            let Some(root) = &finding.blocked_by else { continue };
            match roots.iter_mut().find(|(known, _)| *known == root) {
                Some((_, waiting)) => waiting.push(id.as_str()),
                None => roots.push((root, vec![id.as_str()])),
            }
        }
        let label = Label::Wait.print(self.look.glyphs);
        let columns = Label::columns(self.look.glyphs);
        let line = |(root, waiting): &(&CheckId, Vec<&str>)| {
            let wait = if waiting.len() == 1 { "waits" } else { "wait" };
            let text = format!("{} {wait} for {root}", waiting.join(", "));
            format!("{label}{}\n", indented(&text, columns, self.look.width))
        };
        let lines: String = roots.iter().map(line).collect();
        if lines.is_empty() { lines } else { format!("\n{lines}") }
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
    // What helps all of them is told once.
    let is_same = cause.items.windows(2).all(|two| two[0].fixes == two[1].fixes);
    for (at, item) in cause.items.iter().enumerate() {
        if at > 0 {
            block.line(&item.say);
        }
        if is_same && at + 1 < cause.items.len() {
            continue;
        }
        steps(block, &fixes(&item.fixes), report);
    }
}

fn steps(block: &mut Block<'_>, fixes: &[FixShown], report: &Report) {
    for (at, fix) in fixes.iter().enumerate() {
        let number = if fixes.len() > 1 { format!("{}. ", at + 1) } else { String::new() };
        let end = if fix.title.ends_with(['.', ':', '!']) { "" } else { ":" };
        block.item(&number, &format!("{}{end}", fix.title));
        let indent = block.indent;
        block.indent += number.len();
        match doing(fix, &report.machine) {
            Doing::Read(words) => block.line(&words),
            Doing::Copy(text) => block.copy(&text),
        }
        block.indent = indent;
    }
}

fn proof_words(proof: Proof) -> &'static str {
    match proof {
        Proof::Local => " (read from its files)",
        Proof::Tool => " (asked the program)",
        Proof::Service => " (asked the service)",
    }
}
