//! One report in every format, read and approved. `DOCTOR_BLESS=1 cargo test --test render` writes them anew.

use std::fs;
use std::path::Path;

use doctor::render::{report_github, report_jsonl, report_junit, report_markdown, report_sarif};

use crate::render::made::rich;

#[test]
fn every_format_looks_as_it_was_approved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render/approved");
    let report = rich();
    for (name, seen) in [
        ("report.jsonl", report_jsonl(&report).unwrap()),
        ("junit.xml", report_junit(&report).unwrap()),
        ("report.sarif", report_sarif(&report).unwrap()),
        ("github.txt", report_github(&report)),
        ("report.md", report_markdown(&report, 1 << 20)),
    ] {
        let file = folder.join(name);
        if std::env::var_os("DOCTOR_BLESS").is_some() {
            fs::write(&file, &seen).unwrap();
        }
        assert_eq!(seen, fs::read_to_string(&file).unwrap_or_default(), "{name}");
    }
}
