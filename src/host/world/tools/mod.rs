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
            let ended = if *takes >= call.limit { Ended::Untold(Reason::Timeout.into()) } else { ended.clone() };
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
