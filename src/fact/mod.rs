//! Facts: the typed values that probes bring back, and the reasons why a fact could not be learned.

mod kind;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::ser::{Serialize, SerializeMap, Serializer};

pub use kind::Type;
pub use nodejs_semver::Version;

/// Named facts: the answer of one probe, or everything that a condition may name.
pub type Facts = BTreeMap<String, Fact>;

/// One value that a probe brought back. Never a secret.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// Looked at, and it is not there.
    Null,
    /// Could not be looked at: neither there nor not there.
    Unknown(Unknown),
    Bool(bool),
    Int(i64),
    Text(String),
    /// Major, minor and patch of a program or package.
    Version(Version),
    Time(Timestamp),
    List(Vec<Fact>),
    Record(Facts),
}

/// Why something could not be told, with an optional detail for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    pub reason: Reason,
    pub detail: Option<String>,
}

/// The closed list of reasons for *could not tell*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    Timeout,
    Offline,
    Refused,
    Outage,
    Locked,
    Unreadable,
    Garbled,
    NotRecorded,
    OnlyYou,
    /// Only a person can know it, and one said that it is so.
    Confirmed,
    NotAsked,
    Crashed,
    Inconclusive,
}

impl Reason {
    /// The reason in words that follow "could not tell:".
    pub fn words(self) -> &'static str {
        match self {
            Self::Timeout => "it did not answer in time",
            Self::Offline => "there is no network",
            Self::Refused => "it was refused",
            Self::Outage => "the service has trouble of its own",
            Self::Locked => "it is locked",
            Self::Unreadable => "it could not be read",
            Self::Garbled => "its answer made no sense",
            Self::NotRecorded => "it was not written down",
            Self::OnlyYou => "only you can know this",
            Self::Confirmed => "you confirmed it",
            Self::NotAsked => "it was not asked",
            Self::Crashed => "doctor itself stumbled over it",
            Self::Inconclusive => "that leaves it open",
        }
    }
}

impl Unknown {
    pub fn new(reason: Reason) -> Self {
        Self { reason, detail: None }
    }

    pub fn because(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: Some(detail.into()) }
    }

    /// One phrase for people: what was asked or came back, and why that tells nothing.
    pub fn words(&self) -> String {
        match &self.detail {
            Some(detail) if self.reason == Reason::Confirmed => detail.clone(),
            Some(detail) => format!("{detail}: {}", self.reason.words()),
            None => self.reason.words().to_owned(),
        }
    }
}

impl From<Reason> for Unknown {
    fn from(reason: Reason) -> Self {
        Self::new(reason)
    }
}

impl Fact {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn unknown(reason: Reason) -> Self {
        Self::Unknown(Unknown::new(reason))
    }

    /// A record from pairs: how probes write down their answer.
    pub fn record<const N: usize>(pairs: [(&str, Fact); N]) -> Self {
        Self::Record(pairs.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect())
    }

    /// The named part. A part of nothing is nothing, a part of what could not be told cannot be told.
    #[must_use]
    pub fn part(&self, name: &str) -> Fact {
        match self {
            Self::Record(parts) => parts.get(name).cloned().unwrap_or(Fact::Null),
            Self::Unknown(unknown) => Self::Unknown(unknown.clone()),
            _ => Self::Null,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The first reason for *could not tell* in this fact or any of its parts.
    pub fn first_unknown(&self) -> Option<&Unknown> {
        match self {
            Self::Unknown(unknown) => Some(unknown),
            Self::List(items) => items.iter().find_map(Fact::first_unknown),
            Self::Record(parts) => parts.values().find_map(Fact::first_unknown),
            _ => None,
        }
    }
}

impl<T: Into<Fact>> From<Option<T>> for Fact {
    fn from(value: Option<T>) -> Self {
        value.map_or(Fact::Null, Into::into)
    }
}

impl From<bool> for Fact {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Fact {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Fact {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Fact {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Version> for Fact {
    fn from(value: Version) -> Self {
        Self::Version(value)
    }
}

impl From<Unknown> for Fact {
    fn from(value: Unknown) -> Self {
        Self::Unknown(value)
    }
}

impl<T: Into<Fact>> From<Vec<T>> for Fact {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null | Self::Unknown(_) => f.write_str("unknown"),
            Self::Bool(true) => f.write_str("yes"),
            Self::Bool(false) => f.write_str("no"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Text(text) => f.write_str(text),
            Self::Version(version) => write!(f, "{version}"),
            Self::Time(time) => write!(f, "{}", time.strftime("%Y-%m-%d")),
            Self::List(items) => {
                let words: Vec<String> = items.iter().map(Fact::to_string).collect();
                f.write_str(&words.join(", "))
            }
            Self::Record(_) => f.write_str("(several facts)"),
        }
    }
}

/// JSON as in the report. What could not be told is `{"unknown": "reason"}`, so that it is not read as null.
impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Unknown(unknown) => unknown.serialize(serializer),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Version(version) => serializer.collect_str(version),
            Self::Time(time) => serializer.collect_str(time),
            Self::List(items) => serializer.collect_seq(items),
            Self::Record(parts) => serializer.collect_map(parts),
        }
    }
}

impl Serialize for Unknown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("unknown", &self.reason)?;
        if let Some(detail) = &self.detail {
            map.serialize_entry("detail", detail)?;
        }
        map.end()
    }
}
