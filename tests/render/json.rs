//! JSON, JSON lines and SARIF: read back, every text is what it was; SARIF also fits the schema that OASIS publishes.

use doctor::check::Severity;
use doctor::machine::Os;
use doctor::render::{report_json, report_jsonl, report_sarif};
use doctor::report::{CauseFound, Report};
use serde_json::Value;

use crate::json_schema::Schema;
use crate::render::chance::{Chance, huge, many, reports};
use crate::render::made::{cause, id, place, report, rich, wrong};

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_report_reads_back_as_it_was() {
    for report in reports() {
        let read = parsed(&report_json(&report).unwrap());
        assert_eq!(read, serde_json::to_value(&report).unwrap());
    }
}

#[test]
fn a_line_is_a_finding_and_holds_what_the_report_says() {
    for report in reports().chain([many(1_000)]) {
        let text = report_jsonl(&report).unwrap();
        // Python's splitlines ends lines at these as well.
        let is_end =
            |c| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let lines: Vec<&str> = text.split_terminator(is_end).collect();
        assert_eq!(lines.len(), report.checks.len());
        for (line, (id, finding)) in lines.iter().zip(&report.checks) {
            let line = parsed(line);
            assert_eq!(line["schema"], "doctor.finding/1");
            assert_eq!(line["check"], id.as_str());
            assert_eq!(line["say"], finding.say);
            assert_eq!(line["label"], serde_json::to_value(&report.label).unwrap());
            assert_eq!(line["accepted"].as_array().unwrap().len(), finding.accepted.len());
        }
    }
}

#[test]
fn a_line_says_what_the_whole_report_says_under_the_same_names() {
    let report = rich();
    let whole = parsed(&report_json(&report).unwrap());
    for line in report_jsonl(&report).unwrap().lines().map(parsed) {
        for name in ["doctor", "profile", "label", "started", "verdict"] {
            assert_eq!(line[name], whole[name], "{name}");
        }
        assert_eq!(line["machine"]["os"], whole["machine"]["os"]);
        assert_eq!(line["project"]["root"], whole["project"]["root"]);
        let finding = &whole["checks"][line["check"].as_str().unwrap()];
        for name in ["required", "status", "say", "cause", "blocked_by", "skip", "accepted"] {
            assert_eq!(line[name], finding[name], "{name}");
        }
    }
}

fn results(log: &Value) -> Vec<Value> {
    log["runs"][0]["results"].as_array().unwrap().clone()
}

/// All that is wrong or could not be told, whatever it became.
fn told(report: &Report) -> usize {
    let findings = || report.checks.iter().map(|(_, finding)| finding);
    let wrongs: usize = findings().flat_map(|finding| &finding.causes).map(|cause| cause.wrongs().len()).sum();
    let status = |finding: &&doctor::report::Finding| finding.status == doctor::report::Status::Unknown;
    let open = findings().filter(status).filter(|finding| finding.causes.is_empty() && !finding.is_confirmed()).count();
    // What is accepted as a warning is still among what is wrong.
    let gone = |accepted: &&doctor::report::Accepted| accepted.weight == doctor::report::Weight::None;
    let accepted: usize = findings().map(|finding| finding.accepted.iter().filter(gone).count()).sum();
    let notices = report.settings.as_ref().map_or(0, |settings| settings.notices.len());
    wrongs + open + accepted + notices
}

#[test]
fn every_log_fits_the_published_schema_and_loses_nothing() {
    let schema = Schema::sarif();
    for report in reports().chain([rich()]) {
        let text = report_sarif(&report).unwrap();
        let log = parsed(&text);
        assert_eq!(schema.flaws(&log), None);
        let notifications = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len();
        assert_eq!(results(&log).len() + notifications, told(&report));
        for result in results(&log) {
            let rule = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn ten_thousand_findings_make_a_log_in_time() {
    let report = huge();
    let began = std::time::Instant::now();
    let log = report_sarif(&report).unwrap();
    let took = began.elapsed();
    assert!(results(&parsed(&log)).len() > 1000);
    assert!(took < std::time::Duration::from_secs(60), "{took:?}");
}

#[test]
fn places_are_addresses_below_the_root_below_home_or_whole() {
    let log = parsed(&report_sarif(&rich()).unwrap());
    let locations: Vec<Value> = results(&log)
        .iter()
        .map(|result| result["locations"][0]["physicalLocation"]["artifactLocation"].clone())
        .collect();
    let root = |uri: &str| serde_json::json!({ "uri": uri, "uriBaseId": "%SRCROOT%" });
    assert!(locations.contains(&root("docs/set%20up.md")));
    assert!(locations.contains(&serde_json::json!({ "uri": ".zshrc", "uriBaseId": "HOME" })));
    assert!(locations.contains(&serde_json::json!({ "uri": "file:///etc/mail.conf" })));
}

#[test]
fn paths_of_windows_are_addresses_as_well() {
    for (file, expected) in [
        (r"C:\Program Files\x.ini", "file:///C:/Program%20Files/x.ini"),
        (r"~\site\src\a.js", "src/a.js"),
        (r"~\AppData\x", "AppData/x"),
        (r"src\a.js", "src/a.js"),
    ] {
        let cause = CauseFound { place: place(file, 1), ..cause("x", Severity::Fail, "s") };
        let mut report = report(vec![(id("tool/x"), wrong(vec![cause], Vec::new()))]);
        report.machine.os = Os::Windows;
        report.project.as_mut().unwrap().root = r"~\site".to_owned();
        let log = parsed(&report_sarif(&report).unwrap());
        let place = &results(&log)[0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(place["uri"], expected);
    }
}

#[test]
fn every_address_is_plain_and_leads_nowhere_else() {
    let mut chance = Chance(3);
    for _ in 0..60 {
        let log = parsed(&report_sarif(&chance.report()).unwrap());
        for result in results(&log) {
            let Some(uri) = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str() else {
                continue;
            };
            assert!(uri.is_ascii() && !uri.split('/').any(|part| part == ".."), "{uri}");
            assert!(!uri.contains([' ', '"', '<', '\\', '#', '?']), "{uri}");
        }
    }
}

#[test]
fn what_was_accepted_is_suppressed_with_its_reason() {
    let log = parsed(&report_sarif(&rich()).unwrap());
    let all = results(&log);
    let states: Vec<&str> = all.iter().filter_map(|result| result["suppressions"][0]["status"].as_str()).collect();
    assert_eq!(states, ["accepted"]);
    let last = all.iter().find(|result| result["suppressions"].is_array()).unwrap();
    assert_eq!(last["suppressions"][0]["justification"], "accepted until 2027-01-31: the film is the site");
}
