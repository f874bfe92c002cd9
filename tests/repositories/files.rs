//! Keys in the files of a project as they are now: changed, new, handed over to Git, and in files that Git passes over.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::repositories::made::history::{binary, long_line, wide};
use crate::repositories::made::keys::Keys;
use crate::repositories::made::repository::Repository;
use crate::repositories::scan::{Report, scan, shown};

fn look(repository: &Repository) -> Report {
    scan(repository.folder(), &repository.scratch().home())
}

fn expect(report: &Report, keys: &Keys, place: &str, expected: &[(&str, &str)]) {
    let expected: BTreeSet<_> =
        expected.iter().map(|(kind, path)| ((*kind).to_owned(), Some((*path).to_owned()))).collect();
    for (key, _) in keys.planted.iter().filter(|(_, planted)| **planted == place) {
        assert_eq!(report.locations(key), expected, "{place}");
    }
}

#[test]
fn each_file_is_told_as_what_it_is() {
    let mut keys = Keys::new(80);
    let mut repository = Repository::new();
    repository.write("changed.txt", "nothing yet\n");
    repository.write("staged.txt", "nothing yet\n");
    repository.write("taken back.txt", "nothing yet\n");
    repository.write(".gitignore", ".env\nlogs/\n");
    repository.save("one");
    repository.write("changed.txt", keys.text("changed"));
    repository.write("new/folder/file.txt", keys.text("new"));
    repository.write("forms/wide.txt", wide(&keys.text("wide"), u16::to_le_bytes));
    repository.write("forms/binary.dat", binary(&mut keys));
    repository.write("forms/long.js", long_line(&mut keys, 100_000));
    repository.write("staged.txt", keys.text("staged"));
    repository.git(&["add", "staged.txt"]);
    repository.write("taken back.txt", keys.text("staged alone"));
    repository.git(&["add", "taken back.txt"]);
    repository.write("taken back.txt", "nothing any more\n");
    repository.write(".env", keys.text("ignored"));
    repository.write("deep/.env", keys.text("ignored below"));
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert_eq!((report.code(), report.gaps().len()), (1, 0));
    expect(&report, &keys, "changed", &[("worktree", "changed.txt")]);
    expect(&report, &keys, "new", &[("worktree", "new/folder/file.txt")]);
    expect(&report, &keys, "wide", &[("worktree", "forms/wide.txt")]);
    expect(&report, &keys, "binary", &[("worktree", "forms/binary.dat")]);
    expect(&report, &keys, "long line", &[("worktree", "forms/long.js")]);
    expect(&report, &keys, "staged alone", &[("index", "taken back.txt")]);
    expect(&report, &keys, "ignored", &[("ignored", ".env")]);
    expect(&report, &keys, "ignored below", &[("ignored", "deep/.env")]);
    let staged = keys.planted.iter().find(|(_, place)| **place == "staged").unwrap().0;
    assert!(report.locations(staged).iter().all(|(kind, _)| kind == "index" || kind == "worktree"));
    for finding in report.findings() {
        let is_ignored = keys.planted[&shown(finding)].starts_with("ignored");
        assert_eq!(finding["note"].as_bool(), Some(is_ignored));
    }
}

#[test]
fn a_file_that_changed_after_it_was_handed_over_is_still_told_as_handed_over() {
    let mut keys = Keys::few(87);
    let mut repository = Repository::new();
    repository.write("a.txt", "nothing\n");
    repository.save("one");
    let text = keys.text("handed over");
    repository.write(".env", &text);
    repository.git(&["add", ".env"]);
    repository.write(".env", format!("\n{text}"));
    repository.write(".gitignore", ".env\n");
    let report = look(&repository);
    report.holds_exactly(&keys);
    // Otherwise nobody would be told to take it back, and the next commit would have it.
    expect(&report, &keys, "handed over", &[("index", ".env")]);
}

#[test]
fn keys_where_they_belong_are_noted_and_no_leak() {
    let mut keys = Keys::new(81);
    let mut repository = Repository::new();
    repository.write(".gitignore", ".env*\n");
    repository.git(&["add", ".gitignore"]);
    repository.git(&["commit", "--quiet", "-m", "one"]);
    repository.write(".env", keys.text("ignored"));
    repository.write(".env.local", keys.text("ignored"));
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert_eq!(report.code(), 0);
    assert!(report.findings().iter().all(|finding| finding["note"] == true));
    // The same key in the history is a leak.
    let copied = fs::read(repository.folder().join(".env")).unwrap();
    repository.write("copy.txt", copied);
    repository.git(&["add", "copy.txt"]);
    repository.git(&["commit", "--quiet", "-m", "two"]);
    repository.git(&["rm", "--quiet", "copy.txt"]);
    repository.git(&["commit", "--quiet", "-m", "three"]);
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert_eq!(report.code(), 1);
    assert!(report.findings().iter().any(|finding| finding["note"] == false));
}

#[test]
fn an_ignored_file_that_git_follows_all_the_same_is_a_leak() {
    let mut keys = Keys::new(82);
    let mut repository = Repository::new();
    repository.write(".gitignore", ".env\n");
    repository.write(".env", keys.text("tracked"));
    repository.save("forced");
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert_eq!(report.code(), 1);
    expect(&report, &keys, "tracked", &[("history", ".env"), ("worktree", ".env")]);
}

#[test]
fn lists_of_what_git_passes_over_are_read_where_git_reads_them() {
    let mut keys = Keys::new(83);
    let mut repository = Repository::new();
    repository.write("sub/.gitignore", "*.key\n!told.key\n");
    repository.save("one");
    repository.write(".git/info/exclude", "/private\n");
    fs::create_dir_all(repository.scratch().home().join(".config/git")).unwrap();
    fs::write(repository.scratch().home().join(".config/git/ignore"), "*.mine\n").unwrap();
    repository.write("sub/a.key", keys.one("noted"));
    repository.write("private", keys.one("noted"));
    repository.write("b.mine", keys.one("noted"));
    repository.write("sub/told.key", keys.one("told"));
    repository.write("a.key", keys.one("told"));
    repository.write("sub/private", keys.one("told"));
    let report = look(&repository);
    report.holds_exactly(&keys);
    for finding in report.findings() {
        assert_eq!(finding["note"].as_bool(), Some(keys.planted[&shown(finding)] == "noted"), "{finding}");
    }
}

#[test]
fn a_damaged_index_hides_nothing_and_is_told() {
    let mut keys = Keys::new(84);
    let mut repository = Repository::new();
    repository.write("a.txt", "nothing\n");
    repository.save("one");
    let index = repository.folder().join(".git/index");
    let good = fs::read(&index).unwrap();
    for len in [0, 4, 12, 40, good.len() - 1] {
        fs::write(&index, &good[..len]).unwrap();
        let report = look(&repository);
        assert_eq!((report.code(), report.gaps().contains_key("files")), (4, true), "{len} of {}", good.len());
    }
    repository.write("b.txt", keys.text("beside"));
    look(&repository).holds_exactly(&keys);
}

#[test]
fn a_file_that_may_not_be_read_is_told() {
    let mut repository = Repository::new();
    repository.write("a.txt", "nothing\n");
    repository.save("one");
    repository.write("locked.txt", "nothing\n");
    let file = repository.folder().join("locked.txt");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&file).is_ok() {
        return eprintln!("skipped: this user may read everything");
    }
    let report = look(&repository);
    assert_eq!((report.code(), report.gaps().get("files")), (4, Some(&1)));
}

#[test]
fn while_a_merge_is_open_all_its_sides_are_looked_at() {
    let mut keys = Keys::new(85);
    let mut repository = Repository::new();
    repository.write("a.txt", "base\n");
    repository.save("base");
    repository.git(&["switch", "--quiet", "-c", "side"]);
    repository.write("a.txt", keys.text("side"));
    repository.save("side");
    repository.git(&["switch", "--quiet", "main"]);
    repository.write("a.txt", keys.text("main"));
    repository.save("main");
    assert_eq!(repository.attempt(&["merge", "side"], Vec::new()).code, Some(1));
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert!(report.gaps().is_empty());
}
