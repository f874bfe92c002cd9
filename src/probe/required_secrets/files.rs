//! The files of a folder from which secrets are read, and those that only look like it.

use crate::fact::{Reason, Unknown};
use crate::host::{EnvFile, Host, Unseen};
use crate::service::Services;

/// Parts of names of files that hold examples.
const EXAMPLES: [&str; 7] = ["example", "sample", "template", "dist", "tpl", "default", "defaults"];

/// Parts of names of files that nobody reads while the project is made: copies, encrypted ones, those of tests.
const OTHERS: [&str; 16] = [
    "vault", "keys", "me", "bak", "backup", "old", "orig", "save", "swp", "enc", "age", "gpg", "test", "ci", "schema",
    "ts",
];

/// Files that show that somebody else puts secrets into variables.
const MEANS: [&str; 10] = [
    ".envrc",
    "doppler.yaml",
    ".doppler.yaml",
    ".infisical.json",
    ".env.vault",
    ".env.keys",
    "secretspec.toml",
    "fnox.toml",
    ".varlock",
    ".env.schema",
];

/// A file of secrets that is read here.
pub(super) struct Read {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) file: EnvFile,
}

#[derive(Default)]
pub(super) struct Files {
    /// In the order in which the last word counts: the first has it.
    pub(super) all: Vec<Read>,
    pub(super) examples: Vec<String>,
    pub(super) means: bool,
}

fn parts(name: &str) -> Option<Vec<&str>> {
    let rest = name.strip_prefix(".dev.vars").or_else(|| name.strip_prefix(".env"))?;
    if rest.is_empty() { Some(Vec::new()) } else { Some(rest.strip_prefix('.')?.split('.').collect()) }
}

fn is_example(name: &str) -> bool {
    let begins = name.strip_prefix("example").or_else(|| name.strip_prefix("sample"));
    parts(name)
        .or_else(|| begins.and_then(parts).map(|_| vec!["example"]))
        .is_some_and(|parts| parts.iter().any(|part| EXAMPLES.contains(part)))
        || matches!(name, "env.example" | ".env-example" | ".env_example")
}

/// Whether a file of that name holds secrets, as programs read them.
pub(super) fn is_of_secrets(name: &str) -> bool {
    parts(name).is_some_and(|parts| !parts.iter().any(|part| EXAMPLES.contains(part) || OTHERS.contains(part)))
}

impl Files {
    pub(super) fn of(host: &Host, services: &Services, folder: &str) -> Result<Self, Unknown> {
        let rules = host.rules();
        let names = match host.list(folder) {
            Ok(names) => names,
            Err(Unseen::Absent) => Vec::new(),
            Err(_) => return Err(Unknown::because(Reason::Unreadable, host.shorten(folder))),
        };
        let mut files = Self { means: names.iter().any(|name| MEANS.contains(&name.as_str())), ..Self::default() };
        let examples = names.iter().filter(|name| is_example(name));
        files.examples = examples.map(|name| rules.join(folder, name)).collect();
        for name in names.iter().filter(|name| is_of_secrets(name)) {
            let path = rules.join(folder, name);
            match host.env_file(services, &path, &files.examples) {
                Ok(file) => files.all.push(Read { name: name.clone(), path, file }),
                Err(Unseen::Absent) => {}
                // A folder of that name, as tools for Python make one, holds no lines.
                Err(_) if host.look(&path).is_ok_and(|seen| seen.what != crate::host::What::File) => {}
                Err(_) => return Err(Unknown::because(Reason::Unreadable, host.shorten(&path))),
            }
        }
        // `.env.local` beats `.env.development`, and both beat `.env`.
        files.all.sort_by_key(|read| (!read.name.contains("local"), std::cmp::Reverse(read.name.len())));
        Ok(files)
    }

    /// Whether there is a file that Wrangler prefers to all others.
    pub(super) fn has_dev_vars(&self) -> bool {
        self.all.iter().any(Read::is_dev_vars)
    }
}

impl Read {
    pub(super) fn is_dev_vars(&self) -> bool {
        self.name.starts_with(".dev.vars")
    }
}

#[cfg(test)]
mod tests {
    use super::{is_example, is_of_secrets};

    #[test]
    fn files_with_secrets_are_told_from_examples_and_copies() {
        for name in [".env", ".env.local", ".env.development.local", ".dev.vars", ".dev.vars.staging"] {
            assert!(is_of_secrets(name) && !is_example(name), "{name}");
        }
        for name in
            [".env.example", ".env.local.example", ".dev.vars.example", ".env.sample", "env.example", ".env.template"]
        {
            assert!(is_example(name) && !is_of_secrets(name), "{name}");
        }
        for name in [".envrc", ".env.vault", ".env.bak", "env.d.ts", ".env.d.ts", ".environment", "env.ts"] {
            assert!(!is_of_secrets(name) && !is_example(name), "{name}");
        }
    }
}
