//! `doctor leaks`: every key that stands in a repository where it does not belong, where else it stands, and what to do.

mod accept;
mod folders;
mod found;
mod history;
mod locations;
pub mod report;
mod search;
mod worktree;

use std::collections::HashSet;
use std::path::PathBuf;
use std::thread;

use crate::git::{Files, Index, Kind, Numbers, Objects, Repository, Store, Tally};
use crate::host::Secret;
use crate::secrets::Rules;

pub use accept::accept;
pub use found::Fingerprint;
pub use locations::{Location, LocationKind};

use found::{Collected, KeyId};
use search::{Search, Seen};
use worktree::Searched;

/// Everything that was found, and what could not be looked at.
#[derive(Debug)]
pub struct Leaks {
    pub findings: Vec<Finding>,
    pub scanned: Scanned,
}

/// One key.
#[derive(Debug)]
pub struct Finding {
    /// The number of its rule.
    pub rule: usize,
    pub masked: String,
    /// Its length in bytes.
    pub len: usize,
    pub fingerprint: Fingerprint,
    pub locations: Vec<Location>,
    /// How many locations there are beyond those that are told.
    pub more_locations: usize,
    /// Whether it still works, and why that could not be told.
    pub status: report::Status,
    pub why: Option<String>,
    pub secret: Secret,
}

/// What was looked at, and what not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    pub blobs: u64,
    pub bytes: u64,
    /// Of those, how many had to be searched: the others are taken over from what was searched.
    pub searched: u64,
    pub commits: u64,
    /// Files of the project.
    pub files: u64,
    pub unread_files: u64,
    pub broken: u64,
    pub too_large: u64,
    pub missing: u64,
    pub is_shallow: bool,
    /// Whether the names of branches could not be read.
    pub names_unread: bool,
}

impl Scanned {
    /// Whether nothing was left out, so that what was not found is not there.
    pub fn is_complete(&self) -> bool {
        let left = self.broken + self.too_large + self.missing + self.unread_files;
        left == 0 && !self.is_shallow
    }
}

/// How often everything is looked at again because Git tidied up meanwhile.
const TRIES: usize = 3;

/// Looks through the whole history of a repository and through its files as they are now. `global` is the user's own
/// list of what Git passes over.
pub fn everywhere(repository: &Repository, rules: &Rules, global: Option<PathBuf>) -> Leaks {
    found(repository, rules, || now(repository, rules, |index| repository.files(index, global)))
}

/// Looks through the whole history, and of the files only into those that Git follows and that are no longer than `most`
/// bytes: others may be many, and large.
pub fn saved(repository: &Repository, rules: &Rules, most: u64) -> Leaks {
    let list = |index: Option<&Index>| {
        let mut files = repository.tracked_files(index);
        files.files.retain(|file| file.length().is_none_or(|length| length <= most));
        files
    };
    found(repository, rules, || now(repository, rules, list))
}

fn found(repository: &Repository, rules: &Rules, now: impl FnOnce() -> Now + Send) -> Leaks {
    let ends: HashSet<u64> = repository.shallow_ends().iter().map(|id| Numbers::start(id)).collect();
    let (files, (objects, mut all, tally)) = thread::scope(|scope| {
        let files = scope.spawn(now);
        let history = objects(repository, rules, &ends);
        (files.join().unwrap_or_else(|_| Now::unread()), history)
    });
    let refs = repository.refs();
    all.missing.extend(missing(repository, &objects, refs.ids().chain(files.files.ids())));
    let scanned = Scanned {
        bytes: tally.bytes + files.searched.bytes,
        files: files.searched.files + files.files.unchanged.len() as u64,
        unread_files: files.searched.unreadable,
        names_unread: refs.is_incomplete,
        ..scanned(repository, &objects, tally, &all)
    };
    let findings = locations::findings(&refs, &objects, all, &files.files, files.searched.keys);
    Leaks { findings, scanned }
}

/// Those of these ids that no object has, by their beginnings.
fn missing<'a>(repository: &Repository, objects: &Objects, ids: impl Iterator<Item = &'a [u8]>) -> HashSet<u64> {
    let gone: Vec<&[u8]> = ids.filter(|id| objects.numbers().get(id).is_none()).collect();
    if gone.is_empty() {
        return HashSet::new();
    }
    // Somebody may have saved something in the meantime.
    let store = Store::open(repository);
    gone.into_iter().filter(|id| store.read(id).is_none()).map(Numbers::start).collect()
}

/// Looks into what the next commit will add; `index` is one that Git has made for this commit alone.
pub fn staged(repository: &Repository, rules: &Rules, index: Option<PathBuf>) -> Leaks {
    let mut scanned = Scanned::default();
    let mut collected = Collected::default();
    let mut files = Files::default();
    match Index::read(repository, index) {
        Ok(None) => {}
        Err(_) => scanned.unread_files = 1,
        Ok(Some(index)) => {
            let store = Store::open(repository);
            for (number, file) in (0..).zip(repository.staged(&index, &store)) {
                match store.read(&file.id) {
                    None => scanned.broken += 1,
                    Some(text) => {
                        scanned.files += 1;
                        scanned.bytes += text.len() as u64;
                        collected.search(rules, number, &text);
                        files.staged.push((file.path, file.id));
                    }
                }
            }
        }
    }
    let findings = locations::staged(collected, &files.staged);
    Leaks { findings, scanned }
}

/// The files of the project.
struct Now {
    files: Files,
    searched: Searched,
}

impl Now {
    fn unread() -> Self {
        Self { files: Files::default(), searched: Searched { unreadable: 1, ..Searched::default() } }
    }
}

fn now(repository: &Repository, rules: &Rules, list: impl FnOnce(Option<&Index>) -> Files) -> Now {
    let (index, is_broken) = match Index::read(repository, None) {
        Ok(index) => (index, false),
        Err(_) => (None, true),
    };
    let files = list(index.as_ref());
    let mut searched = worktree::search(&files, rules);
    searched.unreadable += u64::from(is_broken);
    Now { files, searched }
}

/// Looks at all objects, and again where Git tidied up meanwhile.
fn objects(repository: &Repository, rules: &Rules, ends: &HashSet<u64>) -> (Objects, Seen, Tally) {
    let mut tries = 0;
    loop {
        let objects = Objects::open(repository);
        let (threads, mut tally) =
            objects.walk(&Kind::ALL, || Search::new(rules, objects.numbers(), objects.id_len(), ends));
        tries += 1;
        // Nobody can tell which objects were in neither location.
        tally.gone += u64::from(!objects.are_in_place(repository));
        if tally.gone == 0 || tries == TRIES {
            let mut all = Seen::default();
            threads.into_iter().for_each(|thread| all.merge(thread.seen));
            return (objects, all, tally);
        }
    }
}

fn scanned(repository: &Repository, objects: &Objects, tally: Tally, all: &Seen) -> Scanned {
    Scanned {
        blobs: all.blobs,
        bytes: tally.bytes,
        searched: all.searched,
        commits: all.commits.len() as u64,
        broken: tally.broken + tally.gone + objects.broken().len() as u64,
        too_large: tally.too_large,
        missing: all.missing.len() as u64,
        is_shallow: repository.is_shallow,
        ..Scanned::default()
    }
}
