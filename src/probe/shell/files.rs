//! The start-up files of each shell, in the order in which it reads them, and the one for a new line.

use super::lines::{sets, that_run};
use super::words::{plain_path, words};
use crate::host::{Host, Right, Unseen};
use crate::machine::{Os, Shell};

/// The files that the learner's shell reads when a terminal opens, as full paths, whether or not they are there.
pub(in crate::probe) fn read_at_start(host: &Host) -> Vec<String> {
    let files: Vec<String> = match host.machine().shell {
        Shell::Bash => bash(host),
        Shell::Zsh => zsh(host),
        Shell::Fish => fish(host),
        Shell::Sh => ["/etc/environment", "/etc/profile", "~/.profile"].map(str::to_owned).to_vec(),
        Shell::Powershell => powershell(host.machine().os),
        Shell::Cmd | Shell::Other => Vec::new(),
    };
    files.iter().filter_map(|file| host.expand(file)).collect()
}

/// The file for a new line, so that it holds in every new terminal; none where nobody may write in it by hand.
pub(in crate::probe) fn add_to(host: &Host) -> Option<String> {
    let there = |path: &str| host.expand(path).is_some_and(|path| host.look(&path).is_ok());
    let file = match host.machine().shell {
        // Terminals on a Mac start login shells, which read ~/.bash_profile and not ~/.bashrc.
        // Of its files it reads only the first that is there, so a new one would hide another.
        Shell::Bash if host.machine().os == Os::Macos => {
            login_files(host).pop().unwrap_or("~/.bash_profile").to_owned()
        }
        Shell::Bash => "~/.bashrc".to_owned(),
        Shell::Zsh => match zsh_folder(host)? {
            folder if folder != "~" && there(&folder) => host.shorten(&host.rules().join(&folder, ".zshrc")),
            _ => "~/.zshrc".to_owned(),
        },
        Shell::Fish => host.shorten(&format!("{}/config.fish", fish_folder(host))),
        Shell::Sh => "~/.profile".to_owned(),
        Shell::Powershell | Shell::Cmd | Shell::Other => return None,
    };
    let closed = host.expand(&file).is_some_and(|path| host.may(&path, Right::Write) == Some(false));
    (!closed).then_some(file)
}

/// What every zsh reads first.
const ZSH_FIRST: [&str; 3] = ["/etc/zshenv", "/etc/zsh/zshenv", "~/.zshenv"];

/// Where zsh has the rest of its files; none where nobody can tell. The file that names the folder need not hand the
/// variable on to the programs that zsh starts.
fn zsh_folder(host: &Host) -> Option<String> {
    if let Some(folder) = folder(host, "ZDOTDIR") {
        return Some(folder);
    }
    let mut named = Some("~".to_owned());
    for file in ZSH_FIRST.iter().filter_map(|file| host.expand(file)) {
        let text = super::contents(host, &file).text().unwrap_or_default();
        for (_, line) in that_run(&text, Shell::Zsh).into_iter().filter(|(_, line)| sets(line, "ZDOTDIR", Shell::Zsh)) {
            let value = words(line, Shell::Zsh).into_iter().find_map(|word| word.strip_prefix("ZDOTDIR="));
            named = value.and_then(|value| plain_path(host, value, &file));
        }
    }
    named
}

fn zsh(host: &Host) -> Vec<String> {
    let own = zsh_folder(host).unwrap_or_else(|| "~".to_owned());
    // ~/.zshenv is where ZDOTDIR is usually set, so a new terminal reads it first.
    let mut files = ZSH_FIRST.map(str::to_owned).to_vec();
    if own != "~" {
        files.push(format!("{own}/.zshenv"));
    }
    for name in ["zprofile", "zshrc", "zlogin"] {
        files.extend([format!("/etc/{name}"), format!("/etc/zsh/{name}"), format!("{own}/.{name}")]);
    }
    files
}

/// bash reads one of its three login files, the first that is there; a terminal on Linux reads `~/.bashrc` beside what
/// the login has read, and one on a Mac reads `~/.bashrc` only if the login file asks for it.
fn bash(host: &Host) -> Vec<String> {
    let login = login_files(host);
    let asks_for_bashrc = login
        .last()
        .and_then(|file| super::contents(host, &host.expand(file)?).text())
        .is_some_and(|text| text.contains("bashrc"));
    let mut files = vec!["/etc/environment", "/etc/profile", "/etc/bash.bashrc"];
    files.extend(login);
    if host.machine().os != Os::Macos || asks_for_bashrc {
        files.push("~/.bashrc");
    }
    files.into_iter().map(str::to_owned).collect()
}

/// Those of bash's login files that are links to nothing, and then the first that is there: it reads no more than that.
fn login_files(host: &Host) -> Vec<&'static str> {
    let mut files = Vec::new();
    for file in ["~/.bash_profile", "~/.bash_login", "~/.profile"] {
        let Some(path) = host.expand(file) else { continue };
        if host.look_at_link(&path) == Err(Unseen::Absent) {
            continue;
        }
        files.push(file);
        if host.look(&path) != Err(Unseen::Absent) {
            break;
        }
    }
    files
}

/// fish reads the files of its folders `conf.d`, by name, before its own.
fn fish(host: &Host) -> Vec<String> {
    let own = fish_folder(host);
    let mut files = Vec::new();
    for folder in ["/etc/fish/conf.d".to_owned(), format!("{own}/conf.d")] {
        let names = host.expand(&folder).and_then(|folder| host.list(&folder).ok()).unwrap_or_default();
        files.extend(names.iter().filter(|name| name.ends_with(".fish")).map(|name| format!("{folder}/{name}")));
    }
    files.extend(["/etc/fish/config.fish".to_owned(), format!("{own}/config.fish")]);
    files
}

fn fish_folder(host: &Host) -> String {
    format!("{}/fish", folder(host, "XDG_CONFIG_HOME").unwrap_or_else(|| "~/.config".to_owned()))
}

fn powershell(os: Os) -> Vec<String> {
    let folders: &[&str] = match os {
        // Where OneDrive keeps the documents, PowerShell looks for its files there.
        Os::Windows => &[
            "~/Documents/PowerShell",
            "%OneDrive%/Documents/PowerShell",
            "~/Documents/WindowsPowerShell",
            "%OneDrive%/Documents/WindowsPowerShell",
        ],
        Os::Macos | Os::Linux => &["~/.config/powershell"],
    };
    let names = ["profile.ps1", "Microsoft.PowerShell_profile.ps1"];
    folders.iter().flat_map(|folder| names.map(|name| format!("{folder}/{name}"))).collect()
}

/// A folder that a variable names.
fn folder(host: &Host, variable: &str) -> Option<String> {
    host.var(variable).filter(|folder| host.rules().is_absolute(folder))
}
