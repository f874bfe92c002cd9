//! The report as SARIF 2.1.0: what is wrong in a file is a result, all else that is wrong a notification of the run.

use serde_json::{Value, json};

use super::log::{Log, Rules, location, message};
use super::uri::artifact;
use crate::check::{CheckId, Severity};
use crate::render::json::json_document;
use crate::render::place::Standing;
use crate::render::told::{self, Told, accepted, wrongs};
use crate::report::{Accepted, Finding, Notice, Place, Report, Status, Weight, Wrong};

/// The report as a log with one run, with a newline at its end.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn report_sarif(report: &Report) -> Result<String, serde_json::Error> {
    let mut parts = Parts { report, rules: Rules::default(), results: Vec::new(), notifications: Vec::new() };
    for (id, finding) in &report.checks {
        wrongs(finding).for_each(|wrong| parts.wrong(id, finding, &wrong));
        let gone = finding.accepted.iter().filter(|accepted| accepted.weight == Weight::None);
        gone.for_each(|accepted| parts.accepted(id, finding, accepted));
        if finding.status == Status::Unknown && finding.causes.is_empty() && !finding.is_confirmed() {
            let level = if told::is_unknown(finding) { "warning" } else { "note" };
            parts.notify(id.as_str(), level, &told::text(finding, &report.machine));
        }
    }
    for notice in report.settings.iter().flat_map(|settings| &settings.notices) {
        parts.notice(notice);
    }
    let mut document = Log {
        tool: "doctor",
        version: report.doctor,
        rules: parts.rules,
        results: parts.results,
        notifications: parts.notifications,
        is_whole: !report.interrupted,
        properties: json!({
            "verdict": report.verdict,
            "counts": report.counts,
            "profile": report.profile,
            "label": report.label,
            "started": report.started,
        }),
    }
    .document();
    let home = message("The home folder of whoever ran doctor.");
    document["runs"][0]["originalUriBaseIds"] = json!({ "HOME": { "description": home } });
    json_document(&document)
}

struct Parts<'a> {
    report: &'a Report,
    rules: Rules,
    results: Vec<Value>,
    notifications: Vec<Value>,
}

impl Parts<'_> {
    fn wrong(&mut self, id: &CheckId, finding: &Finding, wrong: &Wrong<'_>) {
        let rule = format!("{id}/{}", wrong.cause.id);
        let level = match (wrong.cause.status, finding.required) {
            (Severity::Fail, true) => "error",
            (Severity::Fail, false) | (Severity::Warn, _) => "warning",
            (Severity::Unknown, _) => "note",
        };
        let text = Told::of(wrong, finding, &self.report.machine).text();
        let Some(place) = wrong.place.and_then(|place| self.location(place)) else {
            return self.notify(&rule, level, &text);
        };
        let mut result = json!({ "level": level, "message": message(&text), "locations": [place] });
        result["properties"] = json!({ "check": id, "about": wrong.about });
        self.result(rule, result, wrong.about, Some((id, finding)));
    }

    /// It stands where it was accepted: code hosts take no result without a place.
    fn accepted(&mut self, id: &CheckId, finding: &Finding, item: &Accepted) {
        let file = self.report.settings.as_ref().map(|settings| settings.file.clone());
        let place = file.and_then(|file| self.location(&Place { file, line: None }));
        let mut result = json!({ "message": message(&item.say), "locations": place.into_iter().collect::<Vec<_>>() });
        result["level"] = json!("note");
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": accepted(item) }]);
        result["properties"] = json!({ "check": id, "about": item.about });
        self.result(format!("{id}/{}", item.cause), result, item.about.as_deref(), Some((id, finding)));
    }

    fn notice(&mut self, notice: &Notice) {
        let file = self.report.settings.as_ref().map(|settings| settings.file.clone()).unwrap_or_default();
        let rule = format!("doctor.toml/{}", notice.kind.word());
        match self.location(&Place { file, line: Some(notice.line) }) {
            Some(place) => {
                let result = json!({ "level": "note", "message": message(&notice.say), "locations": [place] });
                self.result(rule, result, None, None);
            }
            None => self.notify(&rule, "note", &notice.say),
        }
    }

    fn result(&mut self, rule: String, mut result: Value, about: Option<&str>, of: Option<(&CheckId, &Finding)>) {
        let index = self.rules.index(&rule, || match of {
            Some((id, finding)) => json!({
                "shortDescription": message(&finding.title),
                "help": message(&format!("More about this: doctor explain {id}")),
            }),
            None => json!({ "shortDescription": message("What doctor.toml says still holds") }),
        });
        if let Some(about) = about {
            result["partialFingerprints"] = json!({ "about/v1": format!("{rule} {about}") });
        }
        (result["ruleId"], result["ruleIndex"]) = (json!(rule), json!(index));
        self.results.push(result);
    }

    fn notify(&mut self, id: &str, level: &str, text: &str) {
        self.notifications.push(json!({ "descriptor": { "id": id }, "level": level, "message": message(text) }));
    }

    fn location(&self, place: &Place) -> Option<Value> {
        Some(location(artifact(&Standing::of(&place.file, self.report))?, place.line))
    }
}
