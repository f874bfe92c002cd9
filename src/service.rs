//! What doctor knows of a provider's credentials: their kinds, and where their owner looks for them, in order.

use schemars::JsonSchema;
use serde::Deserialize;

/// One file under `checks/services/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The name that people know it by.
    pub title: String,
    /// Places in the order in which the owner looks: the first that holds something wins.
    pub source: Vec<Source>,
}

/// One place where a credential may be kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(try_from = "WrittenSource")]
#[schemars(with = "WrittenSource")]
pub struct Source {
    /// What a credential from here is.
    pub kind: String,
    pub place: Place,
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// An environment variable; empty counts as unset.
    Variable(String),
    Json(Entry),
    /// An entry in the keychain of macOS, of which doctor only asks whether it exists.
    Keychain {
        service: String,
        /// A variable that gives the entry another name, so that nothing can be told where it is set.
        moved_by: Option<String>,
    },
}

/// A text in a JSON file, and what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The first of these whose variables are all set.
    pub files: Vec<String>,
    /// `path.to.value`, as all places below.
    pub at: String,
    /// When it ends, in milliseconds since 1970.
    pub expires: Option<String>,
    /// What its owner renews it with.
    pub renewed_by: Option<String>,
    /// When it can no longer be renewed, in milliseconds since 1970.
    pub renewable_until: Option<String>,
    /// A list that must hold a word, or the value counts as absent.
    pub wants: Option<Wants>,
}

/// A list in a JSON file and a word that it must hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wants {
    pub list: String,
    pub word: String,
}

/// A source as it is written: one of `env`, `json` with `at`, `keychain`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WrittenSource {
    kind: String,
    env: Option<String>,
    json: Option<Vec<String>>,
    at: Option<String>,
    expires: Option<String>,
    renewed_by: Option<String>,
    renewable_until: Option<String>,
    wants: Option<Wants>,
    keychain: Option<String>,
    moved_by: Option<String>,
}

impl TryFrom<WrittenSource> for Source {
    type Error = &'static str;

    fn try_from(written: WrittenSource) -> Result<Self, Self::Error> {
        let beside = [&written.expires, &written.renewed_by, &written.renewable_until];
        let beside = beside.into_iter().any(Option::is_some) || written.wants.is_some();
        let place = match (written.env, written.json, written.keychain, written.at) {
            (Some(name), None, None, None) if !beside && written.moved_by.is_none() => Place::Variable(name),
            (None, None, Some(service), None) if !beside => Place::Keychain { service, moved_by: written.moved_by },
            (None, Some(files), None, Some(at)) if !files.is_empty() && written.moved_by.is_none() => {
                Place::Json(Entry {
                    files,
                    at,
                    expires: written.expires,
                    renewed_by: written.renewed_by,
                    renewable_until: written.renewable_until,
                    wants: written.wants,
                })
            }
            _ => return Err("a source has one of: env; json with at, and what stands beside it; keychain"),
        };
        Ok(Self { kind: written.kind, place })
    }
}
