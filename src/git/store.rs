//! Single objects by their ids, for those who need only a few.

use std::path::PathBuf;

use gix_hash::{ObjectId, oid};
use gix_pack::cache::Never;
use gix_pack::data::decode::entry::ResolvedBase;
use gix_pack::{data, index};
use gix_zlib::Inflate;

use super::loose::{Loose, Source};
use super::{Repository, hex, list};
use crate::host::raw;

/// The largest object that is read, in bytes.
pub(super) const LARGEST: usize = 64 << 20;

/// The objects of a repository and of those that it borrows from.
pub struct Store {
    folders: Vec<PathBuf>,
    packs: Vec<(index::File<gix_pack::MMap>, data::File<gix_pack::MMap>)>,
}

impl Store {
    /// Opens all packs. One that cannot be opened is missed when an object of it is asked for.
    pub fn open(repository: &Repository) -> Self {
        let found = list::packs_of(repository);
        let hash = repository.hash();
        let open = |path: &PathBuf| {
            let data = path.with_extension("pack");
            if !raw::is_file(path) || !raw::is_file(&data) {
                return None;
            }
            let index = index::File::at(path, hash).ok()?;
            let data = data::File::at(data, hash).ok()?.with_alloc_limit_bytes(Some(LARGEST));
            Some((index, data))
        };
        Self { packs: found.packs.iter().filter_map(open).collect(), folders: found.folders }
    }

    /// The object with this id; none where it is not there, damaged or too large.
    pub fn read(&self, id: &[u8]) -> Option<Vec<u8>> {
        self.loose(id).or_else(|| self.packed(id))
    }

    fn loose(&self, id: &[u8]) -> Option<Vec<u8>> {
        let name = hex(id);
        let (first, rest) = name.split_at_checked(2)?;
        let loose = |folder: &PathBuf| Loose { id: id.to_vec(), source: Source::File(folder.join(first).join(rest)) };
        self.folders.iter().find_map(|folder| inflated(&loose(folder)))
    }

    fn packed(&self, id: &[u8]) -> Option<Vec<u8>> {
        let id = ObjectId::try_from(id).ok()?;
        self.packs.iter().find_map(|(index, data)| decoded(index, data, index.lookup(id)?))
    }
}

/// The object at a place of an index, put together from its bases.
pub(super) fn decoded(
    index: &index::File<gix_pack::MMap>,
    data: &data::File<gix_pack::MMap>,
    place: u32,
) -> Option<Vec<u8>> {
    let entry = data.entry(index.pack_offset_at_index(place)).ok()?;
    let base = |id: &oid, _: &mut Vec<u8>| {
        let place = index.lookup(id).map(|place| index.pack_offset_at_index(place));
        place.map(|offset| data.entry(offset).map(ResolvedBase::InPack)).transpose()
    };
    let mut out = Vec::new();
    let read = || data.decode_entry(entry, &mut out, &mut Inflate::default(), &base, &mut Never);
    // What reads packs may stumble over one that was made up to do that.
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    read.is_ok_and(|read| read.is_ok()).then_some(out)
}

/// The object in a file of its own.
pub(super) fn inflated(loose: &Loose) -> Option<Vec<u8>> {
    let mut opened = loose.open().ok()?;
    let len = usize::try_from(opened.len).ok().filter(|len| *len <= LARGEST)?;
    let mut out = vec![0; len];
    (opened.read(&mut out) == Ok(len)).then_some(out)
}
