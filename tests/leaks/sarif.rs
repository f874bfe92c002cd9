//! The SARIF log against the schema that OASIS publishes, and what stands in it.

use doctor::leaks::LocationKind;
use doctor::render::leaks_sarif;
use serde_json::Value;

use crate::json_schema::Schema;
use crate::leaks::reports::{all, file, pushed, report, resend};

pub fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_report_fits_the_published_schema() {
    let schema = Schema::sarif();
    for (_, report) in all() {
        assert_eq!(schema.flaws(&parsed(&leaks_sarif(&report).unwrap())), None);
    }
}

#[test]
fn a_result_names_its_rule_its_place_and_its_commit() {
    let locations = vec![pushed("src/a b#1/ä.js", 3), file(LocationKind::Ignored, "../x", 1)];
    let log = parsed(&leaks_sarif(&report(vec![resend("x7Qd", locations)], &[])).unwrap());
    let run = &log["runs"][0];
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!((&rule["id"], &rule["name"]), (&"resend/key".into(), &"ResendKey".into()));
    assert_eq!(rule["helpUri"], "https://resend.com/api-keys");
    let result = &run["results"][0];
    assert_eq!((&result["ruleId"], &result["ruleIndex"]), (&"resend/key".into(), &0.into()));
    assert_eq!(result["level"], "error");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "src/a%20b%231/%C3%A4.js");
    assert_eq!(place["region"]["startLine"], 3);
    assert_eq!(result["partialFingerprints"]["key/v1"], "00112233aabbccdd");
    assert_eq!(result["properties"]["commit"].as_str().map(str::len), Some(40));
    // What leads out of the folder is no place in it.
    assert_eq!(run["results"][1]["locations"], Value::Array(Vec::new()));
}

#[test]
fn gaps_are_told_as_notifications() {
    let reports = all();
    let (_, incomplete) = reports.iter().find(|(name, _)| *name == "incomplete").unwrap();
    let log = parsed(&leaks_sarif(incomplete).unwrap());
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["toolExecutionNotifications"][0]["descriptor"]["id"], "shallow");
    assert_eq!(invocation["executionSuccessful"], true);
    assert_eq!(log["runs"][0]["properties"]["verdict"], "incomplete");
}
