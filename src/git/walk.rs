//! Goes through objects, each read once: from a base to what is said as changes to it, on as many threads as there are processors.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use gix_zlib::Inflate;

use super::delta::{Delta, result_len};
use super::loose::{Loose, Unreadable};
use super::pack::{Entry, Pack};
use super::{Kind, Number, Objects};

/// From this size on, in bytes, an object is handed over in pieces; it cannot be one that others are said as changes to.
const LARGE: u64 = 64 << 20;
/// How many bytes a piece has at most.
const PIECE: usize = 4 << 20;
/// Larger buffers, in bytes, are not kept to be used again.
const KEPT: usize = 8 << 20;
/// How many loose objects one thread takes at once.
const ARMFUL: usize = 64;

/// An object in its whole length.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    pub number: Number,
    pub kind: Kind,
    pub bytes: &'a [u8],
}

/// A piece of a large object. Pieces overlap, so that what stands at their ends is seen whole in one of them.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    pub number: Number,
    pub bytes: &'a [u8],
    /// How many bytes at the beginning were in the piece before too.
    pub overlap: usize,
    /// How many lines ended before this piece.
    pub lines_before: usize,
    pub is_last: bool,
}

/// Who looks at objects. Each thread has one of its own.
pub trait Visitor: Send {
    /// What is kept of an object as long as others that follow from it are to come.
    type Node;
    /// How much pieces of a large object have to overlap, in bytes; an even number.
    const OVERLAP: usize;

    fn whole(&mut self, object: Object<'_>) -> Self::Node;
    fn by_delta(&mut self, object: Object<'_>, base: &Self::Node, delta: &Delta) -> Self::Node;
    fn piece(&mut self, piece: Piece<'_>);
}

/// What a walk came through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub objects: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many could not be read.
    pub broken: u64,
    /// How many were left out because they are too large.
    pub too_large: u64,
    /// How many were there at first and not any more: Git tidied up meanwhile.
    pub gone: u64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.objects += other.objects;
        self.bytes += other.bytes;
        self.broken += other.broken;
        self.too_large += other.too_large;
        self.gone += other.gone;
    }
}

/// What one thread does next.
enum Task<'a> {
    Chain(&'a Pack, Entry, Kind),
    Loose(&'a [Loose]),
}

impl Objects {
    /// Shows all objects of these kinds to visitors made by `make`, one for each thread, and gives them back.
    pub fn walk<V: Visitor>(&self, kinds: &[Kind], make: impl Fn() -> V + Sync) -> (Vec<V>, Tally) {
        let mut tasks: Vec<Task<'_>> = self.loose.chunks(ARMFUL).map(Task::Loose).collect();
        let mut chains: Vec<(u32, Task<'_>)> = Vec::new();
        for pack in &self.packs {
            let roots = pack.roots().filter(|(_, kind)| kinds.contains(kind));
            chains.extend(roots.map(|(root, kind)| (pack.weight(root), Task::Chain(pack, root, kind))));
        }
        // The longest first, so that no thread is left with one at the end.
        chains.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        tasks.extend(chains.into_iter().map(|(_, task)| task));
        let next = AtomicUsize::new(0);
        let count = thread::available_parallelism().map_or(1, usize::from).min(tasks.len().max(1));
        let work = || {
            let mut walker =
                Walker { objects: self, kinds, visitor: make(), tally: Tally::default(), hands: Hands::default() };
            while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                let before = walker.tally.objects;
                // What reads packs may stumble over one that was made up to do that.
                if catch_unwind(AssertUnwindSafe(|| walker.work(task))).is_err() {
                    let weight = match task {
                        Task::Chain(pack, root, _) => u64::from(pack.weight(*root)),
                        Task::Loose(loose) => loose.len() as u64,
                    };
                    walker.tally.broken += weight.saturating_sub(walker.tally.objects - before).max(1);
                    walker.hands = Hands::default();
                }
            }
            (walker.visitor, walker.tally)
        };
        let ended: Vec<(V, Tally)> = thread::scope(|scope| {
            let threads: Vec<_> = (1..count).map(|_| scope.spawn(work)).collect();
            let mut ended = vec![work()];
            ended.extend(threads.into_iter().filter_map(|thread| thread.join().ok()));
            ended
        });
        let mut tally = Tally::default();
        let visitors = ended.into_iter().map(|(visitor, part)| {
            tally += part;
            visitor
        });
        let visitors = visitors.collect();
        let all = self.packs.iter().map(Pack::len).sum::<usize>() + self.loose.len();
        if Kind::ALL.iter().all(|kind| kinds.contains(kind)) {
            // Entries that lead to no object: their base is missing, or bases go round in a circle.
            let seen = tally.objects + tally.broken + tally.too_large + tally.gone;
            tally.broken += (all as u64).saturating_sub(seen);
        }
        (visitors, tally)
    }
}

/// Buffers and state that are used again and again.
#[derive(Default)]
struct Hands {
    inflate: Inflate,
    code: Vec<u8>,
    delta: Delta,
    buffers: Vec<Vec<u8>>,
}

/// An object of which changes are still to come.
struct Base<N> {
    bytes: Vec<u8>,
    len: usize,
    node: N,
    /// The lightest stands last and is taken first: when the heaviest comes, the base is not needed any more.
    children: Vec<Entry>,
}

struct Walker<'a, V> {
    objects: &'a Objects,
    kinds: &'a [Kind],
    visitor: V,
    tally: Tally,
    hands: Hands,
}

impl<V: Visitor> Walker<'_, V> {
    fn work(&mut self, task: &Task<'_>) {
        match task {
            Task::Chain(pack, root, kind) => self.chain(pack, *root, *kind),
            Task::Loose(loose) => loose.iter().for_each(|loose| self.loose(loose)),
        }
    }

    fn chain(&mut self, pack: &Pack, root: Entry, kind: Kind) {
        let weight = u64::from(pack.weight(root));
        let len = pack.inflated_len(root);
        if len > LARGE {
            self.tally.too_large += weight - 1;
            let Some(mut stream) = pack.stream(root) else { return self.tally.broken += 1 };
            return self.large(pack.number_of(root), kind, len, |out| stream.read(out));
        }
        let len = len as usize;
        let mut bytes = self.hands.buffer(len);
        if pack.inflate(root, &mut self.hands.inflate, &mut bytes[..len]).is_none() {
            self.tally.broken += weight;
            return self.hands.buffers.push(bytes);
        }
        let node = self.visitor.whole(Object { number: pack.number_of(root), kind, bytes: &bytes[..len] });
        self.count(len);
        let mut open = Vec::new();
        self.hands.keep(&mut open, Base { bytes, len, node, children: pack.children(root).to_vec() });
        while let Some(base) = open.last_mut() {
            let Some(entry) = base.children.pop() else {
                self.hands.drop(open.pop());
                continue;
            };
            let child = self.child(pack, entry, kind, base);
            if base.children.is_empty() {
                self.hands.drop(open.pop());
            }
            if let Some(child) = child {
                self.hands.keep(&mut open, child);
            }
        }
    }

    fn child(&mut self, pack: &Pack, entry: Entry, kind: Kind, base: &Base<V::Node>) -> Option<Base<V::Node>> {
        let code_len = Some(pack.inflated_len(entry)).filter(|&len| len <= LARGE);
        let hands = &mut self.hands;
        let made = code_len.map(|code_len| {
            let mut code = std::mem::take(&mut hands.code);
            let code_len = code_len as usize;
            if code.len() < code_len {
                code.resize(code_len, 0);
            }
            let len = pack
                .inflate(entry, &mut hands.inflate, &mut code[..code_len])
                .and_then(|()| result_len(&code[..code_len]).ok());
            let made = match len {
                Some(len) if len as u64 > LARGE => Err(true),
                None => Err(false),
                Some(len) => {
                    let mut bytes = hands.buffer(len);
                    let done = hands.delta.apply(&code[..code_len], &base.bytes[..base.len], &mut bytes[..len]);
                    done.map(|()| (bytes, len)).map_err(|_| false)
                }
            };
            hands.code = code;
            made
        });
        match made.unwrap_or(Err(false)) {
            Ok((bytes, len)) => {
                let object = Object { number: pack.number_of(entry), kind, bytes: &bytes[..len] };
                let node = self.visitor.by_delta(object, &base.node, &self.hands.delta);
                self.count(len);
                Some(Base { bytes, len, node, children: pack.children(entry).to_vec() })
            }
            Err(is_too_large) => {
                let lost = if is_too_large { &mut self.tally.too_large } else { &mut self.tally.broken };
                *lost += u64::from(pack.weight(entry));
                None
            }
        }
    }

    fn loose(&mut self, loose: &Loose) {
        let mut opened = match loose.open() {
            Ok(opened) => opened,
            Err(Unreadable::Gone) => return self.tally.gone += 1,
            Err(Unreadable::Broken) => return self.tally.broken += 1,
        };
        let (kind, len) = (opened.kind, opened.len);
        if !self.kinds.contains(&kind) {
            return;
        }
        if len > LARGE {
            return self.large(self.objects.number(&loose.id), kind, len, |out| opened.read(out).ok());
        }
        let len = len as usize;
        let mut bytes = self.hands.buffer(len);
        if opened.read(&mut bytes[..len]) == Ok(len) {
            let number = self.objects.number(&loose.id);
            self.visitor.whole(Object { number, kind, bytes: &bytes[..len] });
            self.count(len);
        } else {
            self.tally.broken += 1;
        }
        self.hands.buffers.push(bytes);
    }

    /// Hands a large object over in pieces that `read` fills.
    fn large(&mut self, number: Number, kind: Kind, len: u64, mut read: impl FnMut(&mut [u8]) -> Option<usize>) {
        if kind != Kind::Blob {
            // Git writes no such thing, and nobody could look at it in pieces.
            return self.tally.too_large += 1;
        }
        let visitor = &mut self.visitor;
        if !in_pieces(number, len, V::OVERLAP, &mut read, &mut |piece| visitor.piece(piece)) {
            return self.tally.broken += 1;
        }
        self.tally.objects += 1;
        self.tally.bytes += len;
    }

    fn count(&mut self, len: usize) {
        self.tally.objects += 1;
        self.tally.bytes += len as u64;
    }
}

/// Hands over what `read` fills in, in pieces; whether all of it was there.
pub(super) fn in_pieces(
    number: Number,
    len: u64,
    most_overlap: usize,
    read: &mut impl FnMut(&mut [u8]) -> Option<usize>,
    hand: &mut impl FnMut(Piece<'_>),
) -> bool {
    let piece = PIECE.min(usize::try_from(len).unwrap_or(PIECE));
    let mut bytes = vec![0; piece + most_overlap];
    let (mut overlap, mut done, mut lines_before) = (0, 0, 0);
    while done < len {
        let wanted = piece.min(usize::try_from(len - done).unwrap_or(piece));
        if read(&mut bytes[overlap..overlap + wanted]) != Some(wanted) {
            return false;
        }
        done += wanted as u64;
        let end = overlap + wanted;
        hand(Piece { number, bytes: &bytes[..end], overlap, lines_before, is_last: done == len });
        overlap = most_overlap.min(end);
        lines_before += memchr::memchr_iter(b'\n', &bytes[..end - overlap]).count();
        bytes.copy_within(end - overlap..end, 0);
    }
    true
}

impl Hands {
    /// A buffer with room for `len` bytes; what is in it does not matter.
    fn buffer(&mut self, len: usize) -> Vec<u8> {
        let mut buffer = self.buffers.pop().unwrap_or_default();
        if buffer.len() < len {
            // What was in it is not copied.
            buffer.clear();
            buffer.resize(len, 0);
        }
        buffer
    }

    fn keep<N>(&mut self, open: &mut Vec<Base<N>>, base: Base<N>) {
        if base.children.is_empty() { self.drop(Some(base)) } else { open.push(base) }
    }

    fn drop<N>(&mut self, base: Option<Base<N>>) {
        self.buffers.extend(base.map(|base| base.bytes).filter(|bytes| bytes.capacity() <= KEPT));
    }
}

impl Objects {
    fn number(&self, id: &[u8]) -> Number {
        self.numbers.get(id).unwrap_or_default()
    }
}
