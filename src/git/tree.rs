//! Reads what Git writes into trees and into the heads of commits and tags.

use std::ops::Range;

/// An entry of a tree.
#[derive(Debug)]
pub struct Entry<'a> {
    pub name: &'a [u8],
    pub id: &'a [u8],
    pub is_folder: bool,
    /// A commit of another repository.
    pub is_submodule: bool,
    /// Where it stands in the tree, in bytes.
    pub range: Range<usize>,
}

/// The entries of a tree whose ids have `id_len` bytes; they end where it is garbled.
pub fn entries(text: &[u8], id_len: usize) -> impl Iterator<Item = Entry<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let end = memchr::memchr(0, rest)?;
        let blank = memchr::memchr(b' ', &rest[..end])?;
        let (mode, name) = (&rest[..blank], &rest[blank + 1..end]);
        let id = rest.get(end + 1..end + 1 + id_len)?;
        let range = at..at + end + 1 + id_len;
        at = range.end;
        let is_folder = matches!(mode, b"40000" | b"040000");
        Some(Entry { name, id, is_folder, is_submodule: mode == b"160000", range })
    })
}

/// The lines before the message of a commit or a tag.
pub fn head(text: &[u8]) -> &[u8] {
    memchr::memmem::find(text, b"\n\n").map_or(text, |end| &text[..end])
}

/// The id that a line goes on with, in hexadecimal digits.
pub fn id(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().position(|byte| !byte.is_ascii_hexdigit()).map_or(text, |end| &text[..end]);
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or_default() as u8;
    let is_id = matches!(digits.len(), 40 | 64);
    is_id.then(|| digits.chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect())
}

/// The time in `Name <address> 1700000000 +0100`, in seconds since 1970.
pub fn when(who: &[u8]) -> i64 {
    let after = who.iter().rposition(|&byte| byte == b'>').map_or(&[][..], |end| &who[end + 1..]);
    let word = std::str::from_utf8(after).unwrap_or_default().split_whitespace().next();
    word.and_then(|seconds| seconds.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_its_entries_and_a_garbled_one_those_before() {
        let mut text = b"100644 a b\0".to_vec();
        text.extend([1; 20]);
        text.extend(b"40000 src\0");
        text.extend([2; 20]);
        text.extend(b"160000 other\0");
        text.extend([3; 19]);
        let seen: Vec<_> = entries(&text, 20)
            .map(|entry| (entry.name.to_vec(), entry.is_folder, entry.id[0], entry.range.end))
            .collect();
        assert_eq!(seen, [(b"a b".to_vec(), false, 1, 31), (b"src".to_vec(), true, 2, 61)]);
    }

    #[test]
    fn the_time_of_a_commit_is_read_behind_any_name() {
        assert_eq!(when(b"A > B <a@example.com> 1700000000 +0100"), 1_700_000_000);
        assert_eq!(when(b"nobody"), 0);
    }
}
