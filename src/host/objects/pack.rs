//! One pack: where its entries lie, and which of them are said as changes to which other ones.

use std::fs;
use std::path::Path;

use gix_hash::Kind as Hash;
use gix_pack::data::entry::Header;
use gix_pack::{data, index};
use gix_zlib::{Decompress, FlushDecompress, Inflate, Status};

use super::store::{LARGEST, decoded};
use super::{Kind, Numbers};

/// An entry of a pack, by its place among the others.
pub(super) type Entry = u32;

const NONE: Entry = Entry::MAX;

/// A pack whose entries can be read from their bases on.
pub(super) struct Pack {
    data: data::File<gix_pack::MMap>,
    index: index::File<gix_pack::MMap>,
    /// Where each entry lies, in the order of the pack, and its place in the index.
    offsets: Vec<u64>,
    places: Vec<u32>,
    heads: Vec<Head>,
    first_child: Vec<Entry>,
    next_child: Vec<Entry>,
    /// How many entries follow from each, itself counted.
    weights: Vec<u32>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    Whole(Kind),
    Changes,
    Broken,
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pack({} entries)", self.offsets.len())
    }
}

impl Pack {
    /// Opens a pack by its index.
    pub(super) fn open(index: &Path, hash: Hash) -> Result<Self, ()> {
        let pack = index.with_extension("pack");
        // Whatever else lies there must not be waited for.
        if ![index, pack.as_path()].iter().all(|path| fs::metadata(path).is_ok_and(|meta| meta.is_file())) {
            return Err(());
        }
        let index = index::File::at(index, hash).map_err(|_| ())?;
        let data = data::File::at(pack, hash).map_err(|_| ())?.with_alloc_limit_bytes(Some(LARGEST));
        Self::of(index, data, hash).ok_or(())
    }

    fn of(index: index::File<gix_pack::MMap>, data: data::File<gix_pack::MMap>, hash: Hash) -> Option<Self> {
        if data.num_objects() != index.num_objects() || data.version() != data::Version::V2 {
            return None;
        }
        let mut order: Vec<(u64, u32)> =
            (0..index.num_objects()).map(|place| (index.pack_offset_at_index(place), place)).collect();
        order.sort_unstable();
        let count = order.len();
        let (offsets, places) = order.into_iter().unzip();
        let mut pack = Self {
            data,
            index,
            offsets,
            places,
            heads: Vec::new(),
            first_child: vec![NONE; count],
            next_child: vec![NONE; count],
            weights: vec![1; count],
        };
        let (heads, bases) = pack.read_heads(hash);
        pack.heads = heads;
        for entry in (0..count as Entry).rev() {
            let base = bases[entry as usize];
            if base != NONE {
                pack.next_child[entry as usize] = pack.first_child[base as usize];
                pack.first_child[base as usize] = entry;
                // A base lies before what follows from it, but for packs that somebody else than Git wrote.
                pack.weights[base as usize] += pack.weights[entry as usize];
            }
        }
        Some(pack)
    }

    /// What each entry is, and its base.
    fn read_heads(&self, hash: Hash) -> (Vec<Head>, Vec<Entry>) {
        let count = self.offsets.len();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = count.div_ceil(threads).max(1 << 10);
        let read = |from: usize| -> (Vec<Head>, Vec<Entry>) {
            (from..count.min(from + share)).map(|entry| self.head(entry as Entry, hash)).unzip()
        };
        let parts: Vec<_> = std::thread::scope(|scope| {
            let shares = (0..count).step_by(share);
            let all: Vec<_> = shares.map(|from| (from, scope.spawn(move || read(from)))).collect();
            // Where the reader stumbles, nothing is known.
            let unknown = |from: usize| vec![(Head::Broken, NONE); share.min(count - from)].into_iter().unzip();
            all.into_iter().map(|(from, part)| part.join().unwrap_or_else(|_| unknown(from))).collect()
        });
        let (mut heads, mut bases) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (part, its_bases) in parts {
            heads.extend(part);
            bases.extend(its_bases);
        }
        (heads, bases)
    }

    fn head(&self, entry: Entry, hash: Hash) -> (Head, Entry) {
        let offset = self.offsets[entry as usize];
        let read = (offset < self.data.data_len() as u64).then(|| self.data.entry(offset).ok()).flatten();
        let Some(read) = read.filter(|read| read.header_size() < 2 * hash.len_in_bytes() + 20) else {
            return (Head::Broken, NONE);
        };
        let base = match read.header {
            Header::Commit => return (Head::Whole(Kind::Commit), NONE),
            Header::Tree => return (Head::Whole(Kind::Tree), NONE),
            Header::Blob => return (Head::Whole(Kind::Blob), NONE),
            Header::Tag => return (Head::Whole(Kind::Tag), NONE),
            Header::OfsDelta { base_distance } => offset.checked_sub(base_distance),
            Header::RefDelta { base_id } => {
                self.index.lookup(base_id).map(|place| self.index.pack_offset_at_index(place))
            }
        };
        match base.and_then(|base| self.offsets.binary_search(&base).ok()) {
            Some(base) if base != entry as usize => (Head::Changes, base as Entry),
            _ => (Head::Broken, NONE),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Entries that stand for themselves, with what they are.
    pub(super) fn roots(&self) -> impl Iterator<Item = (Entry, Kind)> {
        let whole = |(entry, head): (usize, &Head)| match head {
            Head::Whole(kind) => Some((entry as Entry, *kind)),
            Head::Changes | Head::Broken => None,
        };
        self.heads.iter().enumerate().filter_map(whole)
    }

    pub(super) fn weight(&self, entry: Entry) -> u32 {
        self.weights[entry as usize]
    }

    /// The entries that are said as changes to this one, those with the most followers first.
    pub(super) fn children(&self, entry: Entry) -> Vec<Entry> {
        let mut children = Vec::new();
        let mut next = self.first_child[entry as usize];
        while next != NONE {
            children.push(next);
            next = self.next_child[next as usize];
        }
        children.sort_by_key(|&child| std::cmp::Reverse(self.weight(child)));
        children
    }

    pub(super) fn id(&self, entry: Entry) -> &[u8] {
        self.index.oid_at_index(self.places[entry as usize]).as_bytes()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.index.num_objects()).map(|place| self.index.oid_at_index(place).as_bytes())
    }

    /// The id that begins with these eight bytes.
    pub(super) fn id_that_starts(&self, start: u64) -> Option<&[u8]> {
        let place = self.place_of(start)?;
        Some(self.index.oid_at_index(place).as_bytes())
    }

    /// The object whose id begins with these eight bytes.
    pub(super) fn read(&self, start: u64) -> Option<Vec<u8>> {
        decoded(&self.index, &self.data, self.place_of(start)?)
    }

    fn place_of(&self, start: u64) -> Option<u32> {
        let (mut low, mut high) = (0, self.index.num_objects());
        while low < high {
            let middle = low + (high - low) / 2;
            match Numbers::start(self.index.oid_at_index(middle).as_bytes()).cmp(&start) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Whether an entry is as Git wrote it. What is damaged may still make sense, and then it says something else.
    fn is_intact(&self, entry: Entry) -> bool {
        let Some(sum) = self.index.crc32_at_index(self.places[entry as usize]) else { return true };
        let start = self.offsets[entry as usize];
        let end = self.offsets.get(entry as usize + 1).copied().unwrap_or(self.data.pack_end() as u64);
        self.data.entry_slice(start..end).is_some_and(|bytes| crc32fast::hash(bytes) == sum)
    }

    fn entry(&self, entry: Entry) -> Option<data::Entry> {
        self.data.entry(self.offsets[entry as usize]).ok()
    }

    /// How many bytes come out of an entry: an object, or changes to one.
    pub(super) fn inflated_len(&self, entry: Entry) -> Option<u64> {
        Some(self.entry(entry)?.decompressed_size)
    }

    /// Inflates an entry into `out`, whose length is what comes out.
    pub(super) fn inflate(&self, entry: Entry, inflate: &mut Inflate, out: &mut [u8]) -> Option<()> {
        let entry = self.is_intact(entry).then(|| self.entry(entry)).flatten()?;
        self.data.decompress_entry(&entry, inflate, out).ok().map(|_| ())
    }

    /// Inflates an entry piece by piece: `take` gets a buffer to fill from its `usize`th byte on, until there is no more.
    pub(super) fn stream(&self, entry: Entry) -> Option<Stream<'_>> {
        let entry = self.is_intact(entry).then(|| self.entry(entry)).flatten()?;
        let input = self.data.entry_slice(entry.data_offset..self.data.data_len() as u64)?;
        Some(Stream { input, left: entry.decompressed_size, inflate: Decompress::new() })
    }
}

/// An entry that is inflated bit by bit, because it is large.
pub(super) struct Stream<'a> {
    input: &'a [u8],
    left: u64,
    inflate: Decompress,
}

impl Stream<'_> {
    /// Fills `out`; how much there was. Less than asked for only at the end.
    pub(super) fn read(&mut self, out: &mut [u8]) -> Option<usize> {
        let wanted = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let mut done = 0;
        while done < wanted {
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(self.input, &mut out[done..wanted], FlushDecompress::None).ok()?;
            self.input = &self.input[(self.inflate.total_in() - before_in) as usize..];
            let got = (self.inflate.total_out() - before_out) as usize;
            done += got;
            if done < wanted && (got == 0 || status == Status::StreamEnd) {
                return None;
            }
        }
        self.left -= done as u64;
        Some(done)
    }
}
