//! The only place that changes files: written beside, flushed to the disk, then moved into place, so that none is ever half-written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::host::snapshot::{MOST, Snapshot, Unwritten};

/// What stands at a path now. A link at its end is not followed.
///
/// # Errors
/// What cannot be read, and what no copy can be kept of.
pub fn snapshot(path: &str) -> Result<Snapshot, Unwritten> {
    let meta = match fs::symlink_metadata(path) {
        Ok(meta) => meta,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Snapshot::Absent);
        }
        Err(error) => return Err(unwritten(&error)),
    };
    if meta.is_symlink() {
        let to = fs::read_link(path).map_err(|error| unwritten(&error))?;
        return to.to_str().map(|to| Snapshot::Link { to: to.to_owned() }).ok_or(Unwritten::NoFile);
    }
    if meta.is_dir() {
        return Ok(Snapshot::Folder { mode: mode(&meta) });
    }
    if !meta.is_file() {
        return Err(Unwritten::NoFile);
    }
    let sealed = Snapshot::Sealed { mode: mode(&meta), size: meta.len() };
    if meta.len() > MOST {
        return Ok(sealed);
    }
    match fs::read(path) {
        Ok(bytes) => Ok(Snapshot::File { bytes, mode: mode(&meta) }),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(sealed),
        Err(error) => Err(unwritten(&error)),
    }
}

/// Whether a file was written to after a moment, as far as that can be told.
pub fn is_changed_since(path: &str, then: SystemTime) -> bool {
    fs::metadata(path).and_then(|meta| meta.modified()).is_ok_and(|changed| changed >= then)
}

/// Whether the administrator is at work in a folder of somebody else, or would make one there.
#[cfg(unix)]
pub(in crate::host) fn is_of_another(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let owner = folder.ancestors().find_map(|above| fs::metadata(above).ok()).map(|meta| meta.uid());
    rustix::process::geteuid().is_root() && owner.is_some_and(|owner| owner != 0)
}

#[cfg(not(unix))]
pub(in crate::host) fn is_of_another(_: &Path) -> bool {
    false
}

/// Puts `new` where `old` stands, and nothing if something else stands there by now. Gives the folders that had to be made.
///
/// # Errors
/// Why nothing was changed.
pub fn replace(path: &str, old: &Snapshot, new: &Snapshot) -> Result<Vec<String>, Unwritten> {
    if snapshot(path)? != *old {
        return Err(Unwritten::Changed);
    }
    if old == new {
        return Ok(Vec::new());
    }
    may_replace(path)?;
    let at = Path::new(path);
    match new {
        Snapshot::Absent => match old {
            Snapshot::Folder { .. } => fs::remove_dir(at),
            _ => fs::remove_file(at),
        }
        .map(|()| Vec::new())
        .map_err(|error| unwritten(&error)),
        Snapshot::File { bytes, mode } => file(path, old, bytes, *mode),
        Snapshot::Link { to } => link(at, old, to).map(|()| Vec::new()).map_err(|error| unwritten(&error)),
        Snapshot::Sealed { mode, .. } if matches!(old, Snapshot::File { .. } | Snapshot::Sealed { .. }) => {
            set_mode(at, *mode).map(|()| Vec::new()).map_err(|error| unwritten(&error))
        }
        Snapshot::Sealed { .. } => Err(Unwritten::Denied),
        Snapshot::Folder { mode } => {
            if *old == Snapshot::Absent {
                fs::create_dir(at).map_err(|error| unwritten(&error))?;
            }
            set_mode(at, *mode).map(|()| Vec::new()).map_err(|error| unwritten(&error))
        }
    }
}

/// Removes folders that were made for a file, where nothing else has been put into them. `created` begins with the outermost.
pub fn remove_created(created: &[String]) {
    for folder in created.iter().rev() {
        // A folder that is in use stays.
        let _ = fs::remove_dir(folder);
    }
}

fn file(path: &str, old: &Snapshot, bytes: &[u8], mode: Option<u32>) -> Result<Vec<String>, Unwritten> {
    let at = Path::new(path);
    if let Snapshot::File { bytes: same, .. } = old
        && same == bytes
    {
        return set_mode(at, mode).map(|()| Vec::new()).map_err(|error| unwritten(&error));
    }
    let folder = at.parent().ok_or(Unwritten::NoFile)?;
    let created = make_folders(folder).map_err(|error| unwritten(&error))?;
    let beside = beside(at);
    let written = write_beside(&beside, bytes, mode).and_then(|()| {
        // The last look: from here on it is one step, which the system does whole or not at all.
        match snapshot(path) {
            Ok(now) if now == *old => fs::rename(&beside, at),
            _ => Err(io::Error::from(io::ErrorKind::ResourceBusy)),
        }
    });
    if let Err(error) = written {
        // What is left beside is ours, and of no use.
        let _ = fs::remove_file(&beside);
        remove_created(&created);
        return Err(unwritten(&error));
    }
    flush_folder(folder);
    Ok(created)
}

fn write_beside(beside: &Path, bytes: &[u8], mode: Option<u32>) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // Until it has its own, nobody else may look.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    set_mode(beside, mode)
}

/// A name in the same folder that nothing has yet.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    path.with_file_name(format!(".{name}.doctor-{}", std::process::id()))
}

/// The folders that had to be made, the outermost first.
fn make_folders(folder: &Path) -> io::Result<Vec<String>> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).collect();
    let mut created = Vec::new();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        created.push(folder.display().to_string());
    }
    Ok(created)
}

/// So that the new name outlives a power cut. Where folders cannot be flushed, the system does without.
fn flush_folder(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

#[cfg(unix)]
fn may_replace(path: &str) -> Result<(), Unwritten> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let Ok(meta) = fs::symlink_metadata(path) else { return Ok(()) };
    if meta.is_dir() || meta.is_symlink() {
        return Ok(());
    }
    // The administrator may, but the file would be his from then on.
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(Unwritten::NotYours);
    }
    if meta.nlink() > 1 {
        return Err(Unwritten::TwoNames);
    }
    if meta.permissions().mode() & 0o200 == 0 { Err(Unwritten::ReadOnly) } else { Ok(()) }
}

#[cfg(not(unix))]
fn may_replace(path: &str) -> Result<(), Unwritten> {
    let read_only = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().readonly());
    if read_only { Err(Unwritten::ReadOnly) } else { Ok(()) }
}

#[cfg(unix)]
fn mode(meta: &fs::Metadata) -> Option<u32> {
    Some(std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o7777)
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> Option<u32> {
    None
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: Option<u32>) -> io::Result<()> {
    // What is new and has no wish of its own is as other new files are.
    let mode = mode.unwrap_or(0o644);
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: Option<u32>) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn link(at: &Path, old: &Snapshot, to: &str) -> io::Result<()> {
    let beside = beside(at);
    std::os::unix::fs::symlink(to, &beside)?;
    let moved = if matches!(old, Snapshot::Folder { .. }) {
        Err(io::Error::from(io::ErrorKind::IsADirectory))
    } else {
        fs::rename(&beside, at)
    };
    if moved.is_err() {
        let _ = fs::remove_file(&beside);
    }
    moved
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Snapshot, _: &str) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

fn unwritten(error: &io::Error) -> Unwritten {
    use io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied => Unwritten::Denied,
        ErrorKind::ReadOnlyFilesystem => Unwritten::ReadOnly,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Unwritten::Full,
        ErrorKind::IsADirectory | ErrorKind::NotADirectory => Unwritten::NoFile,
        ErrorKind::ResourceBusy => Unwritten::Changed,
        _ => Unwritten::Other(error.to_string()),
    }
}
