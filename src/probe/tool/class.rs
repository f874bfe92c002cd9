//! What a name on PATH leads to, classed before anything is started.

use std::time::Duration;

use super::binary::{self, Binary};
use crate::fact::{Fact, Reason, Unknown};
use crate::host::{Call, Ended, Host, Rules};
use crate::machine::{Arch, Os};
use crate::probe::Context;

/// Tools that macOS has as stand-ins: starting one without the developer tools opens a dialog.
const APPLE_STUBS: [&str; 8] = ["git", "make", "python3", "pip3", "clang", "gcc", "swift", "svn"];

/// The kind of file that a name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::probe) enum Class {
    /// A program for this machine, or a script.
    Native,
    /// A small program of a version manager that picks the real one.
    Shim,
    /// Apple's stand-in, with no tools behind it.
    AppleStub,
    /// A zero-byte name of the Microsoft Store, or the desktop app behind one.
    StoreAlias,
    /// A Windows file seen from inside WSL.
    WindowsInWsl,
    WrongArchitecture,
    /// It could not be told what it is, so it is not started.
    Unknown(Unknown),
}

impl Class {
    pub(in crate::probe) const WORDS: &[&str] =
        &["native", "shim", "apple-stub", "store-alias", "windows-in-wsl", "wrong-architecture"];

    pub(in crate::probe) fn may_start(&self) -> bool {
        matches!(self, Self::Native | Self::Shim)
    }

    pub(super) fn fact(&self) -> Fact {
        match self {
            Self::Native => "native".into(),
            Self::Shim => "shim".into(),
            Self::AppleStub => "apple-stub".into(),
            Self::StoreAlias => "store-alias".into(),
            Self::WindowsInWsl => "windows-in-wsl".into(),
            Self::WrongArchitecture => "wrong-architecture".into(),
            Self::Unknown(unknown) => Fact::Unknown(unknown.clone()),
        }
    }
}

/// A file that a name leads to.
#[derive(Clone, Debug)]
pub(in crate::probe) struct Place {
    pub(in crate::probe) path: String,
    /// With all links followed.
    pub(in crate::probe) real: String,
    pub(in crate::probe) class: Class,
    pub(super) arch: Option<Arch>,
}

/// The program that a name or a full path leads to, outside the project.
pub(in crate::probe) fn resolve(context: Context<'_>, name: &str) -> Option<Place> {
    let host = context.host;
    if name.contains(['/', '\\', '~']) {
        let path = host.expand(name).filter(|path| host.rules().is_absolute(path))?;
        let there = host.look(&path).is_ok() && !host.is_in_project(&path);
        return there.then(|| classify(context, name, &path));
    }
    on_path(context, name).0.into_iter().next()
}

/// Every install of a name on PATH outside the project, each real file once, and the copy inside the project that hides them.
pub(super) fn on_path(context: Context<'_>, name: &str) -> (Vec<Place>, Option<String>) {
    let host = context.host;
    let mut places: Vec<Place> = Vec::new();
    let mut project_copy = None;
    for hit in host.find_all(name) {
        if !host.is_trusted(&hit) {
            if places.is_empty() {
                project_copy.get_or_insert(hit.path);
            }
            continue;
        }
        let place = classify(context, name, &hit.path);
        if !places.iter().any(|known| host.rules().same(&known.real, &place.real)) {
            places.push(place);
        }
    }
    (places, project_copy)
}

pub(super) fn classify(context: Context<'_>, name: &str, path: &str) -> Place {
    let host = context.host;
    let real = host.real(path).unwrap_or_else(|_| path.to_owned());
    let binary = binary::of(host, &real);
    let arch = binary.as_ref().and_then(|binary| binary.arch_on(host.machine().arch));
    let class = class_of(context, name, path, &real, binary.as_ref());
    Place { path: path.to_owned(), real, class, arch }
}

fn class_of(context: Context<'_>, name: &str, path: &str, real: &str, binary: Option<&Binary>) -> Class {
    let host = context.host;
    let key = host.rules().key(path);
    if host.rules() == Rules::Windows && key.contains(r"\windowsapps\") {
        return Class::StoreAlias;
    }
    if host.machine().wsl && is_on_windows_side(real, binary) {
        return Class::WindowsInWsl;
    }
    if host.machine().os == Os::Macos && key == format!("/usr/bin/{name}") && APPLE_STUBS.contains(&name) {
        return behind_apple_stub(context, name);
    }
    if binary.is_some_and(|binary| !binary.runs_on(host.machine()) && !has_emulator(host)) {
        return Class::WrongArchitecture;
    }
    if is_shim(host, path) { Class::Shim } else { Class::Native }
}

/// Whether a path is the small program of a version manager, by the folder it lies in.
pub(in crate::probe) fn is_shim(host: &Host, path: &str) -> bool {
    let plain = host.rules().key(path).replace('\\', "/").to_lowercase();
    let folders = ["/shims/", "/.volta/bin/", "/volta/bin/", "/program files/volta/", "/.proto/bin/"];
    folders.iter().any(|folder| plain.contains(folder))
}

/// Drives of Windows are mounted at `/mnt/<letter>` unless the user moved them; a Windows program gives itself away.
fn is_on_windows_side(real: &str, binary: Option<&Binary>) -> bool {
    let mut parts = real.split('/').skip(1);
    let drive = parts.next() == Some("mnt") && parts.next().is_some_and(|part| part.len() == 1);
    drive || binary.is_some_and(Binary::is_windows)
}

/// `xcode-select -p` opens no dialog: it says where the developer tools are, or fails.
fn behind_apple_stub(context: Context<'_>, name: &str) -> Class {
    let host = context.host;
    let limit = context.limit.min(Duration::from_secs(5));
    let args = vec!["-p".to_owned()];
    let asked = Call { program: "/usr/bin/xcode-select".to_owned(), args, limit, ..Call::default() };
    match host.start_one(asked) {
        Ended::Exited { code: 0, stdout, .. } => {
            let tool = host.rules().join(stdout.trim(), &format!("usr/bin/{name}"));
            if host.look(&tool).is_ok() { Class::Native } else { Class::AppleStub }
        }
        Ended::Exited { .. } => Class::AppleStub,
        Ended::Unknown(unknown) => Class::Unknown(unknown),
        Ended::Signalled { .. } | Ended::NotStarted(_) => Class::Unknown(Reason::Unreadable.into()),
    }
}

/// Linux can be taught to run other machines' programs (Rosetta in a virtual machine, QEMU).
fn has_emulator(host: &Host) -> bool {
    let names = host.list("/proc/sys/fs/binfmt_misc").unwrap_or_default();
    let known = ["qemu", "rosetta", "fex", "box64"];
    names.iter().any(|name| known.iter().any(|part| name.to_lowercase().contains(part)))
}
