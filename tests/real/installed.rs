//! The tools that `install.sh` brought, and what is said where it has not run yet.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A tool that a learner needs, and the check that looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Git,
    Node,
    Npm,
    Claude,
    Gh,
    Wrangler,
}

impl Tool {
    pub fn command(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Node => "node",
            Self::Npm => "npm",
            Self::Claude => "claude",
            Self::Gh => "gh",
            Self::Wrangler => "wrangler",
        }
    }

    pub fn check(self) -> &'static str {
        match self {
            Self::Git => "tool/git",
            Self::Node => "tool/node",
            Self::Npm => "tool/npm",
            Self::Claude => "claude/installed",
            Self::Gh => "github/cli",
            Self::Wrangler => "cloudflare/wrangler",
        }
    }

    /// The check that starts it and tells its version.
    pub fn version_check(self) -> &'static str {
        match self {
            Self::Wrangler => "cloudflare/wrangler-version",
            Self::Claude => "claude/cli",
            _ => self.check(),
        }
    }
}

/// Where the real tools are. Tests link to them and never change them: all tests share them.
#[derive(Debug)]
pub struct Tools {
    folder: PathBuf,
    git: PathBuf,
    /// None where neither the machine nor `install.sh` has it.
    gh: Option<PathBuf>,
}

impl Tools {
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file that `install.sh` laid down, such as `stub/bin/claude`.
    pub fn file(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    /// The package that npm 11 installed globally.
    pub fn package(&self, name: &str) -> PathBuf {
        self.folder.join("global/lib/node_modules").join(name)
    }

    /// npm's own program; started by the `node` that stands first on PATH.
    pub fn npm(&self, major: u8) -> PathBuf {
        self.folder.join(format!("npm{major}/node_modules/npm/bin/npm-cli.js"))
    }

    /// Every tool that is here: all six, or all but gh.
    pub fn all(&self) -> Vec<Tool> {
        let all = [Tool::Git, Tool::Node, Tool::Npm, Tool::Claude, Tool::Gh, Tool::Wrangler];
        all.into_iter().filter(|tool| *tool != Tool::Gh || self.gh.is_some()).collect()
    }

    /// The healthy program of a tool.
    pub fn program(&self, tool: Tool) -> PathBuf {
        match tool {
            Tool::Git => self.git.clone(),
            Tool::Node => self.file("node24/bin/node"),
            Tool::Npm => self.npm(11),
            Tool::Claude => self.file("global/bin/claude"),
            Tool::Gh => self.gh.clone().expect("only asked for where gh is"),
            Tool::Wrangler => self.file("global/bin/wrangler"),
        }
    }
}

/// The installed tools. None where `install.sh` has not run: the test then ends at once.
///
/// # Panics
/// With `DOCTOR_REAL=required`, where a tool is missing.
pub fn tools() -> Option<&'static Tools> {
    static TOOLS: OnceLock<Option<Tools>> = OnceLock::new();
    let tools = TOOLS.get_or_init(|| {
        let tools = find();
        if tools.as_ref().is_none_or(|tools| tools.gh.is_none()) && !is_required() {
            complain(tools.is_some());
        }
        tools
    });
    if is_required() {
        let tools = tools.as_ref().expect("DOCTOR_REAL=required: run tests/real/install.sh first");
        assert!(tools.gh.is_some(), "DOCTOR_REAL=required: gh is not on PATH");
    }
    tools.as_ref()
}

fn is_required() -> bool {
    std::env::var_os("DOCTOR_REAL").is_some_and(|value| value == "required")
}

fn find() -> Option<Tools> {
    let chosen = std::env::var_os("DOCTOR_REAL_TOOLS").map(PathBuf::from);
    let folder = chosen.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/real-tools"));
    let folder = folder.canonicalize().ok().filter(|folder| folder.join("installed.txt").is_file())?;
    let on_path = |name: &str| which::which(name).ok().and_then(|path| path.canonicalize().ok());
    Some(Tools { folder, git: on_path("git")?, gh: on_path("gh") })
}

/// Written past the test runner, which would keep the words of a passing test to itself.
fn complain(only_gh: bool) {
    let what = if only_gh { "The tests with gh DID NOT RUN" } else { "The suite `real` DID NOT RUN" };
    let line = "=".repeat(72);
    let text = format!("\n{line}\n{what}: its tools are not installed.\nInstall them: tests/real/install.sh\n{line}\n");
    // Nobody is left to tell where standard error is closed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
