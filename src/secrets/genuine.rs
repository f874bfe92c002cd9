//! Tells a key from what only has its pattern: examples out of instructions, keys for everybody, wrong checksums.

use regex::bytes::Regex;

use crate::service::{Key, Leak};

/// As many neighbours in a row, such as `abcdefghi`, nobody is given by chance, nor as many of the same letter.
const SEQUENCE: usize = 9;
const SAME: usize = 8;
/// Below this many letters too little can be said.
const ENOUGH: usize = 16;

/// Words that no key spells by chance, because they are long.
const LONG: [&str; 8] = ["example", "changeme", "placeholder", "1234567", "replace", "deadbeef", "sample-", "notreal"];
/// Words that a key may spell, but not many of them.
const SHORT: [&str; 22] = [
    "your", "xxx", "api", "key", "here", "token", "secret", "insert", "paste", "todo", "dummy", "fake", "test", "this",
    "real", "mock", "value", "redacted", "hidden", "foo", "bar", "abc",
];

/// Whether `value`, which has the pattern of `key` and stands in `whole`, can be one that was given to somebody.
pub(super) fn is(key: &Key, leak: &Leak, value: &[u8], whole: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else { return false };
    let random = text.strip_prefix(key.prefix.as_str()).unwrap_or(text);
    // Whoever got the checksum right was given it.
    let is_given = || key.checksum.is_some() || !(is_monotonous(random.as_bytes()) || is_spelled(random));
    let fits =
        |pattern: &String, text| Regex::new(&format!("^(?-u:{pattern})$")).is_ok_and(|pattern| pattern.is_match(text));
    key.sum_is_right(text)
        && is_given()
        && !leak.never.iter().any(|pattern| fits(pattern, value))
        && !leak.never_in.iter().any(|pattern| fits(pattern, whole))
        && leak.role.as_ref().is_none_or(|role| claims_role(text, role))
}

/// Whether hardly any letter of it is chance.
fn is_monotonous(random: &[u8]) -> bool {
    if random.len() < ENOUGH {
        return false;
    }
    let mut counts = [0u32; 256];
    random.iter().for_each(|&byte| counts[usize::from(byte)] += 1);
    let kinds = counts.iter().filter(|&&count| count > 0).count();
    // Chance gives more even to digits alone.
    let few = if random.len() >= 2 * ENOUGH { 7 } else { 5 };
    // Private keys hold zeros in a row, and are long.
    let same = SAME.max(random.len() / 16);
    kinds < few || longest(random, 0) >= same || longest(random, 1) >= SEQUENCE || longest(random, -1) >= SEQUENCE
}

/// The most bytes in a row of which each follows the one before by this step.
fn longest(random: &[u8], step: i16) -> usize {
    let (mut longest, mut run) = (1, 1);
    for pair in random.windows(2) {
        run = if i16::from(pair[1]) - i16::from(pair[0]) == step { run + 1 } else { 1 };
        longest = longest.max(run);
    }
    longest
}

/// Whether it was written by a person: one long word of instructions, or a third of it short ones.
fn is_spelled(random: &str) -> bool {
    let lower = random.to_ascii_lowercase();
    let covered: usize = SHORT.iter().map(|word| word.len() * lower.matches(word).count()).sum();
    LONG.iter().any(|word| lower.contains(word)) || covered * 3 > lower.len()
}

/// Whether the middle part of a JSON Web Token names this role.
fn claims_role(token: &str, role: &str) -> bool {
    let claims = token.split('.').nth(1).and_then(decoded);
    let claims = claims.and_then(|json| serde_json::from_slice::<serde_json::Value>(&json).ok());
    claims.is_some_and(|claims| claims.get("role").and_then(serde_json::Value::as_str) == Some(role))
}

/// Base 64 with the letters of addresses, without padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut held) = (Vec::with_capacity(text.len() * 3 / 4), 0u32, 0);
    for byte in text.bytes().filter(|&byte| byte != b'=') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(out)
}
