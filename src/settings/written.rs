//! `doctor.toml` as it is written: the keys that may stand in it, and nothing else.

use std::collections::BTreeMap;

#[cfg(feature = "schema")]
use schemars::{Schema, SchemaGenerator};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::Level;

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    /// For whom doctor judges when nobody says `--profile`.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) profile: Option<Spanned<String>>,
    /// Whether optional checks and warnings count.
    #[cfg_attr(feature = "schema", schemars(with = "Option<bool>"))]
    pub(super) strict: Option<Spanned<bool>>,
    /// Whether the exit code is 0 when nothing is wrong but something could not be told.
    #[cfg_attr(feature = "schema", schemars(with = "Option<bool>"))]
    pub(super) allow_unsure: Option<Spanned<bool>>,
    #[serde(default)]
    pub(super) limits: Limits,
    /// Checks by id or area, each `required`, `optional` or `off`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Level>"))]
    pub(super) checks: BTreeMap<Spanned<String>, Level>,
    /// Causes of checks that weigh more or less here: `[severity."tool/node-version"]`, `too-old = "fail"`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, BTreeMap<String, Weight>>"))]
    pub(super) severity: BTreeMap<String, BTreeMap<Spanned<String>, Weight>>,
    /// Versions of tools that the project asks for, such as `node = ">=22"`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub(super) tools: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    pub(super) keys: Keys,
    #[serde(default)]
    pub(super) accept: Vec<WrittenAcceptance>,
}

#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    /// When the report comes at the latest, such as `30s`.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) deadline: Option<Spanned<String>>,
    /// For how long services and sites are asked again, such as `60s`.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) wait: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    /// Names of keys that the project needs, such as `RESEND_API_KEY`. Never their values.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(super) expected: Vec<Spanned<String>>,
}

#[derive(Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(super) enum Weight {
    Warn,
    Fail,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenAcceptance {
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) check: Spanned<String>,
    pub(super) cause: String,
    /// The item, as reports name it in `about`. All of them when left out.
    pub(super) about: Option<String>,
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) reason: Spanned<String>,
    /// The last day, such as `2027-01-31`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) until: Spanned<Datetime>,
}

/// The keys of `doctor.toml` as a JSON Schema.
#[cfg(feature = "schema")]
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    <Written as schemars::JsonSchema>::json_schema(generator)
}
