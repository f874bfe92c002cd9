//! How an installed tool is written: a version, a table, or a list of tables.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A tool that is installed once, or several times.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(untagged))]
pub enum Installs<T> {
    /// Its version, on PATH.
    Version(String),
    One(T),
    Several(Vec<T>),
}

impl<T: Clone> Installs<T> {
    /// Each install; `versioned` makes one of a version alone.
    pub(in crate::host::world) fn each(&self, versioned: impl Fn(String) -> T) -> Vec<T> {
        match self {
            Self::Version(version) => vec![versioned(version.clone())],
            Self::One(one) => vec![one.clone()],
            Self::Several(several) => several.clone(),
        }
    }
}

/// By hand, so that a mistake in a table is told as that mistake.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Installs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
    type Value = Installs<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a version, a table such as { at = \"…\", version = \"…\" }, or a list of such tables")
    }

    fn visit_str<E>(self, version: &str) -> Result<Self::Value, E> {
        Ok(Installs::Version(version.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Installs::One)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut several = Vec::new();
        while let Some(one) = list.next_element()? {
            several.push(one);
        }
        Ok(Installs::Several(several))
    }
}
