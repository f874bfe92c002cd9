//! Where a file stands that a finding names: in the project, in the home folder, or elsewhere.

use crate::machine::Os;
use crate::report::Report;

/// A path, with forward slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Below the root of the project.
    Project(String),
    /// Below the home folder.
    Home(String),
    /// From the top, without the slash in front of it: `etc/hosts`, `C:/Windows`.
    Absolute(String),
    Nowhere,
}

impl Standing {
    /// Where a file stands that facts write down in this way.
    pub(super) fn of(file: &str, report: &Report) -> Self {
        let root = report.project.as_ref().map(|project| slashed(&project.root, report.machine.os));
        let file = slashed(file, report.machine.os);
        let parts = file.split('/');
        if file.is_empty() || parts.clone().any(|part| part == "..") {
            return Self::Nowhere;
        }
        let below_root = root.as_ref().and_then(|root| file.strip_prefix(root.as_str())?.strip_prefix('/'));
        // A path may be written with more than it needs.
        let plain = |path: &str| {
            let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
            (!parts.is_empty()).then(|| parts.join("/"))
        };
        let standing = if let Some(path) = below_root {
            plain(path).map(Self::Project)
        } else if let Some(path) = file.strip_prefix("~/") {
            plain(path).map(Self::Home)
        } else if let Some(path) = file.strip_prefix('/') {
            plain(path).map(Self::Absolute)
        } else if is_drive(&file) {
            plain(&file).map(Self::Absolute)
        } else {
            plain(&file).filter(|_| root.is_some() && !file.starts_with('~')).map(Self::Project)
        };
        standing.unwrap_or(Self::Nowhere)
    }
}

/// Windows writes paths both ways; elsewhere a backslash is a letter like any other.
fn slashed(path: &str, os: Os) -> String {
    let path = if os == Os::Windows { path.replace('\\', "/") } else { path.to_owned() };
    if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { path }
}

fn is_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && bytes[2] == b'/'
}
