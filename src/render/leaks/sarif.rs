//! What was found as SARIF 2.1.0, the format in which code hosts and editors take what was found in source code.

use serde_json::{Value, json};

use super::{gaps, place};
use crate::leaks::report::{Report, Spot, Told};
use crate::render::Detail;

/// The report as a log with one run, with a newline at its end.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn leaks_sarif(report: &Report) -> Result<String, serde_json::Error> {
    let mut rules: Vec<&Told> = Vec::new();
    for told in &report.findings {
        if rules.iter().all(|known| known.rule != told.rule) {
            rules.push(told);
        }
    }
    let index = |told: &Told| rules.iter().position(|known| known.rule == told.rule);
    let results: Vec<Value> = report
        .findings
        .iter()
        .flat_map(|told| told.places.iter().map(move |spot| (told, spot)))
        .map(|(told, spot)| result(told, spot, index(told)))
        .collect();
    let gaps: Vec<Value> = report.gaps.iter().map(notification).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "doctor leaks",
                "semanticVersion": report.doctor,
                "rules": rules.iter().map(|told| rule(told)).collect::<Vec<_>>(),
            } },
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": gaps }],
            "results": results,
            "properties": { "verdict": report.verdict, "scanned": report.scanned },
        }],
    });
    serde_json::to_string_pretty(&log).map(|text| text + "\n")
}

fn rule(told: &Told) -> Value {
    let mut rule = json!({
        "id": told.rule,
        "name": name(&told.rule),
        "shortDescription": { "text": format!("In the repository: {}", told.title) },
        "help": { "text": format!("Whoever has it can {}. {}", told.can, told.revoke.text) },
    });
    if let Some(page) = &told.revoke.open {
        rule["helpUri"] = json!(page);
    }
    rule
}

/// `ResendKey` of `resend/key`.
fn name(id: &str) -> String {
    let words = id.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter_map(|word| Some(word.get(..1)?.to_ascii_uppercase() + word.get(1..)?)).collect()
}

fn result(told: &Told, spot: &Spot, index: Option<usize>) -> Value {
    let text = format!("{}, {}, in {}.", told.title, told.masked, place::line(spot, Detail::Everything));
    let mut result = json!({
        "ruleId": told.rule,
        "level": if told.note { "note" } else { "error" },
        "message": { "text": text },
        "locations": location(spot).into_iter().collect::<Vec<_>>(),
        "properties": {
            "standing": spot.kind,
            "status": told.status,
            "pushed": spot.pushed,
            "inMessage": spot.in_message,
            "refs": spot.refs,
        },
    });
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    if let Some(commit) = &spot.commit {
        result["properties"]["commit"] = json!(commit);
    }
    if let Some(fingerprint) = &told.fingerprint {
        result["partialFingerprints"] = json!({ "key/v1": fingerprint });
    }
    result
}

fn location(spot: &Spot) -> Option<Value> {
    let uri = relative(spot.path.as_deref()?)?;
    let mut place = json!({ "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" } });
    if let Some(line) = spot.line.filter(|line| *line > 0) {
        place["region"] = json!({ "startLine": line });
    }
    Some(json!({ "physicalLocation": place }))
}

/// The path as a relative address; none for one that leads out of the folder, as no file of Git's does.
fn relative(path: &str) -> Option<String> {
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return None;
    }
    let byte = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(*byte).to_string(),
        other => format!("%{other:02X}"),
    };
    Some(path.as_bytes().iter().map(byte).collect())
}

fn notification(gap: &crate::leaks::report::Gap) -> Value {
    let (words, command) = gaps::words(gap);
    let text = command.map_or(words.clone(), |command| format!("{words} {command}"));
    json!({
        "descriptor": { "id": gap.kind },
        "level": "warning",
        "message": { "text": text },
        "properties": { "count": gap.count },
    })
}
