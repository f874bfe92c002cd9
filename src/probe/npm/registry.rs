//! Where npm fetches packages from, and which setting says so. Nothing secret of the address or its login is told.

use std::sync::LazyLock;

use regex::Regex;

use super::settings::{self, Setting};
use crate::fact::{Fact, Facts, Reason, Type, Unknown};
use crate::host::{Host, scrub};

const SOURCES: &[&str] = &["environment", "project", "user", "everybody", "builtin"];

/// Settings that sign in to the place whose address stands before them.
const LOGINS: [&str; 5] = ["_authtoken", "_auth", "_password", "username", "certfile"];

static DEFAULT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^registry\.npmjs\.org(:[0-9]+)?$").ok());
static SECRET: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z0-9]{16,}").ok());

/// An address without what only its owner may know.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    scheme: &'static str,
    host: String,
    /// Begins and ends with a slash; a path with a secret in it is told as `/`.
    path: String,
    had_secret: bool,
}

pub(super) fn types() -> Vec<(String, Type)> {
    [
        ("registry", Type::Text),
        ("registry_source", Type::Word(SOURCES)),
        ("registry_file", Type::Text),
        ("registry_line", Type::Int),
        ("registry_is_default", Type::Bool),
        ("registry_login", Type::Bool),
    ]
    .map(|(name, kind)| (name.to_owned(), kind))
    .into()
}

pub(super) fn look(host: &Host) -> Facts {
    let [registry, source, file, line, is_default, login] = match settings::counting(host, "registry") {
        Err(unknown) => std::array::from_fn(|_| Fact::Unknown(unknown.clone())),
        Ok(None) => [Fact::Null, Fact::Null, Fact::Null, Fact::Null, true.into(), Fact::Null],
        Ok(Some(setting)) => told(host, &setting),
    };
    [
        ("registry", registry),
        ("registry_source", source),
        ("registry_file", file),
        ("registry_line", line),
        ("registry_is_default", is_default),
        ("registry_login", login),
    ]
    .map(|(name, fact)| (name.to_owned(), fact))
    .into()
}

fn told(host: &Host, setting: &Setting) -> [Fact; 6] {
    let address = Address::read(&setting.value);
    let file = setting.file.as_ref().map(|file| host.shorten(file));
    let line = setting.line.map(|line| i64::try_from(line).unwrap_or(i64::MAX));
    let garbled = || Fact::from(Unknown::because(Reason::Garbled, "npm's registry is not an address"));
    [
        address.as_ref().map_or_else(garbled, |address| address.text().into()),
        setting.source.into(),
        file.into(),
        line.into(),
        address.as_ref().is_some_and(Address::is_default).into(),
        address.as_ref().map_or_else(garbled, |address| login(host, address)),
    ]
}

impl Address {
    fn read(written: &str) -> Option<Self> {
        let (scheme, rest) = written.trim().split_once("://")?;
        let scheme = ["https", "http"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
        let (authority, after) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
        let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let fine = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
        // What was not filled in is a part of no address.
        if host.is_empty() || !host.chars().all(fine) || after.contains("${") {
            return None;
        }
        let (path, query) = after.split_at(after.find(['?', '#']).unwrap_or(after.len()));
        let has_secret = path.split('/').any(is_secret);
        let path = if has_secret { "" } else { path.trim_matches('/') };
        let path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        let had_secret = user.is_some() || has_secret || !query.is_empty();
        Some(Self { scheme, host: host.to_ascii_lowercase(), path, had_secret })
    }

    fn text(&self) -> String {
        format!("{}://{}{}", self.scheme, self.host, self.path)
    }

    fn is_default(&self) -> bool {
        DEFAULT.as_ref().is_some_and(|default| default.is_match(&self.host))
    }

    /// The address and those above it, as npm writes them before the name of a login: `//host/path/`.
    fn places(&self) -> Vec<String> {
        let whole = format!("//{}{}", self.host, self.path);
        let above = |place: &String| {
            let place = place.trim_end_matches('/');
            place.rfind('/').filter(|at| *at > 1).map(|at| place[..=at].to_owned())
        };
        std::iter::successors(Some(whole), above).collect()
    }
}

/// A part of a path that is a key, and not a word.
fn is_secret(part: &str) -> bool {
    let mixed =
        |run: &str| run.contains(|c: char| c.is_ascii_digit()) && run.contains(|c: char| c.is_ascii_alphabetic());
    SECRET.as_ref().is_none_or(|secret| secret.find_iter(part).any(|run| mixed(run.as_str())))
        || scrub::text(part) != part
}

/// Whether npm signs in there: then what it answers to others says nothing.
fn login(host: &Host, address: &Address) -> Fact {
    if address.had_secret {
        return true.into();
    }
    let places = address.places();
    let set = |name: String| settings::variable(host, &name).is_some();
    let in_environment = places.iter().any(|place| LOGINS.iter().any(|login| set(format!("{place}:{login}"))));
    let signs_in = |name: &str| {
        let name = name.to_ascii_lowercase();
        let (place, login) = name.rsplit_once(':').unwrap_or(("", &name));
        let is_here =
            place.is_empty() || places.iter().any(|known| known.trim_end_matches('/') == place.trim_end_matches('/'));
        is_here && LOGINS.contains(&login)
    };
    let mut in_files = Vec::new();
    for (_, file) in settings::files(host) {
        match settings::names_any(host, &file, signs_in) {
            Ok(found) => in_files.push(found),
            Err(unknown) if !in_environment => return unknown.into(),
            Err(_) => {}
        }
    }
    (in_environment || in_files.contains(&true)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{World, WorldSpec};

    fn ask(machine: &str) -> Fact {
        let spec: WorldSpec = toml::from_str(machine).unwrap();
        Fact::Record(look(&Host::World(World::build(spec, &Default::default()).unwrap())))
    }

    fn shown(value: &str) -> Option<String> {
        Address::read(value).map(|address| address.text())
    }

    #[test]
    fn an_address_is_told_without_what_only_its_owner_may_know() {
        let key = "a1".repeat(10);
        for (written, told) in [
            ("https://npm.example.com".to_owned(), "https://npm.example.com/"),
            ("HTTPS://NPM.Example.com:8443/".to_owned(), "https://npm.example.com:8443/"),
            ("http://127.0.0.1:4873/".to_owned(), "http://127.0.0.1:4873/"),
            (
                "https://npm.example.com/repository/npm-group".to_owned(),
                "https://npm.example.com/repository/npm-group/",
            ),
            ("https://ada:hunter2@npm.example.com/x/".to_owned(), "https://npm.example.com/x/"),
            ("https://a@b@npm.example.com/".to_owned(), "https://npm.example.com/"),
            (format!("https://npm.example.com/{key}/ada/"), "https://npm.example.com/"),
            (format!("https://npm.example.com/x/?token={key}"), "https://npm.example.com/x/"),
        ] {
            assert_eq!(shown(&written).as_deref(), Some(told), "{written}");
        }
        for written in ["npm.example.com", "ftp://npm.example.com/", "https://", "https://${HOST}/", "https:///x"] {
            assert_eq!(shown(written), None, "{written}");
        }
    }

    #[test]
    fn npms_own_place_is_known_however_it_is_written() {
        // Put together here, because no address of a registry is to stand in this repository.
        let own = ["registry", "npmjs", "org"].join(".");
        for (set, expected) in [
            (format!("https://{own}/"), true),
            (format!("http://{}:443", own.to_uppercase()), true),
            (format!("https://{own}.example.com/"), false),
            (format!("https://{}/", own.replace('.', "-")), false),
            (format!("https://my-{own}/"), false),
            (format!("https://npm.example.com/{own}/"), false),
        ] {
            let answer = ask(&format!("files.'~/.npmrc' = 'registry={set}'"));
            assert_eq!(answer.part("registry_is_default"), Fact::Bool(expected), "{set}");
        }
        assert_eq!(ask("").part("registry_is_default"), Fact::Bool(true));
        assert_eq!(ask("").part("registry"), Fact::Null);
    }

    #[test]
    fn the_setting_that_counts_is_told_with_its_line() {
        let machine = "folder = '~/site'
            files.'~/site/package.json' = '{}'
            files.'~/site/.npmrc' = \"fund=false\\nregistry = https://project.example.com\"
            files.'~/.npmrc' = 'registry=https://user.example.com/'";
        let answer = ask(machine);
        assert_eq!(answer.part("registry").as_text(), Some("https://project.example.com/"));
        assert_eq!(answer.part("registry_source").as_text(), Some("project"));
        assert_eq!(answer.part("registry_file").as_text(), Some("~/site/.npmrc"));
        assert_eq!(answer.part("registry_line"), Fact::Int(2));
        let answer = ask(&format!("{machine}\nenv.NPM_CONFIG_Registry = 'https://env.example.com/'"));
        assert_eq!(answer.part("registry").as_text(), Some("https://env.example.com/"));
        assert_eq!(
            (answer.part("registry_source").as_text(), answer.part("registry_file")),
            (Some("environment"), Fact::Null)
        );
    }

    #[test]
    fn a_scope_of_its_own_says_nothing_about_the_rest() {
        let answer = ask("files.'~/.npmrc' = '@team:registry=https://npm.example.com/'");
        assert_eq!(answer.part("registry_is_default"), Fact::Bool(true));
    }

    #[test]
    fn what_is_no_address_or_cannot_be_read_is_not_told() {
        let garbled = ask("files.'~/.npmrc' = 'registry=${NPM_MIRROR}'");
        assert_eq!(garbled.part("registry").first_unknown().unwrap().reason, Reason::Garbled);
        assert_eq!(garbled.part("registry_is_default"), Fact::Bool(false));
        let denied = ask("files.'~/.npmrc' = { text = '', denied = true }");
        assert_eq!(denied.part("registry_is_default").first_unknown().unwrap().reason, Reason::Unreadable);
    }

    #[test]
    fn a_login_for_that_place_is_noticed_and_never_told() {
        let key = "k3".repeat(12);
        let registry = "registry=https://npm.example.com:8443/team/npm/";
        for (lines, expected) in [
            (String::new(), false),
            (format!("//npm.example.com:8443/team/npm/:_authToken={key}"), true),
            (format!("//npm.example.com:8443/:_auth={key}"), true),
            (format!("//npm.example.com:8443/team/npm:_password={key}"), true),
            (format!("_authToken={key}"), true),
            (format!("//npm.example.com/:_authToken={key}"), false),
            (format!("//npm.example.com:8443/other/:_authToken={key}"), false),
            ("//npm.example.com:8443/:always-auth=true".to_owned(), false),
        ] {
            let answer = ask(&format!("files.'~/.npmrc' = '''{registry}\n{lines}'''"));
            assert_eq!(answer.part("registry_login"), Fact::Bool(expected), "{lines}");
            assert!(!format!("{answer:?}").contains(&key));
        }
        let in_address = ask(&format!("files.'~/.npmrc' = 'registry=https://ada:{key}@npm.example.com/'"));
        assert_eq!(in_address.part("registry_login"), Fact::Bool(true));
        assert!(!format!("{in_address:?}").contains(&key));
        let variable =
            format!("files.'~/.npmrc' = '{registry}'\nenv.'NPM_CONFIG_//npm.example.com:8443/:_authToken' = '{key}'");
        assert_eq!(ask(&variable).part("registry_login"), Fact::Bool(true));
    }
}
