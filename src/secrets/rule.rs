//! One kind of key: where to look closer, what must stand there, and what is no key although it looks like one.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Match, Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::{BEHIND, genuine};
use crate::service::{Key, Leak, Service};

/// In bytes; names of variables are the longest ones.
pub(super) const LONGEST_ANCHOR: usize = 48;

/// A kind of key that can be found.
#[derive(Debug)]
pub struct Rule {
    /// The service and the kind, such as `resend/key`.
    pub id: String,
    /// The name of its service, as people know it.
    pub service: String,
    /// The name of the service's file.
    pub service_id: String,
    /// What people call the kind.
    pub title: String,
    /// How keys of this kind begin; may be nothing.
    pub prefix: String,
    /// How much of it is chance, in bits: only above [`Rule::STRONG`] may a fingerprint of it be shown.
    pub bits: u32,
    pub leak: Leak,
    shortest: usize,
    key: Key,
    pattern: OnceLock<Option<Regex>>,
}

impl Rule {
    /// From this many bits on nobody can guess a key from its fingerprint.
    pub const STRONG: u32 = 80;

    pub(super) fn new(name: &str, service: &Service, key: &Key, leak: &Leak) -> Result<Self, String> {
        let id = format!("{name}/{}", key.kind);
        let pattern = leak.pattern.as_deref().unwrap_or(&key.pattern);
        let parsed = regex_syntax::ParserBuilder::new().utf8(false).build().parse(&format!("(?-u:{pattern})"));
        let parsed = parsed.map_err(|error| format!("the pattern of {id} is no regular expression: {error}"))?;
        let made = Self {
            bits: bits(the_key(&parsed).unwrap_or(&parsed)) as u32,
            shortest: parsed.properties().minimum_len().unwrap_or(0),
            service: service.title.clone(),
            service_id: name.to_owned(),
            title: key.title.clone(),
            prefix: key.prefix.clone(),
            leak: leak.clone(),
            key: key.clone(),
            pattern: OnceLock::new(),
            id,
        };
        match made.anchors().map(str::len).fold(None, |worst: Option<usize>, len| {
            Some(if (3..=LONGEST_ANCHOR).contains(&len) { worst.unwrap_or(len) } else { 0 })
        }) {
            None | Some(0) => {
                Err(format!("{} needs anchors of 3 to {LONGEST_ANCHOR} letters by which it can be found", made.id))
            }
            Some(_) => Ok(made),
        }
    }

    /// The length of the shortest key of this kind, in bytes.
    pub fn shortest(&self) -> usize {
        self.shortest
    }

    /// Whether a key of this kind is found wherever it stands.
    pub(super) fn stands_by_itself(&self) -> bool {
        self.leak.beside.is_empty() && !self.leak.pattern.as_ref().is_some_and(|pattern| pattern.contains("(?P<key>"))
    }

    /// The pieces of text at which it is worth to look closer.
    pub(super) fn anchors(&self) -> impl Iterator<Item = &str> {
        let named = if self.leak.beside.is_empty() { &self.leak.anchors } else { &self.leak.beside };
        let begin = (named.is_empty()).then_some(self.prefix.as_str());
        named.iter().map(String::as_str).chain(begin)
    }

    /// Where in `text` a key of this kind stands around the anchor at `at`.
    pub(super) fn key_around(&self, text: &[u8], at: usize) -> Option<Range<usize>> {
        // An anchor stands at the beginning, unless it is named apart and the key may begin before it. Short ones stand
        // everywhere in code, so what costs nothing is asked first.
        let starts_here = self.leak.anchors.is_empty();
        if starts_here && !self.begins(text, at) {
            return None;
        }
        let pattern = self.pattern.get_or_init(|| self.build()).as_ref()?;
        let covers = |found: &Range<usize>| found.start <= at && at < found.end;
        let mut looked_at = if starts_here { at } else { at.saturating_sub(BEHIND) };
        while looked_at <= at {
            // Nothing but the anchor's own place comes into question, and no other is searched.
            let input = if starts_here { &text[looked_at..] } else { text };
            let shift = text.len() - input.len();
            let groups = pattern.captures_at(input, looked_at - shift)?;
            let range = |found: Match<'_>| found.start() + shift..found.end() + shift;
            let whole = groups.get(0).map(range)?;
            if whole.start > at {
                return None;
            }
            let key = groups.name("key").map_or(whole.clone(), range);
            let user = groups.name("user").map(range);
            if covers(&whole)
                && self.begins(text, whole.start)
                && ends_alone(text, &whole, &key)
                && user.is_none_or(|user| text[user] != text[key.clone()])
                && genuine::is(&self.key, &self.leak, &text[key.clone()], &text[whole.clone()])
            {
                return Some(key);
            }
            looked_at = whole.start + 1;
        }
        None
    }

    /// Whether what begins at `start` is not the end of something longer. A name may be: `VITE_NAME` is one too.
    fn begins(&self, text: &[u8], start: usize) -> bool {
        let is_longer_name = !self.leak.beside.is_empty() && start > 0 && text[start - 1] == b'_';
        is_longer_name || begins_alone(text, start)
    }

    fn build(&self) -> Option<Regex> {
        let pattern = self.leak.pattern.as_deref().unwrap_or(&self.key.pattern);
        let source = if self.leak.beside.is_empty() {
            let begin = if self.leak.anchors.is_empty() { "^" } else { "" };
            format!("(?-u){begin}(?:{pattern})")
        } else {
            let names = self.leak.beside.iter().map(|name| regex::escape(name)).collect::<Vec<_>>().join("|");
            // A name, what sets it in the files that people have, and the value.
            format!(
                r#"(?-u)^(?:{names})(?:\\?["'`\]]){{0,2}}[ \t]{{0,8}}(?:=>|:=|[=:(]|[ \t])[ \t]{{0,8}}\\?["'`]?(?P<key>{pattern})"#
            )
        };
        RegexBuilder::new(&source).unicode(false).size_limit(4 << 20).build().ok()
    }
}

/// Whether a key does not go on behind its end; a pattern that goes on itself has seen to it.
fn ends_alone(text: &[u8], whole: &Range<usize>, key: &Range<usize>) -> bool {
    whole.end > key.end || !text.get(key.end).is_some_and(|&next| is_of_word(next))
}

fn begins_alone(text: &[u8], start: usize) -> bool {
    if !text.get(start).is_some_and(|&first| is_of_word(first)) {
        return true;
    }
    match &text[..start] {
        [.., before] if !is_of_word(*before) => true,
        // A number behind letters is a part of its own, as in `bot123`.
        [.., before] if text[start].is_ascii_digit() => before.is_ascii_alphabetic(),
        // The end of `\n`, as it stands in the text of a program or in JSON.
        [.., b'\\', b'n' | b'r' | b't'] => true,
        // The end of `%3D`, as it stands in an address.
        [.., b'%', high, low] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        [] => true,
        _ => false,
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The part of a pattern that is the key, where it says so.
fn the_key(pattern: &Hir) -> Option<&Hir> {
    match pattern.kind() {
        HirKind::Capture(capture) if capture.name.as_deref() == Some("key") => Some(&capture.sub),
        HirKind::Capture(capture) => the_key(&capture.sub),
        HirKind::Repetition(repetition) => the_key(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(the_key),
        _ => None,
    }
}

/// How many bits of a text of this pattern are chance at least.
fn bits(pattern: &Hir) -> f64 {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Literal(_) => 0.0,
        HirKind::Class(Class::Bytes(class)) => letters(class.iter().map(|range| (range.start(), range.end()))),
        HirKind::Class(Class::Unicode(class)) => {
            letters(class.iter().map(|range| (range.start() as u8, range.end() as u8)))
        }
        HirKind::Repetition(repetition) => f64::from(repetition.min) * bits(&repetition.sub),
        HirKind::Capture(capture) => bits(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(bits).sum(),
        HirKind::Alternation(ways) => ways.iter().map(bits).fold(f64::INFINITY, f64::min),
    }
}

fn letters(ranges: impl Iterator<Item = (u8, u8)>) -> f64 {
    let count: f64 = ranges.map(|(first, last)| f64::from(last) - f64::from(first) + 1.0).sum();
    count.max(1.0).log2()
}
