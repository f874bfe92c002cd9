//! Keys in the wrong places of a real repository: each is found by its place, and no piece of one comes out.

use std::process::Command;

use crate::cli::machine::{Machine, text};

const MARK: &str = "zqzqzq";

/// A key as Telegram gives it to bots, which was given to nobody.
fn key() -> String {
    ["8203716459", &["AA", MARK, "B7kd93Hf0aLmX2vR8sTuWe5yNcJ"].concat()].join(":")
}

/// A project with a real repository whose settings would start a program if they could.
fn machine() -> Machine {
    let machine = Machine::new();
    let real = Command::new("sh").args(["-c", "command -v git"]).output().unwrap();
    machine.link("git", String::from_utf8(real.stdout).unwrap().trim());
    let evil = machine.program(machine.project.join("evil.sh"), &format!("echo x >> {}", text(&trace(&machine))));
    git(&machine, &["init", "-q", "-b", "main"]);
    git(&machine, &["config", "core.fsmonitor", &text(&evil)]);
    machine
}

fn trace(machine: &Machine) -> std::path::PathBuf {
    machine.home.join("something-ran")
}

fn git(machine: &Machine, args: &[&str]) {
    let quiet = ["-c", "core.fsmonitor=false", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    let mut git = Command::new("git");
    let done = git.args(quiet).args(args).current_dir(&machine.project).env("HOME", &machine.home).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// What the check found, as `cause: sentence`.
fn found(report: &serde_json::Value, check: &str) -> Vec<String> {
    let causes = report["checks"][check]["causes"].as_array().unwrap();
    let items = causes.iter().flat_map(|cause| {
        let says = cause["items"].as_array().unwrap().iter().map(|item| item["say"].as_str().unwrap());
        says.map(|say| format!("{}: {say}", cause["id"].as_str().unwrap())).collect::<Vec<_>>()
    });
    items.collect()
}

#[test]
fn keys_are_found_by_their_place_and_come_out_nowhere() {
    let machine = machine();
    let key = key();
    let settings = format!(r#"{{"permissions":{{"allow":["Bash(curl https://example.com/bot{key}/x)"]}}}}"#);
    for (path, content) in [
        ("site/src/[id].js", format!("const bot = '{key}';")),
        ("site/CLAUDE.md", format!("# Site\n\nThe bot is {key}.\n")),
        ("site/sub dir/.env", format!("BOT={key}\n")),
        ("site/.dev.vars", format!("BOT={key}\n")),
        ("site/.gitignore", ".dev.vars\n".to_owned()),
        ("site/.claude/settings.local.json", settings),
        ("home/.bash_history", format!("ls\nexport BOT={key}\n")),
    ] {
        machine.file(path, content, 0o600);
    }
    machine.file(format!("site/{key}.md"), &key, 0o600);
    git(&machine, &["add", "src", "sub dir"]);
    git(&machine, &["commit", "-q", "-m", "x"]);
    for args in [&["-v", "check", "safety/"][..], &["check", "safety/", "--format", "json"], &["-v"]] {
        let run = machine.doctor(args);
        assert!(run.stdout.contains("safety/"), "{args:?}: {}", run.stdout);
        assert!(!run.stdout.contains(MARK) && !run.stderr.contains(MARK), "{args:?}: {}", run.stdout);
    }
    let report = machine.doctor(&["check", "safety/", "--offline", "--format", "json"]).json();
    assert_eq!(found(&report, "safety/env-files"), ["tracked: Git keeps sub dir/.env, and keys are in it"]);
    let in_files = found(&report, "safety/keys-in-files");
    let expected = "in-git: Git keeps src/[id].js, and line 1 of it holds a token of a Telegram bot";
    assert_eq!(in_files[0], expected);
    assert!(in_files.iter().any(|say| say.starts_with("in-notes: Line 3 of CLAUDE.md")), "{in_files:?}");
    assert!(found(&report, "safety/claude-settings")[0].starts_with("not-ignored: Line 1 of .claude/settings.local"));
    assert!(found(&report, "safety/shell-history")[0].starts_with("in-history: Line 2 of ~/.bash_history"));
    assert!(!trace(&machine).exists());
}

#[test]
fn a_stranger_s_project_leads_nowhere_else_and_holds_nobody_up() {
    use nix::sys::stat::Mode;
    let machine = machine();
    machine.file("home/private/.env", format!("BOT={}\n", key()), 0o600);
    for (name, target) in [("out", "../home/private"), (".env", "../home/private/.env"), ("CLAUDE.md", "/dev/zero")] {
        std::os::unix::fs::symlink(target, machine.project.join(name)).unwrap();
    }
    nix::unistd::mkfifo(&machine.project.join(".dev.vars"), Mode::S_IRWXU).unwrap();
    machine.file("site/large.js", vec![b'a'; 4 << 20], 0o600);
    machine.file(format!("site/{}x.js", "deep/".repeat(40)), key(), 0o600);
    let report = machine.doctor(&["check", "safety/", "--offline", "--format", "json"]).json();
    for check in ["env-files", "keys-in-files", "claude-settings", "cloud-drive"] {
        assert_eq!(report["checks"][format!("safety/{check}")]["status"], "pass", "{report}");
    }
}

/// It was committed and pushed before `.gitignore` named it, then taken out of Git, and is in use still.
#[test]
fn a_key_that_was_pushed_is_told_while_an_ignored_file_holds_it() {
    let machine = machine();
    machine.file("site/.env", format!("BOT={}\n", key()), 0o600);
    git(&machine, &["add", ".env"]);
    git(&machine, &["commit", "-q", "-m", "first"]);
    git(&machine, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    machine.file("site/.gitignore", ".env\n", 0o600);
    git(&machine, &["rm", "-q", "--cached", ".env"]);
    git(&machine, &["add", ".gitignore"]);
    git(&machine, &["commit", "-q", "-m", "second"]);
    let run = machine.doctor(&["check", "safety/history", "--offline", "--format", "json"]);
    let told = found(&run.json(), "safety/history");
    assert!(told.len() == 1 && told[0].starts_with("pushed: ") && told[0].ends_with(": .env"), "{}", run.stdout);
    assert!(!run.stdout.contains(MARK), "{}", run.stdout);
}
