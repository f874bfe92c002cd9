//! What lies in the folders of objects: packs, loose objects, and the folders that they borrow from.

use std::path::{Path, PathBuf};

use super::loose::{Loose, Source};
use super::{Repository, name_of, tree};
use crate::host::raw;

/// How far borrowing from borrowers is followed, as Git does.
const MAX_DEPTH: usize = 5;

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    /// Indices of packs.
    pub(super) packs: Vec<PathBuf>,
    pub(super) loose: Vec<Loose>,
    /// The folders of objects: its own and those that it borrows from.
    pub(super) folders: Vec<PathBuf>,
    pub(super) broken: Vec<String>,
}

pub(super) fn list(repository: &Repository) -> Found {
    if let Some(simulated) = &repository.simulated {
        return Found { loose: simulated.objects.clone(), ..Found::default() };
    }
    let mut found = packs_of(repository);
    for folder in found.folders.clone() {
        loose(&folder, &mut found);
    }
    found
}

/// The packs alone.
pub(super) fn packs_of(repository: &Repository) -> Found {
    let mut found = Found::default();
    if repository.simulated.is_none() {
        folder(&repository.objects, 0, &mut found);
    }
    found
}

fn folder(objects: &Path, depth: usize, found: &mut Found) {
    let real = raw::canonicalize(objects).unwrap_or_else(|_| objects.to_owned());
    if depth > MAX_DEPTH || found.folders.contains(&real) {
        return;
    }
    packs(&real, found);
    let borrowed = borrowed(&real, found);
    found.folders.push(real);
    for path in borrowed {
        folder(&path, depth + 1, found);
    }
}

fn packs(objects: &Path, found: &mut Found) {
    let Some(entries) = entries(&objects.join("pack"), found) else { return };
    for path in entries {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending {
            Some("idx") => found.packs.push(path),
            // Without its index nobody can read it, and Git does not know of it either.
            Some("pack") if !raw::is_file(path.with_extension("idx")) && !name_of(&path).starts_with("tmp_") => {
                found.broken.push(name_of(&path));
            }
            _ => {}
        }
    }
}

fn loose(objects: &Path, found: &mut Found) {
    for first in 0..=255u8 {
        let folder = objects.join(format!("{first:02x}"));
        let entries = match raw::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == raw::ErrorKind::NotFound => continue,
            Err(_) => {
                found.broken.push(name_of(&folder));
                continue;
            }
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            // A longer name is that of a file that Git is still writing.
            let rest = name.to_str().filter(|rest| matches!(rest.len(), 38 | 62));
            if let Some(id) = rest.and_then(|rest| tree::id(format!("{first:02x}{rest}").as_bytes())) {
                found.loose.push(Loose { id, source: Source::File(entry.path()) });
            }
        }
    }
}

fn borrowed(objects: &Path, found: &mut Found) -> Vec<PathBuf> {
    let file = objects.join("info").join("alternates");
    let text = match raw::read(&file) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(error) if error.kind() == raw::ErrorKind::NotFound => return Vec::new(),
        Err(_) => {
            found.broken.push("info/alternates".to_owned());
            return Vec::new();
        }
    };
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let folders: Vec<PathBuf> = lines.map(|line| objects.join(line.trim_matches('"'))).collect();
    for gone in folders.iter().filter(|folder| !raw::is_dir(folder)) {
        found.broken.push(format!("info/alternates: {}", name_of(gone)));
    }
    folders
}

fn entries(folder: &Path, found: &mut Found) -> Option<Vec<PathBuf>> {
    match raw::read_dir(folder) {
        Ok(entries) => Some(entries.flatten().map(|entry| entry.path()).collect()),
        Err(error) if error.kind() == raw::ErrorKind::NotFound => None,
        Err(_) => {
            found.broken.push(name_of(folder));
            None
        }
    }
}
