//! The journal: every change that doctor made, in lines that are only ever added, so that each can be taken back.

use serde::{Deserialize, Serialize};

/// Version of the journal's lines. Changes are additive only.
pub const SCHEMA: &str = "doctor.change/1";

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub schema: String,
    /// The number of the change, counted from 1.
    pub change: u64,
    pub at: String,
    #[serde(flatten)]
    pub event: Event,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It is about to be made. Copies of what it touches are on the disk.
    Begun(Change),
    /// It was made. What the files became, as marks, in the order of [`Change::files`].
    Done { after: Vec<String> },
    /// It was not made after all.
    Dropped,
    /// It was taken back.
    Undone,
}

/// What is changed for which finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub check: String,
    pub fix: String,
    pub title: String,
    /// The program that was started, if any.
    pub run: Option<Vec<String>>,
    /// What takes it back, where copies of files do not.
    pub undo: Option<Vec<String>>,
    /// The folder in which programs are started.
    pub folder: Option<String>,
    pub files: Vec<Kept>,
}

/// A file, and what it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub path: String,
    /// The mark of what stood there.
    pub before: String,
    /// Name of the copy, where a file stood there.
    pub copy: Option<String>,
    /// The mark of what an edit makes of it; unknown for what a program does.
    pub becomes: Option<String>,
    /// Folders that were not there before, the outermost first.
    pub created: Vec<String>,
}

/// A change and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub number: u64,
    pub at: String,
    pub change: Change,
    pub fate: Fate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// doctor was stopped in the middle, or cannot know.
    Begun,
    Done {
        after: Vec<String>,
    },
    Dropped,
    Undone,
}

impl Entry {
    /// Whether there is something to take back.
    pub fn stands(&self) -> bool {
        matches!(self.fate, Fate::Begun | Fate::Done { .. })
    }

    /// Whether it wrote to a path.
    pub fn touched(&self, path: &str) -> bool {
        self.change.files.iter().any(|kept| kept.path == path)
    }
}

/// All changes in their order. A line that a power cut tore off tells nothing.
pub fn entries(lines: &[String]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in lines.iter().filter_map(|line| serde_json::from_str::<Line>(line).ok()) {
        let known = entries.iter_mut().find(|entry| entry.number == line.change);
        match (line.event, known) {
            (Event::Begun(change), None) => {
                entries.push(Entry { number: line.change, at: line.at, change, fate: Fate::Begun });
            }
            (Event::Done { after }, Some(entry)) => entry.fate = Fate::Done { after },
            (Event::Dropped, Some(entry)) => entry.fate = Fate::Dropped,
            (Event::Undone, Some(entry)) => entry.fate = Fate::Undone,
            (Event::Begun(_), Some(_)) | (_, None) => {}
        }
    }
    entries
}

/// The number of the next change.
pub fn next_number(entries: &[Entry]) -> u64 {
    entries.iter().map(|entry| entry.number).max().unwrap_or(0) + 1
}

/// A line as it is written.
pub fn line(change: u64, at: String, event: Event) -> String {
    let line = Line { schema: SCHEMA.to_owned(), change, at, event };
    serde_json::to_string(&line).unwrap_or_default()
}
