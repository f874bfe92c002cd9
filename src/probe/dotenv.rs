//! `dotenv`: which names a file of lines such as `NAME=value` sets, and never a value.

use super::{Context, question};
use crate::dotenv::lines;
use crate::fact::{Fact, Reason, facts};
use crate::host::Unseen;

/// Names that are brought back, of which each stands in the report.
const MOST: usize = 500;

question! {
    /// Which names a file of lines such as `NAME=value` sets. Values never become facts.
    pub struct Dotenv {
        file: String,
    }
    asked { |it| it.file.clone() }
    looks { |it| format!("It reads which names stand in {}, and no value.", it.file) }
    facts DotenvFacts;
}

facts! {
    struct DotenvFacts {
        exists: bool,
        /// All that it sets, 500 at most.
        names: Option<Vec<String>>,
        /// Those that it sets to nothing.
        empty: Option<Vec<String>>,
    }
}

impl Dotenv {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(path) = host.expand(&self.file) else { return Fact::Null };
        let bytes = match host.read_whole(&path, host.most_settings(&path)) {
            Ok(bytes) => bytes,
            Err(Unseen::Absent) => {
                return DotenvFacts { exists: false, names: None, empty: None }.into();
            }
            Err(Unseen::Denied | Unseen::Unreadable) => return Fact::unknown(Reason::Unreadable),
        };
        let text = String::from_utf8_lossy(&bytes);
        let lines = lines(&text).take(MOST).map(|line| (line.name, line.value.is_empty()));
        let lines: Vec<(&str, bool)> = lines.collect();
        let names = |empty_only: bool| {
            let chosen = lines.iter().filter(|(_, empty)| *empty || !empty_only);
            Some(chosen.map(|(name, _)| (*name).to_owned()).collect())
        };
        DotenvFacts { exists: true, names: names(false), empty: names(true) }.into()
    }
}
