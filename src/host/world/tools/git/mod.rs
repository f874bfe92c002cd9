//! Git on a simulated machine: its settings, and the repository around the folder that it is asked in.

mod answer;
mod repository;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::host::world::programs::RunSpec;

/// Git. The repository itself is found on the disk, by its `.git`; what is left out here is not there.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct GitSpec {
    /// Its version, without what the tool prints around it.
    pub version: Option<String>,
    /// The file that it is started by; the tool's name in a folder on PATH when left out.
    pub at: Option<String>,
    /// How it ends whatever it is asked, as for `run`.
    pub broken: Option<RunSpec>,
    /// Settings as `name=value`, in their order.
    pub config: Vec<String>,
    /// Git does not take the repository, and says this.
    pub refuses: Option<String>,
    /// The branch that is checked out; `main` when left out.
    pub branch: Option<String>,
    /// No branch is checked out.
    pub detached: bool,
    /// Commits of a detached HEAD that no branch, remote branch or tag leads to.
    pub at_risk: u64,
    /// Nothing is committed yet.
    pub no_commits: bool,
    pub shallow: bool,
    /// The repository that this one is a submodule of.
    pub superproject: Option<String>,
    /// The URL of the remote `origin`.
    pub origin: Option<String>,
    /// The URLs of other remotes, by name.
    pub remotes: BTreeMap<String, String>,
    /// The remote branch that the branch tracks, or `none`; that of the same name on `origin` when left out.
    pub upstream: Option<String>,
    /// The upstream was deleted.
    pub upstream_gone: bool,
    pub ahead: u64,
    pub behind: u64,
    /// The default branch of `origin`, or `none`; `main` when left out.
    pub default_branch: Option<String>,
    /// Other commits that the repository has.
    pub knows: Vec<String>,
    /// Commits that the branch builds on.
    pub contains: Vec<String>,
    /// Files in the index, below the repository's folder.
    pub tracked: Vec<String>,
    /// Tracked files that a remote branch has, too.
    pub pushed: Vec<String>,
    /// Files that are neither tracked nor ignored.
    pub untracked: Vec<String>,
    /// Ignored files, each with the file that says so.
    pub ignored: BTreeMap<String, String>,
    /// Files that a line such as `!.env` takes back in, each with the file that says so.
    pub unignored: BTreeMap<String, String>,
    /// Tracked text files, each with its line endings in the index and on the disk (`lf crlf`), and an attribute if there
    /// is one.
    pub line_endings: BTreeMap<String, String>,
    /// Files over 50 MB in commits that no remote branch has.
    pub large: Vec<LargeFileSpec>,
}

/// A large file in a commit.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LargeFileSpec {
    /// None where Git does not tell how the file came in.
    pub path: Option<String>,
    /// Bytes.
    pub size: u64,
    /// It came in with an earlier commit than the last one.
    pub earlier: bool,
}
