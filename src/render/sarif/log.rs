//! What every SARIF log of doctor has: one run of one tool, its rules, each once, and places in files.

use serde_json::{Value, json};

/// A log with one run.
pub(super) struct Log<'a> {
    pub(super) tool: &'a str,
    /// Version of doctor.
    pub(super) version: &'a str,
    pub(super) rules: Rules,
    pub(super) results: Vec<Value>,
    pub(super) notifications: Vec<Value>,
    pub(super) is_whole: bool,
    pub(super) properties: Value,
}

impl Log<'_> {
    pub(super) fn document(self) -> Value {
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": self.tool,
                    "semanticVersion": self.version,
                    "rules": self.rules.all,
                } },
                "invocations": [{
                    "executionSuccessful": self.is_whole,
                    "toolExecutionNotifications": self.notifications,
                }],
                "results": self.results,
                "properties": self.properties,
            }],
        })
    }
}

/// The rules of a log. Each stands in it once, and results name its place.
#[derive(Default)]
pub(super) struct Rules {
    all: Vec<Value>,
    ids: std::collections::HashMap<String, usize>,
}

impl Rules {
    /// The place of the rule, which is made where it is not known yet.
    pub(super) fn index(&mut self, id: &str, rule: impl FnOnce() -> Value) -> usize {
        if let Some(known) = self.ids.get(id) {
            return *known;
        }
        let mut rule = rule();
        rule["id"] = json!(id);
        rule["name"] = json!(name(id));
        self.ids.insert(id.to_owned(), self.all.len());
        self.all.push(rule);
        self.all.len() - 1
    }
}

/// `ResendKey` of `resend/key`.
fn name(id: &str) -> String {
    let words = id.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter_map(|word| Some(word.get(..1)?.to_ascii_uppercase() + word.get(1..)?)).collect()
}

/// A place in a file, with its line where one is known.
pub(super) fn location(artifact: Value, line: Option<u32>) -> Value {
    let mut place = json!({ "artifactLocation": artifact });
    if let Some(line) = line.filter(|line| *line > 0) {
        place["region"] = json!({ "startLine": line });
    }
    json!({ "physicalLocation": place })
}

/// A text of a log.
pub(super) fn message(text: &str) -> Value {
    json!({ "text": text })
}
