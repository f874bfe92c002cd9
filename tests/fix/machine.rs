//! A throw-away machine: its own home with real start-up files, a real shell, and programs that are real or small scripts.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// Programs that every system has. Others are put there by the test that is about them.
const BASICS: &[&str] = &[
    "awk", "bash", "cat", "chmod", "cp", "env", "git", "grep", "id", "ls", "mkdir", "mv", "rm", "rmdir", "sed", "sh",
    "tail", "tr", "true", "uname",
];

/// Where real programs are.
const SYSTEM: &[&str] = &["/usr/local/bin", "/usr/bin", "/bin"];

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// Goes, with all its folders, at the end of the test.
pub struct Machine {
    root: PathBuf,
    /// The shell that new terminals start, and how it is started.
    shell: &'static str,
    /// What each new terminal is given besides the usual variables.
    given: BTreeMap<&'static str, String>,
    /// Whether the learner is not the administrator, even where the tests are run by them.
    is_ordinary: bool,
    /// Whether doctor asks the network, which ends at this computer.
    is_online: bool,
}

/// Whom nothing belongs to but what a test gives them.
const NOBODY: &str = "65534";

/// What `doctor` said.
pub struct Run {
    pub code: i32,
    pub out: String,
}

/// All that stands in the home folder: what each path is, byte for byte, with its permissions.
pub type Tree = BTreeMap<String, String>;

impl Machine {
    pub fn new() -> Self {
        Self::starting("bash")
    }

    /// A machine whose terminals start this shell. None, said aloud, where the shell is not installed.
    pub fn with_shell(shell: &'static str) -> Option<Self> {
        if SYSTEM.iter().any(|folder| Path::new(folder).join(shell).exists()) {
            return Some(Self::starting(shell));
        }
        assert!(
            std::env::var_os("DOCTOR_REAL").is_none(),
            "{shell} is not installed: tests/real/install.sh installs it"
        );
        println!("NOT RUN: {shell} is not installed: tests/real/install.sh installs it");
        None
    }

    fn starting(shell: &'static str) -> Self {
        let name = format!("doctor-fix-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().canonicalize().unwrap().join(name);
        let machine = Self { root, shell, given: BTreeMap::new(), is_ordinary: false, is_online: false };
        for folder in [machine.home().join("site"), machine.root.join("bin")] {
            fs::create_dir_all(folder).unwrap();
        }
        BASICS.iter().chain([&shell]).for_each(|name| machine.real(name));
        machine
    }

    /// The same machine, whose terminals are given this variable before they read a start-up file.
    pub fn given(mut self, name: &'static str, value: &str) -> Self {
        self.given.insert(name, value.to_owned());
        self
    }

    /// As [`Machine::given`], with a folder of the home folder.
    pub fn given_below_home(self, name: &'static str, folder: &str) -> Self {
        let value = self.home().join(folder).display().to_string();
        self.given(name, &value)
    }

    /// The same machine, used by somebody who may not do everything.
    pub fn ordinary(mut self) -> Self {
        self.is_ordinary = true;
        self
    }

    /// The same machine, on which doctor asks the network as well: only for checks that stay on this computer.
    pub fn online(mut self) -> Self {
        self.is_online = true;
        self
    }

    pub fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    /// A folder beside the home folder.
    pub fn beside_home(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The folder that doctor is started in.
    pub fn site(&self) -> PathBuf {
        self.home().join("site")
    }

    /// Puts a real program on PATH.
    pub fn real(&self, name: &str) {
        let found = SYSTEM.iter().map(|folder| Path::new(folder).join(name)).find(|path| path.exists());
        let Some(found) = found else { panic!("this test needs {name}: tests/real/install.sh installs it") };
        let at = self.root.join("bin").join(name);
        if !at.exists() {
            symlink(found, at).unwrap();
        }
    }

    /// Puts a link to a program on PATH.
    pub fn brings(&self, name: &str, target: &Path) {
        let at = self.root.join("bin").join(name);
        let _ = fs::remove_file(&at);
        symlink(target, at).unwrap();
    }

    /// Takes a program off PATH; where the system has it, it stays.
    pub fn without(&self, name: &str) {
        fs::remove_file(self.root.join("bin").join(name)).unwrap();
    }

    /// Puts a small script on PATH, which does what the real program does as far as doctor asks.
    pub fn program(&self, name: &str, script: &str) {
        let at = self.root.join("bin").join(name);
        let _ = fs::remove_file(&at);
        self.put(&at, &format!("#!/bin/sh\n{script}\n"), 0o755);
    }

    /// Writes a file of the home folder.
    pub fn write(&self, path: &str, content: &str) {
        self.put(&self.home().join(path), content, 0o644);
    }

    pub fn write_with_mode(&self, path: &str, content: &str, mode: u32) {
        self.put(&self.home().join(path), content, mode);
    }

    /// Puts a small script into the home folder.
    pub fn program_at(&self, path: &str, script: &str) {
        self.write_with_mode(path, &format!("#!/bin/sh\n{script}\n"), 0o755);
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.home().join(path)).unwrap_or_default()
    }

    fn put(&self, at: &Path, content: &str, mode: u32) {
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, content).unwrap();
        fs::set_permissions(at, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Makes the project a repository, with everything that lies in it saved.
    pub fn repository(&self) {
        self.git(&["init", "-q", "-b", "main"]);
        self.git(&["add", "."]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "First version"]);
    }

    pub fn git(&self, args: &[&str]) {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@lovelace.uk"]).args(args).current_dir(self.site());
        git.env("HOME", self.home()).env("GIT_CONFIG_NOSYSTEM", "1");
        assert!(git.status().unwrap().success(), "git {args:?}");
    }

    /// Makes a link in the home folder.
    pub fn link(&self, path: &str, to: &str) {
        let at = self.home().join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        symlink(to, at).unwrap();
    }

    pub fn folder(&self, path: &str, mode: u32) {
        let at = self.home().join(path);
        fs::create_dir_all(&at).unwrap();
        fs::set_permissions(at, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Runs a command line in a new terminal window: the shell reads its start-up files first.
    pub fn window(&self, line: &str) -> Run {
        let mut starter = if self.is_ordinary && is_admin() {
            let given = Command::new("chown").args(["-Rh", &format!("{NOBODY}:{NOBODY}")]).arg(&self.root).status();
            assert!(given.unwrap().success());
            let found = SYSTEM.iter().map(|folder| Path::new(folder).join("setpriv")).find(|path| path.exists());
            let mut other =
                Command::new(found.unwrap_or_else(|| panic!("this test needs setpriv, or another user than root")));
            other.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]);
            other
        } else {
            Command::new("/usr/bin/env")
        };
        // Shells make way for the last program that they start; a window's shell stays.
        let end = if self.shell == "fish" { "exit $status" } else { "exit $?" };
        self.shell_line(&mut starter, &format!("{line}; {end}"));
        let output = starter.stdin(Stdio::null()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run { code: output.status.code().unwrap_or(-1), out: text(&output.stdout) + &text(&output.stderr) }
    }

    /// Lets a program that starts another one start the shell of a new window, with a command line.
    pub fn shell_line(&self, starter: &mut Command, line: &str) {
        let shell = self.root.join("bin").join(self.shell);
        starter.arg(&shell).args(["-i", "-c", line]).current_dir(self.site()).env_clear();
        starter.env("HOME", self.home()).env("PATH", self.root.join("bin")).env("TERM", "xterm").env("COLUMNS", "100");
        starter.env("SHELL", shell).env("GIT_CONFIG_NOSYSTEM", "1");
        // No test may reach the internet: what goes there ends at a closed port of this computer.
        starter.env("HTTPS_PROXY", "http://127.0.0.1:9").env("HTTP_PROXY", "http://127.0.0.1:9").envs(&self.given);
    }

    /// `doctor` with these arguments in a new terminal window.
    pub fn doctor(&self, args: &str) -> Run {
        let offline = if self.is_online { "" } else { "--offline" };
        self.window(&format!("'{}' {args} {offline}", env!("CARGO_BIN_EXE_doctor")))
    }

    /// What doctor finds about one check in a new terminal window.
    pub fn finding(&self, check: &str) -> Value {
        let file = self.root.join("report.json");
        let run = self.doctor(&format!("check {check} --format json='{}'", file.display()));
        let text = fs::read_to_string(&file).unwrap_or_else(|_| panic!("no report:\n{}", run.out));
        let report: Value = serde_json::from_str(&text).unwrap();
        report["checks"][check].clone()
    }

    /// The check is wrong and offers the fix; `doctor fix --yes` does it; in a new window the check is fine; and when all
    /// changes are taken back, the home folder is as it was, byte for byte.
    pub fn mends(&self, check: &str, fix: &str) {
        self.mends_to(check, fix, "pass");
    }

    /// As [`Machine::mends`], where the check has more to say once this fix is done.
    pub fn mends_to(&self, check: &str, fix: &str, status: &str) {
        self.mend(check, fix, status, true);
    }

    /// As [`Machine::mends`] for a first step, with which alone the check finds the same as before.
    pub fn mends_a_part(&self, check: &str, fix: &str) {
        let status = self.finding(check)["status"].as_str().unwrap().to_owned();
        self.mend(check, fix, &status, false);
    }

    fn mend(&self, check: &str, fix: &str, status: &str, is_other_cause: bool) {
        // Some shells write files of their own when they are started for the first time.
        let finding = self.finding(check);
        let before = self.tree();
        let offered: Vec<&str> =
            finding["fixes"].as_array().unwrap().iter().filter_map(|fix| fix["id"].as_str()).collect();
        let is_it = |id: &&str| id.split('#').next() == Some(fix);
        assert!(offered.iter().any(is_it), "{check} offers {offered:?}\n{finding:#}");

        let run = self.doctor(&format!("fix {check} --yes"));
        let done = self.journal();
        assert!(done.iter().any(|line| line["fix"].as_str().is_some_and(|id| is_it(&id))), "not done:\n{}", run.out);
        let after = self.finding(check);
        assert_eq!(after["status"], status, "\n{}\n{after:#}", run.out);
        assert_eq!(after["cause"] != finding["cause"], is_other_cause, "{}", run.out);

        self.take_all_back();
        assert_eq!(self.tree(), before, "not as it was before\n{}", run.out);
        assert_eq!(self.finding(check)["cause"], finding["cause"], "after taking it back");
    }

    /// As [`Machine::mends`] for a fix after which there is nothing to take back.
    pub fn mends_without_a_trace(&self, check: &str, fix: &str) {
        let finding = self.finding(check);
        let offered: Vec<&str> =
            finding["fixes"].as_array().unwrap().iter().filter_map(|fix| fix["id"].as_str()).collect();
        assert!(offered.iter().any(|id| id.split('#').next() == Some(fix)), "{check} offers {offered:?}\n{finding:#}");
        let run = self.doctor(&format!("fix {check} --yes"));
        assert_eq!(self.finding(check)["status"], "pass", "\n{}", run.out);
    }

    /// Takes back every change, the last one first.
    pub fn take_all_back(&self) {
        for _ in 0..20 {
            let count = |event| self.journal().iter().filter(|line| line["event"] == event).count();
            if count("begun") == count("dropped") + count("undone") {
                return;
            }
            let run = self.doctor("fix --undo --yes");
            if run.out.contains("changed nothing that could be taken back") {
                return;
            }
            assert_eq!(run.code, 0, "{}", run.out);
        }
        panic!("there is no end to what can be taken back");
    }

    /// The lines of doctor's journal.
    pub fn journal(&self) -> Vec<Value> {
        let text = self.read(".local/state/doctor/changes.jsonl");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Everything in the home folder but doctor's own notes and Git's store of old content.
    pub fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        let mut open = vec![self.home()];
        while let Some(at) = open.pop() {
            let name = at.strip_prefix(self.home()).unwrap().to_string_lossy().into_owned();
            let own = [".local/state", ".local"].contains(&name.as_str());
            // npm writes a log of each run.
            if [".local/state/doctor", ".npm"].contains(&name.as_str())
                || name.ends_with(".git/objects")
                || name.ends_with(".git/logs")
            {
                continue;
            }
            let meta = fs::symlink_metadata(&at).unwrap();
            let mode = meta.permissions().mode() & 0o7777;
            let what = if meta.is_symlink() {
                format!("link to {}", fs::read_link(&at).unwrap().display())
            } else if meta.is_dir() {
                open.extend(fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path()));
                format!("folder {mode:o}")
            } else {
                format!("file {mode:o} {:?}", String::from_utf8_lossy(&fs::read(&at).unwrap_or_default()))
            };
            // The index also holds when Git last looked at each file.
            if !own && !name.ends_with(".git/index") {
                tree.insert(name, what);
            }
        }
        tree
    }
}

fn is_admin() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0)
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = Command::new("chmod").args(["-R", "u+rwX"]).arg(&self.root).status();
        let _ = fs::remove_dir_all(&self.root);
    }
}
