//! `json` `jsonc` `toml` `yaml`: named values out of a file; nothing else of it becomes a fact.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::Deserialize;

use super::take::{self, Take};
use super::{BadParameter, Context};
use crate::document::{Format, parse};
use crate::fact::{Fact, Reason, Type, Typed, facts};
use crate::host::Unseen;

facts! {
    struct DocumentFacts {
        exists: bool,
        /// It is written as such a file has to be.
        valid: Option<bool>,
    }
}

/// Named values out of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Document<W> {
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
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
            #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
            pub struct $way;

            impl Written for $way {
                const FORMAT: Format = Format::$way;
            }
        )*
    };
}

ways! { Json Jsonc Toml Yaml }

impl<W: Written> Document<W> {
    pub(super) fn facts(&self) -> Result<Type, BadParameter> {
        let taken = self.take.iter().map(|(name, take)| Ok((name.clone(), take::promised(take)?)));
        Ok(DocumentFacts::TYPE.with(taken.collect::<Result<Vec<_>, BadParameter>>()?))
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
            Err(Unseen::Absent) => return DocumentFacts { exists: false, valid: None }.into(),
            Err(Unseen::Denied | Unseen::Unreadable) => return Fact::unknown(Reason::Unreadable),
        };
        let value = parse(&text, W::FORMAT);
        let taken = self.take.iter().map(|(name, take)| {
            let fact = match &value {
                Some(value) => take::from_document(take, value, host.now()),
                None => Fact::unknown(Reason::Garbled),
            };
            (name.clone(), fact)
        });
        Fact::from(DocumentFacts { exists: true, valid: Some(value.is_some()) }).with(taken)
    }
}
