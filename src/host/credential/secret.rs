//! Values that nobody may see: they have no text form, and only what sends them may look.

use std::sync::{Mutex, PoisonError};

use crate::fact::Fact;

/// Below this a value is no secret, and hiding it would tear holes into words.
const SHORTEST: usize = 8;

/// A secret. It cannot be printed, compared or written down; only this room can look at it.
pub struct Secret(String);

impl Secret {
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// What stands for a value in the text of a file until [`Secret::fill_in`] puts it in.
    pub const MARK: &str = "\u{1}value\u{1}";

    /// The bytes of a file of lines such as `NAME=value`, with the value in place of the mark.
    pub fn fill_in(&self, file: &[u8]) -> Vec<u8> {
        let Some(at) = memchr::memmem::find(file, Self::MARK.as_bytes()) else { return file.to_vec() };
        let (before, after) = (&file[..at], &file[at + Self::MARK.len()..]);
        [before, quoted(self.0.trim()).as_bytes(), after].concat()
    }

    /// The value, for the one request that carries it.
    pub(in crate::host) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// A value that could mean something to the programs that read the file goes into quotation marks.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./+=:@~,%".contains(c);
    if value.chars().all(plain) {
        value.to_owned()
    } else if value.contains('\'') {
        format!("\"{value}\"")
    } else {
        format!("'{value}'")
    }
}

/// All secrets that were met in this run, to hide them in whatever comes in later.
#[derive(Default)]
pub(in crate::host) struct Redactor(Mutex<Vec<Secret>>);

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}

impl Redactor {
    pub(in crate::host) fn remember(&self, value: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if value.trim().len() >= SHORTEST && !known.iter().any(|known| known.0 == value.trim()) {
            known.push(Secret(value.trim().to_owned()));
            // The longest is hidden first: of one that begins as another does, the rest would be left.
            known.sort_by_key(|known| std::cmp::Reverse(known.0.len()));
        }
    }

    /// The fact with every secret that was met hidden in its texts.
    pub(in crate::host) fn hide(&self, fact: Fact) -> Fact {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_empty() { fact } else { hide(&known, fact) }
    }
}

fn hide(known: &[Secret], fact: Fact) -> Fact {
    let text = |text: String| known.iter().fold(text, |text, secret| text.replace(secret.reveal(), "[hidden]"));
    match fact {
        Fact::Text(raw) => Fact::Text(text(raw)),
        Fact::List(items) => Fact::List(items.into_iter().map(|item| hide(known, item)).collect()),
        Fact::Record(parts) => Fact::Record(parts.into_iter().map(|(name, part)| (name, hide(known, part))).collect()),
        Fact::Unknown(mut unknown) => {
            unknown.detail = unknown.detail.map(text);
            Fact::Unknown(unknown)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_secret_that_begins_as_another_does_nothing_is_left() {
        let redactor = Redactor::default();
        for secret in ["made-up-01", "made-up-0123456789", "made-up-0123"] {
            redactor.remember(secret);
        }
        assert_eq!(redactor.hide(Fact::text("it is made-up-0123456789.")), Fact::text("it is [hidden]."));
    }

    #[test]
    fn a_value_that_programs_would_cut_goes_into_quotation_marks() {
        let filled = |value: &str| {
            let file = Secret::new(value.to_owned()).fill_in(format!("A=1\nKEY={}\n", Secret::MARK).as_bytes());
            String::from_utf8(file).unwrap()
        };
        assert_eq!(filled("a-b"), "A=1\nKEY=a-b\n");
        assert_eq!(filled("a#b c"), "A=1\nKEY='a#b c'\n");
        assert_eq!(filled("a'b"), "A=1\nKEY=\"a'b\"\n");
    }
}
