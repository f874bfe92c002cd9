//! Repositories that are damaged: nothing crashes, and nothing is called clean that could not be read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::repositories::made::chance::Chance;
use crate::repositories::made::keys::Keys;
use crate::repositories::made::repository::{Repository, Scratch};
use crate::repositories::scan::{Report, scan};
use crate::rounds::rounds;

fn look(repository: &Repository) -> Report {
    scan(repository.folder(), &repository.scratch().home())
}

/// A repository of a few commits without any key, in one pack.
fn packed() -> Repository {
    let mut repository = Repository::new();
    let mut chance = Chance::new(40);
    let mut text = chance.lines(300);
    for number in 0..6 {
        text += &chance.lines(5);
        repository.write("src/file.ts", &text);
        repository.write(&format!("src/{number}.ts"), chance.lines(20));
        repository.save("more");
    }
    repository.pack();
    assert_eq!(look(&repository).code(), 0);
    // Git's own copies are clean; only the history is looked at from here on.
    fs::remove_dir_all(repository.folder().join("src")).unwrap();
    repository
}

/// Git protects its packs against writing.
fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(path, bytes).unwrap();
}

fn the(files: Vec<PathBuf>) -> PathBuf {
    assert_eq!(files.len(), 1);
    files.into_iter().next().unwrap()
}

/// Not clean: either something is missing, or the whole repository cannot be read.
fn is_told(report: &Report, what: &str) {
    assert!(matches!(report.code(), 2 | 4), "{what}: ended with {}", report.code());
    assert!(report.code() == 2 || !report.gaps().is_empty(), "{what}");
}

#[test]
fn no_repository_is_told_as_none() {
    let scratch = Scratch::new();
    let folder = scratch.path().join("empty");
    fs::create_dir_all(&folder).unwrap();
    assert_eq!(scan(&folder, &scratch.home()).code(), 2);
    assert_eq!(scan(&folder.join("absent"), &scratch.home()).code(), 2);
    fs::write(folder.join(".git"), "gitdir: /nowhere/at/all\n").unwrap();
    assert_eq!(scan(&folder, &scratch.home()).code(), 2);
    fs::write(folder.join(".git"), [0xFF; 100]).unwrap();
    assert_eq!(scan(&folder, &scratch.home()).code(), 2);
}

#[test]
fn a_repository_without_a_commit_is_clean() {
    assert_eq!(look(&Repository::new()).code(), 0);
}

#[test]
fn a_pack_with_flipped_bytes_is_never_called_clean() {
    let repository = packed();
    let pack = the(repository.packs("pack"));
    let good = fs::read(&pack).unwrap();
    let mut chance = Chance::new(41);
    for _ in 0..rounds(10) {
        // Behind the head and before the sum at the end.
        let at = 12 + chance.below(good.len() - 32);
        let bit = 1 << chance.below(8);
        change(&pack, |bytes| bytes[at] ^= bit);
        is_told(&look(&repository), &format!("bit {bit} of byte {at} of {}", good.len()));
        change(&pack, |bytes| *bytes = good.clone());
    }
    assert_eq!(look(&repository).code(), 0);
}

#[test]
fn a_pack_cut_short_is_never_called_clean() {
    let repository = packed();
    let pack = the(repository.packs("pack"));
    let good = fs::read(&pack).unwrap();
    for len in [0, 5, 12, 20, 40, good.len() / 2, good.len() - 25] {
        change(&pack, |bytes| bytes.truncate(len));
        is_told(&look(&repository), &format!("{len} of {} bytes", good.len()));
        change(&pack, |bytes| *bytes = good.clone());
    }
}

#[test]
fn an_index_of_a_pack_cut_short_or_garbled_or_gone_is_never_called_clean() {
    let repository = packed();
    let index = the(repository.packs("idx"));
    let good = fs::read(&index).unwrap();
    for len in [0, 3, 8, 500, 1032, 1040, 1100, good.len() / 2, good.len() - 41, good.len() - 1] {
        change(&index, |bytes| bytes.truncate(len));
        is_told(&look(&repository), &format!("{len} of {} bytes", good.len()));
        change(&index, |bytes| *bytes = good.clone());
    }
    let mut chance = Chance::new(42);
    for _ in 0..rounds(12) {
        let at = chance.below(good.len() - 40);
        let bit = 1 << chance.below(8);
        change(&index, |bytes| bytes[at] ^= bit);
        let report = look(&repository);
        let objects = u32::from_be_bytes(good[8 + 255 * 4..8 + 256 * 4].try_into().unwrap()) as usize;
        let ids = 1032..1032 + objects * 20;
        // Objects are told apart by the first bytes of their ids; what the others are hides none.
        if !ids.contains(&at) || (at - ids.start) % 20 < 8 {
            is_told(&report, &format!("bit {bit} of byte {at} of {}", good.len()));
        }
        change(&index, |bytes| *bytes = good.clone());
    }
    fs::remove_file(&index).unwrap();
    is_told(&look(&repository), "no index");
}

#[test]
fn a_loose_object_cut_short_or_garbled_or_gone_is_told() {
    let mut repository = Repository::new();
    let mut chance = Chance::new(43);
    repository.write("a.txt", chance.lines(300));
    repository.save("one");
    let id = repository.git(&["rev-parse", "HEAD:a.txt"]);
    fs::remove_file(repository.folder().join("a.txt")).unwrap();
    let file = repository.loose(&id);
    let good = fs::read(&file).unwrap();
    for len in [0, 1, 2, 10, good.len() / 2, good.len() - 1] {
        change(&file, |bytes| bytes.truncate(len));
        assert_eq!(look(&repository).gaps().get("broken"), Some(&1), "{len} of {} bytes", good.len());
    }
    change(&file, |bytes| *bytes = b"no object".repeat(20));
    assert_eq!(look(&repository).code(), 4);
    fs::remove_file(&file).unwrap();
    assert_eq!(look(&repository).gaps().get("missing"), Some(&1));
    fs::create_dir(&file).unwrap();
    assert_eq!(look(&repository).code(), 4);
}

#[test]
fn what_a_name_or_the_index_leads_to_is_missed_when_it_is_gone() {
    let mut repository = Repository::new();
    repository.write("a.txt", "one\n");
    repository.save("one");
    repository.write("a.txt", "two\n");
    repository.save("two");
    let commit = repository.git(&["rev-parse", "HEAD"]);
    let commit = repository.loose(commit.trim());
    let kept = fs::read(&commit).unwrap();
    fs::remove_file(&commit).unwrap();
    let report = look(&repository);
    assert_eq!((report.code(), report.gaps().get("missing")), (4, Some(&1)));
    fs::write(&commit, kept).unwrap();
    assert_eq!(look(&repository).code(), 0);
    repository.write("a.txt", "three\n");
    repository.git(&["add", "a.txt"]);
    let handed_over = repository.git(&["rev-parse", ":a.txt"]);
    fs::remove_file(repository.loose(handed_over.trim())).unwrap();
    let report = look(&repository);
    assert_eq!((report.code(), report.gaps().get("missing")), (4, Some(&1)));
}

#[test]
fn what_was_tidied_away_and_is_only_in_notes_of_git_is_not_missed() {
    let mut repository = Repository::new();
    repository.write("a.txt", "one\n");
    repository.save("one");
    repository.git(&["pack-refs", "--all"]);
    repository.write("a.txt", "two\n");
    repository.git(&["commit", "--quiet", "--all", "--amend", "-m", "two"]);
    repository.git(&["update-ref", "ORIG_HEAD", "HEAD@{1}"]);
    repository.write("b.txt", "");
    repository.git(&["add", "--intent-to-add", "b.txt"]);
    repository.git(&["reflog", "expire", "--expire=now", "--all"]);
    let gone = repository.git(&["rev-parse", "ORIG_HEAD"]);
    fs::remove_file(repository.loose(gone.trim())).unwrap();
    assert_eq!(look(&repository).code(), 0);
}

#[test]
fn what_is_damaged_hides_no_key_beside_it() {
    let mut keys = Keys::few(44);
    let mut repository = packed();
    repository.write("leak.txt", keys.text("beside"));
    repository.git(&["add", "leak.txt"]);
    repository.git(&["commit", "--quiet", "-m", "leak"]);
    let pack = the(repository.packs("pack"));
    change(&pack, |bytes| bytes.truncate(bytes.len() / 2));
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert!(report.gaps().contains_key("broken"));
}

#[test]
fn what_may_not_be_read_is_told() {
    let mut repository = Repository::new();
    repository.write("a.txt", "nothing\n");
    repository.save("one");
    let id = repository.git(&["rev-parse", "HEAD:a.txt"]);
    let file = repository.loose(&id);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&file).is_ok() {
        return eprintln!("skipped: this user may read everything");
    }
    fs::remove_file(repository.folder().join("a.txt")).unwrap();
    assert_eq!(look(&repository).gaps().get("broken"), Some(&1));
    let folder = file.parent().unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o000)).unwrap();
    assert_eq!(look(&repository).code(), 4);
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_place_to_borrow_from_that_is_gone_or_leads_in_a_circle_ends() {
    let mut repository = Repository::new();
    repository.save("one");
    let file = repository.objects().join("info/alternates");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, format!("{}\n.\n../objects\n", repository.objects().display())).unwrap();
    assert_eq!(look(&repository).code(), 0);
    fs::write(&file, "/nowhere/at/all\n").unwrap();
    assert_eq!(look(&repository).code(), 4);
    fs::write(&file, [0xFF; 64]).unwrap();
    assert_eq!(look(&repository).code(), 4);
}
