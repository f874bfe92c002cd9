//! The report for people: one verdict line, the next step first, then what is wrong, then a count of what is fine.

mod step;

use owo_colors::{OwoColorize, Style};

use super::told;
use super::words::{Label, counted, indented};
use super::{Detail, Look};
use crate::check::CheckId;
use crate::report::{Finding, Report, Settings, SkipReason, Status, Verdict, Weight};

/// So much that is odd about settings is told; more would hide what is wrong with this computer.
const MOST_NOTICES: usize = 5;

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
    let mut out = verdict_line(report, look);
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
        step::next(&mut out, next, finding, report, look);
    }
    out.push_str(&findings(report, look));
    out
}

fn verdict_line(report: &Report, look: &Look) -> String {
    let (word, mut rest) = told::verdict(report);
    let style = match report.verdict {
        Verdict::Ready => Style::new().bold().green(),
        Verdict::NotReady => Style::new().bold().red(),
        Verdict::Unsure => Style::new().bold().yellow(),
    };
    let all_is_well = report.verdict == Verdict::Ready && report.headline.to_look_at == 0;
    if all_is_well && passes(report, look) == Passes::Counted {
        rest.push_str("; doctor -v lists them");
    }
    // Wrapped before it is coloured: colour codes take no columns.
    format!("{}  {}\n", word.style(style), indented(&rest, word.len() + 2, look.width))
}

fn passes(report: &Report, look: &Look) -> Passes {
    let looked_at = report.checks.iter().filter(|(_, finding)| finding.status != Status::Skip).count();
    if look.detail == Detail::Everything || looked_at <= FEW { Passes::Listed } else { Passes::Counted }
}

fn findings(report: &Report, look: &Look) -> String {
    let passes = passes(report, look);
    let shown: Vec<&(CheckId, Finding)> =
        report.checks.iter().filter(|(_, finding)| is_shown(finding, passes, look)).collect();
    let list = step::List { report, look, widest: shown.iter().map(|(id, _)| id.as_str().len()).max().unwrap_or(0) };
    let mut out = String::new();
    for label in [Label::Fail, Label::Unsure, Label::Wait, Label::Warn, Label::Skip, Label::Pass] {
        let mut mine: Vec<_> = shown.iter().filter(|(_, finding)| label_of(finding) == label).collect();
        // What counts comes before what is optional.
        mine.sort_by_key(|(_, finding)| !finding.required);
        for (at, (id, finding)) in mine.iter().enumerate() {
            if at == 0 || label.has_body() {
                out.push('\n');
            }
            list.finding(&mut out, label, id, finding);
        }
        if label == Label::Wait {
            out.push_str(&list.waiting());
        }
    }
    out.push_str(&settings(report, look));
    let all_is_said = report.verdict == Verdict::Ready && report.headline.to_look_at == 0;
    if passes == Passes::Counted && report.counts.pass > 0 && !all_is_said {
        let rest = format!("{}; doctor -v lists them", counted(report.counts.pass, "check", "checks"));
        let indent = Label::columns(look.glyphs);
        out.push_str(&format!("\n{}{}\n", Label::Pass.print(look.glyphs), indented(&rest, indent, look.width)));
    }
    out
}

fn is_shown(finding: &Finding, passes: Passes, look: &Look) -> bool {
    match (finding.status, finding.skip) {
        (Status::Pass, _) => passes == Passes::Listed,
        // Those that wait are told together, by what they wait for.
        (Status::Skip, Some(SkipReason::Blocked | SkipReason::Deselected)) => false,
        (Status::Skip, _) => look.detail == Detail::Everything,
        (Status::Unknown, _) if finding.is_confirmed() => look.detail == Detail::Everything,
        _ => true,
    }
}

fn label_of(finding: &Finding) -> Label {
    match finding.status {
        Status::Fail => Label::Fail,
        Status::Warn => Label::Warn,
        Status::Unknown => Label::Unsure,
        Status::Skip => Label::Skip,
        Status::Pass => Label::Pass,
    }
}

/// What is odd about the project's settings, and how much was accepted.
fn settings(report: &Report, look: &Look) -> String {
    let mut out = String::new();
    let indent = Label::columns(look.glyphs);
    let told =
        |settings: &'_ Settings| if look.detail == Detail::Everything { settings.notices.len() } else { MOST_NOTICES };
    for (file, notice) in report
        .settings
        .iter()
        .flat_map(|settings| settings.notices.iter().take(told(settings)).map(|one| (&settings.file, one)))
    {
        let text = format!("Line {} of {file}: {}", notice.line, notice.say);
        out.push_str(&format!("\n{}{}\n", Label::Warn.print(look.glyphs), indented(&text, indent, look.width)));
    }
    for settings in report.settings.iter().filter(|settings| settings.notices.len() > told(settings)) {
        let text = format!("{} more like this; doctor -v lists them", settings.notices.len() - told(settings));
        out.push_str(&format!("\n{}{}\n", Label::Warn.print(look.glyphs), indented(&text, indent, look.width)));
    }
    let all = report.checks.iter().flat_map(|(_, finding)| &finding.accepted);
    let accepted = all.filter(|accepted| accepted.weight == Weight::None).count();
    if accepted > 0 {
        let what = counted(accepted, "thing is accepted", "things are accepted");
        let more = if look.detail == Detail::Everything { "" } else { "; doctor -v lists what" };
        let text = format!("{what} in doctor.toml{more}");
        out.push_str(&format!("\n{}{}\n", Label::Skip.print(look.glyphs), indented(&text, indent, look.width)));
    }
    out
}
