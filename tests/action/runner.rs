//! Plays the runner of GitHub: fills in the expressions of `action.yml` and starts its steps one after another.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use ring::digest::{SHA256, digest};

use crate::action::document::{pairs, read, steps};
use crate::action::server::Server;

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A program that says how it was called, and ends as a doctor that found something.
pub const DOCTOR: &str = "#!/bin/sh\nfor word in \"$@\"; do printf '<%s>\\n' \"$word\"; done\nprintf 'token <%s> in %s\\n' \"${GH_TOKEN-none}\" \"$PWD\"\nprintf 'verdict=not-ready\\nfailed=tool/git\\n' >> \"$GITHUB_OUTPUT\"\nexit 7\n";
pub const RELEASED: &str = "/ada/doctor/releases/download/v0.1.0/doctor-0.1.0-linux-x86_64";

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn hash(content: &str) -> String {
    digest(&SHA256, content.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub struct Runner {
    root: PathBuf,
    pub work: PathBuf,
    inputs: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
}

pub struct Job {
    /// That of the step that ended the job; 0 when all did what they should.
    pub code: i32,
    pub said: String,
    /// What each step said, in their order.
    pub steps: Vec<String>,
    outputs: BTreeMap<String, String>,
}

impl Runner {
    /// A job on Linux in which the action of `ada/doctor` was downloaded, as it stands in this repository.
    pub fn new() -> Self {
        let name = format!("doctor-action-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().join(name);
        let action = root.join("_actions/ada/doctor/v0.1.0");
        let work = root.join("work");
        for folder in [&action.join("action"), &work, &root.join("_temp")] {
            fs::create_dir_all(folder).unwrap();
        }
        for file in ["stop.sh", "mask.sh", "fetch.sh", "check.sh", "checksums.txt"] {
            fs::copy(self::root().join("action").join(file), action.join("action").join(file)).unwrap();
        }
        let inputs = read("action.yml")["inputs"].as_hash().unwrap().clone();
        let inputs = inputs.iter().map(|(name, input)| {
            (name.as_str().unwrap().to_owned(), input["default"].as_str().unwrap_or_default().to_owned())
        });
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let env = [
            ("PATH", std::env::var("PATH").unwrap()),
            ("HOME", text(&root)),
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_ACTION_PATH", text(&action)),
            ("GITHUB_SERVER_URL", "http://127.0.0.1:9".to_owned()),
            ("RUNNER_OS", "Linux".to_owned()),
            ("RUNNER_ARCH", "X64".to_owned()),
            ("RUNNER_TEMP", text(&root.join("_temp"))),
        ];
        let env = env.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { inputs: inputs.collect(), work, env, root }
    }

    /// The same, with a doctor released and its hash pinned.
    pub fn released() -> (Self, Server) {
        let (mut runner, server) = (Self::new(), Server::with(RELEASED, DOCTOR));
        runner.set("GITHUB_SERVER_URL", &server.address);
        runner.pin(&format!("{}  doctor-0.1.0-linux-x86_64\n", hash(DOCTOR)));
        (runner, server)
    }

    /// The same, with a doctor that is there already.
    pub fn with_doctor() -> Self {
        let mut runner = Self::new();
        let path = runner.file("doctor", DOCTOR);
        assert!(Command::new("chmod").arg("700").arg(&path).status().unwrap().success());
        runner.input("path", path.to_str().unwrap());
        runner
    }

    pub fn pin(&self, lines: &str) {
        fs::write(self.root.join("_actions/ada/doctor/v0.1.0/action/checksums.txt"), lines).unwrap();
    }

    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.root.join(name);
        // Written by another process, so that no test that forks meanwhile keeps it busy.
        let mut cat = Command::new("/bin/sh");
        cat.args(["-c", "printf %s \"$2\" > \"$1\"", "sh"]).arg(&path).arg(content);
        assert!(cat.status().unwrap().success());
        path
    }

    pub fn input(&mut self, name: &str, value: &str) -> &mut Self {
        assert!(self.inputs.insert(name.to_owned(), value.to_owned()).is_some(), "there is no input {name}");
        self
    }

    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// All files below the folders of the job that no test put there.
    pub fn left(&self) -> Vec<String> {
        let find = Command::new("find").arg(self.root.join("work")).arg(self.root.join("_temp")).output().unwrap();
        let all = String::from_utf8(find.stdout).unwrap();
        all.lines().skip(1).map(str::to_owned).filter(|path| !path.ends_with("/_temp")).collect()
    }

    pub fn run(&self) -> Job {
        let mut job = Job { code: 0, said: String::new(), steps: Vec::new(), outputs: BTreeMap::new() };
        for (at, step) in steps(&read("action.yml")).iter().enumerate() {
            if step["if"].as_str() == Some("inputs.path == ''") && !self.inputs["path"].is_empty() {
                continue;
            }
            let script = self.root.join(format!("{at}.sh"));
            fs::write(&script, step["run"].as_str().unwrap()).unwrap();
            let output = self.root.join(format!("{at}.output"));
            fs::write(&output, "").unwrap();
            let mut bash = Command::new("bash");
            bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail"]).arg(&script);
            bash.env_clear().envs(&self.env).env("GITHUB_OUTPUT", &output).current_dir(&self.work);
            for (name, value) in pairs(&step["env"]) {
                bash.env(name, self.filled(&value, &job));
            }
            let ended = bash.stdin(Stdio::null()).output().unwrap();
            let said = String::from_utf8(ended.stdout).unwrap() + &String::from_utf8(ended.stderr).unwrap();
            job.said += &said;
            job.steps.push(said);
            for line in fs::read_to_string(&output).unwrap().lines() {
                let (name, value) = line.split_once('=').unwrap();
                let id = step["id"].as_str().unwrap();
                job.outputs.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
            }
            if !ended.status.success() {
                job.code = ended.status.code().unwrap();
                break;
            }
        }
        job
    }

    /// The value of `${{ a || b }}`.
    fn filled(&self, text: &str, job: &Job) -> String {
        let inner = text.strip_prefix("${{ ").and_then(|text| text.strip_suffix(" }}")).unwrap();
        let values = inner.split(" || ").map(|name| match name.strip_prefix("inputs.") {
            Some(input) => self.inputs[input].clone(),
            None if name == "github.action_repository" => String::new(),
            None => job.outputs.get(name).cloned().unwrap_or_default(),
        });
        values.into_iter().find(|value| !value.is_empty()).unwrap_or_default()
    }
}

impl Job {
    pub fn output(&self, name: &str) -> &str {
        self.outputs.get(&format!("steps.doctor.outputs.{name}")).map_or("", String::as_str)
    }

    /// The words that doctor was called with; none where it was not started.
    pub fn words(&self) -> Vec<&str> {
        let said = self.steps.last().unwrap();
        let end = said.find("token <").unwrap_or(0);
        said[..end]
            .trim_end()
            .split(">\n<")
            .map(|word| word.trim_start_matches('<').trim_end_matches('>'))
            .filter(|word| !word.is_empty())
            .collect()
    }

    /// Doctor was not started, and the page of the job says why.
    #[track_caller]
    pub fn assert_stopped(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{}", self.said);
        let line = self.said.lines().find(|line| line.starts_with("::error title=doctor::")).unwrap_or_default();
        for word in words {
            assert!(line.contains(word), "{word}: {}", self.said);
        }
        assert!(!self.said.contains("token <"), "doctor was started: {}", self.said);
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
