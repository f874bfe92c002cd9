//! Environment variables, as they were when doctor looked at them: those of its own process, or of a new terminal.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// All variables of an environment. Some are secrets, so they have no text form.
#[derive(Clone, PartialEq, Eq)]
pub struct Variables(BTreeMap<OsString, OsString>);

impl std::fmt::Debug for Variables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} variables", self.0.len())
    }
}

impl Variables {
    /// Those of this process.
    pub fn own() -> Self {
        Self(std::env::vars_os().collect())
    }

    pub(super) fn of(pairs: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.0.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    pub(super) fn raw(&self, name: &str) -> Option<&OsStr> {
        let found = self.0.get(OsStr::new(name));
        // Windows does not tell upper from lower case in names.
        let found = found.or_else(|| {
            if cfg!(windows) { self.0.iter().find(|(known, _)| is(known, name)).map(|(_, value)| value) } else { None }
        });
        found.map(OsString::as_os_str)
    }

    pub(super) fn var(&self, name: &str) -> Option<String> {
        self.raw(name).map(|value| value.to_string_lossy().into_owned())
    }

    /// A variable that is set to something.
    pub(super) fn set(&self, name: &str) -> Option<String> {
        self.var(name).filter(|value| !value.is_empty())
    }

    /// The last variable of that name, whatever the case of its letters.
    pub(super) fn var_in_any_case(&self, name: &str) -> Option<String> {
        let found = self.0.iter().rfind(|(known, _)| is(known, name));
        found.map(|(_, value)| value.to_string_lossy().into_owned())
    }
}

fn is(known: &OsStr, name: &str) -> bool {
    known.to_str().is_some_and(|known| known.eq_ignore_ascii_case(name))
}
