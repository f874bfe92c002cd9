//! A throw-away machine for tests: its own home, its own PATH, programs made of small scripts, and doctor run on it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

static COUNT: AtomicUsize = AtomicUsize::new(0);

pub struct Machine {
    root: PathBuf,
    pub home: PathBuf,
    pub bin: PathBuf,
    pub project: PathBuf,
    env: Vec<(String, String)>,
}

pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Machine {
    /// A machine with nothing on it but the basic programs of its system.
    pub fn new() -> Self {
        let name = format!("doctor-test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().join(name);
        let (home, bin, project) = (root.join("home"), root.join("bin"), root.join("site"));
        for folder in [&home, &bin, &project] {
            fs::create_dir_all(folder).unwrap();
        }
        // Without them PATH would leave out what every system has.
        for basic in ["/bin/ls", "/usr/bin/awk"] {
            symlink(basic, bin.join(Path::new(basic).file_name().unwrap())).unwrap();
        }
        let mut env = vec![("HOME".to_owned(), text(&home)), ("PATH".to_owned(), text(&bin))];
        // No test may reach the internet: what goes there ends at a closed port of this computer.
        env.extend(["HTTP_PROXY", "HTTPS_PROXY"].map(|name| (name.to_owned(), "http://127.0.0.1:9".to_owned())));
        Self { root, home, bin, project, env }
    }

    /// A program that is a shell script. Written by another process, so that no test that forks meanwhile keeps it busy.
    pub fn program(&self, path: impl AsRef<Path>, script: &str) -> PathBuf {
        let path = self.bin.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut cat = Command::new("/bin/sh");
        cat.args(["-c", "cat > \"$1\" && chmod 755 \"$1\"", "sh"]).arg(&path).stdin(Stdio::piped());
        let mut cat = cat.spawn().unwrap();
        cat.stdin.take().unwrap().write_all(format!("#!/bin/sh\n{script}\n").as_bytes()).unwrap();
        assert!(cat.wait().unwrap().success());
        path
    }

    /// A healthy `git`, as far as doctor asks.
    pub fn git(&self) {
        self.program("git", "case \"$*\" in *user.name) echo Ada ;; *user.email) echo ada@lovelace.uk ;; *) echo git version 2.50.1 ;; esac");
    }

    pub fn link(&self, name: &str, target: impl AsRef<Path>) {
        symlink(target, self.bin.join(name)).unwrap();
    }

    pub fn file(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.env.push((name.to_owned(), value.to_owned()));
    }

    pub fn unset(&mut self, name: &str) {
        self.env.retain(|(known, _)| known != name);
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doctor"));
        command.args(args).env_clear().envs(self.env.iter().map(|(name, value)| (name, value)));
        command.current_dir(&self.project).stdin(Stdio::null());
        command
    }

    pub fn doctor(&self, args: &[&str]) -> Run {
        self.command(args).output().unwrap().into()
    }

    /// Starts doctor and leaves it running.
    pub fn started(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Everything on the machine: paths, kinds, modes, times and contents.
    pub fn tree(&self) -> Vec<String> {
        let mut found = Vec::new();
        tree(&self.root, &mut found);
        found.sort();
        found
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = Command::new("chmod").args(["-R", "u+rwx"]).arg(&self.root).output();
        let _ = fs::remove_dir_all(&self.root);
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{}\n{}", self.stdout, self.stderr))
    }

    /// The finding of one check.
    pub fn finding(&self, id: &str) -> serde_json::Value {
        self.json()["checks"][id].clone()
    }

    pub fn status(&self, id: &str) -> String {
        self.finding(id)["status"].as_str().unwrap_or("not in the report").to_owned()
    }

    pub fn cause(&self, id: &str) -> String {
        self.finding(id)["cause"].as_str().unwrap_or("none").to_owned()
    }
}

pub fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Whether a process with this text in its arguments is still there.
pub fn is_running(mark: &str) -> bool {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    lines.into_iter().any(|line| String::from_utf8_lossy(&line).replace('\0', " ").contains(mark))
}

/// Whether it is gone, or goes within a second: what was killed takes a moment to die on a busy computer.
pub fn is_gone(mark: &str) -> bool {
    (0..50).any(|_| {
        !is_running(mark) || {
            std::thread::sleep(std::time::Duration::from_millis(20));
            false
        }
    })
}

fn tree(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let meta = fs::symlink_metadata(&path).unwrap();
        let content = if meta.is_file() { fs::read(&path).unwrap_or_default() } else { Vec::new() };
        found.push(format!("{path:?} {:?} {:?} {content:?}", meta.permissions(), meta.modified().unwrap()));
        if meta.is_dir() {
            tree(&path, found);
        }
    }
}
