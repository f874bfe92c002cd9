//! How the packages of each family are named, and which of them is for a computer.

use crate::fact::words;
use crate::machine::{Arch, Os};

words! {
    /// Tools whose programs come in packages of their own, one for each system and processor.
    pub(super) enum Family {
        Esbuild = "esbuild", Rollup = "rollup", Workerd = "workerd",
    }
}

impl Family {
    pub(super) const ALL: [Self; 3] = [Self::Esbuild, Self::Rollup, Self::Workerd];

    /// The folder of its packages, and how their names begin.
    pub(super) fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::Esbuild => ("@esbuild", ""),
            Self::Rollup => ("@rollup", "rollup-"),
            Self::Workerd => ("@cloudflare", "workerd-"),
        }
    }

    /// The package that is expected; none where the family has none for such a computer, or it is not known.
    pub(super) fn package(self, os: Os, arch: &str, musl: bool) -> Option<String> {
        let (scope, prefix) = self.place();
        let system = match (self, os) {
            (_, Os::Macos) => "darwin",
            (_, Os::Linux) => "linux",
            (Self::Workerd, Os::Windows) => "windows",
            (_, Os::Windows) => "win32",
        };
        let processor = match (self, os, arch) {
            (Self::Workerd, _, "x86_64") | (Self::Workerd, Os::Windows, "aarch64") => "64",
            (_, _, "aarch64") => "arm64",
            (_, _, "x86_64") => "x64",
            (Self::Esbuild | Self::Rollup, _, "x86") => "ia32",
            _ => return None,
        };
        let ending = match (self, os) {
            (Self::Rollup, Os::Linux) if musl => "-musl",
            (Self::Rollup, Os::Linux) => "-gnu",
            (Self::Rollup, Os::Windows) => "-msvc",
            _ => "",
        };
        Some(format!("{scope}/{prefix}{system}-{processor}{ending}"))
    }

    /// Whether one of the packages is for this computer; none where that is not known.
    pub(super) fn fits(self, os: Os, arch: Option<&str>, musl: bool, there: &[String]) -> Option<bool> {
        let archs: Vec<&str> = arch.map_or_else(|| Arch::WORDS.to_vec(), |arch| vec![arch]);
        let expected: Vec<String> = archs.iter().filter_map(|arch| self.package(os, arch, musl)).collect();
        // Windows takes what either of its two compilers made.
        let plain = |name: &str| match os {
            Os::Windows => name.trim_end_matches("-msvc").trim_end_matches("-gnu").to_owned(),
            Os::Macos | Os::Linux => name.to_owned(),
        };
        let is_one = |name: &String| expected.iter().any(|expected| plain(expected) == plain(name));
        (!expected.is_empty()).then(|| there.iter().any(is_one))
    }
}
