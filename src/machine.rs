//! What kind of machine this is: the words for platforms that checks, worlds and reports share.

use crate::fact::words;
use serde::{Deserialize, Serialize};

words! {
    /// An operating system that doctor knows.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "lowercase")]
    pub enum Os {
        Macos = "macos", Linux = "linux", Windows = "windows",
    }
}

impl Os {
    /// The name that people know it by.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Macos => "macOS",
            Self::Linux => "Linux",
            Self::Windows => "Windows",
        }
    }
}

words! {
    /// A processor architecture.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "lowercase")]
    pub enum Arch {
        #[serde(rename = "x86_64")]
        X86_64 = "x86_64",
        Aarch64 = "aarch64", X86 = "x86", Other = "other",
    }
}

impl Arch {
    /// From the name that Rust and most tools use.
    pub fn from_word(word: &str) -> Self {
        match word {
            "x86_64" => Self::X86_64,
            "aarch64" | "arm64" => Self::Aarch64,
            "x86" | "i686" => Self::X86,
            _ => Self::Other,
        }
    }
}

words! {
    /// The shell that the learner's new terminals start.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "lowercase")]
    pub enum Shell {
        Bash = "bash", Zsh = "zsh", Fish = "fish", Sh = "sh", Powershell = "powershell", Cmd = "cmd",
        Other = "other",
    }
}

impl Shell {
    /// From the file name of a shell, such as `zsh` or `pwsh.exe`.
    pub fn from_program(name: &str) -> Self {
        match name.trim_end_matches(".exe") {
            "bash" => Self::Bash,
            "zsh" => Self::Zsh,
            "fish" => Self::Fish,
            "sh" | "dash" | "ash" | "ksh" => Self::Sh,
            "pwsh" | "powershell" => Self::Powershell,
            "cmd" => Self::Cmd,
            _ => Self::Other,
        }
    }
}

/// Where a fix or a check fits. `linux` fits WSL too, `wsl` fits nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    Macos,
    Linux,
    Windows,
    Wsl,
}

/// This machine, as the report tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Machine {
    pub os: Os,
    pub arch: Arch,
    /// The system's own name and version, such as "Debian GNU/Linux 12 (bookworm)".
    pub release: Option<String>,
    pub shell: Shell,
    pub wsl: bool,
    /// The CI service that runs doctor, if one does.
    pub ci: Option<String>,
}

impl Machine {
    /// An ordinary machine with that system, of which nothing more is known.
    pub fn plain(os: Os) -> Self {
        let shell = match os {
            Os::Macos => Shell::Zsh,
            Os::Linux => Shell::Bash,
            Os::Windows => Shell::Powershell,
        };
        Self { os, arch: Arch::X86_64, release: None, shell, wsl: false, ci: None }
    }

    pub fn is(&self, platform: Platform) -> bool {
        match platform {
            Platform::Macos => self.os == Os::Macos,
            Platform::Linux => self.os == Os::Linux,
            Platform::Windows => self.os == Os::Windows,
            Platform::Wsl => self.wsl,
        }
    }
}

/// The folder that the run judges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Project {
    pub root: String,
    /// Whether the folder belongs to a Git repository.
    pub repository: bool,
}
