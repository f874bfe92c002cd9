//! Keys that were never given to anybody, with the pattern and the checksum of real ones: for cases, worlds and tests.

use std::collections::BTreeMap;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::key::Checksum;
use super::{Key, Service};

const OPENING: &str = "<key:";

/// The alphabet of checksums in base 62.
const BASE_62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

pub(super) fn fill(services: &BTreeMap<String, Service>, text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPENING) {
        let (name, after) = after.split_once('>').ok_or_else(|| format!("`{OPENING}` has no end"))?;
        out.push_str(before);
        out.push_str(&named(services, name)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn named(services: &BTreeMap<String, Service>, name: &str) -> Result<String, String> {
    let (service, kind) = name.split_once('/').unwrap_or((name, ""));
    let keys = services.get(service).map_or(&[][..], |service| &service.keys);
    let (kind, number) = kind.split_once('#').unwrap_or((kind, ""));
    let key = keys.iter().find(|key| key.kind == kind).ok_or_else(|| {
        let known: Vec<String> = services
            .iter()
            .flat_map(|(name, service)| service.keys.iter().map(move |key| format!("{name}/{}", key.kind)))
            .collect();
        format!("there is no kind of key `{name}`; there are: {}", known.join(" "))
    })?;
    synthetic(key, number.parse().unwrap_or(0))
        .ok_or_else(|| format!("no key can be made up from the pattern of `{name}`"))
}

/// The key of a number: another number is another key.
fn synthetic(key: &Key, number: usize) -> Option<String> {
    let pattern = regex_syntax::ParserBuilder::new().build().parse(pattern_of(key)).ok()?;
    let mut turn = Turn { at: 7, number };
    let made = grown(&pattern, &mut turn)?;
    match key.checksum {
        None => Some(made),
        Some(Checksum::Crc32Base62) => with_sum(&made),
    }
}

/// The narrower of its shapes, so that `doctor leaks` finds what is made up.
fn pattern_of(key: &Key) -> &str {
    let narrow = key.leak.as_ref().and_then(|leak| leak.pattern.as_deref());
    narrow.filter(|pattern| !pattern.contains("(?P<key>")).unwrap_or(&key.pattern)
}

/// How characters walk through their class, so that no value looks like one out of instructions.
struct Turn {
    at: usize,
    number: usize,
}

impl Turn {
    fn next(&mut self) -> usize {
        self.at += 23;
        // Numbered keys jump about; the one without a number walks evenly.
        self.at.wrapping_mul(self.at).wrapping_mul(self.number.wrapping_mul(0x9E37_79B9)) / 0x1_0001 % 0xFFFF + self.at
    }
}

/// A text that fits a pattern.
fn grown(pattern: &Hir, turn: &mut Turn) -> Option<String> {
    Some(match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => String::new(),
        HirKind::Literal(literal) => String::from_utf8(literal.0.to_vec()).ok()?,
        HirKind::Class(class) => nth(class, turn.next())?.to_string(),
        HirKind::Repetition(repetition) => {
            let mut out = String::new();
            for _ in 0..repetition.min {
                out.push_str(&grown(&repetition.sub, turn)?);
            }
            out
        }
        HirKind::Capture(capture) => grown(&capture.sub, turn)?,
        HirKind::Concat(parts) => parts.iter().map(|part| grown(part, turn)).collect::<Option<String>>()?,
        HirKind::Alternation(ways) => grown(ways.first()?, turn)?,
    })
}

fn nth(class: &Class, turn: usize) -> Option<char> {
    let letters: Vec<char> = match class {
        Class::Unicode(class) => class.iter().flat_map(|range| range.start()..=range.end()).take(128).collect(),
        Class::Bytes(class) => class.iter().flat_map(|range| range.start()..=range.end()).map(char::from).collect(),
    };
    letters.get(turn % letters.len().max(1)).copied()
}

/// The key with its last six characters as they follow from the others; none where it has no such form.
pub(super) fn with_sum(key: &str) -> Option<String> {
    let (prefix, body) = key.split_once('_')?;
    let random = body.get(..body.len().checked_sub(6)?)?;
    let mut sum = crc32fast::hash(random.as_bytes());
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = BASE_62[(sum % 62) as usize];
        sum /= 62;
    }
    Some(format!("{prefix}_{random}{}", String::from_utf8_lossy(&digits)))
}

#[cfg(test)]
mod tests {
    use super::with_sum;

    #[test]
    fn the_checksum_is_the_one_of_a_sample_that_was_published() {
        let sample = ["ghp", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"].join("_");
        assert_eq!(with_sum(&sample).as_deref(), Some(sample.as_str()));
        let dummy = ["gho", "16C7e42F292c6912E7710c838347Ae178B4a"].join("_");
        assert_ne!(with_sum(&dummy).as_deref(), Some(dummy.as_str()));
    }
}
