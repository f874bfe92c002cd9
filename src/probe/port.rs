//! `port`: whether a program of this computer could wait for a browser at a door of its own. It opens it for a moment.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type};
use crate::host::Door;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Port {
    number: u16,
}

impl Port {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([("state", Type::Word(Door::WORDS))]))
    }

    pub(super) fn asked(&self) -> String {
        format!("port {} of this computer", self.number)
    }

    pub(super) fn looks(&self) -> String {
        format!("It opens port {} for this computer alone, calls itself there, and closes it again.", self.number)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        match context.host.door(self.number) {
            Some(door) => Fact::record([("state", door.word().into())]),
            None => Fact::unknown(Reason::Refused),
        }
    }
}
