//! Finds keys among other bytes: the service files' shapes, put together so that one pass over the bytes finds all kinds.

mod anchors;
mod contents;
mod genuine;
mod redact;
mod rule;
mod search;
mod utf16;

use std::ops::Range;

use crate::service::Services;

use anchors::Anchors;

pub use contents::{Contents, Holds};
pub use redact::redact;
pub use rule::Rule;
use search::is_random;
pub use search::{Found, Generic, Kind, keys, readable};
pub use utf16::Utf16;

/// How far before one of its anchors a key and what must stand before it may begin, in bytes.
pub const BEHIND: usize = 128;
/// How far behind the beginning of an anchor a key may end: the longest kinds are JSON Web Tokens.
pub const AHEAD: usize = 640;

/// All rules, ready to search.
#[derive(Debug)]
pub struct Rules {
    rules: Vec<Rule>,
    anchors: Anchors,
    /// For each anchor, the rules that it stands for.
    rules_of: Vec<Vec<usize>>,
}

/// A key that was found. What it is stays in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Its length in bytes.
    pub len: usize,
    /// The number of its rule; see [`Rules::rule`].
    pub rule: usize,
    /// Where the anchor stands by which it was found.
    pub anchor: usize,
}

impl Hit {
    /// Where the key stands.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.len
    }
}

impl Rules {
    /// The rules of all kinds of keys that say how they are found.
    ///
    /// # Errors
    /// A pattern that is no regular expression, or a rule without anchors; names the kind.
    pub fn new(services: &Services) -> Result<Self, String> {
        let mut rules = Vec::new();
        for (name, service, key) in services.keys() {
            if let Some(leak) = &key.leak {
                rules.push(Rule::new(name, service, key, leak)?);
            }
        }
        let mut words: Vec<&str> = rules.iter().flat_map(Rule::anchors).collect();
        words.sort_unstable();
        words.dedup();
        let anchors = Anchors::new(&words);
        let rules_of = words.iter().map(|word| {
            // Of two anchors the longer one is found, and it stands for the shorter one too.
            let fits = |rule: &Rule| rule.anchors().any(|anchor| word.starts_with(anchor));
            let of = rules.iter().enumerate().filter(|(_, rule)| fits(rule)).map(|(number, _)| number);
            of.collect()
        });
        Ok(Self { rules_of: rules_of.collect(), anchors, rules })
    }

    pub fn rule(&self, number: usize) -> &Rule {
        &self.rules[number]
    }

    pub fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// Adds to `hits` the keys whose anchor begins in `window`. Whether one is there depends on nothing but the
    /// [`BEHIND`] bytes before the anchor and the [`AHEAD`] bytes from its beginning on.
    pub fn find(&self, text: &[u8], window: Range<usize>, hits: &mut Vec<Hit>) {
        let mut from = window.start;
        while from < window.end {
            // The window may end within an anchor.
            let end = text.len().min(window.end + rule::LONGEST_ANCHOR);
            let found = self.anchors.first(text, from, end).filter(|&(_, at)| at < window.end);
            let Some((word, at)) = found else { return };
            let bounds = at.saturating_sub(BEHIND)..text.len().min(at + AHEAD);
            for &number in &self.rules_of[word] {
                if let Some(range) = self.rules[number].key_around(&text[bounds.clone()], at - bounds.start) {
                    let start = bounds.start + range.start;
                    hits.push(Hit { start, len: range.len(), rule: number, anchor: at });
                }
            }
            from = at + 1;
        }
    }

    /// All keys in a text, as [`Rules::settle`] leaves them.
    pub fn find_all(&self, text: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.find(text, 0..text.len(), &mut hits);
        Self::settle(&mut hits);
        hits
    }

    /// Puts hits into their order and keeps, where several cover the same bytes, the one that covers most.
    pub fn settle(hits: &mut Vec<Hit>) {
        hits.sort_unstable_by_key(|hit| (hit.start, std::cmp::Reverse(hit.len), hit.rule, hit.anchor));
        let mut end = 0;
        hits.retain(|hit| {
            let is_new = hit.start >= end;
            end = end.max(hit.start + hit.len);
            is_new
        });
    }

    /// What is wrong in the examples of the service files: keys that are not found, and others that are.
    pub fn contradictions(&self, services: &Services) -> Vec<String> {
        let mut wrong = Vec::new();
        for rule in &self.rules {
            let own = format!("the key is <key:{}>\n", rule.id);
            let finds = rule.leak.finds.iter().chain(rule.stands_by_itself().then_some(&own));
            for (text, wanted) in finds.map(|text| (text, true)).chain(rule.leak.allowlist.iter().map(|t| (t, false))) {
                match services.with_synthetic_keys(text) {
                    Err(problem) => wrong.push(format!("{}: {problem}", rule.id)),
                    Ok(made) => {
                        let found = self.find_all(made.as_bytes()).iter().any(|hit| self.rules[hit.rule].id == rule.id);
                        if found != wanted {
                            let word = if wanted { "is not found" } else { "is found" };
                            wrong.push(format!("{} {word} in `{text}`", rule.id));
                        }
                    }
                }
            }
        }
        wrong
    }
}

/// How a key is shown: how its kind begins, three dots, the last four; less of one that is short.
pub fn masked(rule: &Rule, key: &[u8]) -> String {
    let end = if key.len() < SHORT { &[][..] } else { &key[key.len() - 4..] };
    let end: String = end.iter().map(|&byte| if byte.is_ascii_graphic() { char::from(byte) } else { '?' }).collect();
    format!("{}…{end}", rule.prefix)
}

/// Below this length not even the end of a key is shown.
const SHORT: usize = 20;

#[cfg(test)]
mod tests;
