//! What doctor changed, for people.

use owo_colors::OwoColorize;

use crate::fix::journal::{Entry, Fate, Kept};
use crate::render::Look;
use crate::render::words::{Block, indented};

/// All changes, the newest last.
pub fn changes(entries: &[Entry], look: &Look) -> String {
    let mut out = String::new();
    for entry in entries.iter().filter(|entry| entry.fate != Fate::Dropped) {
        let day = entry.at.get(..10).unwrap_or_default();
        let fate = match entry.fate {
            Fate::Undone => " (taken back)",
            Fate::Begun => " (broken off)",
            Fate::Done { .. } | Fate::Dropped => "",
        };
        let number = format!("{:>3}. ", entry.number);
        let text = format!("{day}  {}{fate}", entry.change.title.trim_end_matches(':'));
        out.push_str(&format!("{number}{}\n", indented(&text, number.len(), look.width)));
        let mut block = Block::new(&mut out, number.len(), look.width);
        what(entry, &mut block);
    }
    if out.is_empty() { "doctor has changed nothing on this computer.\n".to_owned() } else { out }
}

fn what(entry: &Entry, block: &mut Block<'_>) {
    if let Some(run) = &entry.change.run {
        block.line(&format!("{} {}", "ran".dimmed(), run.join(" ").dimmed()));
    }
    for kept in changed(entry) {
        block.line(&format!("{} {}", "changed".dimmed(), kept.path.dimmed()));
    }
}

/// The files that became something else.
fn changed(entry: &Entry) -> impl Iterator<Item = &Kept> {
    let after = match &entry.fate {
        Fate::Done { after } => after.as_slice(),
        _ => &[],
    };
    let files = entry.change.files.iter().enumerate();
    files.filter(move |(at, kept)| after.get(*at) != Some(&kept.before)).map(|(_, kept)| kept)
}

/// What is about to be taken back.
pub fn taking_back(entry: &Entry, look: &Look) -> String {
    let mut out = format!("{}\n", indented(&format!("Change {}: {}", entry.number, entry.change.title), 0, look.width));
    let mut block = Block::new(&mut out, 4, look.width);
    for kept in changed(entry) {
        block.line(&format!("{} becomes what it was before.", kept.path));
    }
    if let Some(undo) = &entry.change.undo {
        let folder = entry.change.folder.as_deref().map_or_else(String::new, |folder| format!(" in {folder}"));
        block.line(&format!("This is run{folder}:"));
        block.copy(&undo.join(" "));
    }
    out
}

pub fn taken_back(entry: &Entry, look: &Look) -> String {
    let text = format!("Change {} was taken back. Things are as before.", entry.number);
    format!("{}\n", indented(&text, 0, look.width))
}

/// A program has to be run, and nobody agreed.
pub fn undo_needs_yes(look: &Look) -> String {
    let text = "To take it back, doctor has to run the command above. Add --yes, or run it yourself.";
    format!("{}\n", indented(text, 0, look.width))
}

/// Nobody wrote down how a program that was run is taken back.
pub fn undo_by_hand(entry: &Entry, look: &Look) -> String {
    let run = entry.change.run.as_deref().unwrap_or_default().join(" ");
    let text = format!("doctor does not know how to take this back. It ran: {run}");
    format!("{}\n", indented(&text, 0, look.width))
}
