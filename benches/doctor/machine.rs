//! A machine of sleeping programs: every program that a check may start is a script that sleeps, then tells a version.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use doctor::catalog::Catalog;
use doctor::check::Params;
use serde_json::Value;

/// How long each program sleeps, in seconds.
const SLEEP: &str = "0.3";

/// Nothing listens there, so that nothing reaches the network.
const DEAD_PROXY: &str = "http://127.0.0.1:9";

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
        let script = format!(
            "#!/bin/sh\nIFS='\t'\nprintf '%s\\n' \"$0\t$*\" >> '{}'\n/bin/sleep {SLEEP}\n\
             case \"$*\" in *user.name) echo Ada ;; *user.email) echo ada@lovelace.uk ;; *) echo 98.0.0 ;; esac\n",
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
        for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            command.env(name, DEAD_PROXY);
        }
        command.current_dir(self.root.join("site"));
        command
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
        name.as_str().filter(|name| !name.contains(['/', '\\'])).map(str::to_owned)
    });
    named.chain(["git".to_owned()]).collect()
}
