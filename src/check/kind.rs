//! The kinds of probes, by name. How each looks is in `probe/`.

use serde::{Deserialize, Serialize};

/// A kind of question to the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Command,
    Connect,
    Credential,
    Disk,
    Dns,
    Env,
    EnvOrigin,
    File,
    Git,
    Http,
    Json,
    Jsonc,
    Npm,
    NpmCache,
    Os,
    Package,
    Path,
    PlatformPackages,
    Proxy,
    Registry,
    Setting,
    StartupFiles,
    Tls,
    Toml,
    Tool,
    Yaml,
}

impl Kind {
    pub const ALL: [Kind; 26] = [
        Self::Command,
        Self::Connect,
        Self::Credential,
        Self::Disk,
        Self::Dns,
        Self::Env,
        Self::EnvOrigin,
        Self::File,
        Self::Git,
        Self::Http,
        Self::Json,
        Self::Jsonc,
        Self::Npm,
        Self::NpmCache,
        Self::Os,
        Self::Package,
        Self::Path,
        Self::PlatformPackages,
        Self::Proxy,
        Self::Registry,
        Self::Setting,
        Self::StartupFiles,
        Self::Tls,
        Self::Toml,
        Self::Tool,
        Self::Yaml,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Connect => "connect",
            Self::Credential => "credential",
            Self::Disk => "disk",
            Self::Dns => "dns",
            Self::Env => "env",
            Self::EnvOrigin => "env_origin",
            Self::File => "file",
            Self::Git => "git",
            Self::Http => "http",
            Self::Json => "json",
            Self::Jsonc => "jsonc",
            Self::Npm => "npm",
            Self::NpmCache => "npm_cache",
            Self::Os => "os",
            Self::Package => "package",
            Self::Path => "path",
            Self::PlatformPackages => "platform_packages",
            Self::Proxy => "proxy",
            Self::Registry => "registry",
            Self::Setting => "setting",
            Self::StartupFiles => "startup_files",
            Self::Tls => "tls",
            Self::Toml => "toml",
            Self::Tool => "tool",
            Self::Yaml => "yaml",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What a good answer of this kind proves.
    pub fn proof(self) -> Proof {
        match self {
            Self::Tool | Self::Command | Self::Git => Proof::Tool,
            Self::Http | Self::Tls => Proof::Service,
            Self::Credential
            | Self::Connect
            | Self::Disk
            | Self::Dns
            | Self::Env
            | Self::EnvOrigin
            | Self::File
            | Self::Json
            | Self::Jsonc
            | Self::Npm
            | Self::NpmCache
            | Self::Os
            | Self::Package
            | Self::Path
            | Self::PlatformPackages
            | Self::Proxy
            | Self::Registry
            | Self::Setting
            | Self::StartupFiles
            | Self::Toml
            | Self::Yaml => Proof::Local,
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
