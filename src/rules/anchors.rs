//! Finds the first of many short pieces of text, many bytes at a time where the processor can.

use aho_corasick::{AhoCorasick, Input, MatchKind, Span, packed};

/// Something that was found: which piece, and where it begins.
pub(super) type Found = (usize, usize);

#[derive(Debug)]
pub(super) struct Anchors {
    /// None on processors without what it needs.
    fast: Option<packed::Searcher>,
    slow: AhoCorasick,
}

impl Anchors {
    /// # Errors
    /// More pieces than fit, in words.
    pub(super) fn new(words: &[&str]) -> Result<Self, String> {
        let slow = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
        // Its own limit is a guess for any pieces; with those of the service files it is several times as fast as the other.
        let mut config = packed::Config::new();
        config.match_kind(packed::MatchKind::LeftmostLongest).heuristic_pattern_limits(false);
        let fast = config.builder().extend(words).build();
        Ok(Self { fast, slow: slow.map_err(|error| error.to_string())? })
    }

    /// The first piece that stands in this part of the text, the longest of those that begin there.
    pub(super) fn first(&self, text: &[u8], start: usize, end: usize) -> Option<Found> {
        let found = match &self.fast {
            Some(fast) => fast.find_in(text, Span { start, end }),
            None => self.slow.find(Input::new(text).range(start..end)),
        };
        found.map(|found| (found.pattern().as_usize(), found.start()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_find_the_same() {
        let words = ["re_", "sk_", "sk_live_", "://", "r8_"];
        let mut anchors = Anchors::new(&words).unwrap();
        let text = "core_ a sk_live_x sk_ r8_r8_ http://sk_li ".repeat(9);
        let all = |anchors: &Anchors| {
            let (mut at, mut all) = (0, Vec::new());
            while let Some(found) = anchors.first(text.as_bytes(), at, text.len()) {
                at = found.1 + 1;
                all.push(found);
            }
            all
        };
        let fast = all(&anchors);
        anchors.fast = None;
        assert_eq!(fast, all(&anchors));
        assert_eq!(fast.len(), 63);
    }
}
