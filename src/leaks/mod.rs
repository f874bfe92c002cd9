//! `doctor leaks`: every key that stands in a repository where it does not belong, where else it stands, and what to do.

mod folders;
mod found;
mod history;
mod places;
pub mod report;
mod search;
mod tree;

use std::collections::HashSet;

use crate::host::Secret;
use crate::host::objects::{Kind, Numbers, Objects, Repository, Tally};
use crate::rules::Rules;

pub use found::Fingerprint;
pub use places::{Place, Standing};

use found::{Collected, KeyId};
use search::Search;

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
    pub places: Vec<Place>,
    /// How many places there are beyond those that are told.
    pub more_places: usize,
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

/// How often everything is looked at again because Git tidied up meanwhile.
const TRIES: usize = 3;

/// Looks through the whole history of a repository.
pub fn history(repository: &Repository, rules: &Rules) -> Leaks {
    let ends: HashSet<u64> = repository.shallow_ends().iter().map(|id| Numbers::start(id)).collect();
    let mut tries = 0;
    let (objects, threads, tally) = loop {
        let objects = Objects::open(repository);
        let make = || Search::new(rules, objects.numbers(), objects.id_len(), &ends);
        let (threads, tally) = objects.walk(&Kind::ALL, make);
        tries += 1;
        if tally.gone == 0 || tries == TRIES {
            let seen: Vec<Seen> = threads.into_iter().map(Seen::of).collect();
            break (objects, seen, tally);
        }
    };
    let mut all = Seen::default();
    threads.into_iter().for_each(|thread| all.merge(thread));
    let mut scanned = scanned(repository, &objects, tally, &all);
    let tips = repository.tips();
    scanned.names_unread = tips.is_incomplete;
    let findings = places::findings(&tips, &objects, all);
    Leaks { findings, scanned }
}

/// What all threads have seen.
#[derive(Default)]
struct Seen {
    collected: Collected,
    commits: Vec<search::Commit>,
    tags: Vec<(u32, u32)>,
    missing: HashSet<u64>,
    blobs: u64,
    searched: u64,
}

impl Seen {
    fn of(thread: Search<'_>) -> Self {
        let searched = thread.searched() as u64;
        Self {
            collected: thread.collected,
            commits: thread.commits,
            tags: thread.tags,
            missing: thread.missing,
            blobs: thread.blobs,
            searched,
        }
    }

    fn merge(&mut self, other: Self) {
        self.collected.merge(other.collected);
        self.commits.extend(other.commits);
        self.tags.extend(other.tags);
        self.missing.extend(other.missing);
        self.blobs += other.blobs;
        self.searched += other.searched;
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
