//! The commits of a simulated machine's project, which `git` makes into objects.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The repository of a simulated machine's project.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SimulatedRepository {
    /// The commits of its branch `main`, the oldest first.
    pub commits: Vec<SimulatedCommit>,
    /// Whether only its newest commits were cloned.
    pub shallow: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SimulatedCommit {
    /// The day on which it was made, such as 2026-03-02.
    #[serde(deserialize_with = "day")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub on: Date,
    /// All files that it holds, by their paths in the project.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    #[serde(default)]
    pub message: String,
    /// Whether a server has it, and with it all before it.
    #[serde(default)]
    pub pushed: bool,
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}
