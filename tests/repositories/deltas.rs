//! Looking only at what changed from one version to the next finds what looking at each version whole finds.

use std::collections::BTreeSet;

use doctor::secrets::{Utf16, masked};

use crate::repositories::made::history::wide;
use crate::repositories::made::keys::Keys;
use crate::repositories::made::repository::Repository;
use crate::repositories::scan::{scan, shown};
use crate::rounds::rounds;

const HISTORIES: usize = 2;
/// Versions of each file, below the number of locations that are told of one key.
const VERSIONS: usize = 45;
const FILES: usize = 4;

/// A key in a line of a version.
type Location = (String, String, String, u64);

/// What one edit does to the lines of a file.
fn edit(lines: &mut Vec<String>, keys: &mut Keys) {
    let at = keys.chance.below(lines.len());
    let near = (at + 1 + keys.chance.below(6)).min(lines.len());
    match keys.chance.below(9) {
        0 => lines.insert(at, keys.chance.line()),
        1 if lines.len() > 100 => drop(lines.drain(at..near)),
        2 => {
            let line = keys.one("a version");
            lines.insert(at, line);
        }
        3 => {
            // A part moves, and keys in it with it.
            let part: Vec<String> = lines.drain(at..near).collect();
            let to = keys.chance.below(lines.len() + 1);
            lines.splice(to..to, part);
        }
        4 => {
            let copied = lines[at..near].to_vec();
            let to = keys.chance.below(lines.len() + 1);
            lines.splice(to..to, copied);
        }
        _ => touch(lines, keys),
    }
    if lines.len() < 20 {
        lines.extend(keys.chance.lines(50).lines().map(str::to_owned));
    }
}

/// Changes one byte: what stands right before a key or behind it makes it none, and taken away makes it one again.
fn touch(lines: &mut [String], keys: &mut Keys) {
    let long: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].contains(' ')).collect();
    let at = if long.is_empty() { keys.chance.below(lines.len()) } else { *keys.chance.pick(&long) };
    let line = &mut lines[at];
    match keys.chance.below(5) {
        0 if line.starts_with('x') => drop(line.remove(0)),
        0 => line.insert(0, 'x'),
        1 | 2 if line.ends_with('x') => drop(line.pop()),
        1 | 2 => line.push('x'),
        3 => {
            // An edge of a copied part within a key, without a change of what is there.
            let cut = keys.chance.below(line.len() + 1);
            if line.is_char_boundary(cut) {
                let rest = line.split_off(cut);
                *line = format!("{line}\n{rest}");
            }
        }
        _ => {
            let place = keys.chance.below(line.len());
            if line.is_char_boundary(place) && line.is_char_boundary(place + 1) {
                let letter = *keys.chance.pick(&["0", "a", "Z", "_", " "]);
                line.replace_range(place..=place, letter);
            }
        }
    }
}

/// The versions of all files, each under a path of its own, so that all of them can be told.
fn versions(keys: &mut Keys) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for file in 0..FILES {
        let count = 100 + keys.chance.below(200);
        let mut lines: Vec<String> = keys.chance.lines(count).lines().map(str::to_owned).collect();
        for _ in 0..8 {
            let at = keys.chance.below(lines.len());
            let line = keys.one("a version");
            lines.insert(at, line);
        }
        for version in 0..VERSIONS {
            for _ in 0..1 + keys.chance.below(4) {
                edit(&mut lines, keys);
            }
            // Edits of text that has line breaks in its lines go on with what stands on the screen.
            lines = lines.join("\n").lines().map(str::to_owned).collect();
            let text = lines.join("\n");
            let bytes = match file {
                // Every second byte is zero, except where something else stands before.
                0 if keys.chance.one_in(5) => [b"plain ".repeat(120), wide(&text, u16::to_le_bytes)].concat(),
                0 => wide(&text, u16::to_le_bytes),
                _ => text.into_bytes(),
            };
            all.push((format!("{version:03}/file{file}.ts"), bytes));
        }
    }
    all
}

fn commit(repository: &mut Repository, versions: &[(String, Vec<u8>)]) {
    let mut stream = b"commit refs/heads/main\ncommitter Ada <ada@example.com> 1700000000 +0000\ndata 1\nx\n".to_vec();
    for (path, bytes) in versions {
        stream.extend(format!("M 100644 inline {path}\ndata {}\n", bytes.len()).bytes());
        stream.extend(bytes);
        stream.push(b'\n');
    }
    repository.feed(&["fast-import", "--quiet"], stream);
    repository.pack();
}

/// The keys of each version, looked at whole, each with the first line in which it stands.
fn whole(keys: &Keys, versions: &[(String, Vec<u8>)]) -> BTreeSet<Location> {
    let mut locations = BTreeSet::new();
    for (path, bytes) in versions {
        let text = Utf16::of(bytes).map_or_else(|| bytes.clone(), |wide| wide.narrow(bytes));
        let mut seen = BTreeSet::new();
        for hit in keys.rules().find_all(&text) {
            if seen.insert((hit.rule, text[hit.range()].to_vec())) {
                let rule = keys.rules().rule(hit.rule);
                let line = text[..hit.start].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
                locations.insert((rule.id.clone(), masked(rule, &text[hit.range()]), path.clone(), line));
            }
        }
    }
    locations
}

/// How many objects are said as changes to others.
fn changes(repository: &mut Repository) -> usize {
    let list = repository.git(&["cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(deltabase)"]);
    list.lines().filter(|line| line.starts_with("blob") && !line.ends_with(&"0".repeat(40))).count()
}

#[test]
fn what_changed_from_version_to_version_tells_as_much_as_each_version_whole() {
    for seed in 0..rounds(HISTORIES) as u64 {
        let (mut repository, mut keys) = (Repository::new(), Keys::new(1000 + seed));
        let versions = versions(&mut keys);
        commit(&mut repository, &versions);
        let changes = changes(&mut repository);
        assert!(changes * 10 > versions.len() * 8, "only {changes} of {} are said as changes", versions.len());
        let report = scan(repository.folder(), &repository.scratch().home());
        assert!(report.gaps().is_empty(), "{:?}", report.gaps());
        let mut told = BTreeSet::new();
        for finding in report.findings() {
            assert_eq!(finding["more_locations"], 0);
            let (rule, masked) = shown(finding);
            for place in finding["locations"].as_array().unwrap() {
                let path = place["path"].as_str().unwrap().to_owned();
                told.insert((rule.clone(), masked.clone(), path, place["line"].as_u64().unwrap()));
            }
        }
        let whole = whole(&keys, &versions);
        assert!(whole.len() > 500, "{} keys are too few to tell anything", whole.len());
        let missed: Vec<_> = whole.difference(&told).collect();
        let strange: Vec<_> = told.difference(&whole).collect();
        assert!(missed.is_empty() && strange.is_empty(), "missed: {missed:#?}\nstrange: {strange:#?}");
        report.tells_none(&keys);
    }
}
