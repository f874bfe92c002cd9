//! Environment variables and what they and a few system files say about this machine.

use std::path::PathBuf;

use super::{Variables, registry};
use crate::machine::{Arch, Machine, Os, Shell};

/// Variables by which CI services make themselves known, all of which must be set, with the service's name.
const CI_SERVICES: [(&[&str], &str); 13] = [
    (&["GITHUB_ACTIONS"], "github"),
    (&["GITLAB_CI"], "gitlab"),
    (&["CIRCLECI"], "circleci"),
    (&["TF_BUILD"], "azure"),
    (&["BUILDKITE"], "buildkite"),
    (&["BITBUCKET_BUILD_NUMBER"], "bitbucket"),
    // The first alone also tells Jenkins' program for terminals where Jenkins is.
    (&["JENKINS_URL", "BUILD_ID"], "jenkins"),
    (&["TEAMCITY_VERSION"], "teamcity"),
    (&["CODEBUILD_BUILD_ID"], "codebuild"),
    (&["TRAVIS"], "travis"),
    (&["DRONE"], "drone"),
    (&["WORKERS_CI"], "cloudflare"),
    (&["CF_PAGES"], "cloudflare"),
];

pub(super) fn home(variables: &Variables) -> Option<String> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    variables.set(name).filter(|home| PathBuf::from(home).is_absolute())
}

/// The folder to judge, as an absolute path with no `..` left to the shell's idea of links.
pub(super) fn folder(chosen: Option<PathBuf>) -> Option<String> {
    let current = std::env::current_dir().ok();
    let folder = match (chosen, current) {
        (Some(chosen), Some(current)) => current.join(chosen),
        (Some(chosen), None) => chosen,
        (None, current) => current?,
    };
    let resolved = std::fs::canonicalize(&folder).unwrap_or(folder);
    resolved.to_str().map(plain)
}

/// A path as people write it, without the prefix that Windows gives to resolved ones.
pub(super) fn plain(path: &str) -> String {
    match (path.strip_prefix(r"\\?\UNC\"), path.strip_prefix(r"\\?\")) {
        (Some(share), _) => format!(r"\\{share}"),
        (None, Some(local)) => local.to_owned(),
        (None, None) => path.to_owned(),
    }
}

pub(super) fn machine(variables: &Variables) -> Machine {
    let os = if cfg!(windows) {
        Os::Windows
    } else if cfg!(target_os = "macos") {
        Os::Macos
    } else {
        Os::Linux
    };
    Machine {
        os,
        arch: Arch::from_word(std::env::consts::ARCH),
        release: release(os),
        shell: shell(os, variables),
        wsl: wsl(os, variables),
        ci: ci(variables),
    }
}

fn ci(variables: &Variables) -> Option<String> {
    let says_yes = |name: &str| variables.set(name).is_some_and(|value| !matches!(value.as_str(), "false" | "0"));
    let known = CI_SERVICES.iter().find(|(names, _)| names.iter().all(|name| says_yes(name)));
    known.map(|(_, service)| (*service).to_owned()).or_else(|| says_yes("CI").then(|| "other".to_owned()))
}

/// On Unix the login shell, which is what a new terminal starts.
fn shell(os: Os, variables: &Variables) -> Shell {
    if os != Os::Windows {
        let path = variables.set("SHELL").or_else(login_shell).unwrap_or_default();
        return if path.is_empty() {
            Shell::Sh
        } else {
            Shell::from_program(path.rsplit('/').next().unwrap_or_default())
        };
    }
    if variables.set("MSYSTEM").is_some() {
        Shell::Bash
    } else if variables.set("PROMPT").is_some() {
        Shell::Cmd
    } else {
        Shell::Powershell
    }
}

/// What the list of users says, where no variable does: so it is in containers.
#[cfg(unix)]
fn login_shell() -> Option<String> {
    let list = std::fs::read_to_string("/etc/passwd").ok()?;
    let user = rustix::process::getuid().as_raw().to_string();
    let mine =
        list.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|parts| parts.get(2) == Some(&user.as_str()));
    let shell = mine.and_then(|parts| parts.get(6).map(|shell| (*shell).to_owned()));
    // That is how the list says that nobody signs in as this user.
    shell.filter(|shell| !shell.ends_with("/nologin") && !shell.ends_with("/false"))
}

#[cfg(not(unix))]
fn login_shell() -> Option<String> {
    None
}

fn wsl(os: Os, variables: &Variables) -> bool {
    if os != Os::Linux {
        return false;
    }
    let kernel = std::fs::read_to_string("/proc/version").unwrap_or_default().to_lowercase();
    let inside_container = std::path::Path::new("/.dockerenv").exists();
    variables.set("WSL_DISTRO_NAME").is_some() || (kernel.contains("microsoft") && !inside_container)
}

fn release(os: Os) -> Option<String> {
    match os {
        Os::Linux => {
            let text = std::fs::read_to_string("/etc/os-release").ok()?;
            let line = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
            Some(line.trim_matches('"').to_owned())
        }
        Os::Macos => {
            let text = std::fs::read_to_string("/System/Library/CoreServices/SystemVersion.plist").ok()?;
            let after = text.split("<key>ProductVersion</key>").nth(1)?;
            let version = after.split("<string>").nth(1)?.split("</string>").next()?;
            Some(format!("macOS {version}"))
        }
        Os::Windows => windows_release(),
    }
}

/// Its name and number, such as "Windows 11 (10.0.26100)". Windows 11 still calls itself 10 where it keeps its name.
fn windows_release() -> Option<String> {
    let told = |value| registry::read(r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion", value).ok();
    let build: u32 = told("CurrentBuild")?.parse().ok()?;
    let name = match told("ProductName") {
        Some(name) if name.contains("Server") => name,
        _ if build >= 22_000 => "Windows 11".to_owned(),
        _ => "Windows 10".to_owned(),
    };
    Some(format!("{name} (10.0.{build})"))
}

#[cfg(target_arch = "x86_64")]
pub(super) fn has_avx() -> Option<bool> {
    Some(std::arch::is_x86_feature_detected!("avx"))
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) fn has_avx() -> Option<bool> {
    None
}

#[cfg(unix)]
pub(super) fn is_admin() -> Option<bool> {
    Some(rustix::process::geteuid().is_root())
}

#[cfg(not(unix))]
pub(super) fn is_admin() -> Option<bool> {
    None
}
