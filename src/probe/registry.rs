//! `registry`: one value of the registry of Windows.

use super::{BadParameter, Context, question};
use crate::fact::{Fact, Reason, Type, Typed, facts};
use crate::host::{Unseen, scrub};

/// Where Windows keeps the variables of everybody on this computer.
pub(super) const ENVIRONMENT_OF_ALL: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";

question! {
    /// One value of the registry of Windows. Nothing is found on other systems.
    pub struct Registry {
        /// Begins with `HKCU\` or `HKLM\`.
        key: String,
        value: String,
    }
    asked { |it| format!("{} in {}", it.value, it.key) }
    looks { |it| format!("It reads {} in {} of the registry, where Windows keeps settings.", it.value, it.key) }
}

facts! {
    struct RegistryFacts {
        found: bool,
        /// Null where it could be a secret.
        value: Option<String>,
    }
}

impl Registry {
    pub(super) fn facts(&self) -> Result<Type, BadParameter> {
        match ["HKCU\\", "HKLM\\"].iter().any(|root| self.key.starts_with(root)) {
            true => Ok(RegistryFacts::TYPE),
            false => Err(BadParameter::NoSuchRoot { key: self.key.clone() }),
        }
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        match context.host.registry(&self.key, &self.value) {
            Ok(text) => RegistryFacts { found: true, value: self.may_be_shown().then_some(text) }.into(),
            Err(Unseen::Absent) => RegistryFacts { found: false, value: None }.into(),
            Err(Unseen::Denied | Unseen::Unreadable) => Fact::unknown(Reason::Unreadable),
        }
    }

    /// Variables are kept below a key of this name, and some hold secrets.
    fn may_be_shown(&self) -> bool {
        !self.key.to_lowercase().ends_with("environment") || scrub::may_show(&self.value)
    }
}
