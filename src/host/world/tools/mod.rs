//! What tools answer on a simulated machine, said by meaning. One adapter a tool understands what it is asked.

mod gh;
mod git;
mod installs;
mod node;

use std::time::Duration;

pub use gh::GhSpec;
pub use git::GitSpec;
pub use installs::Installs;
pub use node::{NpmSpec, ToolSpec};

use super::disk::Disk;
use super::programs::{RunSpec, ended};
use super::spec::WorldSpec;
use crate::fact::Reason;
use crate::host::{Call, Ended};

/// A tool, by its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Git,
    Gh,
    Node,
    Npm,
    Claude,
    Wrangler,
}

impl Name {
    /// The file that the tool is started by where the machine does not say another one.
    pub(super) fn file(self, windows: bool) -> &'static str {
        match (self, windows) {
            (Self::Git, _) => "git",
            (Self::Gh, _) => "gh",
            (Self::Node, _) => "node",
            (Self::Claude, _) => "claude",
            (Self::Npm, false) => "npm",
            (Self::Npm, true) => "npm.cmd",
            (Self::Wrangler, false) => "wrangler",
            (Self::Wrangler, true) => "wrangler.cmd",
        }
    }

    /// What it prints when asked for its version.
    fn version(self, version: &str) -> String {
        match self {
            Self::Git => format!("git version {version}\n"),
            Self::Gh => {
                format!("gh version {version} (2025-11-04)\nhttps://github.com/cli/cli/releases/tag/v{version}\n")
            }
            Self::Node => format!("v{version}\n"),
            Self::Npm | Self::Wrangler => format!("{version}\n"),
            Self::Claude => format!("{version} (Claude Code)\n"),
        }
    }
}

/// A tool as it is written, whichever it is.
pub(super) struct Install {
    pub(super) name: Name,
    pub(super) at: Option<String>,
    version: Option<String>,
    broken: Option<RunSpec>,
    adapter: Adapter,
}

impl Install {
    /// What its settings put into the home folder.
    pub(super) fn npmrc(&self) -> Option<String> {
        if let Adapter::Npm(npm) = &self.adapter { npm.npmrc() } else { None }
    }

    /// The tool, started by that file.
    pub(super) fn at(self, path: String) -> Tool {
        let Self { name, version, broken, adapter, .. } = self;
        Tool { name, path, version, broken: broken.as_ref().map(ended), adapter }
    }
}

/// What all tools are written with, and what is a tool's own.
macro_rules! installs {
    ($installs:expr, $name:expr, $spec:ident, $adapter:expr) => {
        $installs.iter().flat_map(|all| all.each(|version| $spec { version: Some(version), ..$spec::default() })).map(
            |spec: $spec| Install {
                name: $name,
                at: spec.at.clone(),
                version: spec.version.clone(),
                broken: spec.broken.clone(),
                adapter: $adapter(spec),
            },
        )
    };
}

impl WorldSpec {
    /// Every tool that is installed.
    pub(super) fn tools(&self) -> Vec<Install> {
        let plain = |_: ToolSpec| Adapter::Plain;
        installs!(self.git, Name::Git, GitSpec, |git| Adapter::Git(Box::new(git)))
            .chain(installs!(self.gh, Name::Gh, GhSpec, Adapter::Gh))
            .chain(installs!(self.npm, Name::Npm, NpmSpec, Adapter::Npm))
            .chain(installs!(self.node, Name::Node, ToolSpec, plain))
            .chain(installs!(self.claude, Name::Claude, ToolSpec, plain))
            .chain(installs!(self.wrangler, Name::Wrangler, ToolSpec, plain))
            .collect()
    }
}

/// What an adapter knows of the tool that it answers for.
#[derive(Debug)]
pub(super) enum Adapter {
    Git(Box<GitSpec>),
    Gh(GhSpec),
    Npm(NpmSpec),
    /// It is only ever asked for its version.
    Plain,
}

/// An installed tool.
#[derive(Debug)]
pub(super) struct Tool {
    pub(super) name: Name,
    pub(super) path: String,
    pub(super) version: Option<String>,
    /// How it ends whatever it is asked, and the time that it takes.
    pub(super) broken: Option<(Ended, Duration)>,
    pub(super) adapter: Adapter,
}

/// Where and how a tool was asked.
pub(super) struct Question<'a> {
    pub(super) args: Vec<&'a str>,
    pub(super) folder: &'a str,
    pub(super) disk: &'a Disk,
}

impl Tool {
    /// What it answers; none for a question that its adapter does not know, or the machine does not say.
    pub(super) fn answer(&self, call: &Call, folder: &str, disk: &Disk) -> Option<Ended> {
        if let Some((ended, takes)) = &self.broken {
            let ended = if *takes >= call.limit { Ended::Unknown(Reason::Timeout.into()) } else { ended.clone() };
            return Some(ended);
        }
        let args: Vec<&str> = call.guards.iter().chain(&call.args).map(String::as_str).collect();
        if let ["--version" | "-v" | "version"] = args[..] {
            return self.version.as_deref().map(|version| printed(self.name.version(version)));
        }
        let question = Question { args, folder, disk };
        match &self.adapter {
            Adapter::Git(git) => git.answer(question, self.version.as_deref()),
            Adapter::Gh(gh) => gh.answer(&question.args),
            Adapter::Npm(npm) => npm.answer(&question.args),
            Adapter::Plain => None,
        }
    }
}

fn printed(stdout: impl Into<String>) -> Ended {
    Ended::Exited { code: 0, stdout: stdout.into(), stderr: String::new() }
}

fn failed(code: i64, stderr: impl Into<String>) -> Ended {
    Ended::Exited { code, stdout: String::new(), stderr: stderr.into() }
}

#[cfg(test)]
mod tests {
    use crate::host::{Call, Ended, World, WorldSpec};

    const MACHINE: &str = r#"
        folder = "~/site/src"
        files."~/site/.git" = { folder = true }
        node = [{ at = "~/old/node", version = "18.20.8" }, { broken = { takes = 5 } }]
        npm = { version = "11.6.2", prefix = "~/.npm-global" }
        run."git config --get user.email" = "odd"
        [git]
        config = ["user.email=ada@lovelace.dev", "user.name=Ada"]
        branch = "login"
        origin = "https://github.com/ada/site.git"
        behind = 2
        pushed = ["a.js"]
        ignored.".env" = ".gitignore"
        large = [{ path = "a.mov", size = 60000000 }]
    "#;

    /// What a program prints, or how else it ends.
    fn answer(line: &str) -> String {
        let spec: WorldSpec = toml::from_str(MACHINE).unwrap();
        let world = World::build(spec, &Default::default()).unwrap();
        let mut words = line.split(' ').map(str::to_owned);
        let program = words.next().unwrap();
        let call = Call { program, args: words.collect(), limit: std::time::Duration::from_secs(3), ..Call::default() };
        match world.start(&call) {
            Ended::Exited { code: 0, stdout, .. } => stdout.trim_end().to_owned(),
            Ended::Exited { code, stderr, .. } => format!("{code} {}", stderr.trim_end()),
            other if world.unanswered().is_empty() => format!("{other:?}"),
            _ => "unanswered".to_owned(),
        }
    }

    #[test]
    fn git_is_understood_however_it_is_asked() {
        for (asked, answered) in [
            ("rev-parse --show-toplevel", "/home/learner/site"),
            ("-c core.quotePath=false -C .. rev-parse --git-dir", "/home/learner/site/.git"),
            (
                "-C /home/learner rev-parse --git-dir",
                "128 fatal: not a git repository (or any of the parent directories): .git",
            ),
            ("symbolic-ref --short HEAD", "login"),
            ("remote", "origin"),
            ("for-each-ref --format=%(refname)>%(upstream:track) refs/heads/login", "refs/heads/login>[behind 2]"),
            ("for-each-ref --format=%(symref) refs/remotes/origin/HEAD", "refs/remotes/origin/main"),
            ("for-each-ref --format=%(authordate) refs/heads/login", "unanswered"),
            ("ls-files", "a.js"),
            ("check-ignore -v -- a.js .env", ".gitignore:1:.env\t.env"),
            ("check-ignore -v -- a.js", "1 "),
            ("config --list", "user.email=ada@lovelace.dev\nuser.name=Ada"),
            ("config --get user.email", "odd"),
            ("--version", "unanswered"),
            ("blame a.js", "unanswered"),
        ] {
            assert_eq!(answer(&format!("/usr/bin/git {asked}")), answered, "{asked}");
        }
    }

    #[test]
    fn tools_are_installed_more_than_once_broken_and_with_settings() {
        assert_eq!(answer("/home/learner/old/node --version"), "v18.20.8");
        assert!(answer("/usr/bin/node --version").contains("Timeout"));
        assert_eq!(answer("/usr/bin/npm config get prefix"), "~/.npm-global");
        assert_eq!(answer("/usr/bin/npm config get registry"), "unanswered");
        assert_eq!(answer("/usr/bin/claude --version"), "NotStarted(Absent)");
    }

    #[test]
    fn a_mistake_in_a_tool_is_told_as_that_mistake() {
        let message = |text: &str| toml::from_str::<WorldSpec>(text).unwrap_err().to_string();
        assert!(message("git = { brunch = 'x' }").contains("unknown field `brunch`"));
        assert!(message("node = 24").contains("a version, a table such as"));
    }
}
