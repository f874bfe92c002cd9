//! What doctor writes, read by the readers that others use: a schema of JUnit, junitparser and markdown-it of PyPI.

use std::fs;
use std::path::Path;
use std::process::Command;

use doctor::render::{report_junit, report_markdown};
use doctor::report::Status;
use serde_json::Value;

use crate::chance::{huge, reports};
use crate::installed::{Tools, tools};
use crate::limited;
use crate::machine::Machine;
use crate::made::rich;

/// What the readers see in a folder of files. None where they are not installed.
fn read(tools: &Tools, folder: &Path) -> Option<Value> {
    let python = tools.file("python");
    if !python.join("junitparser").is_dir() {
        let is_required = std::env::var_os("DOCTOR_REAL").is_some_and(|value| value == "required");
        assert!(!is_required, "DOCTOR_REAL=required: python3 and pip are missing, so install.sh left out the readers");
        return None;
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut command = Command::new("python3");
    command.arg(tests.join("real/read_formats.py")).arg(tests.join("render/junit.xsd")).arg(folder);
    command.env("PYTHONPATH", python).env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1");
    let output = limited::output(&mut command);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// What XML has no letter for, and what readers make of the ends of lines in it.
fn as_xml(text: &str) -> String {
    let is_none =
        |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if is_none(c) { '\u{fffd}' } else { c }).collect()
}

#[test]
fn others_read_junit_as_it_was_meant() {
    let Some(tools) = tools() else { return };
    let machine = Machine::bare();
    let all: Vec<_> = reports().chain([rich(), huge()]).collect();
    for (at, report) in all.iter().enumerate() {
        machine.write(&format!("project/{at}.xml"), &report_junit(report));
    }
    let Some(seen) = read(tools, &machine.project()) else { return };
    for (at, report) in all.iter().enumerate() {
        for (id, finding) in &report.checks {
            let case = &seen[format!("{at}.xml")][id.as_str()];
            let expected: &[&str] = match finding.status {
                Status::Fail => &["failure"],
                Status::Unknown => &["error", "skipped"],
                Status::Skip => &["skipped"],
                Status::Pass | Status::Warn => &["passed"],
            };
            assert!(expected.contains(&case[0].as_str().unwrap()), "{at} {id}: {case}");
            if finding.status == Status::Fail {
                assert_eq!(case[1], as_xml(&finding.say), "{at} {id}");
            }
        }
    }
}

#[test]
fn the_schema_of_junit_is_one_that_refuses() {
    let Some(tools) = tools() else { return };
    let machine = Machine::bare();
    machine.write("project/0.xml", "<testsuites><testsuite name='x'/></testsuites>");
    let python = tools.file("python");
    if !python.join("junitparser").is_dir() {
        return;
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut command = Command::new("python3");
    command.arg(tests.join("real/read_formats.py")).arg(tests.join("render/junit.xsd")).arg(machine.project());
    command.env("PYTHONPATH", python).env("PYTHONDONTWRITEBYTECODE", "1");
    assert!(!limited::output(&mut command).status.success());
}

#[test]
fn others_see_text_in_markdown_and_nothing_that_text_made() {
    let Some(tools) = tools() else { return };
    let machine = Machine::bare();
    for (at, report) in reports().chain([rich(), huge()]).enumerate() {
        machine.write(&format!("project/{at}.md"), &report_markdown(&report, 1 << 20));
    }
    let count = fs::read_dir(machine.project()).unwrap().count();
    let Some(seen) = read(tools, &machine.project()) else { return };
    assert_eq!(seen.as_object().unwrap().len(), count);
    for (name, page) in seen.as_object().unwrap() {
        for kind in page["kinds"].as_array().unwrap() {
            let kind = kind.as_str().unwrap();
            let made =
                ["html", "link", "image", "em_", "strong", "s_open", "blockquote", "hr", "code_block", "hardbreak"];
            assert!(!made.iter().any(|made| kind.starts_with(made)), "{name}: {kind}");
        }
    }
    let cells = seen[format!("{}.md", count - 2)]["cells"].as_array().unwrap();
    assert!(cells.contains(&"wrangler 3.1.0 is old: 100% of *this* [needs] a | newer one (package.json:7)".into()));
}
