//! A machine of sleeping programs: every program that a check may start is a script that sleeps, then tells a version,
//! or what Git says of a project in which all is well.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use doctor::catalog::Catalog;
use doctor::check::Params;
use serde_json::Value;

/// How long each program sleeps, in seconds.
const SLEEP: &str = "0.3";

/// Nothing listens there, so that nothing reaches the network.
const DEAD_PROXY: &str = "http://127.0.0.1:9";
const PROXY_NAMES: [&str; 6] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// What Git says in a project that is on GitHub; all else that is asked is a version.
const GIT: &str = "\
*user.name) echo Ada ;;
*user.email) echo ada@lovelace.uk ;;
*'rev-parse --show-toplevel'*) echo \"$PWD\"; echo \"$PWD/.git\"; echo false ;;
*'rev-parse -q --verify'*) echo 4b825dc642cb6eb9a060e54bf8d69288fbee4904 ;;
*symbolic-ref*) echo refs/heads/main ;;
*'remote -v') for way in fetch push; do printf 'origin\\thttps://github.com/ada/site.git (%s)\\n' $way; done ;;
*for-each-ref*) echo 'refs/heads/main|refs/remotes/origin/main||'
    echo 'refs/remotes/origin/HEAD|||refs/remotes/origin/main' ;;
*credential*) echo credential.helper store ;;
*--name-only*) echo user.name ;;
*check-ignore*) printf '.gitignore:1:.env\\t.env\\n' ;;
*rev-list*|*ls-files*) ;;
";

pub struct Machine {
    root: PathBuf,
}

/// A program that doctor started, with its arguments.
pub type Line = Vec<String>;

impl Machine {
    pub fn new(catalog: &Catalog) -> io::Result<Self> {
        let root = std::env::temp_dir().canonicalize()?.join(format!("doctor-bench-{}", std::process::id()));
        let machine = Self { root };
        for folder in ["bin", "home", "site"] {
            fs::create_dir_all(machine.root.join(folder))?;
        }
        // Without them PATH would leave out what every system has.
        for (name, program) in [("ls", "/bin/ls"), ("awk", "/usr/bin/awk")] {
            symlink(program, machine.root.join("bin").join(name))?;
        }
        for name in programs(catalog) {
            machine.program(&name)?;
        }
        Ok(machine)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Each start is a line in the log, its words parted by tabs; one write, so that no two lines mix.
    fn program(&self, name: &str) -> io::Result<()> {
        let path = self.root.join("bin").join(name);
        let known = if name == "git" { GIT } else { "" };
        let script = format!(
            "#!/bin/sh\nwords=\"$*\"\nIFS='\t'\nprintf '%s\\n' \"$0\t$*\" >> '{}'\n/bin/sleep {SLEEP}\n\
             case \"$words\" in\n{known}*) echo 98.0.0 ;;\nesac\n",
            self.log().display()
        );
        fs::write(&path, script)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
    }

    fn log(&self) -> PathBuf {
        self.root.join("log")
    }

    /// A program that sees this machine and nothing of the real one but its disk.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.root.join("home")).env("PATH", self.root.join("bin"));
        set_proxy(&mut command, DEAD_PROXY);
        command.current_dir(self.root.join("site"));
        command
    }

    /// Writes a text file that only its owner may read, such as `home/.npmrc`.
    #[cfg(target_os = "linux")]
    pub fn write(&self, relative: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.root.join(relative);
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        fs::write(&path, text)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        Ok(path)
    }

    pub fn forget_starts(&self) -> io::Result<()> {
        fs::write(self.log(), "")
    }

    /// What was started since: the scripts by their log, and real programs that checks found beside PATH by the report.
    pub fn starts(&self, report: &Value) -> io::Result<Vec<Line>> {
        let log = fs::read_to_string(self.log())?;
        let mut starts: Vec<Line> =
            log.lines().map(|line| line.trim_end().split('\t').map(str::to_owned).collect()).collect();
        for probe in report["probes"].as_object().into_iter().flat_map(|probes| probes.values()) {
            let asked = probe["asked"].as_str().unwrap_or_default();
            for install in probe["facts"]["installs"].as_array().into_iter().flatten() {
                let path = install["path"].as_str().unwrap_or_default();
                if install["start"] != "not-started" && install["on_path"] == false {
                    let arguments = asked.split(' ').skip(1).map(str::to_owned);
                    starts.push(std::iter::once(path.to_owned()).chain(arguments).collect());
                }
            }
        }
        Ok(starts)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // What is left lies in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// The only way to the network for a program.
pub fn set_proxy(command: &mut Command, address: &str) {
    command.envs(PROXY_NAMES.map(|name| (name, address)));
}

/// The names of all programs that some check asks about; Git's name is in no parameter.
fn programs(catalog: &Catalog) -> BTreeSet<String> {
    let probes = catalog.checks().flat_map(|check| &check.probes);
    let named = probes.filter_map(|probe| {
        let Params::Table(params) = &probe.params else { return None };
        let name = match (probe.kind.word(), params.get("name"), params.get("run")) {
            ("tool", Some(Params::Plain(name)), _) => name,
            ("command", _, Some(Params::List(words))) => match words.first() {
                Some(Params::Plain(name)) => name,
                _ => return None,
            },
            _ => return None,
        };
        name.as_text().filter(|name| !name.contains(['/', '\\'])).map(str::to_owned)
    });
    named.chain(["git".to_owned()]).collect()
}
