//! `git_credentials`: which helpers give Git the password for GitHub, whether they are there, and what else may do it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Host, Rules, Unseen};
use crate::probe::Context;
use crate::probe::git_call::{Git, printed, told};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitCredentials {}

const HELPERS: &[&str] = &["gh", "manager", "osxkeychain", "libsecret", "store", "cache", "other"];

/// What makes Git need no helper.
const WITHOUT: &[&str] = &["askpass", "header", "netrc", "variables"];

/// The server that helpers are looked up for.
const SERVER: &str = "github.com";

/// Bytes of a file with logins that are read.
const MOST: usize = 1 << 18;

impl GitCredentials {
    pub(in crate::probe) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("helpers", Type::list(Type::Word(HELPERS))),
            ("first", Type::Word(HELPERS)),
            ("usable", Type::Bool),
            ("gone", Type::Text),
            ("without", Type::Word(WITHOUT)),
            ("ssh_command", Type::Bool),
        ]))
    }

    pub(in crate::probe) fn asked(&self) -> String {
        "git config, about credential helpers".to_owned()
    }

    pub(in crate::probe) fn looks(&self) -> String {
        "It asks Git which helper gives it your login for GitHub. It does not ask for the login.".to_owned()
    }

    pub(in crate::probe) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let git = match (Git::in_repository(context), Git::find(context)) {
            (Ok(Some(git)), _) | (Ok(None), Ok(git)) => git,
            (Err(unknown), _) | (_, Err(unknown)) => return unknown.into(),
        };
        let [helpers, names] =
            git.ask([&["config", "--get-regexp", r"^credential\."], &["config", "--name-only", "--list"]]);
        let (helpers, names) = match (printed(host, helpers), printed(host, names)) {
            (Ok(helpers), Ok(names)) => (helpers.unwrap_or_default(), names.unwrap_or_default()),
            (Err(unknown), _) | (_, Err(unknown)) => return unknown.into(),
        };
        let helpers: Vec<Helper> = chain(&helpers).iter().map(|value| Helper::read(host, value)).collect();
        let gone = helpers.iter().find_map(|helper| helper.gone.as_deref());
        let set = |variable: &str| host.var(variable).is_some_and(|value| !value.is_empty());
        let ssh = names.lines().any(|name| name == "core.sshcommand") || set("GIT_SSH_COMMAND") || set("GIT_SSH");
        Fact::record([
            ("helpers", helpers.iter().map(|helper| helper.word).collect::<Vec<_>>().into()),
            ("first", helpers.iter().find(|helper| helper.gone.is_none()).map(|helper| helper.word).into()),
            ("usable", helpers.iter().any(|helper| helper.gone.is_none()).into()),
            ("gone", gone.map(|path| host.shorten(path)).into()),
            ("without", told(without(host, &names))),
            ("ssh_command", ssh.into()),
        ])
    }
}

/// The helpers for the server, as Git puts them together: in their order, and an empty one drops those before it.
fn chain(settings: &str) -> Vec<&str> {
    let mut helpers = Vec::new();
    for line in settings.lines() {
        let (name, value) = line.split_once(' ').unwrap_or((line, ""));
        let Some(of) = name.strip_prefix("credential.").and_then(|name| name.strip_suffix("helper")) else { continue };
        if !of.is_empty() && !is_for_server(of.trim_end_matches('.')) {
            continue;
        }
        match value.trim() {
            "" => helpers.clear(),
            value => helpers.push(value),
        }
    }
    helpers
}

/// Whether `https://github.com` and its kin stand in the name of a setting.
fn is_for_server(pattern: &str) -> bool {
    let place = pattern.split_once("://").map_or(pattern, |(_, place)| place);
    let server = place.split('/').next().unwrap_or_default();
    let server = server.rsplit('@').next().unwrap_or(server);
    let scheme_fits = !pattern.starts_with("http://") && !pattern.starts_with("ssh://");
    scheme_fits && (server.eq_ignore_ascii_case(SERVER) || server == "*" || server == "*.com")
}

struct Helper {
    word: &'static str,
    /// The full path that it names, where nothing is there.
    gone: Option<String>,
}

impl Helper {
    fn read(host: &Host, value: &str) -> Self {
        let command = value.strip_prefix('!').unwrap_or(value).trim();
        let first = first_word(command);
        let name = host.rules().name(first.rsplit('/').next().unwrap_or(&first)).trim_end_matches(".exe").to_owned();
        let word = match name.strip_prefix("git-credential-").unwrap_or(&name) {
            "gh" if command.contains("auth git-credential") => "gh",
            "manager" | "manager-core" | "wincred" => "manager",
            "osxkeychain" => "osxkeychain",
            "libsecret" | "gnome-keyring" => "libsecret",
            "store" => "store",
            "cache" => "cache",
            _ => "other",
        };
        let path = full_path(host.rules(), &first);
        let gone = path.filter(|path| host.look(path) == Err(Unseen::Absent));
        // Git for Windows adds the ending itself.
        let gone = gone.filter(|path| host.look(&format!("{path}.exe")) == Err(Unseen::Absent));
        Self { word, gone }
    }
}

/// The program of a command line for a shell, its quotes and backslashes before blanks taken away.
fn first_word(command: &str) -> String {
    if let Some(quote @ ('"' | '\'')) = command.chars().next() {
        return command[1..].split(quote).next().unwrap_or_default().to_owned();
    }
    let mut word = String::new();
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&' ') => word.extend(chars.next()),
            c if c.is_whitespace() => break,
            c => word.push(c),
        }
    }
    word
}

/// The path that is meant, where it says so without the help of a shell. Git for Windows also writes `/c/…`.
fn full_path(rules: Rules, word: &str) -> Option<String> {
    if word.contains(['$', '`', '(', ';', '&', '|', '~', '*']) {
        return None;
    }
    if rules == Rules::Windows && word.starts_with('/') {
        let (drive, rest) = word[1..].split_once('/')?;
        return (drive.len() == 1 && drive.is_ascii()).then(|| rules.clean(&format!("{drive}:/{rest}")));
    }
    rules.is_absolute(word).then(|| rules.clean(word))
}

/// What gives Git a password, or makes it need none, beside helpers.
fn without(host: &Host, names: &str) -> Result<Option<&'static str>, Unknown> {
    let set = |variable: &str| host.var(variable).is_some_and(|value| !value.is_empty());
    let named = |test: &dyn Fn(&str) -> bool| names.lines().any(test);
    if set("GIT_ASKPASS") || set("SSH_ASKPASS") || named(&|name| name == "core.askpass") {
        return Ok(Some("askpass"));
    }
    if named(&|name| name.starts_with("http.") && name.ends_with(".extraheader")) {
        return Ok(Some("header"));
    }
    // Settings that Git takes from variables, which doctor does not hand on.
    if set("GIT_CONFIG_COUNT") || set("GIT_CONFIG_PARAMETERS") {
        return Ok(Some("variables"));
    }
    Ok(in_netrc(host)?.then_some("netrc"))
}

/// Whether the file of logins that curl reads has one for the server. Only the names of servers are looked at.
fn in_netrc(host: &Host) -> Result<bool, Unknown> {
    let names: &[&str] = if host.rules() == Rules::Windows { &[".netrc", "_netrc"] } else { &[".netrc"] };
    let Some(home) = host.home() else { return Ok(false) };
    for name in names {
        let text = match host.read_text(&host.rules().join(home, name), MOST) {
            Ok(text) => text,
            Err(Unseen::Absent) => continue,
            Err(Unseen::Denied | Unseen::Unreadable) => {
                return Err(Unknown::because(Reason::Unreadable, format!("~/{name}")));
            }
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.contains(&"default") || words.windows(2).any(|pair| pair == ["machine", SERVER]) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helpers_are_put_together_as_git_does() {
        let gh = "credential.https://github.com.helper \ncredential.https://github.com.helper !/usr/bin/gh auth git-credential";
        for (settings, expected) in [
            ("", vec![]),
            ("credential.helper store", vec!["store"]),
            ("credential.helper store\ncredential.helper", vec![]),
            ("credential.https://gitlab.com.helper store\ncredential.usehttppath true", vec![]),
            ("credential.github.com.helper store", vec!["store"]),
            ("credential.https://ada@github.com.helper store", vec!["store"]),
            ("credential.http://github.com.helper store", vec![]),
            (gh, vec!["!/usr/bin/gh auth git-credential"]),
        ] {
            assert_eq!(chain(settings), expected, "{settings}");
        }
        assert_eq!(chain(&format!("credential.helper store\n{gh}")), ["!/usr/bin/gh auth git-credential"]);
    }

    #[test]
    fn the_program_of_a_helper_is_found_as_a_shell_does() {
        for (command, program) in [
            ("/usr/bin/gh auth git-credential", "/usr/bin/gh"),
            ("'/Applications/My Apps/gh' auth git-credential", "/Applications/My Apps/gh"),
            (
                r"/mnt/c/Program\ Files/Git/mingw64/bin/git-credential-manager.exe",
                "/mnt/c/Program Files/Git/mingw64/bin/git-credential-manager.exe",
            ),
            (r"C:\Tools\gh.exe auth", r"C:\Tools\gh.exe"),
            ("f() { echo; }; f", "f()"),
        ] {
            assert_eq!(first_word(command), program);
        }
        assert_eq!(full_path(Rules::Windows, "/c/Tools/gh.exe").as_deref(), Some(r"c:\Tools\gh.exe"));
        assert_eq!(full_path(Rules::Windows, "/mingw64/bin/x"), None);
        assert_eq!(full_path(Rules::Unix, "manager"), None);
    }
}
