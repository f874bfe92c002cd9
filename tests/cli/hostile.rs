//! A stranger's project: whatever lies in it, nothing of it runs, and nothing of it is written.

use std::process::Command;

use nix::sys::resource::{UsageWho, getrusage};

use crate::cli::machine::{Machine, text};

const NAMES: [&str; 8] = ["git", "node", "npm", "npx", "claude", "gh", "wrangler", "xcode-select"];

/// A project that tries to start programs in every way that Git and PATH offer, and the file that they would leave.
fn hostile(machine: &mut Machine) -> std::path::PathBuf {
    let trace = machine.home.join("../something-ran");
    let plant = format!("echo \"$0\" >> {}", text(&trace));
    let project = machine.project.clone();
    for name in NAMES {
        machine.program(project.join(name), &plant);
        machine.program(project.join("node_modules/.bin").join(name), &plant);
    }
    machine.program(project.join("evil.sh"), &plant);
    let evil = text(&project.join("evil.sh"));
    let git = |args: &[&str]| {
        let done = Command::new("git").args(args).current_dir(&project).env("HOME", &machine.home).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    git(&["init", "-q"]);
    for setting in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "credential.helper",
        "alias.config",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.external",
        "gpg.program",
        "uploadpack.packObjectsHook",
    ] {
        git(&["config", setting, &evil]);
    }
    git(&["config", "core.hooksPath", &text(&project)]);
    git(&["config", "filter.evil.required", "true"]);
    machine.file("site/.gitattributes", "* filter=evil\n", 0o644);
    machine.file(
        "site/package.json",
        "{\"scripts\":{\"preinstall\":\"./evil.sh\"},\"devDependencies\":{\"wrangler\":\"4\"}}",
        0o644,
    );
    machine.file("site/.npmrc", "prefix=./\nscript-shell=./evil.sh\nnode-options=--require ./evil.js\n", 0o644);
    machine.file(
        "site/node_modules/wrangler/package.json",
        "{\"name\":\"wrangler\",\"version\":\"4.1.0\",\"bin\":\"evil.js\",\"engines\":{\"node\":\">=18\"}}",
        0o644,
    );
    machine.file("site/node_modules/wrangler/evil.js", "x", 0o755);
    let real = Command::new("sh").args(["-c", "command -v git"]).output().unwrap();
    machine.link("git", String::from_utf8(real.stdout).unwrap().trim());
    let path = format!(
        ".::node_modules/.bin:{}:{}:{}",
        text(&project.join("node_modules/.bin")),
        text(&project),
        text(&machine.bin)
    );
    machine.set("PATH", &path);
    trace
}

#[test]
fn nothing_of_a_hostile_project_runs() {
    let mut machine = Machine::new();
    let trace = hostile(&mut machine);
    // A script on PATH that looks up its interpreter by name must not find the planted one either.
    machine.program("npm", "exec /usr/bin/env node");
    let before = machine.tree();
    let run = machine.doctor(&["--format", "json"]);
    assert_eq!(run.status("tool/git"), "warn", "{}", run.stdout);
    assert_eq!(run.cause("tool/git"), "project-copy-first");
    let ran = std::fs::read_to_string(&trace).unwrap_or_default();
    assert_eq!(ran, "", "these were started");
    assert_eq!(machine.tree(), before);
}

#[test]
fn the_trap_itself_works() {
    let mut machine = Machine::new();
    let trace = hostile(&mut machine);
    let status = Command::new("git").args(["status"]).current_dir(&machine.project).env("HOME", &machine.home).output();
    drop(status);
    assert!(trace.exists(), "git status must have started core.fsmonitor: else the test above proves nothing");
}

#[test]
fn every_call_of_git_beyond_its_version_is_guarded() {
    let machine = Machine::new();
    let calls = machine.home.join("../calls");
    machine.program("git", &format!("echo \"$@\" >> {}; echo git version 2.50.1", text(&calls)));
    machine.doctor(&["--format", "json"]);
    let calls = std::fs::read_to_string(&calls).unwrap();
    let (plain, others): (Vec<&str>, Vec<&str>) = calls.lines().partition(|line| *line == "--version");
    assert!(!plain.is_empty() && !others.is_empty(), "{calls}");
    for call in others {
        assert!(
            call.starts_with("-c core.fsmonitor=false -c core.hooksPath=/dev/null -c log.showSignature=false "),
            "{call}"
        );
    }
}

#[test]
fn a_link_to_the_project_is_the_project() {
    let mut machine = Machine::new();
    let trace = hostile(&mut machine);
    let link = machine.home.join("../link");
    std::os::unix::fs::symlink(&machine.project, &link).unwrap();
    let path = format!("{}:{}:{}", text(&link.join("node_modules/.bin")), text(&link), text(&machine.bin));
    machine.set("PATH", &path);
    let mut command = machine.command(&["--format", "json"]);
    let run: crate::cli::machine::Run = command.current_dir(&link).output().unwrap().into();
    assert_eq!(run.cause("tool/git"), "project-copy-first");
    assert_eq!(std::fs::read_to_string(&trace).unwrap_or_default(), "", "these were started");
}

#[test]
fn a_home_folder_behind_a_link_is_no_project() {
    let mut machine = Machine::new();
    machine.git();
    machine.file("home/package.json", "{}", 0o644);
    let link = machine.home.join("../ada");
    std::os::unix::fs::symlink(&machine.home, &link).unwrap();
    machine.set("HOME", &text(&link));
    let mut command = machine.command(&["check", "tool/git", "--format", "json"]);
    let run: crate::cli::machine::Run = command.current_dir(&link).output().unwrap().into();
    assert_eq!(run.json()["project"], serde_json::Value::Null);
}

/// Lists in which each item takes three bytes of a file and many times as much in memory.
#[test]
fn no_file_of_a_project_fills_the_memory_or_the_report() {
    let machine = Machine::new();
    machine.git();
    let items = "0,".repeat(2_000_000);
    let manifest = r#"{"dependencies":{"resend":"^6"},"devDependencies":{"wrangler":"^4"}}"#;
    machine.file("site/package.json", manifest, 0o644);
    machine.file("site/wrangler.json", format!("{{\"name\":\"x\",\"a\":[{items}0]}}"), 0o644);
    machine.file("site/wrangler.toml", format!("a = [{items}]"), 0o644);
    for file in [".env", ".dev.vars", ".env.example", ".dev.vars.example"] {
        machine.file(format!("site/{file}"), "A=\n".repeat(30_000), 0o644);
    }
    let run = machine.doctor(&["--format", "json"]);
    assert!(run.stdout.len() < 300_000, "{} bytes", run.stdout.len());
    // The most that any program of these tests has used so far; doctor with all its debug information takes a fifth.
    let most = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    let megabytes = if cfg!(target_os = "macos") { most >> 20 } else { most >> 10 };
    assert!(megabytes < 250, "{megabytes} MB");
}
