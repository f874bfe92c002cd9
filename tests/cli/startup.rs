//! Start-up files that are no plain texts: doctor reads what can be read, comes back in time, and blames nobody for it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::cli::machine::{Machine, Run, text};

const JSON: [&str; 3] = ["--format", "json", "--deadline=60s"];

/// Puts something at a path.
type Make = fn(&Path);

/// What doctor says where the start-up file of bash was made by `make`.
fn with_bashrc(make: impl FnOnce(&Path)) -> Run {
    let mut machine = Machine::new();
    machine.git();
    machine.set("SHELL", "/bin/bash");
    make(&machine.home.join(".bashrc"));
    let run = machine.doctor(&JSON);
    assert!(!run.stdout.contains("\"timeout\""), "{}", run.stdout);
    run
}

/// The status of every check but the one whose subject these files are.
fn others(run: &Run) -> BTreeMap<String, String> {
    let report = run.json();
    let all = report["checks"].as_object().unwrap().iter();
    let others = all.filter(|(id, _)| *id != "system/startup-files");
    others.map(|(id, finding)| (id.clone(), finding["status"].to_string())).collect()
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn sparse(path: &Path) {
    File::create(path).unwrap().set_len(2 << 30).unwrap();
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing_for_the_other_checks() {
    let healthy = others(&with_bashrc(|path| fs::write(path, "# nothing\n").unwrap()));
    let broken: [(&str, Make); 10] = [
        ("a pipe", fifo),
        ("a link to itself", |path| symlink(path, path).unwrap()),
        ("two gigabytes", sparse),
        ("a program", |path| assert!(fs::copy("/bin/ls", path).unwrap() > 0)),
        ("a device", |path| symlink("/dev/zero", path).unwrap()),
        ("functions without an end", |path| fs::write(path, "a() {\n".repeat(40_000)).unwrap()),
        ("long lines", |path| fs::write(path, format!("{}\n", "X=x ".repeat(4000)).repeat(60)).unwrap()),
        ("variables without end in variables", |path| {
            fs::write(path, format!(". {}x{}", "${a-".repeat(3_000), "}".repeat(3_000))).unwrap();
        }),
        ("one endless line", |path| fs::write(path, "PATH=x ".repeat(35_000)).unwrap()),
        ("no text", |path| fs::write(path, [0xff; 4096]).unwrap()),
    ];
    for (name, make) in broken {
        let run = with_bashrc(make);
        assert_eq!(others(&run), healthy, "{name}");
        assert_eq!(run.status("system/startup-files"), "pass", "{name}");
    }
}

#[test]
fn a_file_without_any_rights_is_told_to_its_owner_alone() {
    let run = with_bashrc(|path| {
        fs::write(path, "# nothing\n").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    });
    // The administrator may read it nevertheless.
    let expected = if Command::new("id").arg("-u").output().unwrap().stdout == b"0\n" { "none" } else { "unreadable" };
    assert_eq!(run.cause("system/startup-files"), expected);
    assert_ne!(run.status("system/startup-files"), "fail");
}

#[test]
fn a_file_that_leads_to_broken_ones_is_read_to_its_end() {
    let machine = Machine::new();
    fifo(&machine.home.join("pipe"));
    sparse(&machine.home.join("huge"));
    symlink("loop", machine.home.join("loop")).unwrap();
    let lines = ". ~/pipe\n. ~/huge\n. ~/loop\n. /dev/zero\n. /proc/self/environ\n. ~/.bashrc\nexport PATH=/nowhere\n";
    machine.file("home/.bashrc", lines, 0o644);
    let facts = origin_of_path(machine);
    assert_eq!(facts["file"], "~/.bashrc");
    assert_eq!(facts["line"], 7);
}

#[test]
fn a_comment_in_an_old_encoding_does_not_hide_the_line_below_it() {
    let machine = Machine::new();
    machine.file("home/.bashrc", b"# f\xfcr mich\nexport PATH=/nowhere\n", 0o644);
    assert_eq!(origin_of_path(machine)["line"], 2);
}

/// What doctor finds about the line that replaces PATH.
fn origin_of_path(mut machine: Machine) -> serde_json::Value {
    machine.set("SHELL", "/bin/bash");
    let report = machine.doctor(&[&["check", "system/path"], &JSON[..]].concat()).json();
    let mut probes = report["probes"].as_object().unwrap().values();
    let asked = probes.find(|probe| probe["asked"] == "which start-up file replaces PATH").unwrap();
    asked["facts"].clone()
}

#[test]
fn a_home_folder_and_a_folder_for_temporary_files_that_are_none_are_told() {
    let mut machine = Machine::new();
    fifo(&machine.home.join("pipe"));
    machine.set("TMPDIR", &text(&machine.home.join("pipe")));
    let run = machine.doctor(&[&["check", "system/"], &JSON[..]].concat());
    assert_eq!(run.cause("system/temp"), "not-a-folder");
    assert_eq!(run.status("system/home"), "pass");
    machine.set("HOME", &text(&machine.home.join("gone")));
    let run = machine.doctor(&[&["check", "system/home"], &JSON[..]].concat());
    assert_eq!(run.cause("system/home"), "missing");
}

#[test]
fn a_file_that_changes_while_it_is_read_harms_nothing() {
    let mut machine = Machine::new();
    machine.git();
    machine.set("SHELL", "/bin/bash");
    let path = machine.home.join(".bashrc");
    let done = Arc::new(AtomicBool::new(false));
    let (told, changing) = (Arc::clone(&done), path.clone());
    let writer = thread::spawn(move || {
        for round in 0.. {
            if told.load(Ordering::Relaxed) {
                return;
            }
            let _ = match round % 3 {
                0 => fs::write(&changing, "export PATH=/x:$PATH\n".repeat(20_000)),
                1 => fs::write(&changing, ""),
                _ => fs::remove_file(&changing),
            };
        }
    });
    for _ in 0..5 {
        let run = machine.doctor(&JSON);
        assert!([0, 1, 4].contains(&run.code), "{}", run.stderr);
        assert_eq!(run.status("tool/git"), "pass");
        assert_ne!(run.status("system/startup-files"), "fail");
    }
    done.store(true, Ordering::Relaxed);
    writer.join().unwrap();
}
