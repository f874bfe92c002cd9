//! Objects that lie in files of their own, as Git writes them before it packs them.

use std::path::PathBuf;

use gix_zlib::Decompress;
use gix_zlib::stream::inflate;

use super::Kind;
use crate::host::raw::{self, BufReader, File};

/// An object in a file of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Loose {
    pub(super) id: Vec<u8>,
    pub(super) source: Source,
}

/// Where its bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    File(PathBuf),
    /// The repository is a simulated one.
    Memory(Kind, Vec<u8>),
}

/// Longer heads than this Git does not write: a word, a blank, a number and a zero.
const LONGEST_HEAD: usize = 64;

/// How much of a file is read at once, in bytes.
const CHUNK: usize = 1 << 16;

/// What a loose object begins with, and how to go on.
pub(super) struct Opened {
    pub(super) kind: Kind,
    pub(super) len: u64,
    /// What came behind the head.
    start: Vec<u8>,
    /// None where all of it is in `start`.
    rest: Option<(BufReader<File>, Decompress)>,
}

/// Why an object cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It was there a moment ago: Git tidies up.
    Gone,
    Broken,
}

impl Loose {
    pub(super) fn open(&self) -> Result<Opened, Unreadable> {
        let broken = |error: raw::Error| match error.kind() {
            raw::ErrorKind::NotFound => Unreadable::Gone,
            _ => Unreadable::Broken,
        };
        let path = match &self.source {
            Source::File(path) => path,
            Source::Memory(kind, bytes) => {
                return Ok(Opened { kind: *kind, len: bytes.len() as u64, start: bytes.clone(), rest: None });
            }
        };
        let meta = raw::symlink_metadata(path).map_err(broken)?;
        if !meta.is_file() {
            return Err(Unreadable::Broken);
        }
        let file = raw::open(path).map_err(broken)?;
        let file = BufReader::with_capacity(CHUNK.min(usize::try_from(meta.len()).unwrap_or(CHUNK)), file);
        let rest = Some((file, Decompress::new()));
        let mut opened = Opened { kind: Kind::Blob, len: 0, start: Vec::new(), rest };
        let mut head = [0; LONGEST_HEAD];
        let got = opened.read(&mut head)?;
        let end = head[..got].iter().position(|&byte| byte == 0).ok_or(Unreadable::Broken)?;
        (opened.kind, opened.len) = read_head(&head[..end]).ok_or(Unreadable::Broken)?;
        opened.start = head[end + 1..got].to_vec();
        Ok(opened)
    }
}

fn read_head(head: &[u8]) -> Option<(Kind, u64)> {
    let (word, len) = std::str::from_utf8(head).ok()?.split_once(' ')?;
    let kind = match word {
        "commit" => Kind::Commit,
        "tree" => Kind::Tree,
        "blob" => Kind::Blob,
        "tag" => Kind::Tag,
        _ => return None,
    };
    Some((kind, len.parse().ok()?))
}

impl Opened {
    /// Fills `out` from its beginning on; how much there was. Less than asked for only at the end.
    pub(super) fn read(&mut self, out: &mut [u8]) -> Result<usize, Unreadable> {
        let first = self.start.len().min(out.len());
        out[..first].copy_from_slice(&self.start[..first]);
        self.start.drain(..first);
        match &mut self.rest {
            Some((file, inflate)) if first < out.len() => {
                let more = inflate::read(file, inflate, &mut out[first..]).map_err(|_| Unreadable::Broken)?;
                Ok(first + more)
            }
            _ => Ok(first),
        }
    }
}
