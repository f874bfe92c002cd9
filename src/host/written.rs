//! Paths and words as checks write them, and as people read them on this machine.

use std::collections::BTreeMap;

use super::{Host, Rules, path};

impl Host {
    /// A path as written in a check: `~`, `{home}`, `{project}`, `{temp}`, `%VARIABLE%` and `$VARIABLE` filled in.
    /// None where one of them is not known on this machine.
    pub fn expand(&self, path: &str) -> Option<String> {
        path::expand(self, path)
    }

    /// A path as programs other than shells write it: only a leading `~/` means home, everything else is meant as it stands.
    pub fn expand_home(&self, path: &str) -> Option<String> {
        let below = |rest: &str| rest.strip_prefix(|c| self.rules().is_separator(c)).map(str::to_owned);
        match path.strip_prefix('~').and_then(below) {
            Some(rest) => self.home().map(|home| self.rules().join(home, &rest)),
            None => Some(self.rules().clean(path)),
        }
    }

    /// A word for a program: `{home}`, `{project}`, `{absent}` and `{unwritable}` filled in, everything else as it is.
    pub fn expand_words(&self, word: &str) -> String {
        path::expand_words(self, word)
    }

    /// Variables for a program, with their values filled in as by [`Host::expand_words`].
    pub fn expand_env(&self, env: &BTreeMap<String, String>) -> Vec<(String, String)> {
        env.iter().map(|(name, value)| (name.clone(), self.expand_words(value))).collect()
    }

    /// A folder as it is written into a line that sets PATH: inside double quotes, `~` would stay what it is.
    pub fn path_entry(&self, folder: &str) -> String {
        let short = self.shorten(folder);
        match (short.strip_prefix('~'), self.rules()) {
            (Some(rest), Rules::Unix) => format!("$HOME{rest}"),
            (Some(rest), Rules::Windows) => format!("%USERPROFILE%{rest}"),
            (None, _) => short,
        }
    }

    /// A text with every mention of the home folder written as `~`.
    pub fn shorten_in(&self, text: &str) -> String {
        let rules = self.rules();
        match self.home() {
            Some(home) if rules.key(home).len() > 3 => {
                let separator = if rules == Rules::Windows { '\\' } else { '/' };
                let home = rules.clean(home);
                text.replace(&format!("{home}{separator}"), &format!("~{separator}"))
            }
            _ => text.to_owned(),
        }
    }

    /// The path as people read it: the home folder is `~`.
    pub fn shorten(&self, path: &str) -> String {
        let rules = self.rules();
        match self.home() {
            Some(home) if rules.key(home).len() > 3 && rules.is_within(path, home) => {
                let clean = rules.clean(path);
                format!("~{}", clean.get(rules.clean(home).len()..).unwrap_or_default())
            }
            _ => path.to_owned(),
        }
    }
}
