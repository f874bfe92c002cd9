//! `git`: what Git knows of the user and the project. Every call is made so that a hostile repository runs nothing.

use serde::Deserialize;

use super::{Context, tool};
use crate::fact::{Fact, Type};
use crate::host::{Call, Ended};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Git {}

/// Settings that a repository could use to start programs, switched off.
const HARMLESS: [&str; 3] = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "log.showSignature=false"];

/// Addresses that stand in instructions, and endings that machines make up.
const PLACEHOLDERS: [&str; 6] = ["you@", "your", "name@", "example.com", "example.org", "@localhost"];
const MADE_UP: [&str; 3] = [".local", ".lan", ".(none)"];

const EMAILS: &[&str] = &["real", "placeholder", "made-up"];

impl Git {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("found", Type::Bool),
            ("name_set", Type::Bool),
            ("email_set", Type::Bool),
            ("email", Type::Word(EMAILS)),
            ("repository", Type::Bool),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        "git config".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It asks Git whether it knows your name and e-mail address.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(git) = tool::resolve(context, "git").filter(|place| place.class.may_start()) else {
            return Fact::record([("found", false.into())]);
        };
        let project = host.project();
        let repository = project.as_ref().filter(|project| project.repository).map(|project| project.root.clone());
        let call = |setting: &str| Call {
            program: git.path.clone(),
            args: arguments(repository.as_deref(), &["config", "--get", setting]),
            env: Vec::new(),
            limit: context.limit,
        };
        let mut answers = host.start(vec![call("user.name"), call("user.email")]).into_iter().map(setting);
        let (name, email) = (answers.next().unwrap_or(Fact::Null), answers.next().unwrap_or(Fact::Null));
        let name = name_or(name, host.var("GIT_COMMITTER_NAME"));
        let email = name_or(email, host.var("GIT_COMMITTER_EMAIL").or_else(|| host.var("EMAIL")));
        Fact::record([
            ("found", true.into()),
            ("name_set", is_set(&name)),
            ("email_set", is_set(&email)),
            ("email", kind_of(&email)),
            ("repository", repository.is_some().into()),
        ])
    }
}

/// Arguments for a call that reads: in the repository if there is one, with everything that could start a program off.
fn arguments(repository: Option<&str>, words: &[&str]) -> Vec<String> {
    let mut args: Vec<String> = HARMLESS.iter().flat_map(|setting| ["-c".to_owned(), (*setting).to_owned()]).collect();
    if let Some(root) = repository {
        args.extend(["-C".to_owned(), root.to_owned()]);
    }
    args.extend(words.iter().map(|word| (*word).to_owned()));
    args
}

/// `git config --get` ends with 1 and says nothing when the setting is absent.
fn setting(ended: Ended) -> Fact {
    match ended {
        Ended::Exited { code: 0, stdout, .. } => {
            Some(stdout.trim().to_owned()).filter(|value| !value.is_empty()).into()
        }
        Ended::Exited { code: 1, .. } => Fact::Null,
        Ended::Untold(untold) => Fact::Untold(untold),
        Ended::Exited { .. } | Ended::Signalled { .. } | Ended::NotStarted(_) => {
            Fact::untold(crate::fact::Reason::Unreadable)
        }
    }
}

fn name_or(setting: Fact, variable: Option<String>) -> Fact {
    match variable.filter(|value| !value.is_empty()) {
        Some(value) => Fact::Text(value),
        None => setting,
    }
}

fn is_set(value: &Fact) -> Fact {
    match value {
        Fact::Untold(untold) => Fact::Untold(untold.clone()),
        other => Fact::Bool(!other.is_null()),
    }
}

/// The address itself is nobody's business: only whether it can be the user's own.
fn kind_of(email: &Fact) -> Fact {
    match email {
        Fact::Text(address) => {
            let address = address.to_lowercase();
            if PLACEHOLDERS.iter().any(|part| address.contains(part)) {
                "placeholder".into()
            } else if MADE_UP.iter().any(|ending| address.ends_with(ending)) {
                "made-up".into()
            } else {
                "real".into()
            }
        }
        other => other.clone(),
    }
}
