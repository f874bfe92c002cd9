//! Commits: which branches, tags, stashes and logs lead to them, and from which names one can be reached.

use std::collections::{BTreeMap, HashMap};

use super::search::Commit;
use crate::git::{Number, Numbers, Ref, RefKind, Refs};

/// What leads to a commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ways(u8);

impl Ways {
    pub(super) fn to(self, kind: RefKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    pub(super) fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }

    fn add(&mut self, kind: RefKind) -> bool {
        let before = self.0;
        self.0 |= 1 << kind as u8;
        before != self.0
    }
}

/// More commits than these are not asked for the names that lead to them.
const MAX_ASKED: usize = 500;
/// More names than these are not told of one commit.
const MAX_NAMES: usize = 8;

/// All commits and what leads to them.
pub(super) struct History<'a> {
    commits: Vec<Commit>,
    at: HashMap<Number, usize>,
    ways: Vec<Ways>,
    /// For each commit, those that follow it.
    children: Vec<Vec<usize>>,
    /// Names that lead to a commit now.
    names: HashMap<usize, Vec<&'a str>>,
    /// Names that lead straight to another object, such as a file.
    others: HashMap<Number, (Ways, Vec<&'a str>)>,
    asked: BTreeMap<usize, Vec<String>>,
}

impl<'a> History<'a> {
    pub(super) fn new(mut commits: Vec<Commit>, tags: &[(Number, Number)], refs: &'a Refs, numbers: &Numbers) -> Self {
        commits.sort_unstable_by_key(|commit| commit.number);
        // The same commit may lie in several packs.
        commits.dedup_by_key(|commit| commit.number);
        let at: HashMap<Number, usize> = commits.iter().enumerate().map(|(at, commit)| (commit.number, at)).collect();
        let mut children = vec![Vec::new(); commits.len()];
        for (child, commit) in commits.iter().enumerate() {
            for parent in commit.parents.iter().filter_map(|parent| at.get(parent)) {
                children[*parent].push(child);
            }
        }
        let ways = vec![Ways::default(); commits.len()];
        let (names, others, asked) = (HashMap::new(), HashMap::new(), BTreeMap::new());
        let mut history = Self { commits, at, ways, children, names, others, asked };
        let tags: HashMap<Number, Number> = tags.iter().copied().collect();
        for reference in &refs.now {
            history.lead(reference, numbers, &tags, true);
        }
        for reference in &refs.before {
            history.lead(reference, numbers, &tags, false);
        }
        history
    }

    fn lead(&mut self, reference: &'a Ref, numbers: &Numbers, tags: &HashMap<Number, Number>, is_now: bool) {
        let Some(mut number) = numbers.get(&reference.id) else { return };
        // A tag may be one of a tag; of one that is made up to go round in a circle the end is never reached.
        for _ in 0..8 {
            let other = self.others.entry(number).or_default();
            other.0.add(reference.kind);
            if is_now {
                other.1.push(&reference.name);
            }
            match tags.get(&number) {
                Some(&target) => number = target,
                None => break,
            }
        }
        let Some(&at) = self.at.get(&number) else { return };
        if is_now {
            self.names.entry(at).or_default().push(&reference.name);
        }
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            if self.ways[at].add(reference.kind) {
                open.extend(self.commits[at].parents.iter().filter_map(|parent| self.at.get(parent)));
            }
        }
    }

    pub(super) fn commits(&self) -> &[Commit] {
        &self.commits
    }

    pub(super) fn ways(&self, at: usize) -> Ways {
        self.ways[at]
    }

    pub(super) fn commit(&self, number: Number) -> Option<usize> {
        self.at.get(&number).copied()
    }

    /// What leads straight to an object, without a commit.
    pub(super) fn straight(&self, object: Number) -> Option<(Ways, Vec<String>)> {
        self.others.get(&object).map(|(ways, names)| (*ways, chosen(names.clone())))
    }

    /// Some of the names from which a commit can be reached.
    pub(super) fn names(&mut self, at: usize) -> Vec<String> {
        if let Some(names) = self.asked.get(&at) {
            return names.clone();
        }
        if self.asked.len() >= MAX_ASKED {
            return Vec::new();
        }
        let mut seen = vec![false; self.commits.len()];
        let mut open = vec![at];
        let mut names = Vec::new();
        seen[at] = true;
        while let Some(at) = open.pop() {
            names.extend(self.names.get(&at).into_iter().flatten().copied());
            for &child in &self.children[at] {
                if !seen[child] {
                    seen[child] = true;
                    open.push(child);
                }
            }
        }
        let names = chosen(names);
        self.asked.insert(at, names.clone());
        names
    }
}

/// The names that say most: branches before the locations that lead to where somebody stands now.
fn chosen(mut names: Vec<&str>) -> Vec<String> {
    let is_head = |name: &str| name.ends_with("HEAD") || name == "stash";
    names.sort_unstable_by_key(|name| (is_head(name), name.matches('/').count(), *name));
    names.dedup();
    if names.iter().any(|name| !is_head(name)) {
        names.retain(|name| !is_head(name));
    }
    names.truncate(MAX_NAMES);
    names.into_iter().map(str::to_owned).collect()
}
