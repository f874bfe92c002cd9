//! What Git has been handed for the next commit: the paths it follows, and with which content.

use std::path::{Path, PathBuf};

use gix_index::decode::Options;
use gix_index::entry::Mode;
use gix_index::{File, State, extension};

use super::Repository;
use crate::host::raw;

/// The longest index that is read, in bytes of memory.
const MAX_MEMORY: usize = 2 << 30;

/// The index of a work tree.
pub struct Index {
    state: State,
    /// When it was written, in seconds since 1970: a file that changed in that second may have changed after it.
    written: u32,
}

/// A file that Git follows.
#[derive(Clone, Copy, Debug)]
pub struct Tracked<'a> {
    /// From the root of the work tree, with `/` between folders.
    pub path: &'a [u8],
    pub id: &'a [u8],
    size: u32,
    changed: u32,
    changed_nanos: u32,
}

/// It is there, and damaged or of a form that nobody knows, or may not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl Index {
    /// Reads the index of a work tree, or another one; none where nothing was handed to Git yet.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn read(repository: &Repository, other: Option<PathBuf>) -> Result<Option<Self>, Unreadable> {
        if repository.simulated.is_some() {
            return Ok(None);
        }
        // Git names it from the root of the work tree.
        let from = repository.worktree.as_ref().unwrap_or(&repository.git_dir);
        let path = other.map_or_else(|| repository.git_dir.join("index"), |other| from.join(other));
        let Ok(meta) = raw::metadata(&path) else { return Ok(None) };
        if !meta.is_file() {
            return Err(Unreadable);
        }
        let options = Options { thread_limit: Some(1), alloc_limit_bytes: Some(MAX_MEMORY), ..Options::default() };
        // Made-up ones may make the reader stumble.
        let read = std::panic::catch_unwind(|| File::at(path, repository.hash(), true, options));
        let file = read.map_err(|_| Unreadable)?.map_err(|_| Unreadable)?;
        let written = meta.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let written = written.map_or(0, |time| time.as_secs() as u32);
        Ok(Some(Self { state: file.into_parts().0, written }))
    }

    /// All files, in the order of their paths; while a merge is open, one path may come several times.
    pub fn tracked(&self) -> impl Iterator<Item = Tracked<'_>> {
        let is_file = |mode: Mode| mode == Mode::FILE || mode == Mode::FILE_EXECUTABLE || mode == Mode::SYMLINK;
        self.state.entries().iter().filter(move |entry| is_file(entry.mode)).map(|entry| Tracked {
            path: entry.path(&self.state).as_ref(),
            id: entry.id.as_bytes(),
            size: entry.stat.size,
            changed: entry.stat.mtime.secs,
            changed_nanos: entry.stat.mtime.nsecs,
        })
    }

    /// Whether a path is followed.
    pub fn is_tracked(&self, path: &[u8]) -> bool {
        self.state.entry_by_path(path.into()).is_some() || {
            let of_merge = self.state.entry_range(path.into());
            of_merge.is_some_and(|range| !range.is_empty())
        }
    }

    /// The folders as trees, as far as Git noted that nothing in them changed since they were one.
    pub(super) fn trees(&self) -> Option<&extension::Tree> {
        self.state.tree()
    }

    /// Whether a file on the disk is still as it was when Git last looked at it.
    pub fn is_unchanged(&self, file: &Tracked<'_>, meta: &raw::Metadata) -> bool {
        let changed = meta.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let Some(changed) = changed else { return false };
        let (secs, nanos) = (changed.as_secs() as u32, changed.subsec_nanos());
        let same_time = secs == file.changed && (file.changed_nanos == 0 || nanos == file.changed_nanos);
        same_time && meta.len() as u32 == file.size && file.changed < self.written
    }
}

/// A path of Git as one of this system; none for one that leads elsewhere.
pub(super) fn on_disk(root: &Path, path: &[u8]) -> Option<PathBuf> {
    let mut full = root.to_owned();
    for part in path.split(|&byte| byte == b'/') {
        if part.is_empty() || part == b"." || part == b".." {
            return None;
        }
        full.push(os_name(part)?);
    }
    Some(full)
}

#[cfg(unix)]
fn os_name(part: &[u8]) -> Option<&std::ffi::OsStr> {
    use std::os::unix::ffi::OsStrExt;
    Some(std::ffi::OsStr::from_bytes(part))
}

#[cfg(not(unix))]
fn os_name(part: &[u8]) -> Option<&str> {
    std::str::from_utf8(part).ok().filter(|part| !part.contains(['\\', ':']))
}

/// The bytes that Git knows a name of this system by.
#[cfg(unix)]
pub(super) fn git_name(name: &std::ffi::OsStr) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    name.as_bytes().to_vec()
}

#[cfg(not(unix))]
pub(super) fn git_name(name: &std::ffi::OsStr) -> Vec<u8> {
    name.to_string_lossy().into_owned().into_bytes()
}
