//! One pack: where its entries lie, and which of them are said as changes to which other ones.

use std::path::Path;

use gix_hash::Kind as Hash;
use gix_pack::data::entry::Header;
use gix_pack::{data, index};
use gix_zlib::stream::inflate;
use gix_zlib::{Decompress, Inflate, Status};

use super::store::{LARGEST, decoded};
use super::{Kind, Number, Numbers};
use crate::host::raw;

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
    /// The numbers of the objects, and the sums by which entries are known that are not as Git wrote them.
    numbers: Vec<Number>,
    sums: Vec<Option<u32>>,
    /// The entries that are said as changes to each, one entry's behind the other's, and where those of each begin.
    children: Vec<Entry>,
    first_child: Vec<u32>,
    /// How many entries follow from each, itself counted.
    weights: Vec<u32>,
}

/// What stands at the beginning of an entry.
#[derive(Clone, Copy)]
struct Head {
    role: Role,
    base: Entry,
    /// How many bytes come out of it: an object, or changes to one.
    len: u64,
    /// Where its compressed bytes begin in the pack.
    data: u64,
}

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Whole(Kind),
    Changes,
    Broken,
}

const BROKEN: Head = Head { role: Role::Broken, base: NONE, len: 0, data: 0 };

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
        if ![index, pack.as_path()].iter().all(|path| raw::metadata(path).is_ok_and(|meta| meta.is_file())) {
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
            numbers: Vec::new(),
            sums: Vec::new(),
            children: Vec::new(),
            first_child: Vec::new(),
            weights: vec![1; count],
        };
        pack.heads = pack.read_heads(hash);
        pack.sums = pack.places.iter().map(|&place| pack.index.crc32_at_index(place)).collect();
        pack.order();
        Some(pack)
    }

    /// Puts the children of each entry together, those with the most followers first.
    fn order(&mut self) {
        let count = self.heads.len();
        let bases =
            || self.heads.iter().enumerate().map(|(entry, head)| (entry, head.base)).filter(|(_, base)| *base != NONE);
        let mut first = vec![0u32; count + 1];
        // A base lies before what follows from it, but for packs that somebody else than Git wrote.
        for (entry, base) in bases().collect::<Vec<_>>().into_iter().rev() {
            first[base as usize + 1] += 1;
            self.weights[base as usize] += self.weights[entry];
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let mut next = first.clone();
        let mut children = vec![0; first[count] as usize];
        for (entry, base) in bases() {
            children[next[base as usize] as usize] = entry as Entry;
            next[base as usize] += 1;
        }
        for pair in first.windows(2) {
            let weight = |child: &Entry| std::cmp::Reverse(self.weights[*child as usize]);
            children[pair[0] as usize..pair[1] as usize].sort_by_key(weight);
        }
        (self.children, self.first_child) = (children, first);
    }

    /// Notes the number of each object.
    pub(super) fn number(&mut self, numbers: &Numbers) {
        // One after the other in the order of their ids, which is that of the numbers.
        let of_place: Vec<Number> = self.ids().map(|id| numbers.get(id).unwrap_or_default()).collect();
        self.numbers = self.places.iter().map(|&place| of_place[place as usize]).collect();
    }

    /// What stands at the beginning of each entry.
    fn read_heads(&self, hash: Hash) -> Vec<Head> {
        let count = self.offsets.len();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = count.div_ceil(threads).max(1 << 10);
        let read = |from: usize| -> Vec<Head> {
            (from..count.min(from + share)).map(|entry| self.head(entry as Entry, hash).unwrap_or(BROKEN)).collect()
        };
        std::thread::scope(|scope| {
            let shares = (0..count).step_by(share);
            let all: Vec<_> = shares.map(|from| (from, scope.spawn(move || read(from)))).collect();
            // Where the reader stumbles, nothing is known.
            let unknown = |from: usize| vec![BROKEN; share.min(count - from)];
            all.into_iter().flat_map(|(from, part)| part.join().unwrap_or_else(|_| unknown(from))).collect()
        })
    }

    fn head(&self, entry: Entry, hash: Hash) -> Option<Head> {
        let offset = self.offsets[entry as usize];
        if offset >= self.data.data_len() as u64 {
            return None;
        }
        let read = self.data.entry(offset).ok()?;
        let whole = |kind| {
            Some(Head { role: Role::Whole(kind), base: NONE, len: read.decompressed_size, data: read.data_offset })
        };
        let base = match read.header {
            Header::Commit => return whole(Kind::Commit),
            Header::Tree => return whole(Kind::Tree),
            Header::Blob => return whole(Kind::Blob),
            Header::Tag => return whole(Kind::Tag),
            Header::OfsDelta { base_distance } => offset.checked_sub(base_distance)?,
            Header::RefDelta { base_id } => self.index.pack_offset_at_index(self.index.lookup(base_id)?),
        };
        let base = self.offsets.binary_search(&base).ok()? as Entry;
        let changes = Head { role: Role::Changes, base, len: read.decompressed_size, data: read.data_offset };
        (base != entry && read.header_size() <= hash.len_in_bytes() + 20).then_some(changes)
    }

    pub(super) fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Entries that stand for themselves, with what they are.
    pub(super) fn roots(&self) -> impl Iterator<Item = (Entry, Kind)> {
        let whole = |(entry, head): (usize, &Head)| match head.role {
            Role::Whole(kind) => Some((entry as Entry, kind)),
            Role::Changes | Role::Broken => None,
        };
        self.heads.iter().enumerate().filter_map(whole)
    }

    pub(super) fn weight(&self, entry: Entry) -> u32 {
        self.weights[entry as usize]
    }

    /// The entries that are said as changes to this one, those with the most followers first.
    pub(super) fn children(&self, entry: Entry) -> &[Entry] {
        let range = self.first_child[entry as usize] as usize..self.first_child[entry as usize + 1] as usize;
        &self.children[range]
    }

    /// The number of the object of an entry.
    pub(super) fn number_of(&self, entry: Entry) -> Number {
        self.numbers[entry as usize]
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

    /// The compressed bytes of an entry and what follows, where it is as Git wrote it: what is damaged may still make
    /// sense, and then it says something else.
    fn intact(&self, entry: Entry) -> Option<&[u8]> {
        let start = self.offsets[entry as usize];
        let end = self.offsets.get(entry as usize + 1).copied().unwrap_or(self.data.pack_end() as u64);
        let bytes = self.data.entry_slice(start..end)?;
        let is_intact = self.sums[entry as usize].is_none_or(|sum| crc32fast::hash(bytes) == sum);
        let head = usize::try_from(self.heads[entry as usize].data.checked_sub(start)?).ok()?;
        is_intact.then(|| bytes.get(head..)).flatten()
    }

    /// How many bytes come out of an entry: an object, or changes to one.
    pub(super) fn inflated_len(&self, entry: Entry) -> u64 {
        self.heads[entry as usize].len
    }

    /// Inflates an entry into `out`, whose length is what comes out.
    pub(super) fn inflate(&self, entry: Entry, inflate: &mut Inflate, out: &mut [u8]) -> Option<()> {
        let input = self.intact(entry)?;
        inflate.reset();
        let (status, _, done) = inflate.once(input, out).ok()?;
        (status == Status::StreamEnd && done == out.len()).then_some(())
    }

    /// Inflates an entry piece by piece.
    pub(super) fn stream(&self, entry: Entry) -> Option<Stream<'_>> {
        let input = self.intact(entry)?;
        Some(Stream { input, left: self.inflated_len(entry), inflate: Decompress::new() })
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
        let done = inflate::read(&mut self.input, &mut self.inflate, &mut out[..wanted]).ok()?;
        if done < wanted {
            return None;
        }
        self.left -= done as u64;
        Some(done)
    }
}
