//! `dotenv`: which names a file of lines such as `NAME=value` sets, and never a value.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::dotenv::lines;
use crate::fact::{Fact, Reason, Type};
use crate::host::Unseen;

/// Names that are brought back, of which each stands in the report.
const MOST: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dotenv {
    file: String,
}

impl Dotenv {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([("exists", Type::Bool), ("names", Type::list(Type::Text)), ("empty", Type::list(Type::Text))]))
    }

    pub(super) fn asked(&self) -> String {
        self.file.clone()
    }

    pub(super) fn looks(&self) -> String {
        format!("It reads which names stand in {}, and no value.", self.file)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(path) = host.expand(&self.file) else { return Fact::Null };
        let bytes = match host.read_whole(&path, host.most_settings(&path)) {
            Ok(bytes) => bytes,
            Err(Unseen::Absent) => {
                return Fact::record([("exists", false.into()), ("names", Fact::Null), ("empty", Fact::Null)]);
            }
            Err(Unseen::Denied | Unseen::Unreadable) => return Fact::unknown(Reason::Unreadable),
        };
        let text = String::from_utf8_lossy(&bytes);
        let lines = lines(&text).take(MOST).map(|line| (line.name, line.value.is_empty()));
        let lines: Vec<(&str, bool)> = lines.collect();
        let names = |empty_only: bool| {
            let chosen = lines.iter().filter(|(_, empty)| *empty || !empty_only);
            Fact::List(chosen.map(|(name, _)| Fact::text(*name)).collect())
        };
        Fact::record([("exists", true.into()), ("names", names(false)), ("empty", names(true))])
    }
}
