//! `git`: what Git knows of the user and the project. Every call is made so that a hostile repository runs nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use super::git_call::Git as Caller;
use super::start::Started;
use crate::fact::{Fact, Reason, Type};
use crate::host::{Ended, Host};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Git {}

/// What stands before the @ in instructions that somebody copied, and domains that nobody owns.
const PLACEHOLDER_NAMES: [&str; 9] =
    ["you", "your", "your-name", "your.name", "your_name", "yourname", "your-email", "your.email", "youremail"];
const PLACEHOLDER_DOMAINS: [&str; 5] =
    ["example.com", "example.org", "example.net", "your-domain.com", "yourdomain.com"];

/// Endings of addresses that Git or a machine makes up. `.local` alone is not one of them: companies use it.
const MADE_UP: [&str; 4] = [".(none)", "@localhost", ".localdomain", ".lan"];

/// Parts of the names that computers give themselves.
const COMPUTERS: [&str; 6] = ["macbook", "imac", "mac-mini", "desktop-", "laptop", "-pc"];

const EMAILS: &[&str] = &["real", "placeholder", "made-up"];

impl Git {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("found", Type::Bool),
            ("name_set", Type::Bool),
            ("email_set", Type::Bool),
            ("email", Type::Word(EMAILS)),
            ("repository", Type::Bool),
            ("exit", Type::Int),
            ("complaint", Type::Text),
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
        let git = match Caller::find(context) {
            Ok(git) => git,
            Err(unknown) => return unknown.into(),
        };
        let repository = host.project().filter(|project| project.repository);
        let git = match repository {
            Some(project) => git.within(&project.root),
            None => git,
        };
        let [name, email] = git.ask([&["config", "--get", "user.name"], &["config", "--get", "user.email"]]);
        let Started { exit, complaint, .. } = Started::on(host, name.clone());
        let (name, email) = (setting(name), setting(email));
        let both = |one: &str, two: &str| set(host, one).and_then(|_| set(host, two));
        let name = or(name, || both("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"));
        let email = or(email, || both("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL").or_else(|| set(host, "EMAIL")));
        Fact::record([
            ("found", true.into()),
            ("name_set", is_set(&name)),
            ("email_set", is_set(&email)),
            ("email", kind_of(&email)),
            ("repository", repository.is_some().into()),
            ("exit", exit),
            ("complaint", complaint),
        ])
    }
}

/// `git config --get` ends with 1 and says nothing when the setting is absent.
fn setting(ended: Ended) -> Fact {
    match ended {
        Ended::Exited { code: 0, stdout, .. } => {
            Some(stdout.trim().to_owned()).filter(|value| !value.is_empty()).into()
        }
        Ended::Exited { code: 1, .. } => Fact::Null,
        Ended::Unknown(unknown) => Fact::Unknown(unknown),
        Ended::Exited { .. } | Ended::Signalled { .. } | Ended::NotStarted(_) => Fact::unknown(Reason::Unreadable),
    }
}

fn set(host: &Host, variable: &str) -> Option<String> {
    host.var(variable).filter(|value| !value.is_empty())
}

/// A setting, or what variables say where Git has none. A save needs to know both its author and its committer.
fn or(setting: Fact, variables: impl Fn() -> Option<String>) -> Fact {
    match setting {
        Fact::Null => variables().into(),
        other => other,
    }
}

fn is_set(value: &Fact) -> Fact {
    match value {
        Fact::Unknown(unknown) => Fact::Unknown(unknown.clone()),
        other => Fact::Bool(!other.is_null()),
    }
}

/// The address itself is nobody's business: only whether it can be the user's own.
fn kind_of(email: &Fact) -> Fact {
    match email {
        Fact::Text(address) => {
            let address = address.to_lowercase();
            let (name, domain) = address.split_once('@').unwrap_or((&address, ""));
            if PLACEHOLDER_NAMES.contains(&name) || PLACEHOLDER_DOMAINS.contains(&domain) {
                "placeholder".into()
            } else if MADE_UP.iter().any(|ending| address.ends_with(ending))
                || (domain.ends_with(".local") && COMPUTERS.iter().any(|part| domain.contains(part)))
            {
                "made-up".into()
            } else {
                "real".into()
            }
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_out_of_instructions_or_machines_are_doubted() {
        for (address, expected) in [
            ("ada@lovelace.uk", "real"),
            ("thankyou@firma.de", "real"),
            ("anna@yourtea.com", "real"),
            ("ada@acme.local", "real"),
            ("1+ada@users.noreply.github.com", "real"),
            ("you@somewhere.org", "placeholder"),
            ("ada@example.com", "placeholder"),
            ("ada@laptop.(none)", "made-up"),
            ("root@localhost", "made-up"),
            ("ada@adas-macbook-pro.local", "made-up"),
        ] {
            assert_eq!(kind_of(&Fact::text(address)), expected.into(), "{address}");
        }
    }
}
