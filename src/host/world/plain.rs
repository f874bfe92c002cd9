//! What a plain machine of each system is like, before anything is written about it.

use crate::machine::{Os, Shell};

/// What a plain machine of each system is like: home, PATH, the folder of programs given by bare name, shell, and how
/// its system tells what it runs on.
pub(super) struct Plain {
    pub(super) files: &'static [(&'static str, &'static str)],
    pub(super) answers: &'static [(&'static str, &'static str)],
    pub(super) home: &'static str,
    pub(super) path: &'static str,
    pub(super) programs: &'static str,
    pub(super) shell: Shell,
}

pub(super) fn plain(os: Os) -> Plain {
    match os {
        Os::Linux => Plain {
            home: "/home/learner",
            path: "/usr/local/bin:/usr/bin:/bin",
            programs: "/usr/bin",
            shell: Shell::Bash,
            files: &[("/proc/meminfo", "MemTotal: 16000000 kB\n")],
            answers: &[],
        },
        Os::Macos => Plain {
            home: "/Users/learner",
            path: "/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            programs: "/usr/local/bin",
            shell: Shell::Zsh,
            files: &[],
            answers: &[
                ("/usr/sbin/sysctl -n hw.memsize", "17179869184"),
                ("/usr/sbin/sysctl -n hw.optional.arm64", "0"),
                ("/usr/sbin/scutil --proxy", "<dictionary> {\n}\n"),
            ],
        },
        Os::Windows => Plain {
            home: r"C:\Users\Learner",
            path: r"C:\Windows\System32;C:\Windows;C:\Windows\System32\WindowsPowerShell\v1.0;C:\Program Files\Tools;C:\Users\Learner\AppData\Roaming\npm",
            programs: r"C:\Program Files\Tools",
            shell: Shell::Powershell,
            files: &[(r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "")],
            answers: &[],
        },
    }
}
