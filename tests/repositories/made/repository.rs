//! A repository that the real Git makes, in a folder of its own that goes at the end of the test.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::program::{Ran, run};

/// Settings that each Git of a test has, and nothing of those of this computer.
const SETTINGS: [(&str, &str); 7] = [
    ("init.defaultBranch", "main"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("protocol.file.allow", "always"),
    ("core.autocrlf", "false"),
    ("advice.detachedHead", "false"),
    ("commit.gpgSign", "false"),
];

/// A folder that goes at the end of the test.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("doctor-leaks-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().canonicalize().unwrap().join(name);
        fs::create_dir_all(path.join("home")).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn home(&self) -> PathBuf {
        self.0.join("home")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A repository in a scratch folder, and a clock that goes on by an hour with each commit.
#[derive(Debug)]
pub struct Repository {
    scratch: Scratch,
    folder: PathBuf,
    clock: u64,
}

impl Repository {
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// With more words for `git init`.
    pub fn with(args: &[&str]) -> Self {
        let scratch = Scratch::new();
        let folder = scratch.path().join("project");
        let mut repository = Self { scratch, folder, clock: 1_700_000_000 };
        fs::create_dir_all(&repository.folder).unwrap();
        let words: Vec<&str> = ["init", "--quiet"].iter().chain(args).copied().collect();
        repository.git(&words);
        repository
    }

    pub fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn objects(&self) -> PathBuf {
        self.folder.join(".git/objects")
    }

    /// What Git answers, without the line break at its end.
    ///
    /// # Panics
    /// Where Git fails.
    pub fn git(&mut self, args: &[&str]) -> String {
        self.feed(args, Vec::new())
    }

    pub fn feed(&mut self, args: &[&str], input: Vec<u8>) -> String {
        let ran = self.attempt(args, input);
        assert_eq!(ran.code, Some(0), "git {args:?}: {}", ran.stderr);
        String::from_utf8_lossy(&ran.stdout).trim_end().to_owned()
    }

    /// The same where Git may fail.
    pub fn attempt(&mut self, args: &[&str], input: Vec<u8>) -> Ran {
        self.clock += 3600;
        let mut git = git(&self.scratch.home(), self.clock);
        run(git.current_dir(&self.folder).args(args), input)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        write_at(&self.folder.join(path), bytes.as_ref());
    }

    /// A file whose name is no text.
    pub fn write_raw(&self, path: &[u8], bytes: impl AsRef<[u8]>) {
        write_at(&self.folder.join(std::ffi::OsStr::from_bytes(path)), bytes.as_ref());
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.folder.join(path)).unwrap();
    }

    /// Saves everything in a commit.
    pub fn save(&mut self, message: &str) -> String {
        self.git(&["add", "--all", "--force", "."]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// An object of these bytes, which nothing leads to yet.
    pub fn object(&mut self, kind: &str, bytes: impl Into<Vec<u8>>) -> String {
        self.feed(&["hash-object", "-w", "--literally", "-t", kind, "--stdin"], bytes.into())
    }

    /// Puts all objects into packs.
    pub fn pack(&mut self) {
        // Objects that nothing leads to would be left out or thrown away.
        self.git(&["repack", "-a", "-d", "-f", "--quiet", "--depth=50", "--window=50", "--keep-unreachable"]);
        self.git(&["prune-packed"]);
    }

    /// The files of the folder of packs that end so.
    pub fn packs(&self, ending: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.objects().join("pack")).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.extension().is_some_and(|found| found == ending)).collect()
    }

    /// The file of a loose object.
    pub fn loose(&self, id: &str) -> PathBuf {
        self.objects().join(&id[..2]).join(&id[2..])
    }
}

fn write_at(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn git(home: &Path, clock: u64) -> Command {
    let mut git = Command::new("git");
    git.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", home);
    git.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_TERMINAL_PROMPT", "0")]);
    git.envs([("GIT_EDITOR", "true"), ("LC_ALL", "C"), ("TZ", "UTC")]);
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "ada@example.com");
        git.env(format!("GIT_{who}_DATE"), format!("{clock} +0000"));
    }
    git.env("GIT_CONFIG_COUNT", SETTINGS.len().to_string());
    for (number, (name, value)) in SETTINGS.iter().enumerate() {
        git.env(format!("GIT_CONFIG_KEY_{number}"), name).env(format!("GIT_CONFIG_VALUE_{number}"), value);
    }
    git
}
