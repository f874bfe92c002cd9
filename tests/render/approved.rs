//! One report in every format, read and approved. See `tests/approved.rs`.

use doctor::render::{report_github, report_jsonl, report_junit, report_markdown, report_sarif};

use crate::approved;
use crate::render::made::rich;

#[test]
fn every_format_looks_as_it_was_approved() {
    let report = rich();
    let seen = [
        ("report.jsonl", report_jsonl(&report).unwrap()),
        ("junit.xml", report_junit(&report)),
        ("report.sarif", report_sarif(&report).unwrap()),
        ("github.txt", report_github(&report)),
        ("report.md", report_markdown(&report, 1 << 20)),
    ];
    approved::compare_all(seen.map(|(name, text)| (format!("tests/render/approved/{name}"), text)));
}
