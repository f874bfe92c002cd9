//! In which files of which root folders objects stand, found by going through all trees twice: once for which trees
//! matter, once for the names in those.

use std::collections::HashMap;

use crate::host::objects::{Kind, Number, Numbers, Object, Objects, Patch, Piece, Visitor, tree};

/// Everything that a folder holds of what is looked for: the same for all trees in which nothing of that differs.
pub(super) type Content = u32;

/// More files than these are not told of one folder: a repository may be made so that each is in it a billion times.
const MOST_FILES: usize = 2_000;

/// Numbers that are in a set.
pub(super) struct Set(Vec<u64>);

impl Set {
    pub(super) fn of(len: usize, numbers: impl Iterator<Item = Number>) -> Self {
        let mut set = Self(vec![0; len.div_ceil(64)]);
        numbers.for_each(|number| {
            set.add(number);
        });
        set
    }

    /// Whether it is new.
    fn add(&mut self, number: Number) -> bool {
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        let is_new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        is_new
    }

    pub(super) fn has(&self, number: Number) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }
}

/// Which folders hold what is looked for.
#[derive(Default)]
pub(super) struct Folders {
    contents: Vec<Vec<Part>>,
    of_tree: HashMap<Number, Content>,
    names: Vec<Vec<u8>>,
}

/// One entry of a folder that leads to something that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Part {
    File { name: u32, object: Number },
    Folder { name: u32, content: Content },
}

impl Folders {
    /// Looks through all trees.
    pub(super) fn holding(objects: &Objects, wanted: &Set) -> Self {
        let numbers = objects.numbers();
        let (threads, _) = objects.walk(&[Kind::Tree], || Below::new(numbers, objects.id_len(), wanted));
        let mut matter = Set::of(numbers.len(), threads.iter().flat_map(|thread| thread.holders.iter().copied()));
        let nothing = threads.iter().all(|thread| thread.holders.is_empty());
        // Upwards, as long as something is new: as often as folders lie in each other.
        let mut is_new = !nothing;
        while is_new {
            is_new = threads.iter().map(|thread| thread.climb(&mut matter)).fold(false, |some, more| some | more);
        }
        drop(threads);
        if nothing {
            return Self::default();
        }
        let (threads, _) = objects.walk(&[Kind::Tree], || Named::new(numbers, objects.id_len(), wanted, &matter));
        Self::put_together(threads)
    }

    fn put_together(threads: Vec<Named<'_>>) -> Self {
        let mut folders = Self::default();
        let mut number_of = HashMap::new();
        let mut entries: HashMap<Number, Vec<(u32, Number, bool)>> = HashMap::new();
        for thread in threads {
            for (tree, name, object, is_folder) in thread.entries {
                let name = *number_of.entry(name).or_insert_with_key(|name: &Vec<u8>| {
                    folders.names.push(name.clone());
                    (folders.names.len() - 1) as u32
                });
                entries.entry(tree).or_default().push((name, object, is_folder));
            }
        }
        let mut known: HashMap<Vec<Part>, Content> = HashMap::new();
        let mut open: Vec<Number> = entries.keys().copied().collect();
        while let Some(&tree) = open.last() {
            if folders.of_tree.contains_key(&tree) {
                open.pop();
                continue;
            }
            let below = entries.get(&tree).map_or(&[][..], Vec::as_slice);
            let mut waits = false;
            for (_, child, is_folder) in below {
                if *is_folder && !folders.of_tree.contains_key(child) && entries.contains_key(child) {
                    open.push(*child);
                    waits = true;
                }
            }
            if waits {
                continue;
            }
            let mut parts: Vec<Part> = below
                .iter()
                .filter_map(|&(name, object, is_folder)| match is_folder {
                    false => Some(Part::File { name, object }),
                    true => folders.of_tree.get(&object).map(|&content| Part::Folder { name, content }),
                })
                .collect();
            parts.sort_unstable();
            // The same tree may lie in several packs.
            parts.dedup();
            let content = *known.entry(parts).or_insert_with_key(|parts| {
                folders.contents.push(parts.clone());
                (folders.contents.len() - 1) as Content
            });
            folders.of_tree.insert(tree, content);
            open.pop();
        }
        folders
    }

    /// What the tree holds of what is looked for.
    pub(super) fn content(&self, tree: Number) -> Option<Content> {
        self.of_tree.get(&tree).copied()
    }

    /// The files in a folder that hold something, with their paths.
    pub(super) fn files(&self, content: Content) -> Vec<(String, Number)> {
        let mut files = Vec::new();
        let mut open = vec![(content, String::new())];
        while let Some((content, path)) = open.pop() {
            for part in &self.contents[content as usize] {
                if files.len() + open.len() >= MOST_FILES {
                    return files;
                }
                let path_of = |name: u32| format!("{path}{}", String::from_utf8_lossy(&self.names[name as usize]));
                match *part {
                    Part::File { name, object } => files.push((path_of(name), object)),
                    Part::Folder { name, content } => open.push((content, path_of(name) + "/")),
                }
            }
        }
        files
    }
}

/// Which folders lie in which, and which hold what is looked for.
struct Below<'a> {
    numbers: &'a Numbers,
    id_len: usize,
    wanted: &'a Set,
    holders: Vec<Number>,
    /// Each tree with how many folders lie in it, and those.
    trees: Vec<Number>,
}

impl<'a> Below<'a> {
    fn new(numbers: &'a Numbers, id_len: usize, wanted: &'a Set) -> Self {
        Self { numbers, id_len, wanted, holders: Vec::new(), trees: Vec::new() }
    }

    fn see(&mut self, object: Object<'_>) {
        let start = self.trees.len();
        self.trees.extend([object.number, 0]);
        let mut holds = false;
        for entry in tree::entries(object.bytes, self.id_len).filter(|entry| !entry.is_submodule) {
            let Some(number) = self.numbers.get(entry.id) else { continue };
            if entry.is_folder {
                self.trees.push(number);
            } else {
                holds |= self.wanted.has(number);
            }
        }
        let below = self.trees.len() - start - 2;
        if below == 0 {
            self.trees.truncate(start);
        } else {
            self.trees[start + 1] = below as Number;
        }
        if holds {
            self.holders.push(object.number);
        }
    }

    /// Adds the trees in which one of the set lies; whether there were any.
    fn climb(&self, matter: &mut Set) -> bool {
        let (mut at, mut is_new) = (0, false);
        while let Some([tree, count]) = self.trees.get(at..at + 2) {
            let end = at + 2 + *count as usize;
            if self.trees[at + 2..end].iter().any(|&below| matter.has(below)) {
                is_new |= matter.add(*tree);
            }
            at = end;
        }
        is_new
    }
}

/// The names in those trees that matter.
struct Named<'a> {
    numbers: &'a Numbers,
    id_len: usize,
    wanted: &'a Set,
    matter: &'a Set,
    /// Tree, name, what it names, whether that is a folder.
    entries: Vec<(Number, Vec<u8>, Number, bool)>,
}

impl<'a> Named<'a> {
    fn new(numbers: &'a Numbers, id_len: usize, wanted: &'a Set, matter: &'a Set) -> Self {
        Self { numbers, id_len, wanted, matter, entries: Vec::new() }
    }

    fn see(&mut self, object: Object<'_>) {
        if !self.matter.has(object.number) {
            return;
        }
        for entry in tree::entries(object.bytes, self.id_len).filter(|entry| !entry.is_submodule) {
            let Some(number) = self.numbers.get(entry.id) else { continue };
            let set = if entry.is_folder { self.matter } else { self.wanted };
            if set.has(number) {
                self.entries.push((object.number, entry.name.to_vec(), number, entry.is_folder));
            }
        }
    }
}

impl Visitor for Below<'_> {
    type Node = ();
    const OVERLAP: usize = 0;

    fn whole(&mut self, object: Object<'_>) {
        self.see(object);
    }

    fn patched(&mut self, object: Object<'_>, _: &(), _: &Patch) {
        self.see(object);
    }

    fn piece(&mut self, _: Piece<'_>) {}
}

impl Visitor for Named<'_> {
    type Node = ();
    const OVERLAP: usize = 0;

    fn whole(&mut self, object: Object<'_>) {
        self.see(object);
    }

    fn patched(&mut self, object: Object<'_>, _: &(), _: &Patch) {
        self.see(object);
    }

    fn piece(&mut self, _: Piece<'_>) {}
}
