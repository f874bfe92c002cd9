//! `git_files`: which files meant for secrets lie in the project, what they hold, and what Git does with each.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use super::holds::{HOLDS, Held, in_key_file, in_lines};
use super::standing::{self, IGNORED, Standing};
use super::walk::{Entry, walk};
use crate::fact::{Fact, Type};
use crate::host::Host;
use crate::rules::Rules;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitFiles {}

/// Files that are told, and bytes of each that are read.
const MOST: usize = 20;
const MOST_BYTES: usize = 128 << 10;

const FORMS: &[&str] = &["variables", "private-key"];

/// Names of examples that are meant to be seen: `.env.example`.
const EXAMPLES: [&str; 8] = ["example", "sample", "template", "defaults", "default", "dist", "schema", "vault"];

/// Folders in which a private key is one for tests.
const OF_TESTS: [&str; 7] = ["test", "tests", "__tests__", "spec", "example", "examples", "e2e"];

impl GitFiles {
    pub(in crate::probe) fn facts(&self) -> Result<Type, String> {
        let file = Type::record([
            ("path", Type::Text),
            ("file", Type::Text),
            ("form", Type::Word(FORMS)),
            ("holds", Type::Word(HOLDS)),
            ("names", Type::list(Type::Text)),
            ("unknown", Type::list(Type::Text)),
            ("tracked", Type::Bool),
            ("sent", Type::Bool),
            ("ignored", Type::Word(IGNORED)),
            ("ignore_line", Type::Text),
            ("ignore_file", Type::Text),
        ]);
        Ok(Type::record([
            ("looked", Type::Bool),
            ("repository", Type::Bool),
            ("files", Type::list(file)),
            ("sent", Type::Int),
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
            let nothing =
                [("repository", Fact::Null), ("files", Fact::Null), ("sent", Fact::Null), ("whole", Fact::Null)];
            let mut facts = Fact::record(nothing);
            if let Fact::Record(parts) = &mut facts {
                parts.insert("looked".to_owned(), false.into());
            }
            return facts;
        };
        let walk = walk(host, &project.root);
        let mut candidates = walk.files.iter().filter_map(|entry| Some((entry, form(&entry.name)?))).peekable();
        // They take a while to make.
        let rules = candidates.peek().map(|_| Rules::new(context.services)).transpose();
        let Ok(rules) = rules else { return Fact::unknown(crate::fact::Reason::Crashed) };
        let mut files = Vec::new();
        for ((entry, form), rules) in candidates.take(4 * MOST).zip(rules.iter().cycle()) {
            let path = host.rules().join(&project.root, &entry.name);
            let held = match host.read(&path, MOST_BYTES) {
                Ok(bytes) => held(rules, form, &String::from_utf8_lossy(&bytes)),
                // Git could not read it either.
                Err(_) => continue,
            };
            if form == "variables" || held.what == "keys" {
                files.push((entry, form, held));
            }
        }
        files.truncate(MOST);
        let paths: Vec<&str> = files.iter().map(|(entry, ..)| entry.name.as_str()).collect();
        let standings = standing::of(context, &paths);
        let with_keys = files.iter().zip(&standings).filter(|((.., held), _)| held.what == "keys");
        let sent = standing::count_sent(with_keys.map(|(_, standing)| &standing.sent));
        let facts = files.into_iter().zip(standings);
        let facts = facts.map(|((entry, form, held), standing)| fact(host, &project.root, entry, form, held, standing));
        Fact::record([
            ("looked", true.into()),
            ("repository", project.repository.into()),
            ("files", Fact::List(facts.collect())),
            ("sent", sent),
            ("whole", walk.whole.into()),
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

fn held(rules: &Rules, form: &str, text: &str) -> Held {
    if form == "variables" { in_lines(rules, text) } else { in_key_file(text) }
}

fn fact(host: &Host, root: &str, entry: &Entry, form: &str, held: Held, standing: Standing) -> Fact {
    let name = entry.name.rsplit('/').next().unwrap_or(&entry.name);
    let line = match name.to_lowercase() {
        name if name.starts_with(".env") => ".env*".to_owned(),
        name if name.starts_with(".dev.vars") => ".dev.vars*".to_owned(),
        _ => name.to_owned(),
    };
    let ignore_file = standing.taken_in_by.unwrap_or_else(|| ".gitignore".to_owned());
    Fact::record([
        ("path", entry.name.clone().into()),
        ("file", host.shorten(&host.rules().join(root, &entry.name)).into()),
        ("form", form.into()),
        ("holds", held.what.into()),
        ("names", held.names.into()),
        ("unknown", held.unknown.into()),
        ("tracked", standing.tracked),
        ("sent", standing.sent),
        ("ignored", standing.ignored),
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
