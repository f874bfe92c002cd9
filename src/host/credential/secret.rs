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

/// All secrets that were met in this run, to hide them in whatever comes in later.
#[derive(Default)]
pub(in crate::host) struct Met(Mutex<Vec<Secret>>);

impl std::fmt::Debug for Met {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Met")
    }
}

impl Met {
    pub(in crate::host) fn remember(&self, value: &str) {
        let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if value.trim().len() >= SHORTEST && !met.iter().any(|known| known.0 == value.trim()) {
            met.push(Secret(value.trim().to_owned()));
            // The longest is hidden first: of one that begins as another does, the rest would be left.
            met.sort_by_key(|known| std::cmp::Reverse(known.0.len()));
        }
    }

    /// The fact with every secret that was met hidden in its texts.
    pub(in crate::host) fn hide(&self, fact: Fact) -> Fact {
        let met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if met.is_empty() { fact } else { hide(&met, fact) }
    }
}

fn hide(met: &[Secret], fact: Fact) -> Fact {
    let text = |text: String| met.iter().fold(text, |text, secret| text.replace(secret.reveal(), "[hidden]"));
    match fact {
        Fact::Text(raw) => Fact::Text(text(raw)),
        Fact::List(items) => Fact::List(items.into_iter().map(|item| hide(met, item)).collect()),
        Fact::Record(parts) => Fact::Record(parts.into_iter().map(|(name, part)| (name, hide(met, part))).collect()),
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
        let met = Met::default();
        for secret in ["made-up-01", "made-up-0123456789", "made-up-0123"] {
            met.remember(secret);
        }
        assert_eq!(met.hide(Fact::text("it is made-up-0123456789.")), Fact::text("it is [hidden]."));
    }
}
