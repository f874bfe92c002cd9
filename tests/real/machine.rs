//! A machine of its own for one test: a fresh home, an empty project, and a PATH of one folder with chosen programs.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::installed::{Tool, Tools};
use crate::limited;
use crate::report::Report;

/// Goes, with all its folders, at the end of the test.
#[derive(Debug)]
pub struct Machine {
    root: PathBuf,
    vars: Vec<(String, String)>,
}

impl Machine {
    /// A machine with these healthy tools and no others.
    pub fn with(tools: &Tools, present: &[Tool]) -> Self {
        let machine = Self::bare();
        for tool in present {
            machine.link(tool.command(), &tools.program(*tool));
        }
        machine
    }

    /// A machine without any tool, for tests that `install.sh` need not have run for.
    pub fn bare() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("doctor-real-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().canonicalize().unwrap().join(name);
        let machine = Self { root, vars: Vec::new() };
        for folder in [machine.home(), machine.project(), machine.temporary(), machine.bin()] {
            fs::create_dir_all(folder).unwrap();
        }
        // Without them PATH would leave out what every system has.
        for basic in ["/bin/ls", "/usr/bin/awk"] {
            machine.link(basic.rsplit('/').next().unwrap(), Path::new(basic));
        }
        machine
    }

    /// A machine with every tool, as it should be.
    pub fn whole(tools: &Tools) -> Self {
        Self::with(tools, &tools.all())
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    pub fn project(&self) -> PathBuf {
        self.root.join("project")
    }

    pub fn temporary(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// The one folder on PATH.
    pub fn bin(&self) -> PathBuf {
        self.root.join("system/bin")
    }

    /// Puts a link to a program on PATH, in place of what had its name.
    pub fn link(&self, command: &str, target: &Path) {
        self.remove(command);
        symlink(target, self.bin().join(command)).unwrap();
    }

    /// Puts a file on PATH, in place of what had its name.
    pub fn put(&self, command: &str, mode: u32, bytes: &[u8]) {
        self.remove(command);
        let path = self.bin().join(command);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Takes a name off PATH.
    pub fn remove(&self, command: &str) {
        // It may never have been there.
        let _ = fs::remove_file(self.bin().join(command));
    }

    /// Writes a text file at a path below the machine's root, such as `home/.npmrc`.
    pub fn write(&self, relative: &str, text: &str) {
        let path = self.root.join(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Sets a variable for everything that is started on the machine.
    pub fn set(&mut self, name: &str, value: &str) {
        self.vars.push((name.to_owned(), value.to_owned()));
    }

    /// What doctor says of these checks and of what they need; of everything where none is named.
    pub fn look(&self, checks: &[&str]) -> Report {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_doctor")));
        command.args(["check", "--offline", "--format", "json", "--deadline", "120s"]).args(checks);
        Report::read(&limited::output(&mut command))
    }

    /// What a program of this machine answers to a learner, asked with a home of its own that goes with the machine.
    pub fn ask(&self, program: &str, args: &[&str]) -> String {
        let output = self.start(program, args);
        assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The version that a program of this machine prints.
    pub fn version(&self, program: &str) -> String {
        let said = self.ask(program, &["--version"]);
        let first = said.split(|character: char| !(character.is_ascii_digit() || character == '.'));
        first.into_iter().find(|word| word.split('.').count() == 3).expect("a version").to_owned()
    }

    /// Starts a program of this machine; what it writes beside the home folder lands in the machine's scratch folder.
    pub fn start(&self, program: &str, args: &[&str]) -> Output {
        let scratch = self.root.join("scratch");
        let mut command = self.command(&self.bin().join(program));
        command.envs([
            ("WRANGLER_LOG_PATH", scratch.join("logs")),
            ("GH_CONFIG_DIR", scratch.join("absent")),
            ("npm_config_cache", scratch.join("cache")),
        ]);
        command.env("WRANGLER_SEND_METRICS", "false").env("npm_config_update_notifier", "false");
        limited::output(command.args(args))
    }

    /// Everything that is started on this machine begins so.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.project());
        command.env("HOME", self.home()).env("PATH", self.bin()).env("TMPDIR", self.temporary());
        // No test may reach the internet: what goes there ends at a closed port of this computer.
        command.env("HTTP_PROXY", "http://127.0.0.1:9").env("HTTPS_PROXY", "http://127.0.0.1:9");
        command.env("SHELL", "/bin/bash").envs(self.vars.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's folder for temporary files.
        let _ = fs::remove_dir_all(&self.root);
    }
}
