//! The kinds of probes, by name. How each looks is in `probe/`.

use serde::{Deserialize, Serialize};

/// One line for each kind: its name in Rust and in check files, what a good answer of it proves, and its question, from
/// `probe` on.
macro_rules! each_kind {
    ($then:ident) => {
        $then! {
            Command "command" Tool command::Command,
            Connect "connect" Local connect::Connect,
            Credential "credential" Local credential::Credential,
            Dependencies "dependencies" Local dependencies::Dependencies,
            Disk "disk" Local disk::Disk,
            Dns "dns" Local dns::Dns,
            Dotenv "dotenv" Local dotenv::Dotenv,
            Env "env" Local env::Env,
            EnvOrigin "env_origin" Local env_origin::EnvOrigin,
            File "file" Local file::File,
            Git "git" Tool git::Git,
            GitCommit "git_commit" Tool repository::GitCommit,
            GitCredentials "git_credentials" Local git_access::GitCredentials,
            GitStatus "git_status" Tool keys::GitStatus,
            History "history" Local history::History,
            Http "http" Service http::Http,
            Json "json" Local document::Document<document::Json>,
            Jsonc "jsonc" Local document::Document<document::Jsonc>,
            SecretsInFiles "secrets_in_files" Local keys::SecretsInFiles,
            LargeFiles "large_files" Tool repository::LargeFiles,
            LineEndings "line_endings" Tool repository::LineEndings,
            Manual "manual" Local manual::Manual,
            NearbyProjects "nearby_projects" Local nearby_projects::NearbyProjects,
            Npm "npm" Local npm::Npm,
            NpmCache "npm_cache" Local npm::NpmCache,
            Os "os" Local os::Os,
            Package "package" Local package::Package,
            Path "path" Local path::Path,
            PlatformPackages "platform_packages" Local platform_packages::PlatformPackages,
            Port "port" Local port::Port,
            Proxy "proxy" Local proxy::Proxy,
            PublicDns "public_dns" Service public_dns::PublicDns,
            Redirects "redirects" Service redirects::Redirects,
            Registry "registry" Local registry::Registry,
            Repository "repository" Tool repository::Repository,
            RequiredSecrets "required_secrets" Local required_secrets::RequiredSecrets,
            Setting "setting" Local setting::Setting,
            Site "site" Local site::Site,
            SshKeys "ssh_keys" Local git_access::SshKeys,
            StartupFiles "startup_files" Local startup_files::StartupFiles,
            Tls "tls" Service tls::Tls,
            Toml "toml" Local document::Document<document::Toml>,
            Tool "tool" Tool tool::Tool,
            ToolRequirements "tool_requirements" Local tool_requirements::ToolRequirements,
            WranglerConfig "wrangler_config" Local wrangler_config::WranglerConfig,
            Yaml "yaml" Local document::Document<document::Yaml>,
        }
    };
}

macro_rules! kinds {
    ($($kind:ident $word:literal $proof:ident $question:ty,)*) => {
        /// A kind of question to the machine.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($kind,)*
        }

        impl Kind {
            pub const ALL: &[Kind] = &[$(Self::$kind,)*];

            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)*
                }
            }

            /// What a good answer of this kind proves.
            pub fn proof(self) -> Proof {
                match self {
                    $(Self::$kind => Proof::$proof,)*
                }
            }
        }
    };
}

each_kind!(kinds);

pub(crate) use each_kind;

impl Kind {
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
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
