//! What `doctor leaks` found as SARIF 2.1.0.

use serde_json::{Value, json};

use super::log::{Log, Rules, location, message};
use super::uri;
use crate::leaks::report::{Report, Spot, Told};
use crate::render::Detail;
use crate::render::json::json_document;
use crate::render::leaks::{gaps, place};

/// The report as a log with one run, with a newline at its end.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn leaks_sarif(report: &Report) -> Result<String, serde_json::Error> {
    let mut rules = Rules::default();
    let mut results = Vec::new();
    for told in &report.findings {
        let index = rules.index(&told.rule, || rule(told));
        results.extend(told.places.iter().map(|spot| result(told, spot, index)));
    }
    let log = Log {
        tool: "doctor leaks",
        version: report.doctor,
        rules,
        results,
        notifications: report.gaps.iter().map(notification).collect(),
        is_whole: true,
        properties: json!({ "verdict": report.verdict, "scanned": report.scanned }),
    };
    json_document(&log.document())
}

fn rule(told: &Told) -> Value {
    let mut rule = json!({
        "shortDescription": message(&format!("In the repository: {}", told.title)),
        "help": message(&format!("Whoever has it can {}. {}", told.can, told.revoke.text)),
    });
    if let Some(page) = &told.revoke.open {
        rule["helpUri"] = json!(page);
    }
    rule
}

fn result(told: &Told, spot: &Spot, index: usize) -> Value {
    let text = format!("{}, {}, in {}.", told.title, told.masked, place::line(spot, Detail::Everything));
    let mut result = json!({
        "ruleId": told.rule,
        "ruleIndex": index,
        "level": if told.note { "note" } else { "error" },
        "message": message(&text),
        "locations": standing(spot).into_iter().collect::<Vec<_>>(),
        "properties": {
            "standing": spot.kind,
            "status": told.status,
            "pushed": spot.pushed,
            "inMessage": spot.in_message,
            "refs": spot.refs,
        },
    });
    if let Some(commit) = &spot.commit {
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

fn standing(spot: &Spot) -> Option<Value> {
    Some(location(uri::below_the_root(spot.path.as_deref()?)?, spot.line))
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
