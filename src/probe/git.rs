//! `git`: what Git knows of the user and the project. Every call is made so that a hostile repository runs nothing.

use super::start::Started;
use super::{Context, git_call, question};
use crate::fact::{Fact, Known, Reason, facts, words};
use crate::host::{Ended, Host};

question! {
    /// What Git knows of the user and the project. Without a Git nothing is asked and everything is
    /// unknown.
    pub struct Git {}
    asked { "git config" }
    looks { "It asks Git whether it knows your name and e-mail address." }
    facts GitFacts;
}

facts! {
    struct GitFacts {
        found: bool,
        name_set: Known<bool>,
        email_set: Known<bool>,
        email: Known<Option<Email>>,
        repository: bool,
        exit: Known<Option<i64>>,
        complaint: Known<Option<String>>,
    }
}

words! {
    enum Email {
        Real = "real", Placeholder = "placeholder", MadeUp = "made-up",
    }
}

/// What stands before the @ in instructions that somebody copied, and domains that nobody owns.
const PLACEHOLDER_NAMES: [&str; 9] =
    ["you", "your", "your-name", "your.name", "your_name", "yourname", "your-email", "your.email", "youremail"];
const PLACEHOLDER_DOMAINS: [&str; 5] =
    ["example.com", "example.org", "example.net", "your-domain.com", "yourdomain.com"];

/// Endings of addresses that Git or a machine makes up. `.local` alone is not one of them: companies use it.
const MADE_UP: [&str; 4] = [".(none)", "@localhost", ".localdomain", ".lan"];

/// Parts of the names that computers give themselves.
const COMPUTERS: [&str; 6] = ["macbook", "imac", "mac-mini", "desktop-", "laptop", "-pc"];

impl Git {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let git = match git_call::find(context) {
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
        GitFacts {
            found: true,
            name_set: name.map(|name| name.is_some()),
            email_set: email.as_ref().map(Option::is_some).map_err(Clone::clone),
            email: email.map(|email| email.as_deref().map(kind_of)),
            repository: repository.is_some(),
            exit,
            complaint,
        }
        .into()
    }
}

/// `git config --get` ends with 1 and says nothing when the setting is absent.
fn setting(ended: Ended) -> Known<Option<String>> {
    match ended {
        Ended::Exited { code: 0, stdout, .. } => Ok(Some(stdout.trim().to_owned()).filter(|value| !value.is_empty())),
        Ended::Exited { code: 1, .. } => Ok(None),
        Ended::Unknown(unknown) => Err(unknown),
        Ended::Exited { .. } | Ended::Signalled { .. } | Ended::NotStarted(_) => Err(Reason::Unreadable.into()),
    }
}

fn set(host: &Host, variable: &str) -> Option<String> {
    host.var(variable).filter(|value| !value.is_empty())
}

/// A setting, or what variables say where Git has none. A save needs to know both its author and its committer.
fn or(setting: Known<Option<String>>, variables: impl Fn() -> Option<String>) -> Known<Option<String>> {
    setting.map(|value| value.or_else(variables))
}

/// The address itself is nobody's business: only whether it can be the user's own.
fn kind_of(address: &str) -> Email {
    let address = address.to_lowercase();
    let (name, domain) = address.split_once('@').unwrap_or((&address, ""));
    let is_a_computer = || domain.ends_with(".local") && COMPUTERS.iter().any(|part| domain.contains(part));
    if PLACEHOLDER_NAMES.contains(&name) || PLACEHOLDER_DOMAINS.contains(&domain) {
        Email::Placeholder
    } else if MADE_UP.iter().any(|ending| address.ends_with(ending)) || is_a_computer() {
        Email::MadeUp
    } else {
        Email::Real
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
            assert_eq!(kind_of(address).word(), expected, "{address}");
        }
    }
}
