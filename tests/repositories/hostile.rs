//! Repositories that somebody made to harm: names full of traps, folders without an end, settings that start programs.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::repositories::made::keys::Keys;
use crate::repositories::made::program::run;
use crate::repositories::made::repository::Repository;
use crate::repositories::scan::{DOCTOR, Report, quiet, scan};

fn look(repository: &Repository) -> Report {
    scan(repository.folder(), &repository.scratch().home())
}

const NAMES: [&[u8]; 8] = [
    b"new\nline.txt",
    b"escape\x1b[2J\x1b]0;title\x07.txt",
    b"::add-path::evil",
    b"::error file=a::b",
    b"not \xff\xfe utf-8",
    b"--option",
    b"right\xe2\x80\xaeleft.txt",
    b"quote\"'`$(id).txt",
];

#[test]
fn names_of_files_reach_the_screen_only_as_text() {
    let mut keys = Keys::new(50);
    let mut repository = Repository::new();
    for name in NAMES {
        repository.write_raw(name, keys.one("hostile name"));
    }
    repository.save("hostile");
    let home = repository.scratch().home();
    let report = look(&repository);
    report.holds_exactly(&keys);
    for in_actions in [false, true] {
        let mut doctor = std::process::Command::new(DOCTOR);
        quiet(&mut doctor, &home).arg("leaks").arg(repository.folder());
        if in_actions {
            doctor.env("GITHUB_ACTIONS", "true").env("CI", "true");
        }
        let ran = run(&mut doctor, Vec::new());
        assert_eq!(ran.code, Some(1));
        let screen = String::from_utf8(ran.stdout).unwrap();
        let control = |c: &char| c.is_control() && *c != '\n' || *c == '\u{202e}';
        assert_eq!(screen.chars().find(control), None, "{screen}");
        assert!(!screen.lines().any(|line| line.trim_start().starts_with("::")), "{screen}");
    }
}

#[test]
fn a_tree_that_holds_itself_ten_billion_times_is_read_once() {
    let mut keys = Keys::new(51);
    let mut repository = Repository::new();
    let text = keys.one("bomb");
    let mut id = repository.object("blob", text);
    let mut mode = "100644 blob";
    for _ in 0..10 {
        let tree: String = (0..10).map(|name| format!("{mode} {id}\t{name}\n")).collect();
        id = repository.feed(&["mktree"], tree.into_bytes());
        mode = "040000 tree";
    }
    let commit = repository.git(&["commit-tree", &id, "-m", "bomb"]);
    repository.git(&["update-ref", "refs/heads/main", &commit]);
    let report = look(&repository);
    report.holds_exactly(&keys);
    let peak = report.ran.peak.unwrap_or(0);
    assert!(peak < 200 << 20, "{} MB", peak >> 20);
    assert!(report.findings()[0]["locations"].as_array().unwrap().len() <= 200);
}

#[test]
fn ten_thousand_folders_in_each_other_are_read_to_the_end() {
    let mut keys = Keys::new(52);
    let mut repository = Repository::new();
    let text = keys.one("deep");
    let mut stream = format!("blob\nmark :1\ndata {}\n{text}\n", text.len());
    stream += "commit refs/heads/main\ncommitter Ada <ada@example.com> 1700000000 +0000\ndata 1\nx\n";
    stream += &format!("M 100644 :1 {}leak.txt\n", "d/".repeat(10_000));
    if repository.attempt(&["fast-import", "--quiet"], stream.into_bytes()).code != Some(0) {
        return eprintln!("skipped: this Git makes no folders that deep");
    }
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert!(report.ran.peak.unwrap_or(0) < 400 << 20);
}

#[test]
fn a_hundred_thousand_names_are_read() {
    let mut keys = Keys::new(53);
    let mut repository = Repository::new();
    repository.write("leak.txt", keys.one("names"));
    let id = repository.save("one");
    let mut packed = "# pack-refs with: peeled fully-peeled sorted \n".to_owned();
    for number in 0..100_000 {
        packed += &format!("{id} refs/heads/branch-{number:06}\n");
    }
    repository.write(".git/packed-refs", packed);
    let report = look(&repository);
    report.holds_exactly(&keys);
    let locations = report.findings()[0]["locations"].as_array().unwrap().clone();
    let names = locations.iter().map(|place| place["refs"].as_array().unwrap().len()).max().unwrap();
    assert!((1..=20).contains(&names), "{names}");
}

#[test]
fn no_setting_hook_or_filter_starts_anything() {
    let mut repository = Repository::new();
    repository.write("a.txt", "nothing\n");
    repository.save("one");
    let marker = repository.scratch().path().join("started");
    let trap = repository.scratch().path().join("trap");
    fs::write(&trap, format!("#!/bin/sh\ntouch '{}'\ncat\n", marker.display())).unwrap();
    fs::set_permissions(&trap, fs::Permissions::from_mode(0o755)).unwrap();
    let trap = trap.display();
    let settings = format!(
        "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = {trap}\n\thooksPath = {folder}\n\tsshCommand = {trap}\n\
         \tpager = {trap}\n\teditor = {trap}\n\tgitProxy = {trap}\n\talternateRefsCommand = {trap}\n\
         [filter \"trap\"]\n\tclean = {trap}\n\tsmudge = {trap}\n\tprocess = {trap}\n\trequired = true\n\
         [diff]\n\texternal = {trap}\n[diff \"trap\"]\n\ttextconv = {trap}\n[credential]\n\thelper = !{trap}\n\
         [include]\n\tpath = ../more\n[gpg]\n\tprogram = {trap}\n\
         [remote \"origin\"]\n\turl = ext::{trap}\n\tuploadpack = {trap}\n\tpromisor = true\n\
         \tpartialclonefilter = blob:none\n[extensions]\n\tpartialClone = origin\n",
        folder = repository.scratch().path().join("hooks").display()
    );
    repository.write(".git/config", settings);
    repository.write("more", format!("[core]\n\tfsmonitor = {trap}\n"));
    repository.write(".gitattributes", "* filter=trap diff=trap\n");
    for hook in ["post-checkout", "post-index-change", "fsmonitor-watchman", "pre-commit", "reference-transaction"] {
        repository.write(&format!("../hooks/{hook}"), format!("#!/bin/sh\ntouch '{}'\n", marker.display()));
        let hook = repository.scratch().path().join("hooks").join(hook);
        fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
    }
    repository.write("a.txt", "something else\n");
    let report = look(&repository);
    assert!(matches!(report.code(), 0 | 4));
    assert!(!marker.exists(), "something was started");
    // The trap is one: Git itself falls into it.
    repository.attempt(&["status"], Vec::new());
    assert!(marker.exists(), "the trap does not work");
}

#[test]
fn a_repository_of_somebody_else_is_read_without_git() {
    let mut keys = Keys::new(54);
    let mut repository = Repository::new();
    repository.write("leak.txt", keys.one("foreign"));
    repository.save("one");
    let changed = std::process::Command::new("chown").args(["-R", "65534:65534"]).arg(repository.folder()).status();
    if !changed.is_ok_and(|changed| changed.success()) {
        return eprintln!("skipped: only the administrator can give a folder away");
    }
    look(&repository).holds_exactly(&keys);
}

#[test]
fn links_and_pipes_in_the_place_of_files_are_neither_followed_nor_waited_for() {
    let mut keys = Keys::new(55);
    let mut repository = Repository::new();
    let secret = repository.scratch().path().join("outside.txt");
    fs::write(&secret, keys.one("outside")).unwrap();
    repository.write("a.txt", "nothing\n");
    repository.save("one");
    symlink(&secret, repository.folder().join("link.txt")).unwrap();
    symlink(repository.scratch().path(), repository.folder().join("link")).unwrap();
    symlink(".", repository.folder().join("circle")).unwrap();
    pipe(&repository.folder().join("pipe"));
    pipe(&repository.folder().join(".git/refs/heads/pipe"));
    pipe(&repository.folder().join(".git/objects/pack/pack-1.idx"));
    pipe(&repository.folder().join(".git/objects/pack/pack-1.pack"));
    let report = look(&repository);
    assert!(report.findings().is_empty());
    assert_eq!(report.code(), 4);
    for place in [".git/packed-refs", ".git/shallow", ".git/info/exclude", ".git/objects/info/alternates"] {
        let path = repository.folder().join(place);
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        pipe(&path);
        assert!(look(&repository).findings().is_empty(), "{place}");
        fs::remove_file(path).unwrap();
    }
}

fn pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}
