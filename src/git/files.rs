//! The files of a work tree as they are now: those that Git follows and that have changed, new ones, and those it passes over.

use std::path::{Path, PathBuf};

use bstr::{BStr, ByteSlice};
use gix_hash::Kind as Hash;
use gix_ignore::Search;
use gix_ignore::glob::pattern::Case;
use gix_ignore::search::Ignore;

use super::index::{Index, Unreadable, git_name, on_disk};
use super::{Piece, Repository, walk};
use crate::host::raw::{self, Read};

/// What Git thinks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It is followed, and is not as Git last saw it.
    Changed,
    /// Git has not been told of it.
    New,
    /// Git passes over it.
    Ignored,
}

/// A file to look into.
#[derive(Clone, Debug)]
pub struct File {
    /// From the root of the work tree, with `/` between folders.
    pub path: Vec<u8>,
    pub state: FileState,
    full: PathBuf,
}

/// What is in a work tree.
#[derive(Debug, Default)]
pub struct Files {
    pub files: Vec<File>,
    /// Files that are as Git last saw them, with the ids of their contents.
    pub unchanged: Vec<(Vec<u8>, Vec<u8>)>,
    /// Contents that were handed to Git, of files that changed since.
    pub staged: Vec<(Vec<u8>, Vec<u8>)>,
    /// How many files and folders could not be looked at.
    pub unreadable: u64,
}

impl Files {
    /// The ids of the contents that Git was handed.
    pub fn ids(&self) -> impl Iterator<Item = &[u8]> {
        // The content of no bytes is one that Git knows without keeping it.
        let is_empty = |id: &[u8]| [Hash::Sha1, Hash::Sha256].iter().any(|hash| hash.empty_blob().as_bytes() == id);
        let all = self.unchanged.iter().chain(&self.staged).map(|(_, id)| id.as_slice());
        all.filter(move |id| !is_empty(id))
    }
}

/// Files that Git passes over are looked into when they are not larger, in bytes, and not more: keys are short.
const MAX_IGNORED_BYTES: u64 = 1 << 20;
const MAX_IGNORED: usize = 1_000;
const MAX_DEPTH: usize = 200;

impl Repository {
    /// The files that Git follows, without a look at what else lies in the work tree.
    pub fn tracked_files(&self, index: Option<&Index>) -> Files {
        let mut files = Files::default();
        if let (Some(root), Some(index)) = (&self.worktree, index) {
            tracked(root, index, &mut files);
        }
        files
    }

    /// What is in the work tree; `global` is a file with patterns that count for all repositories of the user.
    pub fn files(&self, index: Option<&Index>, global: Option<PathBuf>) -> Files {
        let mut files = self.tracked_files(index);
        let Some(root) = &self.worktree else { return files };
        // Whoever opens a pipe would wait for ever.
        let is_no_file = raw::metadata(self.common_dir.join("info/exclude")).is_ok_and(|meta| !meta.is_file());
        let read = || Search::from_git_dir(&self.common_dir, global, &mut Vec::new(), Ignore::default()).ok();
        let search = if is_no_file { None } else { read() };
        let mut walk = Walk { root, index, search: search.unwrap_or_default(), ignored: 0, files: &mut files };
        walk.folder(root, &mut Vec::new(), 0);
        files
    }
}

fn tracked(root: &Path, index: &Index, files: &mut Files) {
    for file in index.tracked() {
        let Some(full) = on_disk(root, file.path) else { continue };
        match raw::symlink_metadata(&full) {
            Ok(meta) if meta.is_file() && index.is_unchanged(&file, &meta) => {
                files.unchanged.push((file.path.to_vec(), file.id.to_vec()))
            }
            Ok(meta) => {
                files.staged.push((file.path.to_vec(), file.id.to_vec()));
                if !meta.is_file() {
                    continue;
                }
                files.files.push(File { path: file.path.to_vec(), state: FileState::Changed, full });
            }
            Err(error) if is_absence(&error) => files.staged.push((file.path.to_vec(), file.id.to_vec())),
            Err(_) => files.unreadable += 1,
        }
    }
}

fn is_absence(error: &raw::Error) -> bool {
    matches!(error.kind(), raw::ErrorKind::NotFound | raw::ErrorKind::NotADirectory)
}

/// On the way through folders.
struct Walk<'a> {
    root: &'a Path,
    index: Option<&'a Index>,
    search: Search,
    ignored: usize,
    files: &'a mut Files,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, path: &mut Vec<u8>, depth: usize) {
        let entries = match raw::read_dir(folder) {
            Ok(entries) if depth < MAX_DEPTH => entries,
            Ok(_) => return self.files.unreadable += 1,
            Err(error) if is_absence(&error) => return,
            Err(_) => return self.files.unreadable += 1,
        };
        let own = folder.join(".gitignore");
        let patterns =
            raw::symlink_metadata(&own).is_ok_and(|meta| meta.is_file()).then(|| raw::read(&own).ok()).flatten();
        let added = patterns.is_some_and(|text| {
            self.search.add_patterns_buffer(&text, &own, Some(self.root), Ignore::default()).is_ok()
        });
        for entry in entries.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            let name = git_name(&entry.file_name());
            if name == b".git" {
                continue;
            }
            let before = path.len();
            if before > 0 {
                path.push(b'/');
            }
            path.extend_from_slice(&name);
            if kind.is_dir() {
                // A repository in this one is one of its own.
                if !raw::exists(entry.path().join(".git")) && !self.ignores(path, true) {
                    self.folder(&entry.path(), path, depth + 1);
                }
            } else if kind.is_file() {
                self.file(&entry, path);
            }
            path.truncate(before);
        }
        if added {
            self.search.patterns.pop();
        }
    }

    fn file(&mut self, entry: &raw::DirEntry, path: &[u8]) {
        if self.index.is_some_and(|index| index.is_tracked(path)) {
            return;
        }
        let state = if self.ignores(path, false) { FileState::Ignored } else { FileState::New };
        if state == FileState::Ignored {
            let is_small = entry.metadata().is_ok_and(|meta| meta.len() <= MAX_IGNORED_BYTES);
            self.ignored += 1;
            if !is_small || self.ignored > MAX_IGNORED {
                return;
            }
        }
        self.files.files.push(File { path: path.to_vec(), state, full: entry.path() });
    }

    fn ignores(&self, path: &[u8], is_folder: bool) -> bool {
        let path: &BStr = path.as_bstr();
        let case = if cfg!(any(windows, target_os = "macos")) { Case::Fold } else { Case::Sensitive };
        let found = self.search.pattern_matching_relative_path(path, Some(is_folder), case);
        found.is_some_and(|found| !found.pattern.is_negative())
    }
}

impl File {
    /// How long it is, in bytes; none where that cannot be told.
    pub fn length(&self) -> Option<u64> {
        raw::symlink_metadata(&self.full).ok().map(|meta| meta.len())
    }

    /// Hands the text over, in pieces that overlap by `overlap` bytes, and tells how long it is. Whoever deletes a file
    /// leaves nothing in it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(&self, overlap: usize, mut hand: impl FnMut(Piece<'_>)) -> Result<u64, Unreadable> {
        let opened = raw::symlink_metadata(&self.full).and_then(|meta| Ok((meta, raw::open(&self.full)?)));
        let (len, mut file) = match opened {
            Ok((meta, file)) if meta.is_file() => (meta.len(), file),
            Ok(_) => return Ok(0),
            Err(error) if is_absence(&error) => return Ok(0),
            Err(_) => return Err(Unreadable),
        };
        // It may be shorter by now; then what is there is all.
        let mut read = |out: &mut [u8]| {
            let mut done = 0;
            while done < out.len() {
                match file.read(&mut out[done..]) {
                    Ok(0) => return None,
                    Ok(got) => done += got,
                    Err(_) => return None,
                }
            }
            Some(done)
        };
        let done = walk::in_pieces(0, len, overlap, &mut read, &mut hand);
        if done { Ok(len) } else { Err(Unreadable) }
    }
}
