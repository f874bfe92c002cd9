//! Where a credential may be kept, as service files write it.

use serde::Deserialize;

use crate::document::Format;
use crate::machine::Os;

/// One place where a credential may be kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "WrittenSource")]
#[cfg_attr(feature = "schema", schemars(with = "WrittenSource"))]
pub struct Source {
    /// What a credential from here is.
    pub kind: String,
    /// The kinds of keys that belong here, those of another service as `service/kind`; any of its own when empty.
    pub keys: Vec<String>,
    /// Whether its value is sent nowhere, whatever it looks like.
    pub stays: bool,
    /// Only on this system.
    pub on: Option<Os>,
    /// Where the owner notes that the user does not want it to be used.
    pub declined_in: Option<Declined>,
    pub place: Place,
    pub holds: Holds,
}

/// What stands in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    Value,
    /// Not the value, but a sign that it is kept elsewhere, under this name.
    SignOf(String),
    /// A sign that it may be kept elsewhere: nothing can be told where it stands.
    MaybeIn(String),
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A variable; empty counts as unset.
    Variable {
        name: String,
        /// Of these another must be set too.
        with: Vec<String>,
        /// Words with which it is switched off, in any case.
        unless: Vec<String>,
    },
    /// A setting in the owner's settings files, beside their variables.
    Setting(String),
    InFile(Entry),
    /// A file that is there.
    File(String),
    /// An entry in the keychain of macOS, of which doctor only asks whether it exists.
    Keychain {
        service: String,
        /// A variable with a folder whose SHA-256 gives the entry another name: `service-` and its first 8 digits.
        moved_by: Option<String>,
    },
}

/// A text in a file, and what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub format: Format,
    /// The first of these whose variables are all set.
    pub files: Vec<String>,
    /// `path.to.value`, as all places below.
    pub at: String,
    /// When it ends: milliseconds since 1970, or a time in words.
    pub expires: Option<String>,
    /// What its owner renews it with.
    pub renewed_by: Option<String>,
    /// When it can no longer be renewed, in milliseconds since 1970.
    pub renewable_until: Option<String>,
    /// A list that must hold a word, or the value counts as absent.
    pub wants: Option<Wants>,
}

/// A list in a file and a word that it must hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Wants {
    pub list: String,
    pub word: String,
}

/// A JSON file with a list of values that the user does not want to be used, of which only the last characters are kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Declined {
    /// The first of these whose variables are all set.
    pub files: Vec<String>,
    pub list: String,
    /// How many of a value's last characters stand in the list.
    pub last: usize,
}

/// A JSON file in which the owner remembers the projects that the user trusts: a yes under the project's folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// The first of these whose variables are all set.
    pub files: Vec<String>,
    pub projects: String,
    pub yes: String,
}

/// A source as it is written: one of `env`, `setting`, `json` `jsonc` `toml` `yaml` with `at`, `file`, `keychain`.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
struct WrittenSource {
    kind: String,
    keys: Vec<String>,
    stays: bool,
    on: Option<Os>,
    declined_in: Option<Declined>,
    env: Option<String>,
    with: Vec<String>,
    unless: Vec<String>,
    setting: Option<String>,
    json: Option<Vec<String>>,
    jsonc: Option<Vec<String>>,
    toml: Option<Vec<String>>,
    yaml: Option<Vec<String>>,
    at: Option<String>,
    expires: Option<String>,
    renewed_by: Option<String>,
    renewable_until: Option<String>,
    wants: Option<Wants>,
    file: Option<String>,
    keychain: Option<String>,
    moved_by: Option<String>,
    sign_of: Option<String>,
    maybe_in: Option<String>,
}

const ONE_PLACE: &str = "a source has a kind and one of: env (with, unless), setting, json or jsonc or toml or yaml with at, \
    file, keychain (moved_by)";

impl TryFrom<WrittenSource> for Source {
    type Error = &'static str;

    fn try_from(written: WrittenSource) -> Result<Self, Self::Error> {
        let holds = match (written.sign_of, written.maybe_in) {
            (None, None) => Holds::Value,
            (Some(place), None) => Holds::SignOf(place),
            (None, Some(place)) => Holds::MaybeIn(place),
            (Some(_), Some(_)) => return Err("a source is `sign_of` one place, or `maybe_in` one"),
        };
        let formats = [
            (Format::Json, written.json),
            (Format::Jsonc, written.jsonc),
            (Format::Toml, written.toml),
            (Format::Yaml, written.yaml),
        ];
        let mut files = formats.into_iter().filter_map(|(format, files)| Some((format, files?)));
        let file = files.next();
        if files.next().is_some() {
            return Err(ONE_PLACE);
        }
        let place = match (written.env, written.setting, file, written.file, written.keychain, written.at) {
            (Some(name), None, None, None, None, None) => {
                Place::Variable { name, with: written.with, unless: written.unless }
            }
            (None, Some(setting), None, None, None, None) => Place::Setting(setting),
            (None, None, None, Some(file), None, None) => Place::File(file),
            (None, None, None, None, Some(service), None) => Place::Keychain { service, moved_by: written.moved_by },
            (None, None, Some((format, files)), None, None, Some(at)) if !files.is_empty() => Place::InFile(Entry {
                format,
                files,
                at,
                expires: written.expires,
                renewed_by: written.renewed_by,
                renewable_until: written.renewable_until,
                wants: written.wants,
            }),
            _ => return Err(ONE_PLACE),
        };
        if written.kind.is_empty() {
            return Err(ONE_PLACE);
        }
        if matches!(place, Place::File(_)) && holds == Holds::Value {
            return Err("a file that is only there holds no value: say what it is `sign_of`");
        }
        let WrittenSource { kind, keys, stays, on, declined_in, .. } = written;
        Ok(Self { kind, keys, stays, on, declined_in, place, holds })
    }
}
