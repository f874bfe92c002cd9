//! The distinct keys that were found, and in which objects and lines they stand. What they are stays hidden.

use std::collections::HashMap;

use ring::hmac;

use crate::git::Number;
use crate::host::Secret;
use crate::secrets::{Hit, Rule, Rules, Utf16, masked};

/// What tells one key from others without saying what it is: keyed by the rule, so that it fits no other list of hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u64);

impl Fingerprint {
    fn of(rule: &Rule, key: &[u8]) -> Self {
        let sum = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, rule.id.as_bytes()), key);
        Self(sum.as_ref().first_chunk().map_or(0, |start| u64::from_be_bytes(*start)))
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A key, told apart from all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct KeyId {
    pub(super) rule: usize,
    pub(super) fingerprint: Fingerprint,
}

/// One key and where it stands.
pub(super) struct Found {
    pub(super) masked: String,
    pub(super) len: usize,
    pub(super) secret: Secret,
    /// Objects, each with the line in which it stands first, from 1.
    pub(super) objects: Vec<(Number, u32)>,
}

/// All keys that were found.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) keys: HashMap<KeyId, Found>,
}

impl Collected {
    /// Adds what was found in the text of an object, `lines_before` lines into it.
    pub(super) fn add(&mut self, rules: &Rules, object: Number, text: &[u8], hits: &[Hit], lines_before: usize) {
        for (key, found) in read(rules, text, hits, lines_before) {
            let known = self.keys.entry(key).or_insert_with(|| Found { objects: Vec::new(), ..found.0 });
            // Of a key that stands in one object twice the first location is enough, and pieces overlap.
            if known.objects.last().is_none_or(|(last, _)| *last != object) {
                known.objects.push((object, found.1));
            }
        }
    }

    /// Adds what a whole text holds.
    pub(super) fn search(&mut self, rules: &Rules, object: Number, text: &[u8]) {
        let narrow = Utf16::of(text).map(|wide| wide.narrow(text));
        let text = narrow.as_deref().unwrap_or(text);
        let mut hits = Vec::new();
        rules.find(text, 0..text.len(), &mut hits);
        self.add(rules, object, text, &hits, 0);
    }

    /// Adds what another thread has found.
    pub(super) fn merge(&mut self, other: Self) {
        for (key, found) in other.keys {
            match self.keys.entry(key) {
                std::collections::hash_map::Entry::Vacant(location) => {
                    location.insert(found);
                }
                std::collections::hash_map::Entry::Occupied(mut known) => known.get_mut().objects.extend(found.objects),
            }
        }
    }
}

/// The keys at these hits, each with its line.
pub(super) fn read(rules: &Rules, text: &[u8], hits: &[Hit], lines_before: usize) -> Vec<(KeyId, (Found, u32))> {
    if hits.is_empty() {
        return Vec::new();
    }
    let mut hits = hits.to_vec();
    Rules::settle(&mut hits);
    let (mut line, mut counted) = (lines_before + 1, 0);
    let one = |hit: &Hit| {
        line += memchr::memchr_iter(b'\n', &text[counted..hit.start]).count();
        counted = hit.start;
        let (rule, key) = (rules.rule(hit.rule), &text[hit.range()]);
        let found = Found {
            masked: masked(rule, key),
            len: key.len(),
            secret: Secret::new(String::from_utf8_lossy(key).into_owned()),
            objects: Vec::new(),
        };
        let id = KeyId { rule: hit.rule, fingerprint: Fingerprint::of(rule, key) };
        (id, (found, u32::try_from(line).unwrap_or(u32::MAX)))
    };
    hits.iter().map(one).collect()
}
