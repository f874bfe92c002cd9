//! `setting`: what the owner of a service has set, by a variable or in its files, and where. Only what is no secret is shown.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Type};
use crate::host::{SettingName, host_of};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The name of a file under `checks/services/`, without its ending.
    service: String,
    /// A variable, of the terminal or in the owner's files; of several the first that is set.
    name: Option<Names>,
    /// The place of a setting in the owner's files.
    at: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a name, or a list of names")]
enum Names {
    One(String),
    More(Vec<String>),
}

/// Letters that make a command line more than one program with its words.
const SHELL: [char; 14] = ['|', '&', ';', '<', '>', '(', ')', '$', '`', '"', '\'', '*', '?', '\n'];

/// A longer word may be a key; names of programs are short.
const LONGEST_NAME: usize = 24;

impl Setting {
    pub(super) fn facts(&self) -> Result<Type, String> {
        self.named()?;
        Ok(Type::record([
            ("set", Type::Bool),
            ("source", Type::Text),
            ("file", Type::Text),
            ("line", Type::Int),
            ("of_project", Type::Bool),
            ("address", Type::Text),
            ("host", Type::Text),
            ("mail_domain", Type::Text),
            ("program", Type::Text),
        ]))
    }

    /// All that it looks for, in this order.
    fn named(&self) -> Result<Vec<SettingName>, String> {
        match (&self.name, &self.at) {
            (Some(Names::One(name)), None) => Ok(vec![SettingName::Variable(name.clone())]),
            (Some(Names::More(names)), None) => Ok(names.iter().cloned().map(SettingName::Variable).collect()),
            (None, Some(at)) => Ok(vec![SettingName::Setting(at.clone())]),
            _ => Err("a `setting` has either a `name` or an `at`".to_owned()),
        }
    }

    fn words(&self) -> String {
        match (&self.name, &self.at) {
            (Some(Names::One(name)), _) | (None, Some(name)) => name.clone(),
            (Some(Names::More(names)), _) => names.join(" or "),
            (None, None) => String::new(),
        }
    }

    pub(super) fn asked(&self) -> String {
        format!("{} of {}", self.words(), self.service)
    }

    pub(super) fn looks(&self) -> String {
        let words = self.words();
        format!("It looks whether {words} is set, in the terminal and in the settings files. It shows no key.")
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let (Some(service), Ok(names)) = (context.services.get(&self.service), self.named()) else { return Fact::Null };
        let set = match names.iter().find_map(|name| host.setting(service, name).transpose()) {
            Some(Ok(set)) => set,
            None => return Fact::record([("set", false.into())]),
            Some(Err(unknown)) => return Fact::Unknown(unknown),
        };
        let address = address(&set.value);
        Fact::record([
            ("set", true.into()),
            ("source", set.source.into()),
            ("file", set.path.as_ref().map(|path| host.shorten(path)).into()),
            ("line", set.line.and_then(|line| i64::try_from(line).ok()).into()),
            ("of_project", set.of_project.into()),
            ("host", address.as_ref().map(|address| host_of(address)).into()),
            ("address", address.into()),
            ("mail_domain", mail_domain(&set.value).into()),
            // A variable may be anything, also a secret: its first word is no program.
            ("program", self.at.as_ref().and_then(|_| program(&set.value)).into()),
        ])
    }
}

/// The address up to its host: what follows, and who signs in there, may be a secret.
fn address(value: &str) -> Option<String> {
    let (scheme, rest) = value.trim().split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let fine = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    let known = matches!(scheme, "http" | "https");
    (known && !authority.is_empty() && authority.chars().all(fine)).then(|| format!("{scheme}://{authority}"))
}

/// What stands behind the @ of an e-mail address, also of one with a name before it: `Ada <ada@example.com>`.
fn mail_domain(value: &str) -> Option<String> {
    let (_, domain) = value.trim().trim_end_matches('>').rsplit_once('@')?;
    let fine = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    (domain.contains('.') && domain.chars().all(fine) && address(value).is_none()).then(|| domain.to_lowercase())
}

/// The program that a command line starts, where it is one plain word, and no key that was put in its place.
fn program(value: &str) -> Option<String> {
    if value.contains(SHELL) || value.contains("://") {
        return None;
    }
    let word = value.split_whitespace().next()?;
    let is_place = word.starts_with(['/', '~']) || word.get(1..2) == Some(":");
    let is_program = !word.contains('=') && (is_place || word.len() <= LONGEST_NAME);
    is_program.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Context, Setting, address, mail_domain, program};
    use crate::fact::Fact;
    use crate::host::{Host, Sought, World};
    use crate::service::Services;

    #[test]
    fn a_setting_that_only_shows_where_a_key_comes_from_is_no_secret_itself() {
        let garden = "title = 'Garden'\n[[settings]]\njson = { file = '~/garden.json' }\n\
            [[source]]\nkind = 'helper'\nsetting = 'helper'\nsign_of = 'a program'\n";
        let mut services = Services::default();
        services.add("garden", toml::from_str(garden).unwrap());
        let machine = r#"files."~/garden.json" = '{"helper":"~/bin/key.sh --print"}'"#;
        let host = Host::World(World::build(toml::from_str(machine).unwrap(), &services).unwrap());
        let sought = Sought { services: &services, service: "garden", kinds: &[] };
        assert_eq!(host.credentials(sought).unwrap().len(), 1);
        let question: Setting = toml::from_str("service = 'garden'\nat = 'helper'").unwrap();
        let context = Context { host: &host, services: &services, limit: Duration::from_secs(1) };
        assert_eq!(host.hide(question.ask(context)).part("program"), Fact::text("~/bin/key.sh"));
    }

    #[test]
    fn an_address_is_told_without_what_may_be_secret_in_it() {
        for (value, expected) in [
            ("https://ada:pw@proxy.example:8080/v1?key=x", Some("https://proxy.example:8080")),
            ("http://127.0.0.1:4000", Some("http://127.0.0.1:4000")),
            ("file:///etc/passwd", None),
            ("proxy.example", None),
            ("http://a b/", None),
        ] {
            assert_eq!(address(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn of_a_mail_address_only_the_domain_is_told() {
        for (value, expected) in [
            ("ada@Example.com", Some("example.com")),
            ("Ada's shop <hello@mail.example.com>", Some("mail.example.com")),
            ("example.com", None),
            ("ada@localhost", None),
            ("ada@example.com, bob@x y", None),
            ("https://ada:pw@example.com", None),
        ] {
            assert_eq!(mail_domain(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn only_a_plain_command_has_a_program() {
        for (value, expected) in [
            ("~/bin/key.sh --print", Some("~/bin/key.sh")),
            ("op read op://vault/key", None),
            ("cat ~/key | base64", None),
            ("KEY=x print-key", None),
            ("C:\\Tools\\print-the-key-of-our-company.exe", Some("C:\\Tools\\print-the-key-of-our-company.exe")),
            ("made-up-0123456789-0123456789", None),
            ("", None),
        ] {
            assert_eq!(program(value).as_deref(), expected, "{value}");
        }
    }
}
