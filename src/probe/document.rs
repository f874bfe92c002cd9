//! `json` `jsonc` `toml` `yaml`: named values out of a file; nothing else of it becomes a fact.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use super::take::{self, Take};
use crate::document::{Format, parse};
use crate::fact::{Fact, Facts, Reason, Type};
use crate::host::Unseen;

/// The question to a file that is written in one way.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document<W> {
    #[serde(skip)]
    #[schemars(skip)]
    written: PhantomData<W>,
    file: String,
    /// Name of the fact → `"type:path.to.value"`, or a list of records.
    #[serde(default)]
    take: BTreeMap<String, Take>,
}

/// How a file is written, as a type: each is a kind of probe.
pub trait Written {
    const FORMAT: Format;
}

macro_rules! ways {
    ($($way:ident)*) => {
        $(
            #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, JsonSchema)]
            pub struct $way;

            impl Written for $way {
                const FORMAT: Format = Format::$way;
            }
        )*
    };
}

ways! { Json Jsonc Toml Yaml }

impl<W: Written> Document<W> {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let mut parts = vec![("exists".to_owned(), Type::Bool), ("valid".to_owned(), Type::Bool)];
        for (name, take) in &self.take {
            parts.push((name.clone(), take::promised(take)?));
        }
        Ok(Type::Record(parts))
    }

    pub(super) fn asked(&self) -> String {
        self.file.clone()
    }

    pub(super) fn looks(&self) -> String {
        format!("It reads {} and takes only named values out of it.", self.file)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(path) = host.expand(&self.file) else { return Fact::Null };
        let text = match host.read_settings(&path) {
            Ok(text) => text,
            Err(Unseen::Absent) => return Fact::record([("exists", false.into()), ("valid", Fact::Null)]),
            Err(Unseen::Denied | Unseen::Unreadable) => return Fact::unknown(Reason::Unreadable),
        };
        let value = parse(&text, W::FORMAT);
        let mut facts = Facts::from([("exists".to_owned(), true.into()), ("valid".to_owned(), value.is_some().into())]);
        for (name, take) in &self.take {
            let fact = match &value {
                Some(value) => take::from_document(take, value, host.now()),
                None => Fact::unknown(Reason::Garbled),
            };
            facts.insert(name.clone(), fact);
        }
        Fact::Record(facts)
    }
}
