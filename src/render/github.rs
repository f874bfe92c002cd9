//! What is wrong as annotations of GitHub Actions: workflow commands, a line each, which GitHub shows beside the files.

use super::inert;
use super::place::Standing;
use super::told::{self, Told, cut, visible, wrongs};
use crate::check::{CheckId, Severity};
use crate::report::{Finding, Notice, Report, Status, Wrong};

/// GitHub shows so many of one level of a step, and drops the others without a word.
const MOST: usize = 10;
/// Characters of a message. It is for a margin: the report tells the rest.
const LONGEST: usize = 1000;

struct Annotation {
    file: Option<String>,
    line: Option<u32>,
    title: String,
    message: String,
}

/// The annotations, the worst first; nothing where nothing is wrong.
pub fn report_github(report: &Report) -> String {
    let (mut errors, mut warnings, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    for (id, finding) in &report.checks {
        for wrong in wrongs(finding) {
            let annotation = of_wrong(id, finding, &wrong, report);
            match (wrong.cause.status, finding.required) {
                (Severity::Fail, true) => errors.push(annotation),
                (Severity::Fail, false) | (Severity::Warn, _) => warnings.push(annotation),
                (Severity::Unknown, _) => notices.push(annotation),
            }
        }
        if finding.causes.is_empty() && finding.status == Status::Unknown && !finding.is_for_you() {
            let message = told::text(finding, &report.machine);
            let level = if told::is_unknown(finding) { &mut warnings } else { &mut notices };
            level.push(Annotation { file: None, line: None, title: id.to_string(), message });
        }
    }
    let settings = report.settings.iter();
    notices.extend(settings.flat_map(|own| own.notices.iter().map(|notice| of_notice(notice, &own.file, report))));
    [level("error", errors), level("warning", warnings), level("notice", notices)].concat()
}

/// What later steps of the job can ask for: the verdict, and the ids of the checks that stand in the way.
pub fn github_outputs(report: &Report) -> String {
    let failed = report.checks.iter().filter(|(_, finding)| finding.required && finding.status == Status::Fail);
    let ids: Vec<&str> = failed.map(|(id, _)| id.as_str()).collect();
    format!("verdict={}\nfailed={}\n", report.verdict.word(), ids.join(" "))
}

/// What is wrong, why it matters, and the one thing to do first.
fn of_wrong(id: &CheckId, finding: &Finding, wrong: &Wrong<'_>, report: &Report) -> Annotation {
    let told = Told::of(wrong, finding, &report.machine);
    let mut lines = vec![told.say.clone()];
    lines.extend(told.detail.clone());
    match told.steps.first() {
        Some(step) => {
            let gap = if step.doing.text().contains('\n') { "\n" } else { " " };
            lines.push(format!("{}{gap}{}", step.title, step.doing.text()));
        }
        None => lines.push(format!("More about this: doctor explain {id}")),
    }
    let (file, line) = match wrong.place.map(|place| (Standing::of(&place.file, report), place.line)) {
        Some((Standing::Project(file), line)) => (Some(file), line),
        _ => (None, None),
    };
    Annotation { file, line, title: id.to_string(), message: lines.join("\n") }
}

fn of_notice(notice: &Notice, file: &str, report: &Report) -> Annotation {
    let (file, line) = match Standing::of(file, report) {
        Standing::Project(file) => (Some(file), Some(notice.line)),
        _ => (None, None),
    };
    Annotation { file, line, title: "doctor.toml".to_owned(), message: notice.say.clone() }
}

/// The annotations of a level. Where there are more than GitHub shows, the last one says so.
fn level(level: &str, mut all: Vec<Annotation>) -> String {
    if all.len() > MOST {
        let more = all.len() - (MOST - 1);
        all.truncate(MOST - 1);
        let message = format!("{more} more like these: the summary and the log of this job tell them all.");
        all.push(Annotation { file: None, line: None, title: "doctor".to_owned(), message });
    }
    all.iter().map(|annotation| command(level, annotation)).collect()
}

fn command(level: &str, annotation: &Annotation) -> String {
    let mut properties = Vec::new();
    if let Some(file) = &annotation.file {
        properties.push(format!("file={}", property(file)));
        properties.extend(annotation.line.filter(|line| *line > 0).map(|line| format!("line={line}")));
    }
    properties.push(format!("title={}", property(&annotation.title)));
    let message = data(&cut(&visible(&annotation.message), LONGEST));
    format!("::{level} {}::{message}\n", properties.join(","))
}

fn data(text: &str) -> String {
    inert::data(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
