//! `registry`: one value of the registry of Windows.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type};
use crate::host::{Unseen, scrub};

/// Where Windows keeps the variables of everybody on this computer.
pub(super) const ENVIRONMENT_OF_ALL: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// Begins with `HKCU\` or `HKLM\`.
    key: String,
    value: String,
}

impl Registry {
    pub(super) fn facts(&self) -> Result<Type, String> {
        if !["HKCU\\", "HKLM\\"].iter().any(|root| self.key.starts_with(root)) {
            return Err(format!("the key `{}` begins with neither HKCU\\ nor HKLM\\", self.key));
        }
        Ok(Type::record([("found", Type::Bool), ("value", Type::Text)]))
    }

    pub(super) fn asked(&self) -> String {
        format!("{} in {}", self.value, self.key)
    }

    pub(super) fn looks(&self) -> String {
        format!("It reads {} in {} of the registry, where Windows keeps settings.", self.value, self.key)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        match context.host.registry(&self.key, &self.value) {
            Ok(text) => Fact::record([
                ("found", true.into()),
                ("value", if self.may_be_shown() { text.into() } else { Fact::Null }),
            ]),
            Err(Unseen::Absent) => Fact::record([("found", false.into()), ("value", Fact::Null)]),
            Err(Unseen::Denied | Unseen::Unreadable) => Fact::unknown(Reason::Unreadable),
        }
    }

    /// Variables are kept below a key of this name, and some hold secrets.
    fn may_be_shown(&self) -> bool {
        !self.key.to_lowercase().ends_with("environment") || scrub::may_show(&self.value)
    }
}
