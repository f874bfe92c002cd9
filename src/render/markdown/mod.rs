//! The report as Markdown, for the summary of a CI job, an issue, or a message to somebody who helps.

mod escape;
mod page;

use escape::{block, code, text};
use page::Page;

use super::shell::Doing;
use super::told::{self, COULD_NOT_LOOK, Told, accepted, cut, verdict, wrongs};
use super::words::counted;
use crate::check::CheckId;
use crate::report::{CauseFound, Counts, Finding, Next, Place, Report, Status};

/// Characters of a sentence or a command in a table.
const LONGEST: usize = 500;
/// Characters of anything in the next step.
const LONGEST_NEXT: usize = 4000;

/// The report in at most so many bytes. What does not fit is left out by whole rows, and a sentence says so.
pub fn report_markdown(report: &Report, most: usize) -> String {
    let mut page = Page::new(most);
    let (word, rest) = verdict(report);
    page.part(&format!("## doctor: {word}\n\n{}.\n", text(&capital(&rest))));
    if let Some(label) = &report.label {
        page.part(&format!("\n{}\n", text(&cut(label, LONGEST))));
    }
    if report.interrupted {
        page.part("\ndoctor was stopped; this is what it knew by then.\n");
    }
    if let Some(next) = &report.next
        && let Some(finding) = report.finding(&next.check)
    {
        page.part(&next_step(next, finding, report));
    }
    let head = "\n### What is wrong\n\n| | Check | What is wrong | What to do first |\n| --- | --- | --- | --- |\n";
    page.rows(head, wrong_rows(report));
    page.rows("\n### What waits\n\n", waiting(report));
    page.rows("\n### What could not be told\n\n", unknown(report));
    let head = "\n### Accepted\n\n| Check | What is wrong | Why it stays |\n| --- | --- | --- |\n";
    page.rows(head, accepted_rows(report));
    page.rows("\n### doctor.toml\n\n", notices(report));
    page.part(&format!("\n{}\n", numbers(&report.counts)));
    page.finished()
}

fn next_step(next: &Next, finding: &Finding, report: &Report) -> String {
    let short = |words: &str| text(&cut(words, LONGEST_NEXT));
    let cause = finding.causes.first().filter(|_| next.fix.is_some());
    let Some(wrong) = cause.map(CauseFound::wrongs).and_then(|all| all.into_iter().next()) else {
        return format!("\n### Next: {}\n\n{COULD_NOT_LOOK}\n", short(&finding.say));
    };
    let told = Told::of(&wrong, finding, &report.machine);
    let mut out = format!("\n### Next: {}\n", short(&told.say));
    if let Some(detail) = &told.detail {
        out.push_str(&format!("\n{}\n", short(detail)));
    }
    for (at, step) in told.steps.iter().enumerate() {
        out.push_str(&format!("\n{}. {}\n\n", at + 1, short(&step.title)));
        match &step.doing {
            Doing::Read(words) => out.push_str(&format!("   {}\n", short(words))),
            Doing::Copy(command) => out.push_str(&block(&cut(command, LONGEST_NEXT), "   ")),
        }
    }
    format!("{out}\nMore about this: {}\n", code(&format!("doctor explain {}", next.check)))
}

/// Fails that count, fails that do not, warnings.
fn wrong_rows(report: &Report) -> Vec<String> {
    let rank = |finding: &Finding| match (finding.status, finding.required) {
        (Status::Fail, true) => Some((0, "FAIL")),
        (Status::Fail, false) => Some((1, "FAIL (optional)")),
        (Status::Warn, _) => Some((2, "WARN")),
        _ => None,
    };
    let checks = report.checks.iter();
    let mut ranked: Vec<_> = checks.filter_map(|(id, finding)| Some((rank(finding)?, id, finding))).collect();
    ranked.sort_by_key(|((rank, _), _, _)| *rank);
    let rows = ranked.into_iter().flat_map(|((_, label), id, finding)| {
        let told = wrongs(finding).map(|wrong| (Told::of(&wrong, finding, &report.machine), wrong.place));
        told.map(move |(told, place)| {
            let say = format!("{}{}", told.say, place.map_or(String::new(), |place| standing(&told.say, place)));
            let first = told.steps.first().map_or(String::new(), |step| first_step(&step.doing));
            format!("| {label} | {} | {} | {first} |\n", code(id.as_str()), text(&cut(&say, LONGEST)))
        })
    });
    rows.collect()
}

/// Where something stands, if the sentence about it does not say so.
fn standing(say: &str, place: &Place) -> String {
    match place.line {
        _ if say.contains(&place.file) => String::new(),
        Some(line) => format!(" ({}:{line})", place.file),
        None => format!(" ({})", place.file),
    }
}

fn first_step(doing: &Doing) -> String {
    match doing {
        Doing::Copy(command) => cut(command, LONGEST).lines().map(code).collect::<Vec<_>>().join(", then "),
        Doing::Read(words) => text(&cut(words, LONGEST)),
    }
}

fn waiting(report: &Report) -> Vec<String> {
    let line = |(id, finding): &(CheckId, Finding)| {
        let root = finding.blocked_by.as_ref()?;
        Some(format!("- {} waits for {}\n", code(id.as_str()), code(root.as_str())))
    };
    report.checks.iter().filter_map(line).collect()
}

fn unknown(report: &Report) -> Vec<String> {
    let open = report.checks.iter().filter(|(_, finding)| finding.status == Status::Unknown && !finding.is_confirmed());
    let line = |(id, finding): &(CheckId, Finding)| {
        let optional = if told::is_unknown(finding) { "" } else { " (does not count)" };
        format!("- {}: {}{optional}\n", code(id.as_str()), text(&cut(&finding.say, LONGEST)))
    };
    open.map(line).collect()
}

fn accepted_rows(report: &Report) -> Vec<String> {
    let all = report.checks.iter().flat_map(|(id, finding)| finding.accepted.iter().map(move |item| (id, item)));
    let row = |(id, item): (&CheckId, &crate::report::Accepted)| {
        let (say, why) = (text(&cut(&item.say, LONGEST)), text(&cut(&capital(&accepted(item)), LONGEST)));
        format!("| {} | {say} | {why} |\n", code(id.as_str()))
    };
    all.map(row).collect()
}

fn notices(report: &Report) -> Vec<String> {
    let all = report.settings.iter().flat_map(|settings| &settings.notices);
    all.map(|notice| format!("- Line {}: {}\n", notice.line, text(&cut(&notice.say, LONGEST)))).collect()
}

/// `26 checks: 20 are fine, 2 failed.`
fn numbers(counts: &Counts) -> String {
    let Counts { pass, warn, fail, skip, unknown } = *counts;
    let parts = [
        (fail, "failed"),
        (warn, "with a warning"),
        (unknown, "could not be told"),
        (skip, "left out or waiting"),
        (pass, "fine"),
    ];
    let said: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    format!("{}: {}.", counted(pass + warn + fail + skip + unknown, "check", "checks"), said.join(", "))
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}
