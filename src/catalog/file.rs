//! A check file as it is written: the keys that may stand in it, and nothing else.

use std::collections::BTreeMap;

#[cfg(feature = "schema")]
use schemars::{Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::check::{Requirement, Risk, Severity, Within};
use crate::machine::Platform;
use crate::tree::Spanned;

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) title: Spanned<String>,
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) why: Spanned<String>,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub(super) needs: Vec<Spanned<String>>,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Requirement>"))]
    pub(super) profiles: BTreeMap<Spanned<String>, Requirement>,
    #[serde(default)]
    pub(super) on: OneOrMore<Platform>,
    /// Whether it may come right by itself within minutes, as a site does: `--wait` looks at it again.
    #[serde(default)]
    pub(super) wait: bool,
    /// Facts derived from others, named once: conditions, sentences and fixes may use them. Read by hand, in their order.
    #[serde(default, rename = "let")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    _lets: Option<IgnoredAny>,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<CauseFile>"))]
    pub(super) cause: Vec<Spanned<CauseFile>>,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, FixFile>"))]
    pub(super) fix: BTreeMap<Spanned<String>, FixFile>,
    /// Constants for conditions and sentences. Read by hand, as are `pass` and `probe`; here so that faults name them
    /// among the allowed keys.
    #[serde(default, rename = "data")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, serde_json::Value>"))]
    _data: Option<IgnoredAny>,
    #[serde(default, rename = "pass")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<PassKey>"))]
    _pass: Option<IgnoredAny>,
    #[serde(default, rename = "probe")]
    #[cfg_attr(feature = "schema", schemars(skip))]
    _probe: Option<IgnoredAny>,
}

/// What is said when nothing is wrong: one sentence, or the first of several that holds.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its shape is used, in the schema")]
enum PassKey {
    One(String),
    Several(Vec<PassFile>),
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PassFile {
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) when: Option<Spanned<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) say: Spanned<String>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CauseFile {
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) id: Spanned<String>,
    pub(super) status: Option<Severity>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) when: Option<Spanned<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) each: Option<Spanned<String>>,
    pub(super) at_least: Option<usize>,
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) say: Spanned<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) detail: Option<Spanned<String>>,
    /// The file in which it stands, and the number of the line: reports for code hosts show it there.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) file: Option<Spanned<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) line: Option<Spanned<String>>,
    /// What it is about, in a word that stays the same: that is how `doctor.toml` names what it accepts. The file when left out.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) about: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) symptom: Vec<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<StepFile>>"))]
    pub(super) fix: Option<Spanned<Vec<StepFile>>>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "the id of a fix, or a list of ids of which the first that fits is taken")]
pub(super) enum StepFile {
    One(String),
    FirstThatFits(Vec<String>),
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct FixFile {
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) title: Spanned<String>,
    #[serde(default)]
    pub(super) on: OneOrMore<Platform>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) when: Option<Spanned<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
    pub(super) run: Option<Vec<Spanned<String>>>,
    pub(super) paste: Option<PasteFile>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) open: Option<Spanned<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) text: Option<Spanned<String>>,
    pub(super) edit: Option<EditFile>,
    pub(super) risk: Option<Risk>,
    /// Files that `run` or `paste` may change, of which `doctor fix` keeps a copy so that it can be taken back.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    #[serde(default)]
    pub(super) touches: Vec<Spanned<String>>,
    /// The program and its arguments that take it back, where copies of files do not.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
    pub(super) undo: Option<Vec<Spanned<String>>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<AskFile>"))]
    pub(super) ask: Option<Spanned<AskFile>>,
    /// Where it is done. `project` is the project's root, also when doctor stands in a folder below.
    #[serde(default, rename = "in")]
    pub(super) within: Within,
}

/// A question of `doctor fix` to the learner. The answer takes the place of the word `like` in `run`.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct AskFile {
    pub(super) say: String,
    pub(super) like: String,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PasteFile {
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) sh: Option<Spanned<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) powershell: Option<Spanned<String>>,
    /// Whether it only does something in the window where it is pasted, so that `doctor fix` cannot do it.
    #[serde(default)]
    pub(super) here: bool,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct EditFile {
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) file: Spanned<String>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) remove_line: Option<Spanned<String>>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) append_line: Option<Spanned<String>>,
    /// The name of a key in a file of lines such as `NAME=value`; `doctor fix` asks for its value.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub(super) set_key: Option<Spanned<String>>,
}

/// `"linux"` or `["linux", "macos"]`.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "one of macos, linux, windows, wsl, or a list of them")]
pub(super) enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> Default for OneOrMore<T> {
    fn default() -> Self {
        Self::More(Vec::new())
    }
}

impl<T> From<OneOrMore<T>> for Vec<T> {
    fn from(written: OneOrMore<T>) -> Self {
        match written {
            OneOrMore::One(one) => vec![one],
            OneOrMore::More(more) => more,
        }
    }
}

/// The schema of a check file, without its probes.
#[cfg(feature = "schema")]
pub(crate) fn schema(generator: &mut SchemaGenerator) -> Schema {
    <CheckFile as schemars::JsonSchema>::json_schema(generator)
}
