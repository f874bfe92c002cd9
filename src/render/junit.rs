//! The report as JUnit XML, which most CI services show as tests: an area is a suite, a check is a test.

use super::inert;
use super::told::{self, accepted, left_out};
use crate::check::CheckId;
use crate::report::{Finding, Notice, Report, Settings, SkipReason, Status};

/// What a test came to.
enum Came {
    Well,
    Skipped(String),
    /// It failed: what is wrong in a line, of which kind, and all there is to say.
    Failure(String, String),
    /// It could not be made.
    Error(String),
}

struct Case {
    class: String,
    name: String,
    milliseconds: u64,
    came: Came,
    /// All there is to say.
    text: String,
}

/// The report as an XML document, with a newline at its end.
pub fn report_junit(report: &Report) -> String {
    let mut suites: Vec<(&str, Vec<Case>)> = Vec::new();
    for (id, finding) in &report.checks {
        let case = case(id, finding, report);
        match suites.iter_mut().find(|(area, _)| *area == id.area()) {
            Some((_, cases)) => cases.push(case),
            None => suites.push((id.area(), vec![case])),
        }
    }
    if let Some(settings) = report.settings.as_ref().filter(|settings| !settings.notices.is_empty()) {
        let cases = settings.notices.iter().enumerate().map(|(at, notice)| noticed(at, notice, settings)).collect();
        suites.push(("doctor.toml", cases));
    }
    let mut xml = Xml { text: r#"<?xml version="1.0" encoding="UTF-8"?>"#.to_owned(), depth: 0 };
    let all = || suites.iter().flat_map(|(_, cases)| cases);
    xml.open("testsuites", &[&[("name", "doctor".to_owned())], &tally(all())[..]].concat());
    for (area, cases) in &suites {
        suite(&mut xml, area, cases, report);
    }
    xml.close("testsuites");
    inert::references(&xml.text) + "\n"
}

fn case(id: &CheckId, finding: &Finding, report: &Report) -> Case {
    let is_quiet = matches!(finding.status, Status::Pass | Status::Skip);
    let mut text = if is_quiet { String::new() } else { told::text(finding, &report.machine) };
    for item in &finding.accepted {
        let lead = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{lead}{} ({})", item.say, accepted(item)));
    }
    let came = match finding.status {
        Status::Pass | Status::Warn => Came::Well,
        Status::Fail => Came::Failure(finding.say.clone(), finding.cause.clone().unwrap_or_default()),
        Status::Unknown if told::is_unknown(finding) => Came::Error(finding.say.clone()),
        Status::Unknown => Came::Skipped(finding.say.clone()),
        Status::Skip if finding.skip == Some(SkipReason::Accepted) && !finding.accepted.is_empty() => {
            let reasons: Vec<String> = finding.accepted.iter().map(accepted).collect();
            Came::Skipped(reasons.join("; "))
        }
        Status::Skip => Came::Skipped(left_out(finding)),
    };
    Case { class: id.area().to_owned(), name: id.to_string(), milliseconds: finding.duration_ms, came, text }
}

/// What is odd about the settings is told as a warning is.
fn noticed(at: usize, notice: &Notice, settings: &Settings) -> Case {
    Case {
        class: "doctor.toml".to_owned(),
        name: format!("{} {}", notice.kind.word(), at + 1),
        milliseconds: 0,
        came: Came::Well,
        text: format!("{}:{}: {}", settings.file, notice.line, notice.say),
    }
}

fn suite(xml: &mut Xml, area: &str, cases: &[Case], report: &Report) {
    let skipped = cases.iter().filter(|case| matches!(case.came, Came::Skipped(_))).count();
    let own = [("name", area.to_owned()), ("timestamp", report.started.clone()), ("skipped", skipped.to_string())];
    xml.open("testsuite", &[&own[..], &tally(cases.iter())].concat());
    for case in cases {
        let own = [("classname", &case.class), ("name", &case.name), ("time", &seconds(case.milliseconds))];
        let own = own.map(|(name, text)| (name, text.clone()));
        if matches!(case.came, Came::Well) && case.text.is_empty() {
            xml.empty("testcase", &own);
            continue;
        }
        xml.open("testcase", &own);
        match &case.came {
            Came::Well => xml.leaf("system-out", &[], &case.text),
            Came::Skipped(why) => {
                xml.empty("skipped", &[("message", why.clone())]);
                if !case.text.is_empty() {
                    xml.leaf("system-out", &[], &case.text);
                }
            }
            Came::Failure(say, cause) => {
                xml.leaf("failure", &[("message", say.clone()), ("type", cause.clone())], &case.text);
            }
            Came::Error(say) => {
                xml.leaf("error", &[("message", say.clone()), ("type", "could-not-tell".to_owned())], &case.text);
            }
        }
        xml.close("testcase");
    }
    xml.close("testsuite");
}

fn tally<'a>(cases: impl Iterator<Item = &'a Case> + Clone) -> Vec<(&'static str, String)> {
    let count = |is_one: fn(&Came) -> bool| cases.clone().filter(|case| is_one(&case.came)).count().to_string();
    vec![
        ("tests", count(|_| true)),
        ("failures", count(|came| matches!(came, Came::Failure(..)))),
        ("errors", count(|came| matches!(came, Came::Error(_)))),
        ("time", seconds(cases.clone().map(|case| case.milliseconds).sum())),
    ]
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// A document that is written from its start to its end.
struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    fn open(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.start(name, attributes, ">");
        self.depth += 1;
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.start(name, attributes, "/>");
    }

    fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.line();
        self.text.push_str(&format!("</{name}>"));
    }

    /// An element with text in it.
    fn leaf(&mut self, name: &str, attributes: &[(&str, String)], text: &str) {
        self.start(name, attributes, ">");
        self.text.push_str(&format!("{}</{name}>", escaped(text, Within::Element)));
    }

    fn start(&mut self, name: &str, attributes: &[(&str, String)], end: &str) {
        self.line();
        self.text.push_str(&format!("<{name}"));
        for (name, text) in attributes {
            self.text.push_str(&format!(" {name}=\"{}\"", escaped(text, Within::Attribute)));
        }
        self.text.push_str(end);
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.push_str(&" ".repeat(self.depth));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Attribute,
    Element,
}

/// The text as XML writes it. What XML has no letter for becomes a sign for that.
fn escaped(text: &str, within: Within) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // Ends what must not be ended.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}')
            }
            '\n' | '\t' if within == Within::Element => out.push(c),
            // Readers would take some of these for a blank, and terminals some for more than a letter.
            _ if inert::is_hidden(c) => out.push_str(&format!("&#{};", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}
