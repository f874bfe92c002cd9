//! Looks for keys in every object of a repository, each once: of what a pack says as changes only where something changed.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::git::{Delta, Kind, Number, Numbers, Object, Piece, Visitor, tree};
use crate::secrets::{AHEAD, BEHIND, Hit, Rules, Utf16};

use super::found::Collected;

/// How much pieces of a large object overlap, in bytes: of UTF-16 twice as much is needed.
pub(super) const OVERLAP: usize = 2 * (BEHIND + AHEAD);

/// A commit, as far as the way from keys to commits needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) number: Number,
    /// None where it is not there.
    pub(super) tree: Option<Number>,
    pub(super) parents: Vec<Number>,
    /// When it was made, in seconds since 1970.
    pub(super) when: i64,
}

/// What was seen, by one thread or by all.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) collected: Collected,
    pub(super) commits: Vec<Commit>,
    /// Tags with a message of their own, and what they are tags of.
    pub(super) tags: Vec<(Number, Number)>,
    /// Ids that are named and not there, by their beginnings.
    pub(super) missing: HashSet<u64>,
    pub(super) blobs: u64,
    /// How many bytes were searched, which is less than there are.
    pub(super) searched: u64,
}

impl Seen {
    pub(super) fn merge(&mut self, other: Self) {
        self.collected.merge(other.collected);
        self.commits.extend(other.commits);
        self.tags.extend(other.tags);
        self.missing.extend(other.missing);
        self.blobs += other.blobs;
        self.searched += other.searched;
    }
}

/// One thread on its way through objects.
pub(super) struct Search<'a> {
    rules: &'a Rules,
    numbers: &'a Numbers,
    id_len: usize,
    /// Commits whose parents were left out when the repository was cloned, by the beginning of their ids.
    ends: &'a HashSet<u64>,
    /// Of the large object of which pieces come.
    wide: Option<Utf16>,
    pub(super) seen: Seen,
}

/// The keys of an object whose followers are still to come.
#[derive(Default)]
pub(super) struct Hits {
    /// Before those that lie in each other are settled.
    hits: Vec<Hit>,
    is_wide: bool,
}

impl<'a> Search<'a> {
    pub(super) fn new(rules: &'a Rules, numbers: &'a Numbers, id_len: usize, ends: &'a HashSet<u64>) -> Self {
        Self { rules, numbers, id_len, ends, wide: None, seen: Seen::default() }
    }

    fn whole_text(&mut self, number: Number, text: &[u8]) -> Hits {
        if let Some(wide) = Utf16::of(text) {
            let text = wide.narrow(text);
            let mut hits = Vec::new();
            self.find(&text, 0..text.len(), &mut hits);
            self.seen.collected.add(self.rules, number, &text, &hits, 0);
            return Hits { hits: Vec::new(), is_wide: true };
        }
        let mut hits = Vec::new();
        self.find(text, 0..text.len(), &mut hits);
        self.seen.collected.add(self.rules, number, text, &hits, 0);
        Hits { hits, is_wide: false }
    }

    fn find(&mut self, text: &[u8], window: Range<usize>, hits: &mut Vec<Hit>) {
        self.seen.searched += window.len() as u64;
        self.rules.find(text, window, hits);
    }

    fn changed_text(&mut self, number: Number, text: &[u8], base: &Hits, delta: &Delta) -> Hits {
        if base.is_wide || Utf16::of(text).is_some() {
            return self.whole_text(number, text);
        }
        let mut hits = Vec::new();
        for window in delta.changed(BEHIND, AHEAD) {
            self.find(text, window, &mut hits);
        }
        if !base.hits.is_empty() {
            for (kept, from) in delta.kept(BEHIND, AHEAD) {
                let at = |anchor: usize| kept.start + anchor - from;
                let moved = base.hits.iter().filter(|hit| (from..from + kept.len()).contains(&hit.anchor));
                hits.extend(moved.map(|hit| Hit {
                    anchor: at(hit.anchor),
                    // A key may begin before its anchor, and before the part that was kept.
                    start: kept.start + hit.start - from,
                    ..*hit
                }));
            }
        }
        self.seen.collected.add(self.rules, number, text, &hits, 0);
        Hits { hits, is_wide: false }
    }

    fn commit(&mut self, number: Number, text: &[u8]) {
        let head = tree::head(text);
        let mut commit = Commit { number, tree: None, parents: Vec::new(), when: 0 };
        let is_end = self.ends.contains(&self.numbers.start_of(number));
        for line in head.split(|&byte| byte == b'\n') {
            if let Some(id) = line.strip_prefix(b"tree ").and_then(tree::id) {
                commit.tree = self.known(&id);
            } else if let Some(id) = line.strip_prefix(b"parent ").and_then(tree::id) {
                match self.numbers.get(&id) {
                    Some(parent) => commit.parents.push(parent),
                    None if is_end => {}
                    None => {
                        self.known(&id);
                    }
                }
            } else if let Some(who) = line.strip_prefix(b"committer ") {
                commit.when = tree::when(who);
            }
        }
        self.seen.commits.push(commit);
    }

    fn tag(&mut self, number: Number, text: &[u8]) {
        let target = text.strip_prefix(b"object ").and_then(tree::id).and_then(|id| self.known(&id));
        self.seen.tags.extend(target.map(|target| (number, target)));
    }

    fn tree(&mut self, text: &[u8], is_new: impl Fn(Range<usize>) -> bool) {
        for entry in tree::entries(text, self.id_len) {
            if !entry.is_submodule && is_new(entry.range) {
                self.known(entry.id);
            }
        }
    }

    /// The number of an object that another one names.
    fn known(&mut self, id: &[u8]) -> Option<Number> {
        let number = self.numbers.get(id);
        if number.is_none() {
            self.seen.missing.insert(Numbers::start(id));
        }
        number
    }
}

impl Visitor for Search<'_> {
    type Node = Hits;
    const OVERLAP: usize = OVERLAP;

    fn whole(&mut self, object: Object<'_>) -> Hits {
        match object.kind {
            Kind::Tree => {
                self.tree(object.bytes, |_| true);
                return Hits::default();
            }
            Kind::Commit => self.commit(object.number, object.bytes),
            Kind::Tag => self.tag(object.number, object.bytes),
            Kind::Blob => self.seen.blobs += 1,
        }
        self.whole_text(object.number, object.bytes)
    }

    fn by_delta(&mut self, object: Object<'_>, base: &Hits, delta: &Delta) -> Hits {
        match object.kind {
            Kind::Tree => {
                let mut kept = delta.kept(0, 0).map(|(kept, _)| kept).peekable();
                // Entries come in their order, and so do the parts that were kept.
                let kept = std::cell::RefCell::new(&mut kept);
                self.tree(object.bytes, |entry| {
                    let mut kept = kept.borrow_mut();
                    while kept.next_if(|kept| kept.end < entry.end).is_some() {}
                    kept.peek().is_none_or(|kept| entry.start < kept.start)
                });
                return Hits::default();
            }
            Kind::Commit => self.commit(object.number, object.bytes),
            Kind::Tag => self.tag(object.number, object.bytes),
            Kind::Blob => self.seen.blobs += 1,
        }
        self.changed_text(object.number, object.bytes, base, delta)
    }

    fn piece(&mut self, piece: Piece<'_>) {
        if piece.overlap == 0 {
            self.wide = Utf16::of(piece.bytes);
            self.seen.blobs += 1;
        }
        let (text, window) = look_at(&piece, self.wide);
        let mut hits = Vec::new();
        self.find(&text, window, &mut hits);
        self.seen.collected.add(self.rules, piece.number, &text, &hits, piece.lines_before);
    }
}

/// The text of a piece, and the part of it in which anchors are looked for: the rest belongs to the pieces beside it.
pub(super) fn look_at<'a>(piece: &Piece<'a>, wide: Option<Utf16>) -> (Cow<'a, [u8]>, Range<usize>) {
    let (text, overlap) = match wide {
        Some(wide) => (Cow::Owned(wide.narrow(piece.bytes)), piece.overlap / 2),
        None => (Cow::Borrowed(piece.bytes), piece.overlap),
    };
    // What the piece before could not see the end of is looked at now.
    let end = if piece.is_last { text.len() } else { text.len().saturating_sub(AHEAD) };
    let start = overlap.saturating_sub(AHEAD);
    (text, start..end.max(start))
}
