//! What the next commit will change: files that were handed to Git and are not so in the last commit.

use std::collections::HashMap;

use gix_index::extension;

use super::index::{Index, Tracked};
use super::store::Store;
use super::{Repository, tree};

/// Folders that lie deeper in each other are taken as new as a whole.
const MAX_DEPTH: usize = 500;

/// A file whose content the next commit adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// From the root of the work tree, with `/` between folders.
    pub path: Vec<u8>,
    pub id: Vec<u8>,
}

impl Repository {
    /// The files that the next commit adds or changes. Where the last commit cannot be read, all files.
    pub fn staged(&self, index: &Index, store: &Store) -> Vec<Staged> {
        let commit = self.head().and_then(|id| store.read(&id));
        let root = commit.as_deref().and_then(|text| tree::id(text.strip_prefix(b"tree ")?));
        let entries: Vec<Tracked<'_>> = index.tracked().collect();
        let mut look = Look { store, id_len: self.hash().len_in_bytes(), staged: Vec::new() };
        look.folder(&entries, 0, root, index.trees(), 0);
        look.staged
    }
}

struct Look<'a> {
    store: &'a Store,
    id_len: usize,
    staged: Vec<Staged>,
}

impl Look<'_> {
    /// Compares the entries of a folder, whose path is the first `prefix` bytes of theirs, with how it was committed.
    fn folder(
        &mut self,
        entries: &[Tracked<'_>],
        prefix: usize,
        committed: Option<Vec<u8>>,
        noted: Option<&extension::Tree>,
        depth: usize,
    ) {
        let is_same =
            noted.is_some_and(|noted| noted.num_entries.is_some() && committed.as_deref() == Some(noted.id.as_bytes()));
        if is_same {
            return;
        }
        let text = committed.and_then(|id| self.store.read(&id)).unwrap_or_default();
        let before: HashMap<&[u8], &[u8]> =
            tree::entries(&text, self.id_len).map(|entry| (entry.name, entry.id)).collect();
        let mut rest = entries;
        while let Some(first) = rest.first() {
            let name = &first.path[prefix.min(first.path.len())..];
            let Some(end) = memchr::memchr(b'/', name).filter(|_| depth < MAX_DEPTH) else {
                if before.get(name) != Some(&first.id) {
                    self.staged.push(Staged { path: first.path.to_vec(), id: first.id.to_vec() });
                }
                rest = &rest[1..];
                continue;
            };
            let folder = &first.path[..prefix + end + 1];
            let count = rest.iter().take_while(|entry| entry.path.starts_with(folder)).count();
            let (inner, after) = rest.split_at(count);
            let name = &name[..end];
            let noted = noted.and_then(|noted| noted.children.iter().find(|child| child.name.as_slice() == name));
            self.folder(inner, folder.len(), before.get(name).map(|id| id.to_vec()), noted, depth + 1);
            rest = after;
        }
    }
}
