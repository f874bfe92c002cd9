//! The released doctor: downloaded for this runner, and started only with the hash that is pinned.

use crate::action::runner::{DOCTOR, RELEASED, Runner, hash};

#[test]
fn with_the_hash_that_is_pinned_it_runs_and_ends_as_doctor_does() {
    let (runner, server) = Runner::released();
    let job = runner.run();
    assert_eq!(job.code, 7, "{}", job.said);
    assert_eq!(job.words(), ["check", "--profile=ci"]);
    assert_eq!((job.output("verdict"), job.output("failed")), ("not-ready", "tool/git"));
    assert!(server.asked()[0].starts_with(&format!("GET {RELEASED} ")), "{:?}", server.asked());
}

#[test]
fn with_another_hash_nothing_is_started_and_nothing_stays() {
    let (mut runner, _server) = Runner::released();
    runner.pin(&format!("{}  doctor-0.1.0-linux-x86_64\n", hash("another")));
    runner.run().assert_stopped(3, &["is not the doctor that was released", &hash(DOCTOR), &hash("another")]);
    assert!(runner.left().is_empty(), "{:?}", runner.left());
    runner.input("sha256", &hash("a third")).run().assert_stopped(3, &[&hash("a third")]);
}

#[test]
fn without_a_hash_nothing_is_even_asked_for() {
    let (runner, server) = Runner::released();
    for list in ["", "# nothing yet\n", &format!("{}  doctor-0.1.0-macos-x86_64\n", hash(DOCTOR))] {
        runner.pin(list);
        runner.run().assert_stopped(3, &["No hash of doctor-0.1.0-linux-x86_64 is pinned", "sha256"]);
    }
    runner.pin(&format!("{0}  doctor-0.1.0-linux-x86_64\n{0}  doctor-0.1.0-linux-x86_64\n", hash(DOCTOR)));
    runner.run().assert_stopped(3, &["has two hashes"]);
    assert!(server.asked().is_empty(), "{:?}", server.asked());
}

#[test]
fn the_hash_may_come_from_the_workflow() {
    let (mut runner, _server) = Runner::released();
    runner.pin("");
    assert_eq!(runner.input("sha256", &hash(DOCTOR).to_uppercase()).run().code, 7);
    for wrong in ["abc", &format!("{}\n{0}", hash(DOCTOR)), &format!("{}0", hash(DOCTOR)), "$(touch x)"] {
        runner.input("sha256", wrong).run().assert_stopped(2, &["64 digits and letters"]);
    }
}

#[test]
fn each_runner_gets_the_program_of_its_system() {
    for (os, arch, name) in [
        ("Linux", "ARM64", "linux-aarch64"),
        ("macOS", "X64", "macos-x86_64"),
        ("macOS", "ARM64", "macos-aarch64"),
        ("Windows", "X64", "windows-x86_64.exe"),
    ] {
        let mut runner = Runner::new();
        runner.set("RUNNER_OS", os).set("RUNNER_ARCH", arch);
        runner.run().assert_stopped(3, &[&format!("No hash of doctor-0.1.0-{name} is pinned")]);
    }
}

#[test]
fn a_runner_that_no_doctor_was_released_for_is_told_what_helps() {
    for (os, arch) in [("FreeBSD", "X64"), ("Linux", "ARM"), ("Windows", "X86"), ("", "")] {
        let mut runner = Runner::new();
        runner.set("RUNNER_OS", os).set("RUNNER_ARCH", arch);
        runner.run().assert_stopped(2, &["no released doctor for this runner", "path"]);
    }
}

#[test]
fn a_release_that_is_not_there_and_a_server_that_is_gone_are_told() {
    let (mut runner, server) = Runner::released();
    runner.pin(&format!("{}  doctor-9.9.9-linux-x86_64\n", hash(DOCTOR)));
    runner.input("version", "9.9.9").run().assert_stopped(3, &["could not be downloaded", "v9.9.9", "404"]);
    assert_eq!(server.asked().len(), 1);
    assert!(runner.left().is_empty(), "{:?}", runner.left());
    runner.set("GITHUB_SERVER_URL", "http://127.0.0.1:9").run().assert_stopped(3, &["could not be downloaded"]);
}

#[test]
fn only_this_computer_is_asked_without_a_safe_connection() {
    let (mut runner, _server) = Runner::released();
    for address in ["http://github.example", "file:///etc", "-o/etc/passwd", "ftp://127.0.0.1:9"] {
        runner.set("GITHUB_SERVER_URL", address).run().assert_stopped(2, &["https://"]);
    }
}

#[test]
fn where_the_action_came_from_is_read_from_its_folder() {
    let (mut runner, server) = Runner::released();
    runner.set("GITHUB_ACTION_REPOSITORY", "somebody/else");
    assert_eq!(runner.run().code, 7);
    assert!(server.asked()[0].contains("/ada/doctor/"), "{:?}", server.asked());
}

#[test]
fn the_token_is_not_sent_along_with_the_download() {
    let (mut runner, server) = Runner::released();
    runner.input("token", "not-for-this").set("GH_TOKEN", "nor-this").run();
    let asked = server.asked().concat();
    assert!(!asked.contains("not-for-this") && !asked.contains("nor-this"), "{asked}");
}
