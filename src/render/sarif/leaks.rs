//! What `doctor leaks` found as SARIF 2.1.0.

use serde_json::{Value, json};

use super::log::{self, Log, Rules, message};
use super::uri;
use crate::leaks::Location;
use crate::leaks::report::{Report, ReportedKey};
use crate::render::Detail;
use crate::render::json::json_document;
use crate::render::leaks::{gaps, location};

/// The report as a log with one run, with a newline at its end.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn leaks_sarif(report: &Report) -> Result<String, serde_json::Error> {
    let mut rules = Rules::default();
    let mut results = Vec::new();
    for told in &report.findings {
        let index = rules.index(&told.rule, || rule(told));
        results.extend(told.locations.iter().map(|location| result(told, location, index)));
    }
    let document = Log {
        tool: "doctor leaks",
        version: report.doctor,
        rules,
        results,
        notifications: report.gaps.iter().map(notification).collect(),
        is_whole: true,
        properties: json!({ "verdict": report.verdict, "scanned": report.scanned }),
    };
    json_document(&document.document())
}

fn rule(told: &ReportedKey) -> Value {
    let mut rule = json!({
        "shortDescription": message(&format!("In the repository: {}", told.title)),
        "help": message(&format!("Whoever has it can {}. {}", told.can, told.revoke.text)),
    });
    if let Some(page) = &told.revoke.open {
        rule["helpUri"] = json!(page);
    }
    rule
}

fn result(told: &ReportedKey, location: &Location, index: usize) -> Value {
    let text = format!("{}, {}, in {}.", told.title, told.masked, location::line(location, Detail::Everything));
    let mut result = json!({
        "ruleId": told.rule,
        "ruleIndex": index,
        "level": if told.note { "note" } else { "error" },
        "message": message(&text),
        "locations": in_file(location).into_iter().collect::<Vec<_>>(),
        "properties": {
            "kind": location.kind,
            "status": told.status,
            "pushed": location.pushed,
            "inMessage": location.in_message,
            "refs": location.refs,
        },
    });
    if let Some(commit) = &location.commit {
        result["properties"]["commit"] = json!(commit);
    }
    if let Some(accepted) = &told.accepted {
        let why = format!("accepted until {}: {}", accepted.until, accepted.reason);
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": why }]);
    }
    if let Some(fingerprint) = &told.fingerprint {
        result["partialFingerprints"] = json!({ "key/v1": fingerprint });
    }
    result
}

fn in_file(location: &Location) -> Option<Value> {
    Some(log::location(uri::below_the_root(location.path.as_deref()?)?, location.line))
}

fn notification(gap: &crate::leaks::report::Gap) -> Value {
    let (words, command) = gaps::words(gap);
    let text = command.map_or(words.clone(), |command| format!("{words} {command}"));
    json!({
        "descriptor": { "id": gap.kind },
        "level": "warning",
        "message": message(&text),
        "properties": { "count": gap.count },
    })
}
