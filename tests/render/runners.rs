//! What CI runners make of the lines of a job, written after what GitHub's and Azure's do.

use doctor::render::{
    Detail, Glyphs, Look, fault_json, human, inert_words, report_github, report_json, report_jsonl, report_junit,
    report_markdown, report_sarif,
};
use doctor::report::Report;

use crate::render::chance::{many, reports};

/// A workflow command as GitHub's runner understands it.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    pub name: String,
    pub properties: Vec<(String, String)>,
    pub data: String,
}

/// The command in a line. Blanks in front of it, and what is not seen, keep no runner from finding it.
pub fn command(line: &str) -> Option<Command> {
    let is_nothing = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{202e}');
    let rest = line.trim_start_matches(is_nothing).strip_prefix("::")?;
    let (head, data) = rest.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let pairs = properties.split(',').filter_map(|pair| pair.split_once('='));
    let plain = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
    let properties = pairs.map(|(name, text)| (name.to_owned(), plain(text).replace("%25", "%"))).collect();
    let data = data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    Some(Command { name: name.to_owned(), properties, data })
}

/// Whether a line holds a command for a runner that looks for it anywhere.
fn is_of_others(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    ["##[", "##vso[", "##teamcity["].iter().any(|sign| line.contains(sign))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r'])
}

pub fn assert_inert(name: &str, text: &str) {
    for line in lines(text) {
        assert!(command(line).is_none() && !is_of_others(line), "{name}: {line:?}");
    }
}

fn documents(report: &Report) -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("json", report_json(report).unwrap()),
        ("jsonl", report_jsonl(report).unwrap()),
        ("junit", report_junit(report)),
        ("sarif", report_sarif(report).unwrap()),
        ("markdown", report_markdown(report, 1 << 20)),
    ];
    for width in [40, 61, 100] {
        for glyphs in [Glyphs::Ascii, Glyphs::Unicode] {
            let look = Look { width, glyphs, detail: Detail::Everything };
            // As doctor does it where there is no terminal.
            let text = anstream::adapter::strip_str(&human(report, &look)).to_string();
            all.push(("human", inert_words(&text)));
        }
    }
    all
}

#[test]
fn no_format_but_that_of_the_runner_holds_a_command() {
    for report in reports() {
        for (name, text) in documents(&report) {
            assert_inert(name, &text);
        }
    }
}

#[test]
fn without_the_breaking_up_there_would_be_commands() {
    let look = Look { width: 40, glyphs: Glyphs::Ascii, detail: Detail::Everything };
    let is_command = |line: &str| command(line).is_some() || is_of_others(line);
    assert!(reports().any(|report| lines(&human(&report, &look)).any(is_command)));
}

#[test]
fn the_lines_for_github_hold_annotations_and_nothing_else() {
    for report in reports().chain([many(1_000)]) {
        let text = report_github(&report);
        for line in lines(&text).filter(|line| !line.is_empty()) {
            let command = command(line).unwrap();
            assert!(["error", "warning", "notice"].contains(&command.name.as_str()), "{line}");
            assert!(!is_of_others(line), "{line}");
        }
    }
}

#[test]
fn an_error_in_json_holds_no_command() {
    let fault = doctor::error::Fault::new("a\n::add-path::/tmp/evil ##[group]x");
    assert_inert("fault", &fault_json(&fault));
    let read: serde_json::Value = serde_json::from_str(&fault_json(&fault)).unwrap();
    assert_eq!(read["error"]["message"], fault.message);
}
