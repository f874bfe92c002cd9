//! The objects of a Git repository, read as they lie on the disk: packs, loose objects and those of other repositories
//! that it borrows from. Git itself is not asked, so nothing that a repository says can start anything.

mod call;
mod delta;
mod files;
mod index;
mod list;
mod loose;
mod numbers;
mod pack;
mod project_files;
mod refs;
mod repository;
mod simulated;
mod staged;
mod status;
mod store;
pub mod tree;
mod walk;

use std::path::{Path, PathBuf};

use crate::host::raw;

pub use call::{Git, first_line, printed};
pub use delta::{Copied, Delta};
pub use files::{File, FileState, Files};
pub use index::{Index, Tracked};
pub use numbers::{Number, Numbers};
pub use project_files::{ProjectFile, ProjectFiles, is_match, project_files};
pub use refs::{Ref, RefKind, Refs};
pub use repository::{NoRepository, Repository};
pub use staged::Staged;
pub use status::{FileStatus, Ignored};
pub use store::Store;
pub use walk::{Object, Piece, Tally, Visitor};

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Commit,
    Tree,
    Blob,
    Tag,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Commit, Self::Tree, Self::Blob, Self::Tag];
}

/// All objects that are there, by number.
#[derive(Debug)]
pub struct Objects {
    packs: Vec<pack::Pack>,
    loose: Vec<loose::Loose>,
    numbers: Numbers,
    /// How many bytes an id has.
    id_len: usize,
    /// What could not be opened, as paths below the folder of objects.
    broken: Vec<String>,
    /// The indices of packs that were there at first.
    listed: Vec<PathBuf>,
}

impl Objects {
    /// Opens all packs and lists all loose objects of a repository and of those that it borrows from.
    pub fn open(repository: &Repository) -> Self {
        let found = list::list(repository);
        let hash = repository.hash();
        let mut broken = found.broken;
        let mut packs = Vec::new();
        for path in &found.packs {
            match pack::Pack::open(path, hash) {
                Ok(pack) => packs.push(pack),
                Err(()) => broken.push(name_of(path)),
            }
        }
        let numbers = Numbers::of(
            packs.iter().flat_map(pack::Pack::ids).chain(found.loose.iter().map(|loose| loose.id.as_slice())),
        );
        packs.iter_mut().for_each(|pack| pack.number(&numbers));
        let listed = sorted(found.packs);
        Self { packs, loose: found.loose, numbers, id_len: hash.len_in_bytes(), broken, listed }
    }

    /// Whether the packs are still those that were there at first. If not, objects may have moved from where nobody
    /// had looked yet to where everybody had looked before.
    pub fn are_in_place(&self, repository: &Repository) -> bool {
        self.listed == sorted(list::packs_of(repository).packs)
    }

    pub fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// How many bytes an id has: 20, or 32 in repositories of SHA-256.
    pub fn id_len(&self) -> usize {
        self.id_len
    }

    /// Packs, indices and folders that could not be opened.
    pub fn broken(&self) -> &[String] {
        &self.broken
    }

    /// One object, alone.
    pub fn read(&self, number: Number) -> Option<Vec<u8>> {
        let start = self.numbers.start_of(number);
        let lone = || self.loose.iter().find(|loose| Numbers::start(&loose.id) == start);
        self.packs.iter().find_map(|pack| pack.read(start)).or_else(|| store::inflated(lone()?))
    }

    /// The whole id of an object, in hexadecimal digits.
    pub fn id(&self, number: Number) -> String {
        let start = self.numbers.start_of(number);
        let fits = |id: &&[u8]| Numbers::start(id) == start;
        let in_packs = self.packs.iter().find_map(|pack| pack.id_that_starts(start));
        let id = in_packs.or_else(|| self.loose.iter().map(|loose| loose.id.as_slice()).find(fits));
        hex(id.unwrap_or(&start.to_be_bytes()))
    }
}

fn sorted(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.sort_unstable();
    paths
}

impl Repository {
    /// How many bytes its packs have: how long its history is, before anybody looks at it.
    pub fn packed_bytes(&self) -> u64 {
        let packs = list::packs_of(self).packs;
        packs.iter().filter_map(|index| raw::metadata(index.with_extension("pack")).ok()).map(|meta| meta.len()).sum()
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// An id as people write it.
fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}
