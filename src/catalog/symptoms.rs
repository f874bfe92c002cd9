//! Which causes an error message may point to: those whose symptoms are words of the message.

use super::Catalog;
use crate::check::{Cause, Check};

impl Catalog {
    /// The causes whose symptoms stand in a message, the longest symptom first.
    pub fn causes_of(&self, message: &str) -> Vec<(&Check, &Cause)> {
        let message = plain(message);
        let mut found: Vec<(usize, &Check, &Cause)> = Vec::new();
        for check in self.checks() {
            for cause in &check.causes {
                let symptoms = cause.symptom.iter().map(|symptom| plain(symptom));
                let lengths = symptoms.filter(|symptom| holds(&message, symptom)).map(|symptom| symptom.len());
                found.extend(lengths.max().map(|length| (length, check, cause)));
            }
        }
        found.sort_by_key(|(length, ..)| std::cmp::Reverse(*length));
        found.into_iter().map(|(_, check, cause)| (check, cause)).collect()
    }
}

/// Whether a symptom stands in a message as words of its own.
fn holds(message: &str, symptom: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    message.match_indices(symptom).any(|(at, _)| {
        let (before, after) = (message[..at].chars().next_back(), message[at + symptom.len()..].chars().next());
        let cut_before = word(before) && word(symptom.chars().next());
        let cut_after = word(after) && word(symptom.chars().next_back());
        !cut_before && !cut_after
    })
}

/// A message as it is compared: lower case, single blanks, straight quotes, no quotes of shells.
fn plain(text: &str) -> String {
    let straight: String =
        text.to_lowercase().chars().map(|c| if matches!(c, '‘' | '’' | '`') { '\'' } else { c }).collect();
    let words: Vec<&str> = straight.split_whitespace().collect();
    let joined = words.join(" ");
    // zsh says it the other way round than bash; both forms are one symptom.
    match joined.split_once("command not found: ") {
        Some((before, after)) => {
            let (name, rest) = after.split_once(' ').unwrap_or((after, ""));
            format!("{before}{name}: command not found {rest}")
        }
        None => joined,
    }
}
