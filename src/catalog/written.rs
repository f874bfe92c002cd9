//! A check file as it is written: the keys that may stand in it, and nothing else.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use crate::check::{Requirement, Risk, Severity};
use crate::machine::Platform;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) title: Spanned<String>,
    pub(super) why: Spanned<String>,
    #[serde(default)]
    pub(super) needs: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) profiles: BTreeMap<Spanned<String>, Requirement>,
    #[serde(default)]
    pub(super) on: OneOrMore<Platform>,
    pub(super) pass: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) data: toml::Table,
    #[serde(default)]
    pub(super) cause: Vec<Spanned<WrittenCause>>,
    #[serde(default)]
    pub(super) fix: BTreeMap<Spanned<String>, WrittenFix>,
    /// Read by hand; here so that faults name it among the allowed keys.
    #[serde(default, rename = "probe")]
    _probe: Option<IgnoredAny>,
    /// Read by `doctor test`; the same.
    #[serde(default, rename = "case")]
    _case: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenCause {
    pub(super) id: Spanned<String>,
    pub(super) status: Option<Severity>,
    pub(super) when: Option<Spanned<String>>,
    pub(super) each: Option<Spanned<String>>,
    pub(super) at_least: Option<usize>,
    pub(super) say: Spanned<String>,
    pub(super) detail: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) symptom: Vec<String>,
    pub(super) fix: Option<Spanned<Vec<WrittenStep>>>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "the id of a fix, or a list of ids of which the first that fits is taken")]
pub(super) enum WrittenStep {
    One(String),
    FirstThatFits(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenFix {
    pub(super) title: Spanned<String>,
    #[serde(default)]
    pub(super) on: OneOrMore<Platform>,
    pub(super) when: Option<Spanned<String>>,
    pub(super) run: Option<Vec<Spanned<String>>>,
    pub(super) paste: Option<WrittenPaste>,
    pub(super) open: Option<Spanned<String>>,
    pub(super) text: Option<Spanned<String>>,
    pub(super) edit: Option<WrittenEdit>,
    pub(super) risk: Option<Risk>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenPaste {
    pub(super) sh: Option<Spanned<String>>,
    pub(super) powershell: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenEdit {
    pub(super) file: Spanned<String>,
    pub(super) remove_line: Option<Spanned<String>>,
    pub(super) append_line: Option<Spanned<String>>,
}

/// `"linux"` or `["linux", "macos"]`.
#[derive(Deserialize)]
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
