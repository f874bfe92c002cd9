//! Every key is found wherever it stands, and the place is told.

use std::collections::BTreeSet;

use crate::repositories::made::history::{self, long_line};
use crate::repositories::made::keys::Keys;
use crate::repositories::made::repository::Repository;
use crate::repositories::scan::{Report, scan};

/// Kind and path of each place of the keys that were put there.
fn locations(report: &Report, keys: &Keys, place: &str) -> BTreeSet<(String, Option<String>)> {
    let here = keys.planted.iter().filter(|(_, planted)| **planted == place);
    here.flat_map(|(shown, _)| report.locations(shown)).collect()
}

/// For each place the kind that is told, and the path; none for messages and for what no folder holds.
const PLACES: [(&str, &str, Option<&str>); 22] = [
    ("deleted file", "history", Some("deleted.env")),
    ("current file", "worktree", Some("src/current.ts")),
    ("binary", "worktree", Some("forms/binary.dat")),
    ("CRLF", "worktree", Some("forms/crlf.txt")),
    ("long line", "worktree", Some("forms/long.min.js")),
    ("escaped", "worktree", Some("forms/escaped.json")),
    ("address", "worktree", Some("forms/url.txt")),
    ("UTF-16 LE", "worktree", Some("forms/utf16le.txt")),
    ("UTF-16 BE", "worktree", Some("forms/utf16be.txt")),
    ("side branch", "worktree", Some("side.txt")),
    ("merge", "worktree", Some("merged.txt")),
    ("remote branch", "history", Some("remote.txt")),
    ("lightweight tag", "history", Some("tagged.txt")),
    ("deleted branch", "reflog", Some("gone.txt")),
    ("commit message", "history", None),
    ("tag message", "history", None),
    ("stash", "stash", Some("src/current.ts")),
    ("stash of a new file", "stash", Some("untracked.txt")),
    ("reset", "reflog", Some("reset.txt")),
    ("amend", "reflog", Some("amended.txt")),
    ("blob alone", "dangling", None),
    ("commit alone", "dangling", None),
];

#[test]
fn every_kind_is_found_in_every_place_and_nothing_else() {
    let mut keys = Keys::new(1);
    let mut repository = Repository::new();
    history::plant(&mut repository, &mut keys);
    let report = scan(repository.folder(), &repository.scratch().home());
    report.holds_exactly(&keys);
    assert_eq!((report.code(), report.gaps().len()), (1, 0));
    for (place, kind, path) in PLACES {
        let mut expected = BTreeSet::from([(kind.to_owned(), path.map(str::to_owned))]);
        if kind == "worktree" {
            // It is committed as well.
            expected.insert(("history".to_owned(), path.map(str::to_owned)));
        }
        assert_eq!(locations(&report, &keys, place), expected, "{place}");
    }
    let both = ["new name.txt", "old name.txt"].map(|path| Some(path.to_owned()));
    let [new, old] = both.map(|path| ("history".to_owned(), path));
    let both = [("worktree".to_owned(), new.1.clone()), new, old];
    assert_eq!(locations(&report, &keys, "renamed file"), BTreeSet::from(both));
    assert!(locations(&report, &keys, "note").iter().all(|(kind, _)| kind == "history"));
    assert!(locations(&report, &keys, "staged once").iter().all(|(kind, _)| kind == "dangling"));
}

#[test]
fn what_a_server_has_is_told_apart_from_what_only_this_computer_has() {
    let mut keys = Keys::new(2);
    let mut repository = Repository::new();
    repository.write("pushed.txt", keys.one("pushed"));
    repository.save("one");
    repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repository.write("kept.txt", keys.one("kept"));
    repository.save("two");
    let report = scan(repository.folder(), &repository.scratch().home());
    report.holds_exactly(&keys);
    for finding in report.findings() {
        let place = finding["locations"].as_array().unwrap().iter().find(|place| place["kind"] == "history").unwrap();
        assert_eq!(place["pushed"].as_bool(), Some(place["path"] == "pushed.txt"), "{place}");
        assert_eq!(place["refs"][0], "main", "{place}");
    }
}

#[test]
fn a_key_in_five_megabytes_of_one_line_is_found_with_its_line() {
    let mut keys = Keys::new(3);
    let mut repository = Repository::new();
    let line = long_line(&mut keys, 5_000_000);
    repository.write("dist/app.min.js", format!("// one\n// two\n{line}"));
    repository.save("build");
    let report = scan(repository.folder(), &repository.scratch().home());
    report.holds_exactly(&keys);
    assert!(report.findings().iter().all(|finding| finding["locations"][0]["line"] == 3));
}

#[test]
fn the_earliest_commit_that_holds_a_key_is_told_with_its_line() {
    let mut keys = Keys::new(4);
    let mut repository = Repository::new();
    repository.save("begin");
    let line = keys.one("file");
    repository.write("a.txt", format!("one\ntwo\n{line}\n"));
    let first = repository.save("first");
    repository.write("a.txt", format!("{line}\nlater\n"));
    repository.save("second");
    repository.remove("a.txt");
    repository.save("third");
    for packed in [false, true] {
        if packed {
            repository.pack();
        }
        let report = scan(repository.folder(), &repository.scratch().home());
        let place = &report.findings()[0]["locations"][0];
        assert_eq!((place["commit"].as_str(), place["line"].as_u64()), (Some(first.as_str()), Some(3)));
    }
}

#[test]
fn a_branch_is_told_by_where_it_leads_now_and_not_by_an_older_list_of_names() {
    let mut keys = Keys::few(45);
    let mut repository = Repository::new();
    repository.write("a.txt", keys.text("amended"));
    repository.save("one");
    repository.git(&["pack-refs", "--all"]);
    repository.write("a.txt", "nothing any more\n");
    repository.git(&["commit", "--quiet", "--all", "--amend", "-m", "two"]);
    let report = scan(repository.folder(), &repository.scratch().home());
    report.holds_exactly(&keys);
    assert_eq!(locations(&report, &keys, "amended"), [("reflog".to_owned(), Some("a.txt".to_owned()))].into());
}
