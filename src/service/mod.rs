//! What doctor knows of a provider, as `checks/services/` says it: its keys, where their owner keeps them, and where they may go.

mod key;
mod leak;
mod place;
mod synthetic;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::machine::Os;

pub use key::{Flaw, Key, Looks, reads_like_an_example};
pub use leak::{Leak, Verify};
pub use place::{Declined, Entry, Holds, Place, Source, Trust, Wants};

/// One file under `checks/services/`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The name that people know it by.
    pub title: String,
    /// The only hosts that one of its keys may be sent to, over a safe connection.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// How many requests with a key it takes in a second; as many as come when left out.
    pub per_second: Option<u32>,
    /// Whether its programs drop a line break at the end of a key, as JavaScript does and Go does not.
    #[serde(default)]
    pub drops_line_ends: bool,
    /// Where the owner keeps its files: the first that fits this machine is `{folder}` in the places below.
    #[serde(default, rename = "folder")]
    pub folders: Vec<Folder>,
    /// Where the owner takes its variables from: the first that has one wins. The terminal alone when left out.
    #[serde(default = "terminal")]
    pub settings: Vec<Settings>,
    /// Its kinds of keys.
    #[serde(default, rename = "key")]
    pub keys: Vec<Key>,
    /// Places in the order in which the owner looks for a key: the first that holds something wins.
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
}

impl Service {
    /// The host in an address, if keys of this service may go there. Letter by letter, because readers of addresses
    /// differ: `https://one.example\@two.example/` is a place on the first for some and on the second for others.
    pub fn host_for_keys(&self, url: &str) -> Option<&str> {
        let rest = url.strip_prefix("https://")?;
        let named =
            self.hosts.iter().find(|host| rest.strip_prefix(host.as_str()).is_some_and(|path| path.starts_with('/')));
        named.map(String::as_str)
    }
}

/// A folder that the owner may use.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Folder {
    pub path: String,
    pub on: Option<Os>,
    /// Only where it exists already.
    #[serde(default)]
    pub if_there: bool,
}

/// A place that sets variables.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Settings {
    /// The variables of the terminal.
    Terminal(Everything),
    /// A JSON file with variables in its part `env`, and settings beside it.
    Json(SettingsFile),
    /// The same with comments, and in TOML.
    Jsonc(SettingsFile),
    Toml(SettingsFile),
    /// A file of lines such as `NAME=value`.
    Dotenv(SettingsFile),
}

/// Nothing is left to say.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Everything {}

/// A file with settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SettingsFile {
    pub file: String,
    pub on: Option<Os>,
    /// Where its variables stand, if not in `env`.
    pub part: Option<String>,
    /// Only where the user told the owner to trust the project.
    pub if_trusted: Option<Trust>,
}

fn terminal() -> Vec<Settings> {
    vec![Settings::Terminal(Everything {})]
}

/// All services, by the names of their files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services(BTreeMap<String, Service>);

impl Services {
    pub fn add(&mut self, name: &str, service: Service) {
        self.0.insert(name.to_owned(), service);
    }

    pub fn get(&self, name: &str) -> Option<&Service> {
        self.0.get(name)
    }

    /// All kinds of keys, each with the name of its service and the service.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &Service, &Key)> {
        self.0.iter().flat_map(|(name, service)| service.keys.iter().map(move |key| (name.as_str(), service, key)))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What a value in a place of `service` looks like, where keys of these kinds belong (of any, if none is named).
    pub fn look_at(&self, service: &str, wanted: &[String], value: &str) -> Looks {
        key::look_at(&self.0, service, wanted, value)
    }

    /// The service whose keys belong into a variable, by its name, and the kinds of them; all kinds where none is named.
    pub fn owner_of(&self, variable: &str) -> Option<(&str, &[String])> {
        let named = self.0.iter().find_map(|(name, service)| {
            let here = |source: &&Source| matches!(&source.place, Place::Variable { name, .. } if name == variable);
            service.sources.iter().find(here).map(|source| (name.as_str(), source.keys.as_slice()))
        });
        named.or_else(|| {
            let key_of = |name: &str| {
                let rest = variable.strip_prefix(&name.to_uppercase())?;
                matches!(rest, "_KEY" | "_API_KEY" | "_TOKEN" | "_API_TOKEN" | "_ACCESS_TOKEN").then_some(())
            };
            self.names().find(|name| key_of(name).is_some()).map(|name| (name, &[][..]))
        })
    }

    /// Whether a value is one of `service` that is no secret.
    pub fn may_show(&self, service: &str, value: &str) -> bool {
        let keys = self.get(service).map_or(&[][..], |service| &service.keys);
        keys.iter().any(|key| key.public && key.is(value))
    }

    /// Whether a value is a piece of what doctor itself says of services, and so no secret.
    pub fn say(&self, value: &str) -> bool {
        let says = |words: &str| words.contains(value);
        let source = |source: &Source| {
            let variable = matches!(&source.place, Place::Variable { name, .. } if says(name));
            variable || says(&source.kind)
        };
        let key = |key: &Key| says(&key.kind) || says(&key.title);
        let service = |known: &Service| known.keys.iter().any(key) || known.sources.iter().any(source);
        self.0.values().any(service) || Flaw::WORDS.iter().any(|word| says(word))
    }

    /// The text with every `<key:service/kind>` in it made into a key of that shape, which was never given to anybody.
    ///
    /// # Errors
    /// A service or a kind that is not there.
    pub fn with_synthetic_keys(&self, text: &str) -> Result<String, String> {
        synthetic::fill(&self.0, text)
    }
}
