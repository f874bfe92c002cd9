//! `ssh_keys`: whether there is anything by which SSH could prove who you are. Keys are told by their names only.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Call, Ended, Host, Rules, Unseen, What};
use crate::probe::git_call::told;
use crate::probe::{Context, tool};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SshKeys {}

const AGENTS: &[&str] = &["none", "empty", "keys", "other"];

/// Bytes of settings that are read, and files that are looked at for a key.
const MOST: usize = 1 << 18;
const MOST_FILES: usize = 200;

/// Settings that name a key, or something that has one.
const NAMES_A_KEY: [&str; 7] =
    ["identityfile", "identityagent", "include", "pkcs11provider", "securitykeyprovider", "certificatefile", "match"];

/// Parts of the addresses of agents that list their keys without asking the user anything.
const PLAIN_AGENTS: [&str; 5] = ["com.apple.launchd", "/ssh-", "/keyring/ssh", "/gcr/ssh", "/openssh_agent"];

impl SshKeys {
    pub(in crate::probe) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([("keys", Type::list(Type::Text)), ("agent", Type::Word(AGENTS)), ("named", Type::Bool)]))
    }

    pub(in crate::probe) fn asked(&self) -> String {
        "SSH keys".to_owned()
    }

    pub(in crate::probe) fn looks(&self) -> String {
        "It looks for SSH keys in ~/.ssh by the first line of each file, and for an agent that keeps some.".to_owned()
    }

    pub(in crate::probe) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(home) = host.home() else { return Fact::unknown(Reason::Unreadable) };
        let folder = host.rules().join(home, ".ssh");
        Fact::record([
            ("keys", told(keys(host, &folder))),
            ("agent", told(agent(context))),
            ("named", told(is_named(host, &folder))),
        ])
    }
}

/// Files in `~/.ssh` that begin as private keys do.
fn keys(host: &Host, folder: &str) -> Result<Vec<String>, Unknown> {
    let names = match host.list(folder) {
        Ok(names) => names,
        Err(Unseen::Absent) => return Ok(Vec::new()),
        Err(Unseen::Denied | Unseen::Unreadable) => return Err(Unknown::because(Reason::Unreadable, "~/.ssh")),
    };
    let is_key = |name: &&String| {
        // As many bytes as tell that it is one, and none of the key.
        let start = host.read(&host.rules().join(folder, name), 40).unwrap_or_default();
        let start = String::from_utf8_lossy(&start);
        start.starts_with("-----BEGIN ") && start.contains("PRIVATE KEY")
    };
    Ok(names.iter().take(MOST_FILES).filter(is_key).cloned().collect())
}

/// Whether the settings of SSH name a key or an agent; what they mean exactly is for SSH to say.
fn is_named(host: &Host, folder: &str) -> Result<bool, Unknown> {
    let mut files = vec![host.rules().join(folder, "config")];
    if host.rules() == Rules::Unix {
        files.push("/etc/ssh/ssh_config".to_owned());
        let more = host.list("/etc/ssh/ssh_config.d").unwrap_or_default();
        files.extend(more.iter().map(|name| format!("/etc/ssh/ssh_config.d/{name}")));
    }
    for (at, file) in files.iter().enumerate() {
        match host.read_text(file, MOST) {
            Ok(text) if names_a_key(&text, at == 0) => return Ok(true),
            Ok(_) | Err(Unseen::Absent) => {}
            Err(Unseen::Denied | Unseen::Unreadable) => {
                return Err(Unknown::because(Reason::Unreadable, host.shorten(file)));
            }
        }
    }
    Ok(false)
}

/// The system's own file includes a folder that is looked at anyway.
fn names_a_key(settings: &str, yours: bool) -> bool {
    let names = settings.lines().filter_map(|line| {
        let line = line.trim().to_lowercase();
        line.split([' ', '\t', '=']).next().map(str::to_owned)
    });
    names
        .into_iter()
        .any(|name| NAMES_A_KEY.contains(&name.as_str()) && (yours || !matches!(&*name, "include" | "match")))
}

/// An agent keeps keys for SSH. Only one that cannot show a window is asked what it has.
fn agent(context: Context<'_>) -> Result<&'static str, Unknown> {
    let host = context.host;
    if host.rules() == Rules::Windows {
        let pipes = host.list(r"\\.\pipe\");
        let has = |name: &str| pipes.as_ref().is_ok_and(|pipes| pipes.iter().any(|pipe| pipe.starts_with(name)));
        return match pipes {
            Ok(_) if has("openssh-ssh-agent") || has("pageant") => Ok("other"),
            Ok(_) | Err(Unseen::Absent) => Ok("none"),
            Err(Unseen::Denied | Unseen::Unreadable) => Err(Unknown::because(Reason::Unreadable, "the SSH agent")),
        };
    }
    let Some(socket) = host.var("SSH_AUTH_SOCK").filter(|socket| !socket.is_empty()) else { return Ok("none") };
    if host.look(&socket).is_ok_and(|seen| seen.what == What::File) || host.look(&socket) == Err(Unseen::Absent) {
        return Ok("none");
    }
    if !PLAIN_AGENTS.iter().any(|part| socket.contains(part)) {
        return Ok("other");
    }
    let Some(place) = tool::resolve(context, "ssh-add").filter(|place| place.class.may_start()) else {
        return Ok("other");
    };
    let call = Call {
        program: place.path,
        args: vec!["-l".to_owned()],
        env: vec![("SSH_AUTH_SOCK".to_owned(), socket)],
        limit: context.limit,
        ..Call::default()
    };
    match host.start_one(call) {
        Ended::Exited { code: 0, .. } => Ok("keys"),
        Ended::Exited { code: 1, .. } => Ok("empty"),
        // It left its address behind when it ended.
        Ended::Exited { code: 2, .. } => Ok("none"),
        Ended::Unknown(unknown) => Err(unknown),
        Ended::Exited { .. } | Ended::Signalled { .. } | Ended::NotStarted(_) => Ok("other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_name_a_key_or_an_agent_are_seen() {
        for (settings, yours, named) in [
            ("Host github.com\n  IdentityFile ~/keys/github", true, true),
            ("Host *\n\tIdentityAgent \"~/x/agent.sock\"", true, true),
            ("identityagent=~/x", true, true),
            ("Include ~/.orbstack/ssh/config", true, true),
            ("Include /etc/ssh/ssh_config.d/*.conf", false, false),
            ("Host github.com\n  User git\n# IdentityFile x", true, false),
            ("#   IdentityFile ~/.ssh/id_rsa", false, false),
        ] {
            assert_eq!(names_a_key(settings, yours), named, "{settings}");
        }
    }
}
