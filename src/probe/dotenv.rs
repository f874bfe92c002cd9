//! `dotenv`: which names a file of lines such as `NAME=value` sets, and never a value.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
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
            Err(Unseen::Denied | Unseen::Unreadable) => return Fact::untold(Reason::Unreadable),
        };
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<(&str, bool)> = text.lines().filter_map(name).take(MOST).collect();
        let names = |empty_only: bool| {
            let chosen = lines.iter().filter(|(_, empty)| *empty || !empty_only);
            Fact::List(chosen.map(|(name, _)| Fact::text(*name)).collect())
        };
        Fact::record([("exists", true.into()), ("names", names(false)), ("empty", names(true))])
    }
}

/// The name that a line sets, and whether to nothing.
fn name(line: &str) -> Option<(&str, bool)> {
    let line = line.trim_start_matches('\u{feff}').trim();
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end();
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let value = value.trim_start();
    let empty = value.is_empty() || value.starts_with('#') || matches!(value.trim_end(), "\"\"" | "''");
    (!name.is_empty() && name.chars().all(fine)).then_some((name, empty))
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn lines_are_read_for_their_names_alone() {
        for (line, expected) in [
            ("KEY=a", Some(("KEY", false))),
            ("  export KEY = \"\"", Some(("KEY", true))),
            ("KEY=  # your key", Some(("KEY", true))),
            ("\u{feff}KEY=", Some(("KEY", true))),
            ("# KEY=a", None),
            ("just words = here", None),
            ("", None),
        ] {
            assert_eq!(name(line), expected, "{line}");
        }
    }
}
