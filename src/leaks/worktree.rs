//! Keys in the files of the project as they are now.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::found::{Found, KeyId, read};
use super::search::{OVERLAP, look_at};
use crate::git::{File, FileState, Files};
use crate::secrets::{Hit, Rules, Utf16};

/// A key in a file.
pub(super) struct InFile {
    pub(super) path: String,
    pub(super) state: FileState,
    pub(super) key: KeyId,
    pub(super) found: Found,
    pub(super) line: u32,
}

/// What was found in files.
#[derive(Default)]
pub(super) struct Searched {
    pub(super) keys: Vec<InFile>,
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) unreadable: u64,
}

/// Looks into all files that may hold something else than what Git has.
pub(super) fn search(files: &Files, rules: &Rules) -> Searched {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut searched = Searched::default();
        while let Some(file) = files.files.get(next.fetch_add(1, Ordering::Relaxed)) {
            one(file, rules, &mut searched);
        }
        searched
    };
    let count = thread::available_parallelism().map_or(1, usize::from).min(files.files.len() / 16 + 1);
    let mut all = thread::scope(|scope| {
        let threads: Vec<_> = (1..count).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for searched in threads.into_iter().filter_map(|thread| thread.join().ok()) {
            all.keys.extend(searched.keys);
            all.files += searched.files;
            all.bytes += searched.bytes;
            all.unreadable += searched.unreadable;
        }
        all
    });
    all.unreadable += files.unreadable;
    all
}

fn one(file: &File, rules: &Rules, searched: &mut Searched) {
    let mut wide = None;
    let keys = &mut searched.keys;
    let done = file.read(OVERLAP, |piece| {
        if piece.overlap == 0 {
            wide = Utf16::of(piece.bytes);
        }
        let (text, window) = look_at(&piece, wide);
        let mut hits: Vec<Hit> = Vec::new();
        rules.find(&text, window, &mut hits);
        for (key, (found, line)) in read(rules, &text, &hits, piece.lines_before) {
            let path = String::from_utf8_lossy(&file.path).into_owned();
            keys.push(InFile { path, state: file.state, key, found, line });
        }
    });
    match done {
        Ok(bytes) => {
            searched.files += 1;
            searched.bytes += bytes;
        }
        Err(_) => searched.unreadable += 1,
    }
}
