//! The kinds of probes, by name. How each looks is in `probe/`.

use serde::{Deserialize, Serialize};

/// One line for each kind: its name in Rust, in check files, and what a good answer of it proves.
macro_rules! kinds {
    ($($kind:ident $word:literal $proof:ident,)*) => {
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

kinds! {
    Command "command" Tool,
    Connect "connect" Local,
    Credential "credential" Local,
    Dependencies "dependencies" Local,
    Disk "disk" Local,
    Dns "dns" Local,
    Dotenv "dotenv" Local,
    Env "env" Local,
    EnvOrigin "env_origin" Local,
    File "file" Local,
    Git "git" Tool,
    GitCommit "git_commit" Tool,
    GitCredentials "git_credentials" Local,
    GitFiles "git_files" Tool,
    History "history" Local,
    Http "http" Service,
    Json "json" Local,
    Jsonc "jsonc" Local,
    KeysIn "keys_in" Local,
    LargeFiles "large_files" Tool,
    LineEndings "line_endings" Tool,
    Manual "manual" Local,
    NearbyProjects "nearby_projects" Local,
    Npm "npm" Local,
    NpmCache "npm_cache" Local,
    Os "os" Local,
    Package "package" Local,
    Path "path" Local,
    PlatformPackages "platform_packages" Local,
    Port "port" Local,
    Proxy "proxy" Local,
    PublicDns "public_dns" Service,
    Redirects "redirects" Service,
    Registry "registry" Local,
    Repository "repository" Tool,
    RequiredSecrets "required_secrets" Local,
    Setting "setting" Local,
    Site "site" Local,
    SshKeys "ssh_keys" Local,
    StartupFiles "startup_files" Local,
    Tls "tls" Service,
    Toml "toml" Local,
    Tool "tool" Tool,
    ToolRequirements "tool_requirements" Local,
    WranglerConfig "wrangler_config" Local,
    Yaml "yaml" Local,
}

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
