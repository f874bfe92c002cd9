//! `json`: named values out of a JSON file; nothing else of it becomes a fact.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, take};
use crate::fact::{Fact, Facts, Reason, Type};
use crate::host::Unseen;
use crate::json_path;

/// Bytes of a file that are read.
const MOST: usize = 8 << 20;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Json {
    file: String,
    /// Name of the fact → `"type:path.to.value"`.
    #[serde(default)]
    take: BTreeMap<String, String>,
}

impl Json {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let mut parts = vec![("exists".to_owned(), Type::Bool), ("valid".to_owned(), Type::Bool)];
        for (name, written) in &self.take {
            parts.push((name.clone(), take::parse(written)?.0));
        }
        Ok(Type::Record(parts))
    }

    pub(super) fn asked(&self) -> String {
        self.file.clone()
    }

    pub(super) fn looks(&self) -> String {
        format!("It reads {} and takes only named values out of it.", self.file)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(path) = host.expand(&self.file) else { return Fact::Null };
        let text = match host.read_text(&path, MOST) {
            Ok(text) => text,
            Err(Unseen::Absent) => return Fact::record([("exists", false.into()), ("valid", Fact::Null)]),
            Err(Unseen::Denied | Unseen::Unreadable) => return Fact::untold(Reason::Unreadable),
        };
        let value = serde_json::from_str::<serde_json::Value>(&text).ok();
        let mut facts = Facts::from([("exists".to_owned(), true.into()), ("valid".to_owned(), value.is_some().into())]);
        for (name, written) in &self.take {
            let Ok((kind, place)) = take::parse(written) else { continue };
            let fact = match &value {
                Some(value) => take::from_json(&kind, json_path::at(value, place)),
                None => Fact::untold(Reason::Garbled),
            };
            facts.insert(name.clone(), fact);
        }
        Fact::Record(facts)
    }
}
