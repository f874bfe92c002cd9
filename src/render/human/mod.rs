//! The report for people: one verdict line, the next step first, then what is wrong, then a count of what is fine.

mod step;

use owo_colors::{OwoColorize, Style};

use super::words::{Label, counted, indented};
use super::{Detail, Look};
use crate::check::CheckId;
use crate::report::{Finding, Report, SkipReason, Status, Verdict};

/// So few checks are told one by one even when all is well.
const FEW: usize = 3;

/// What becomes of checks that pass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passes {
    Listed,
    Counted,
}

/// The report as text, with colour codes in it.
pub fn human(report: &Report, look: &Look) -> String {
    let mut out = format!("{}\n", verdict_line(report));
    if look.detail == Detail::VerdictOnly {
        return out;
    }
    if report.interrupted {
        out.push_str("You stopped doctor; this is what it knew by then.\n");
    }
    if let Some(next) = &report.next
        && let Some(finding) = report.finding(&next.check)
    {
        out.push('\n');
        step::next(&mut out, &next.check, finding, report, look);
    }
    out.push_str(&findings(report, look));
    out
}

fn verdict_line(report: &Report) -> String {
    let required = || report.checks.iter().map(|(_, finding)| finding).filter(|finding| finding.required);
    let fails = required().filter(|finding| finding.status == Status::Fail).count();
    let waits = report.checks.iter().filter(|(_, finding)| finding.skip == Some(SkipReason::Blocked)).count();
    let unknown = required().filter(|finding| !finding.untold.is_empty() && finding.status != Status::Skip).count();
    let (word, style, rest) = match report.verdict {
        Verdict::Ready => {
            let rest = match report.counts.warn {
                0 => counted(report.counts.pass, "check is fine", "checks are fine"),
                warns => counted(warns, "thing to look at when you have time", "things to look at when you have time"),
            };
            ("READY", Style::new().bold().green(), rest)
        }
        Verdict::NotReady => {
            let first = match fails {
                0 => counted(report.counts.warn + report.counts.fail, "thing to fix first", "things to fix"),
                _ => counted(fails, "thing to fix first", "things to fix first"),
            };
            let wait = match waits {
                0 => String::new(),
                _ => format!(
                    "; {}",
                    counted(
                        waits,
                        "other waits for it",
                        if fails > 1 { "others wait for them" } else { "others wait for it" }
                    )
                ),
            };
            ("NOT READY", Style::new().bold().red(), first + &wait)
        }
        Verdict::Unsure => {
            let rest = counted(unknown.max(1), "check could not be made", "checks could not be made");
            ("UNSURE", Style::new().bold().yellow(), format!("nothing is known to be wrong, but {rest}"))
        }
    };
    format!("{}  {rest}", word.style(style))
}

fn findings(report: &Report, look: &Look) -> String {
    let looked_at = report.checks.iter().filter(|(_, finding)| finding.status != Status::Skip).count();
    let passes = if look.detail == Detail::Everything || looked_at <= FEW { Passes::Listed } else { Passes::Counted };
    let shown: Vec<&(CheckId, Finding)> =
        report.checks.iter().filter(|(_, finding)| is_shown(finding, passes, look)).collect();
    let widest = shown.iter().map(|(id, _)| id.as_str().len()).max().unwrap_or(0);
    let mut out = String::new();
    for label in [Label::Fail, Label::Unsure, Label::Wait, Label::Warn, Label::Skip, Label::Pass] {
        let mine: Vec<_> = shown.iter().filter(|(_, finding)| label_of(finding) == label).collect();
        if mine.is_empty() {
            continue;
        }
        for (at, (id, finding)) in mine.into_iter().enumerate() {
            let is_next = report.next.as_ref().is_some_and(|next| next.check == *id);
            if at == 0 || label.has_body() {
                out.push('\n');
            }
            step::finding(&mut out, label, id, finding, widest, is_next, report, look);
        }
    }
    if passes == Passes::Counted && report.counts.pass > 0 {
        let rest = format!("{}; doctor -v lists them", counted(report.counts.pass, "check", "checks"));
        let indent = Label::columns(look.glyphs);
        out.push_str(&format!("\n{}{}\n", Label::Pass.print(look.glyphs), indented(&rest, indent, look.width)));
    }
    out
}

fn is_shown(finding: &Finding, passes: Passes, look: &Look) -> bool {
    match (finding.status, finding.skip) {
        (Status::Pass, _) => passes == Passes::Listed,
        (Status::Skip, Some(SkipReason::Blocked)) => true,
        (Status::Skip, Some(SkipReason::Deselected)) => false,
        (Status::Skip, _) => look.detail == Detail::Everything,
        _ => true,
    }
}

fn label_of(finding: &Finding) -> Label {
    match (finding.status, finding.skip) {
        (Status::Fail, _) => Label::Fail,
        (Status::Warn, _) => Label::Warn,
        (Status::Unknown, _) => Label::Unsure,
        (Status::Skip, Some(SkipReason::Blocked)) => Label::Wait,
        (Status::Skip, _) => Label::Skip,
        (Status::Pass, _) => Label::Pass,
    }
}
