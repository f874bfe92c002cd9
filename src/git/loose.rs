//! Objects that lie in files of their own, as Git writes them before it packs them.

use std::path::PathBuf;

use gix_zlib::{Decompress, FlushDecompress, Status};

use super::Kind;
use crate::host::raw::{self, File, Read};

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
    /// None where all of it is in `start`.
    file: Option<File>,
    /// What was read of the file, and how much of that is used up.
    input: Vec<u8>,
    used: usize,
    /// What came behind the head.
    start: Vec<u8>,
    inflate: Decompress,
    ended: bool,
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
                let (len, start, inflate) = (bytes.len() as u64, bytes.clone(), Decompress::new());
                return Ok(Opened {
                    kind: *kind,
                    len,
                    file: None,
                    input: Vec::new(),
                    used: 0,
                    start,
                    inflate,
                    ended: true,
                });
            }
        };
        let meta = raw::symlink_metadata(path).map_err(broken)?;
        if !meta.is_file() {
            return Err(Unreadable::Broken);
        }
        let file = raw::open(path).map_err(broken)?;
        let input = vec![0; CHUNK.min(usize::try_from(meta.len()).unwrap_or(CHUNK))];
        let used = input.len();
        let (start, inflate) = (Vec::new(), Decompress::new());
        let mut opened =
            Opened { kind: Kind::Blob, len: 0, file: Some(file), input, used, start, inflate, ended: false };
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
        let mut done = first;
        while done < out.len() && !self.ended {
            if self.used == self.input.len() {
                let room = self.input.capacity();
                self.input.resize(room, 0);
                let file = self.file.as_mut().ok_or(Unreadable::Broken)?;
                let got = file.read(&mut self.input).map_err(|_| Unreadable::Broken)?;
                self.input.truncate(got);
                self.used = 0;
            }
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self
                .inflate
                .decompress(&self.input[self.used..], &mut out[done..], FlushDecompress::None)
                .map_err(|_| Unreadable::Broken)?;
            self.used += (self.inflate.total_in() - before_in) as usize;
            let got = (self.inflate.total_out() - before_out) as usize;
            done += got;
            self.ended = status == Status::StreamEnd;
            if self.input.is_empty() && got == 0 && !self.ended {
                return Err(Unreadable::Broken);
            }
        }
        Ok(done)
    }
}
