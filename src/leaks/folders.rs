//! In which files of which root folders objects stand, found by going through all trees once. Names are read of those few
//! trees alone that stand for all in which nothing of this differs.

use std::collections::{HashMap, HashSet};

use crate::git::{Delta, Kind, Number, Numbers, Object, Objects, Piece, Visitor, tree};

/// Everything that a folder holds of what is looked for: the same for all trees in which nothing of that differs.
pub(super) type Content = u32;

/// More files than these are not told of one folder: a repository may be made so that each is in it a billion times.
const MAX_FILES: usize = 2_000;

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

    fn numbers(&self) -> impl Iterator<Item = Number> {
        let bits = |(at, word): (usize, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word & (1 << bit) != 0).map(move |bit| at as Number * 64 + bit)
        };
        self.0.iter().enumerate().flat_map(bits)
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
    /// Names by folder and mark, of those folders that stand for all with the same content.
    names: HashMap<(Content, Mark), Vec<u8>>,
}

/// What stands for a name in its folder, short.
type Mark = u32;

/// One entry of a folder that leads to something that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Part {
    File { name: Mark, object: Number },
    Folder { name: Mark, content: Content },
}

impl Folders {
    /// Looks through all trees.
    pub(super) fn holding(objects: &Objects, wanted: &Set) -> Self {
        let (numbers, id_len) = (objects.numbers(), objects.id_len());
        let starts: Starts = wanted.numbers().map(|number| numbers.start_of(number)).collect();
        let (threads, _) = objects.walk(&[Kind::Tree], || Below::new(numbers, id_len, &starts));
        let mut matter =
            Set::of(numbers.len(), threads.iter().flat_map(|thread| thread.files.iter().map(|file| file.0)));
        // Upwards, as long as something is new: as often as folders lie in each other.
        let mut is_new = threads.iter().any(|thread| !thread.files.is_empty());
        while is_new {
            is_new = threads.iter().map(|thread| thread.climb(&mut matter)).fold(false, |some, more| some | more);
        }
        let mut folders = Self::default();
        let samples = folders.put_together(&threads, &matter);
        drop(threads);
        for (content, tree) in (0..).zip(samples) {
            let text = objects.read(tree).unwrap_or_default();
            for entry in tree::entries(&text, id_len) {
                folders.names.insert((content, mark(entry.name)), entry.name.to_vec());
            }
        }
        folders
    }

    /// Finds out what each tree that matters holds; gives one tree for each content.
    fn put_together(&mut self, threads: &[Below<'_>], matter: &Set) -> Vec<Number> {
        let mut parts: HashMap<Number, Vec<Part>> = HashMap::new();
        let mut inner: HashMap<Number, Vec<(Mark, Number)>> = HashMap::new();
        for thread in threads {
            for (tree, name, object) in &thread.files {
                parts.entry(*tree).or_default().push(Part::File { name: *name, object: *object });
            }
            for (tree, below) in thread.folders().filter(|(tree, _)| matter.has(*tree)) {
                let below = below.chunks_exact(2).filter(|pair| matter.has(pair[0])).map(|pair| (pair[1], pair[0]));
                inner.entry(tree).or_default().extend(below);
            }
        }
        let mut samples = Vec::new();
        let mut known: HashMap<Vec<Part>, Content> = HashMap::new();
        let mut open: Vec<Number> = parts.keys().chain(inner.keys()).copied().collect();
        while let Some(&tree) = open.last() {
            if self.of_tree.contains_key(&tree) {
                open.pop();
                continue;
            }
            let below = inner.get(&tree).map_or(&[][..], Vec::as_slice);
            let waits_for: Vec<Number> =
                below.iter().map(|(_, child)| *child).filter(|child| !self.of_tree.contains_key(child)).collect();
            if !waits_for.is_empty() {
                open.extend(waits_for);
                continue;
            }
            let mut all = parts.get(&tree).cloned().unwrap_or_default();
            all.extend(below.iter().map(|(name, child)| Part::Folder { name: *name, content: self.of_tree[child] }));
            all.sort_unstable();
            // The same tree may lie in several packs.
            all.dedup();
            let content = *known.entry(all).or_insert_with_key(|all| {
                self.contents.push(all.clone());
                samples.push(tree);
                (self.contents.len() - 1) as Content
            });
            self.of_tree.insert(tree, content);
            open.pop();
        }
        samples
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
                if files.len() + open.len() >= MAX_FILES {
                    return files;
                }
                let name_of = |name: Mark| self.names.get(&(content, name)).map_or(&[][..], Vec::as_slice);
                let path_of = |name: Mark| format!("{path}{}", String::from_utf8_lossy(name_of(name)));
                match *part {
                    Part::File { name, object } => files.push((path_of(name), object)),
                    Part::Folder { name, content } => open.push((content, path_of(name) + "/")),
                }
            }
        }
        files
    }
}

/// The beginnings of ids that are looked for; most ids are told by two of their bytes.
struct Starts {
    exact: HashSet<u64>,
    first: Box<[bool; 1 << 16]>,
}

impl FromIterator<u64> for Starts {
    fn from_iter<I: IntoIterator<Item = u64>>(all: I) -> Self {
        let mut starts = Self { exact: HashSet::new(), first: Box::new([false; 1 << 16]) };
        for start in all {
            starts.first[(start >> 48) as usize] = true;
            starts.exact.insert(start);
        }
        starts
    }
}

impl Starts {
    fn has(&self, id: &[u8]) -> bool {
        let start = Numbers::start(id);
        self.first[(start >> 48) as usize] && self.exact.contains(&start)
    }
}

/// Which folders lie in which, and which hold what is looked for.
struct Below<'a> {
    numbers: &'a Numbers,
    id_len: usize,
    wanted: &'a Starts,
    /// Trees with what they hold, and the mark of its name.
    files: Vec<(Number, Mark, Number)>,
    /// Each tree with how many folders lie in it, and those with the marks of their names.
    trees: Vec<Number>,
}

impl<'a> Below<'a> {
    fn new(numbers: &'a Numbers, id_len: usize, wanted: &'a Starts) -> Self {
        Self { numbers, id_len, wanted, files: Vec::new(), trees: Vec::new() }
    }

    fn see(&mut self, object: Object<'_>) {
        let start = self.trees.len();
        self.trees.extend([object.number, 0]);
        for entry in tree::entries(object.bytes, self.id_len) {
            if entry.is_folder {
                self.trees.extend(self.numbers.get(entry.id).into_iter().flat_map(|number| [number, mark(entry.name)]));
            } else if !entry.is_submodule && self.wanted.has(entry.id) {
                let number = self.numbers.get(entry.id);
                self.files.extend(number.map(|number| (object.number, mark(entry.name), number)));
            }
        }
        let below = (self.trees.len() - start - 2) / 2;
        if below == 0 {
            self.trees.truncate(start);
        } else {
            self.trees[start + 1] = below as Number;
        }
    }

    /// Each tree with the folders in it: their numbers and marks in turn.
    fn folders(&self) -> impl Iterator<Item = (Number, &[Number])> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let [tree, count] = self.trees.get(at..)?.first_chunk::<2>()?;
            let start = at + 2;
            at = start + 2 * *count as usize;
            Some((*tree, self.trees.get(start..at)?))
        })
    }

    /// Adds the trees in which one of the set lies; whether there were any.
    fn climb(&self, matter: &mut Set) -> bool {
        let mut is_new = false;
        for (tree, below) in self.folders() {
            if !matter.has(tree) && below.chunks_exact(2).any(|pair| matter.has(pair[0])) {
                is_new |= matter.add(tree);
            }
        }
        is_new
    }
}

/// A mark for a name: FNV-1a, of which two names in one folder have the same once in four billion.
fn mark(name: &[u8]) -> Mark {
    name.iter().fold(0x811c_9dc5, |mark: u32, byte| (mark ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

impl Visitor for Below<'_> {
    type Node = ();
    const OVERLAP: usize = 0;

    fn whole(&mut self, object: Object<'_>) {
        self.see(object);
    }

    fn by_delta(&mut self, object: Object<'_>, _: &(), _: &Delta) {
        self.see(object);
    }

    fn piece(&mut self, _: Piece<'_>) {}
}
