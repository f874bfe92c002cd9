//! `env_origin`: which start-up file and line sets a variable, and which file a new line belongs into.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Type};
use crate::host::Host;
use crate::machine::{Os, Shell};

/// Bytes of a start-up file that are read.
const MOST: usize = 1 << 20;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvOrigin {
    name: String,
    /// Only lines that contain this text.
    mentions: Option<String>,
}

impl EnvOrigin {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("found", Type::Bool),
            ("file", Type::Text),
            ("line", Type::Int),
            ("yours", Type::Bool),
            ("add_to", Type::Text),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        format!("which start-up file sets {}", self.name)
    }

    pub(super) fn looks(&self) -> String {
        format!("It reads your shell's start-up files for the line that sets {}.", self.name)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let shell = host.machine().shell;
        let mut found = None;
        for file in read_by(host, shell) {
            let Some(path) = host.expand(&file) else { continue };
            let Ok(text) = host.read_text(&path, MOST) else { continue };
            for (at, line) in text.lines().enumerate() {
                if sets(line, &self.name, shell)
                    && self.mentions.as_deref().is_none_or(|part| mentions(host, line, part))
                {
                    found = Some((host.shorten(&path), i64::try_from(at + 1).unwrap_or(i64::MAX)));
                }
            }
        }
        let (file, line) = found.unzip();
        Fact::record([
            ("found", file.is_some().into()),
            ("yours", file.as_ref().map(|file: &String| file.starts_with('~')).into()),
            ("file", file.into()),
            ("line", line.into()),
            ("add_to", add_to(host, shell).into()),
        ])
    }
}

/// The files that a shell reads when a terminal opens, in the order in which it reads them.
fn read_by(host: &Host, shell: Shell) -> Vec<String> {
    let files: Vec<&str> = match shell {
        Shell::Bash => return read_by_bash(host),
        Shell::Zsh => vec![
            "/etc/zshenv",
            "/etc/zsh/zshenv",
            "{zsh}/.zshenv",
            "/etc/zprofile",
            "/etc/zsh/zprofile",
            "{zsh}/.zprofile",
            "/etc/zshrc",
            "/etc/zsh/zshrc",
            "{zsh}/.zshrc",
            "{zsh}/.zlogin",
        ],
        Shell::Fish => vec!["~/.config/fish/config.fish"],
        Shell::Sh => vec!["/etc/environment", "/etc/profile", "~/.profile"],
        Shell::Powershell => vec![
            "~/Documents/PowerShell/Microsoft.PowerShell_profile.ps1",
            "~/Documents/WindowsPowerShell/Microsoft.PowerShell_profile.ps1",
        ],
        Shell::Cmd | Shell::Other => Vec::new(),
    };
    let zsh = host.var("ZDOTDIR").filter(|folder| !folder.is_empty()).unwrap_or_else(|| "~".to_owned());
    files.iter().map(|file| file.replace("{zsh}", &zsh)).collect()
}

/// bash reads one of its three login files, the first that is there; a terminal on Linux reads `~/.bashrc` beside what
/// the login has read, and one on a Mac reads `~/.bashrc` only if the login file asks for it.
fn read_by_bash(host: &Host) -> Vec<String> {
    let login = login_file(host);
    let asks_for_bashrc = login
        .and_then(|file| host.read_text(&host.expand(file)?, MOST).ok())
        .is_some_and(|text| text.contains("bashrc"));
    let mut files = vec!["/etc/environment", "/etc/profile", "/etc/bash.bashrc"];
    files.extend(login);
    if host.machine().os != Os::Macos || asks_for_bashrc {
        files.push("~/.bashrc");
    }
    files.into_iter().map(str::to_owned).collect()
}

/// The first of bash's login files that is there: the others are not read.
fn login_file(host: &Host) -> Option<&'static str> {
    let files = ["~/.bash_profile", "~/.bash_login", "~/.profile"];
    files.into_iter().find(|file| host.expand(file).is_some_and(|path| host.look(&path).is_ok()))
}

/// The file for a new line, so that it holds in every new terminal.
fn add_to(host: &Host, shell: Shell) -> Option<String> {
    let there = |path: &str| host.expand(path).is_some_and(|path| host.look(&path).is_ok());
    let file = match shell {
        // Terminals on a Mac start login shells, which read ~/.bash_profile and not ~/.bashrc.
        // Of its files it reads only the first that is there, so a new one would hide another.
        Shell::Bash if host.machine().os == Os::Macos => login_file(host).unwrap_or("~/.bash_profile").to_owned(),
        Shell::Bash => "~/.bashrc".to_owned(),
        Shell::Zsh => match host.var("ZDOTDIR").filter(|folder| !folder.is_empty()) {
            Some(folder) if there(&folder) => host.shorten(&host.rules().join(&folder, ".zshrc")),
            _ => "~/.zshrc".to_owned(),
        },
        Shell::Fish => "~/.config/fish/config.fish".to_owned(),
        Shell::Sh => "~/.profile".to_owned(),
        Shell::Powershell | Shell::Cmd | Shell::Other => return None,
    };
    Some(file)
}

/// Whether a line holds a piece of text, however the home folder is written in either.
fn mentions(host: &Host, line: &str, part: &str) -> bool {
    let plain = |text: &str| {
        let text = host.home().map_or_else(|| text.to_owned(), |home| text.replace(home, "~"));
        text.replace("${HOME}", "~").replace("$HOME", "~").replace(['"', '\''], "")
    };
    plain(line).contains(&plain(part))
}

/// Whether a line, not commented out, gives the variable a value.
fn sets(line: &str, name: &str, shell: Shell) -> bool {
    let line = line.trim_start();
    if line.starts_with('#') {
        return false;
    }
    let words = || line.split([' ', '\t', ';', '&']);
    match shell {
        Shell::Fish => {
            let sets_it = words().next() == Some("set") && words().any(|word| word == name);
            sets_it || (name == "PATH" && words().any(|word| word == "fish_add_path"))
        }
        Shell::Powershell => {
            let line = line.to_lowercase();
            let after = line.split_once(&format!("$env:{}", name.to_lowercase())).map(|(_, after)| after.trim_start());
            after.is_some_and(|after| after.starts_with('=') || after.starts_with("+="))
        }
        _ => {
            let assigned = words().any(|word| {
                word.strip_prefix(name).is_some_and(|rest| rest.starts_with('=') || rest.starts_with("+="))
            });
            // zsh keeps PATH in a list as well.
            assigned
                || (name == "PATH"
                    && shell == Shell::Zsh
                    && words().any(|word| word.starts_with("path=(") || word.starts_with("path+=(")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_set_a_variable_are_told_from_those_that_mention_it() {
        for (line, expected) in [
            ("export PATH=\"$HOME/.local/bin:$PATH\"", true),
            ("  PATH=$PATH:~/.local/bin", true),
            ("export A=1 PATH=x", true),
            ("[ -d x ] && PATH=x", true),
            ("# export PATH=x", false),
            ("echo $PATH", false),
            ("MANPATH=x", false),
            ("PATHS=x", false),
        ] {
            assert_eq!(sets(line, "PATH", Shell::Bash), expected, "{line}");
        }
        assert!(sets("fish_add_path ~/.local/bin", "PATH", Shell::Fish));
        assert!(sets("set -gx PATH ~/x $PATH", "PATH", Shell::Fish));
        assert!(sets("path+=(~/x)", "PATH", Shell::Zsh));
        assert!(!sets("echo $env:Path", "PATH", Shell::Powershell));
        assert!(sets("$env:Path += ';x'", "PATH", Shell::Powershell));
    }
}
