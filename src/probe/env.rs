//! `env`: whether a variable is set. Its value is told only where the name does not speak of secrets.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Type};
use crate::host::scrub;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Env {
    name: String,
}

impl Env {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([("set", Type::Bool), ("empty", Type::Bool), ("value", Type::Text)]))
    }

    pub(super) fn asked(&self) -> String {
        format!("${}", self.name)
    }

    pub(super) fn looks(&self) -> String {
        format!("It looks whether the variable {} is set, and never shows a secret.", self.name)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let value = context.host.var(&self.name);
        let empty = value.as_ref().map(|value| value.is_empty());
        let shown = value.clone().filter(|_| scrub::may_show(&self.name));
        Fact::record([("set", value.is_some().into()), ("empty", empty.into()), ("value", shown.into())])
    }
}
