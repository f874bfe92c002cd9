//! `os`: the system, its real processor, the installers that are really there, and the rights at hand.

mod hardware;

use super::{Context, question, version};
use crate::fact::{Fact, Known, Version, facts, words};
use crate::host::Host;
use crate::machine::{Arch, Os as System};

question! {
    /// The system, its real processor, the installers that are there, and the rights at hand.
    pub struct Os {}
    asked { "the system" }
    looks { "It looks at the system, its processor and the installers that are there." }
    facts OsFacts;
}

facts! {
    struct OsFacts {
        release: Option<String>,
        version: Option<Version>,
        /// The real one, also under translation.
        processor: Arch,
        /// Null where processors never have it.
        avx: Option<bool>,
        /// What programs get; null on Windows.
        memory_mb: Known<Option<i64>>,
        /// 1 or 2; null elsewhere and where the kernel does not tell.
        wsl_version: Option<i64>,
        libc: Option<Libc>,
        /// Each is found by its program on PATH, apt by `apt-get`.
        installers: Vec<Installer>,
        node_managers: Vec<NodeManager>,
        /// What a shell reads to know nvm, as in a line in double quotes: `$HOME/.nvm/nvm.sh`; null
        /// where it is nowhere.
        nvm_script: Option<String>,
        /// How the system's own installer is called, with the rights it needs, such as `sudo
        /// apt-get install`. Linux only; null where there is none.
        install: Option<Vec<&'static str>>,
        /// doctor runs as administrator.
        admin: Option<bool>,
        /// The program sudo is there.
        sudo: bool,
        project: Option<String>,
    }
}

words! {
    pub(super) enum Libc {
        Glibc = "glibc", Musl = "musl",
    }

    enum Installer {
        Brew = "brew", Port = "port", Apt = "apt", Dnf = "dnf", Pacman = "pacman", Zypper = "zypper", Apk = "apk",
        Winget = "winget", Scoop = "scoop", Choco = "choco",
    }

    enum NodeManager {
        Nvm = "nvm", Fnm = "fnm", Volta = "volta", Mise = "mise", Asdf = "asdf", Nodenv = "nodenv",
    }
}

/// Installers by the word for them and the program that shows them.
const INSTALLERS: [(Installer, &str); 10] = [
    (Installer::Brew, "brew"),
    (Installer::Port, "port"),
    (Installer::Apt, "apt-get"),
    (Installer::Dnf, "dnf"),
    (Installer::Pacman, "pacman"),
    (Installer::Zypper, "zypper"),
    (Installer::Apk, "apk"),
    (Installer::Winget, "winget"),
    (Installer::Scoop, "scoop"),
    (Installer::Choco, "choco"),
];

/// Installers that come with a Linux system, and how they are told to install.
const SYSTEM_INSTALLERS: [(Installer, &[&str]); 5] = [
    (Installer::Apt, &["apt-get", "install"]),
    (Installer::Dnf, &["dnf", "install"]),
    (Installer::Pacman, &["pacman", "-S"]),
    (Installer::Zypper, &["zypper", "install"]),
    (Installer::Apk, &["apk", "add"]),
];

/// Version managers for Node, by a file or folder that shows them.
const MANAGERS: [(NodeManager, &str); 15] = [
    (NodeManager::Nvm, "$NVM_DIR/nvm.sh"),
    (NodeManager::Nvm, "~/.nvm/nvm.sh"),
    // Homebrew keeps nvm.sh to itself; the home folder then has only what nvm installed.
    (NodeManager::Nvm, "/opt/homebrew/opt/nvm/nvm.sh"),
    (NodeManager::Nvm, "/usr/local/opt/nvm/nvm.sh"),
    (NodeManager::Nvm, "~/.nvm/versions"),
    (NodeManager::Nvm, "$NVM_DIR/versions"),
    (NodeManager::Nvm, "%APPDATA%/nvm/nvm.exe"),
    (NodeManager::Fnm, "~/.local/share/fnm"),
    (NodeManager::Fnm, "~/Library/Application Support/fnm"),
    (NodeManager::Fnm, "%APPDATA%/fnm"),
    (NodeManager::Volta, "~/.volta"),
    (NodeManager::Volta, "%LOCALAPPDATA%/Volta"),
    (NodeManager::Nodenv, "~/.nodenv"),
    (NodeManager::Mise, "~/.local/share/mise"),
    (NodeManager::Asdf, "~/.asdf"),
];

impl Os {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let machine = host.machine();
        let there = |name: &str| host.find_all(name).iter().any(|hit| host.is_trusted(hit));
        let installers: Vec<Installer> =
            INSTALLERS.iter().filter(|(_, program)| there(program)).map(|(word, _)| *word).collect();
        let mut managers: Vec<NodeManager> = MANAGERS
            .iter()
            .filter(|(_, path)| host.expand(path).is_some_and(|path| host.look(&path).is_ok()))
            .map(|(word, _)| *word)
            .collect();
        managers.dedup();
        let sudo = there("sudo");
        let processor = hardware::processor(context);
        OsFacts {
            install: install_command(host, &installers, sudo),
            release: machine.release.clone(),
            version: machine.release.as_deref().and_then(version::find),
            processor,
            libc: libc(host),
            // A translated doctor sees the processor of the translation.
            avx: host.has_avx().filter(|_| processor != Arch::Aarch64),
            memory_mb: hardware::memory_mb(context),
            wsl_version: hardware::wsl_version(host),
            installers,
            node_managers: managers,
            nvm_script: nvm_script(host),
            admin: host.is_admin(),
            sudo,
            project: host.project().map(|project| host.shorten(&project.root)),
        }
        .into()
    }
}

/// What a shell reads to know nvm, as it stands in a line in double quotes. A name that would need care there is not told.
fn nvm_script(host: &Host) -> Option<String> {
    let scripts = MANAGERS.iter().map(|(_, path)| *path).filter(|path| path.ends_with("/nvm.sh"));
    let there = scripts.filter_map(|path| host.expand(path)).find(|path| host.look(path).is_ok())?;
    let entry = host.path_entry(&there);
    let needs_care = |c: char| matches!(c, '"' | '$' | '`' | '\\' | '\n');
    (!entry.trim_start_matches("$HOME").contains(needs_care)).then_some(entry)
}

/// How the system's own installer is called here, with the rights that it needs; none without such rights.
/// MSYS2 brings a pacman to Windows, which installs for itself alone.
fn install_command(host: &Host, installers: &[Installer], sudo: bool) -> Option<Vec<&'static str>> {
    if host.machine().os != System::Linux {
        return None;
    }
    let (_, command) = SYSTEM_INSTALLERS.iter().find(|(word, _)| installers.contains(word))?;
    match (host.is_admin() == Some(true), sudo) {
        (true, _) => Some(command.to_vec()),
        (false, true) => Some([&["sudo"], *command].concat()),
        (false, false) => None,
    }
}

/// Debian and others have a package of musl beside glibc, and Alpine one of glibc beside musl: a loader alone proves nothing.
pub(super) fn libc(host: &Host) -> Option<Libc> {
    if host.machine().os != System::Linux {
        return None;
    }
    let has_loader = |of: &str| {
        let names = ["/lib", "/lib64"].into_iter().flat_map(|folder| host.list(folder).unwrap_or_default());
        names.into_iter().any(|name| name.starts_with(of))
    };
    let is_musl = has_loader("ld-musl-") && (!has_loader("ld-linux") || host.look("/etc/alpine-release").is_ok());
    Some(if is_musl { Libc::Musl } else { Libc::Glibc })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::{World, WorldSpec};

    fn host(machine: &str) -> Host {
        let spec: WorldSpec = toml::from_str(machine).unwrap();
        Host::World(World::build(spec, &Default::default()).unwrap())
    }

    fn ask(machine: &str) -> Fact {
        Os {}.ask(Context { host: &host(machine), services: &Default::default(), limit: Duration::from_secs(1) })
    }

    #[test]
    fn a_musl_that_is_installed_beside_glibc_does_not_make_the_system_one_of_musl() {
        let (musl, glibc) = ("files.'/lib/ld-musl-x86_64.so.1' = ''", "files.'/lib64/ld-linux-x86-64.so.2' = ''");
        let arm = "files.'/lib/ld-linux-aarch64.so.1' = ''";
        let alpine = "files.'/etc/alpine-release' = '3.22'";
        for (files, expected) in [
            (vec![], "glibc"),
            (vec![glibc], "glibc"),
            (vec![musl], "musl"),
            (vec![musl, glibc], "glibc"),
            (vec![musl, arm], "glibc"),
            (vec![musl, glibc, alpine], "musl"),
        ] {
            assert_eq!(libc(&host(&files.join("\n"))).map(Libc::word), Some(expected), "{files:?}");
        }
        assert_eq!(libc(&host("os = 'macos'")), None);
    }

    #[test]
    fn nvm_is_known_wherever_it_lies() {
        let moved = "env.NVM_DIR = '{home}/.config/nvm'\nfiles.'~/.config/nvm/nvm.sh' = '#'";
        for (machine, script) in [
            ("files.'~/.nvm/nvm.sh' = '#'", Some("$HOME/.nvm/nvm.sh")),
            (moved, Some("$HOME/.config/nvm/nvm.sh")),
            ("os = 'macos'\nfiles.'/opt/homebrew/opt/nvm/nvm.sh' = '#'", Some("/opt/homebrew/opt/nvm/nvm.sh")),
            ("os = 'macos'\nfiles.'/usr/local/opt/nvm/nvm.sh' = '#'", Some("/usr/local/opt/nvm/nvm.sh")),
            ("files.'~/.nvm/versions/node/v24.11.0/bin/node' = ''", None),
            ("env.NVM_DIR = '{home}/n'\nfiles.'~/n/versions/node/v24.11.0/bin/node' = ''", None),
            ("env.NVM_DIR = '/a$(b)'\nfiles.'/a$(b)/nvm.sh' = '#'", None),
        ] {
            let answer = ask(machine);
            assert_eq!(answer.part("node_managers"), vec!["nvm"].into(), "{machine}");
            assert_eq!(answer.part("nvm_script"), script.map(str::to_owned).into(), "{machine}");
        }
    }

    #[test]
    fn only_on_linux_does_a_packager_install_for_the_system() {
        let linux = "run.'pacman --version' = ''\nrun.'sudo --version' = ''";
        assert_eq!(ask(linux).part("install"), vec!["sudo", "pacman", "-S"].into());
        let msys = "os = 'windows'\nenv.PATH = 'C:\\msys64\\usr\\bin'
            files.'C:\\msys64\\usr\\bin\\pacman.exe' = { program = 'x86_64' }
            files.'C:\\msys64\\usr\\bin\\sudo.exe' = { program = 'x86_64' }";
        assert_eq!(ask(msys).part("installers"), vec!["pacman"].into());
        assert_eq!(ask(msys).part("install"), Fact::Null);
    }
}
