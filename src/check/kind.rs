//! The kinds of probes, by name. How each looks is in `probe/`.

use serde::{Deserialize, Serialize};

/// A kind of question to the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Command,
    Credential,
    Disk,
    Env,
    EnvOrigin,
    File,
    Git,
    GitCommit,
    GitCredentials,
    Http,
    Json,
    LargeFiles,
    LineEndings,
    Npm,
    NpmCache,
    Os,
    Package,
    Path,
    PlatformPackages,
    Registry,
    Repository,
    SshKeys,
    StartupFiles,
    Tool,
}

impl Kind {
    pub const ALL: [Kind; 24] = [
        Self::Command,
        Self::Credential,
        Self::Disk,
        Self::Env,
        Self::EnvOrigin,
        Self::File,
        Self::Git,
        Self::GitCommit,
        Self::GitCredentials,
        Self::Http,
        Self::Json,
        Self::LargeFiles,
        Self::LineEndings,
        Self::Npm,
        Self::NpmCache,
        Self::Os,
        Self::Package,
        Self::Path,
        Self::PlatformPackages,
        Self::Registry,
        Self::Repository,
        Self::SshKeys,
        Self::StartupFiles,
        Self::Tool,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Credential => "credential",
            Self::Disk => "disk",
            Self::Env => "env",
            Self::EnvOrigin => "env_origin",
            Self::File => "file",
            Self::Git => "git",
            Self::GitCommit => "git_commit",
            Self::GitCredentials => "git_credentials",
            Self::Http => "http",
            Self::Json => "json",
            Self::LargeFiles => "large_files",
            Self::LineEndings => "line_endings",
            Self::Npm => "npm",
            Self::NpmCache => "npm_cache",
            Self::Os => "os",
            Self::Package => "package",
            Self::Path => "path",
            Self::PlatformPackages => "platform_packages",
            Self::Registry => "registry",
            Self::Repository => "repository",
            Self::SshKeys => "ssh_keys",
            Self::StartupFiles => "startup_files",
            Self::Tool => "tool",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether a question of this kind leaves the machine.
    pub fn asks_the_network(self) -> bool {
        match self {
            Self::Http => true,
            Self::Command
            | Self::Credential
            | Self::Disk
            | Self::Env
            | Self::EnvOrigin
            | Self::File
            | Self::Git
            | Self::GitCommit
            | Self::GitCredentials
            | Self::Json
            | Self::LargeFiles
            | Self::LineEndings
            | Self::Npm
            | Self::NpmCache
            | Self::Os
            | Self::Package
            | Self::Path
            | Self::PlatformPackages
            | Self::Registry
            | Self::Repository
            | Self::SshKeys
            | Self::StartupFiles
            | Self::Tool => false,
        }
    }

    /// What a good answer of this kind proves.
    pub fn proof(self) -> Proof {
        match self {
            Self::Command
            | Self::Git
            | Self::GitCommit
            | Self::LargeFiles
            | Self::LineEndings
            | Self::Repository
            | Self::Tool => Proof::Tool,
            Self::Http => Proof::Service,
            Self::Credential
            | Self::Disk
            | Self::Env
            | Self::EnvOrigin
            | Self::File
            | Self::GitCredentials
            | Self::Json
            | Self::Npm
            | Self::NpmCache
            | Self::Os
            | Self::Package
            | Self::Path
            | Self::PlatformPackages
            | Self::Registry
            | Self::SshKeys
            | Self::StartupFiles => Proof::Local,
        }
    }
}

/// Who says that all is well, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Proof {
    /// What is on disk is right.
    Local,
    /// The tool itself ran and said so.
    Tool,
    /// The service said so.
    Service,
}
