//! `git_status`: which files meant for secrets lie in the project, what they hold, and what Git does with each.

use serde::Deserialize;

use super::status::{self, Facts};
use super::{BadParameter, Context};
use crate::fact::{Fact, Reason, Type};
use crate::git::{Ignored, ProjectFile, project_files};
use crate::host::Host;
use crate::secrets::{Contents, Holds, Rules};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GitStatus {}

/// Files that are told, and bytes of each that are read.
const MAX_FILES: usize = 20;
const MAX_BYTES: usize = 128 << 10;

const FORMS: &[&str] = &["variables", "private-key"];

/// Names of examples that are meant to be seen: `.env.example`.
const EXAMPLES: [&str; 8] = ["example", "sample", "template", "defaults", "default", "dist", "schema", "vault"];

/// Folders in which a private key is one for tests.
const OF_TESTS: [&str; 7] = ["test", "tests", "__tests__", "spec", "example", "examples", "e2e"];

impl GitStatus {
    pub(in crate::probe) fn facts(&self) -> Result<Type, BadParameter> {
        let file = Type::record([
            ("path", Type::Text),
            ("file", Type::Text),
            ("form", Type::Word(FORMS)),
            ("holds", Type::Word(Holds::WORDS)),
            ("names", Type::list(Type::Text)),
            ("unknown", Type::list(Type::Text)),
            ("tracked", Type::Bool),
            ("pushed", Type::Bool),
            ("ignored", Type::Word(Ignored::WORDS)),
            ("ignore_line", Type::Text),
            ("ignore_file", Type::Text),
        ]);
        Ok(Type::record([
            ("looked", Type::Bool),
            ("repository", Type::Bool),
            ("files", Type::list(file)),
            ("pushed", Type::Int),
            ("whole", Type::Bool),
        ]))
    }

    pub(in crate::probe) fn asked(&self) -> String {
        "files for secrets, and Git".to_owned()
    }

    pub(in crate::probe) fn looks(&self) -> String {
        "It looks for files such as .env in the project, asks Git what it does with them, and shows none of their values.".to_owned()
    }

    pub(in crate::probe) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(project) = host.project() else {
            return Fact::record([
                ("looked", false.into()),
                ("repository", Fact::Null),
                ("files", Fact::Null),
                ("pushed", Fact::Null),
                ("whole", Fact::Null),
            ]);
        };
        let found = project_files(host, &project.root);
        let mut candidates = found.files.iter().filter_map(|entry| Some((entry, form(&entry.name)?))).peekable();
        // They take a while to make.
        let rules = candidates.peek().map(|_| Rules::new(context.services)).transpose();
        let Ok(rules) = rules else { return Fact::unknown(Reason::Crashed) };
        let mut files = Vec::new();
        for ((entry, form), rules) in candidates.take(4 * MAX_FILES).zip(rules.iter().cycle()) {
            let path = host.rules().join(&project.root, &entry.name);
            let held = match host.read(&path, MAX_BYTES) {
                Ok(bytes) => held(rules, form, &String::from_utf8_lossy(&bytes)),
                // Git could not read it either.
                Err(_) => continue,
            };
            if form == "variables" || held.holds == Holds::Keys {
                files.push((entry, form, held));
            }
        }
        files.truncate(MAX_FILES);
        let paths: Vec<&str> = files.iter().map(|(entry, ..)| entry.name.as_str()).collect();
        let all = status::of(context, &paths);
        let with_keys = files.iter().zip(&all).filter(|((.., held), _)| held.holds == Holds::Keys);
        let pushed = status::count_pushed(with_keys.map(|(_, status)| status));
        let facts = files.into_iter().zip(all);
        let facts = facts.map(|((entry, form, held), status)| fact(host, &project.root, entry, form, held, status));
        Fact::record([
            ("looked", true.into()),
            ("repository", project.repository.into()),
            ("files", Fact::List(facts.collect())),
            ("pushed", pushed),
            ("whole", found.whole.into()),
        ])
    }
}

/// What a file of this name is meant for.
fn form(path: &str) -> Option<&'static str> {
    let lower = path.to_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let is_example = || name.split(['.', '-', '_']).skip(2).any(|part| EXAMPLES.contains(&part));
    let of_lines = |start: &str| name == start || name.strip_prefix(start).is_some_and(|rest| rest.starts_with('.'));
    if (of_lines(".env") || of_lines(".dev.vars")) && !is_example() {
        return Some("variables");
    }
    let is_key = ["id_rsa", "id_ecdsa", "id_ed25519"].contains(&name) || name.ends_with(".pem");
    let of_tests = folders.split('/').any(|folder| OF_TESTS.contains(&folder));
    (is_key && !of_tests).then_some("private-key")
}

fn held(rules: &Rules, form: &str, text: &str) -> Contents {
    if form == "variables" { Contents::of_lines(rules, text) } else { Contents::of_key_file(text) }
}

fn fact(host: &Host, root: &str, entry: &ProjectFile, form: &str, held: Contents, status: Facts) -> Fact {
    let name = entry.name.rsplit('/').next().unwrap_or(&entry.name);
    let line = match name.to_lowercase() {
        name if name.starts_with(".env") => ".env*".to_owned(),
        name if name.starts_with(".dev.vars") => ".dev.vars*".to_owned(),
        _ => name.to_owned(),
    };
    let ignore_file = status.unignored_by.unwrap_or_else(|| ".gitignore".to_owned());
    Fact::record([
        ("path", entry.name.clone().into()),
        ("file", host.shorten(&host.rules().join(root, &entry.name)).into()),
        ("form", form.into()),
        ("holds", held.holds.word().into()),
        ("names", held.names.into()),
        ("unknown", held.unknown.into()),
        ("tracked", status.tracked),
        ("pushed", status.pushed),
        ("ignored", status.ignored),
        ("ignore_line", line.into()),
        ("ignore_file", host.shorten(&host.rules().join(root, &ignore_file)).into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::form;

    #[test]
    fn names_tell_what_is_meant_for_secrets() {
        for (path, expected) in [
            (".env", Some("variables")),
            ("app/.env.production.local", Some("variables")),
            (".dev.vars", Some("variables")),
            (".dev.vars.staging", Some("variables")),
            (".env.example", None),
            (".env.local.example", None),
            (".dev.vars.example", None),
            (".env.vault", None),
            (".environment", None),
            (".envrc", None),
            ("id_ed25519", Some("private-key")),
            ("id_ed25519.pub", None),
            ("certs/server.pem", Some("private-key")),
            ("test/server.pem", None),
        ] {
            assert_eq!(form(path), expected, "{path}");
        }
    }
}
