//! Node.js, npm, Claude Code and Wrangler on a simulated machine: most of them are only asked for their version.

use serde::Deserialize;

use super::printed;
use crate::host::Ended;
use crate::host::world::programs::RunSpec;

/// A tool that is only asked for its version.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ToolSpec {
    /// Its version, without what the tool prints around it.
    pub version: Option<String>,
    /// The file that it is started by; the tool's name in a folder on PATH when left out.
    pub at: Option<String>,
    /// How it ends whatever it is asked, as for `run`.
    pub broken: Option<RunSpec>,
}

/// npm and its settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NpmSpec {
    /// Its version, without what the tool prints around it.
    pub version: Option<String>,
    /// The file that it is started by; the tool's name in a folder on PATH when left out.
    pub at: Option<String>,
    /// How it ends whatever it is asked, as for `run`.
    pub broken: Option<RunSpec>,
    /// Where global packages go. It is also put into `~/.npmrc`.
    pub prefix: Option<String>,
    /// Where packages come from. It is also put into `~/.npmrc`.
    pub registry: Option<String>,
}

impl NpmSpec {
    fn settings(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let prefix = self.prefix.as_deref().map(|prefix| ("prefix", prefix));
        prefix.into_iter().chain(self.registry.as_deref().map(|registry| ("registry", registry)))
    }

    /// The user's own settings file; none where nothing is set.
    pub(in crate::host::world) fn npmrc(&self) -> Option<String> {
        let lines: String = self.settings().map(|(name, value)| format!("{name}={value}\n")).collect();
        (!lines.is_empty()).then_some(lines)
    }

    pub(super) fn answer(&self, args: &[&str]) -> Option<Ended> {
        let name = match args {
            ["config" | "c", "get", name] | ["get", name] => *name,
            ["prefix", "-g" | "--global"] => "prefix",
            _ => return None,
        };
        self.settings().find(|(known, _)| *known == name).map(|(_, value)| printed(format!("{value}\n")))
    }
}
