//! Programs, folders and machines that misbehave. Each time a complete report comes in time, and nothing is left behind.

use std::os::unix::process::ExitStatusExt;
use std::time::{Duration, Instant};

use crate::cli::machine::{Machine, Run, is_gone, is_running, text};

const JSON: [&str; 3] = ["--format", "json", "--deadline=3s"];

/// Looks at `git` alone, on a machine where it is this script.
fn with_git(script: &str) -> (Machine, Run, Duration) {
    let machine = Machine::new();
    machine.program("git", script);
    let began = Instant::now();
    let run = machine.doctor(&[&["check", "tool/git"], &JSON[..]].concat());
    (machine, run, began.elapsed())
}

/// A number that no other process has among its arguments: a way to find what a script leaves behind.
fn mark() -> String {
    format!("9{}{}", std::process::id(), Instant::now().elapsed().subsec_nanos() + rand())
}

fn rand() -> u32 {
    use std::hash::{BuildHasher, Hasher};
    let hasher = std::collections::hash_map::RandomState::new().build_hasher();
    u32::try_from(hasher.finish() % 1_000_000).unwrap()
}

/// The answer to a program that never answers: not known, in time, and nobody is left.
fn assert_hang_is_told(script: &str, mark: &str) {
    let (_machine, run, took) = with_git(script);
    assert_eq!(run.status("tool/git"), "unknown");
    assert_eq!(run.finding("tool/git")["undecided"][0]["reason"], "timeout");
    assert_eq!(run.json()["verdict"], "unsure");
    assert_eq!(run.code, 4);
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert!(is_gone(mark), "something is left behind");
}

#[test]
fn a_program_that_hangs_is_not_known() {
    let mark = mark();
    assert_hang_is_told(&format!("exec /bin/sleep {mark}"), &mark);
}

#[test]
fn a_program_that_forks_and_hangs_is_ended_with_its_children() {
    let mark = mark();
    assert_hang_is_told(&format!("/bin/sleep {mark} & /bin/sleep {mark}"), &mark);
}

#[test]
fn a_program_that_ignores_requests_to_end_is_ended() {
    let mark = mark();
    assert_hang_is_told(&format!("trap '' TERM INT HUP; while :; do /bin/sleep {mark}; done"), &mark);
}

#[test]
fn a_program_that_answers_and_leaves_a_child_behind_is_believed_and_the_child_is_ended() {
    let mark = mark();
    let (_machine, run, took) = with_git(&format!("/bin/sleep {mark} & echo git version 2.50.1"));
    assert_eq!(run.status("tool/git"), "pass");
    assert!(took < Duration::from_secs(3), "{took:?}");
    std::thread::sleep(Duration::from_millis(50));
    assert!(is_gone(&mark), "something is left behind");
}

#[test]
#[cfg(target_os = "linux")]
fn a_child_that_leaves_its_session_is_found_and_ended() {
    let mark = mark();
    let (_machine, run, _) =
        with_git(&format!("/usr/bin/setsid /bin/sleep {mark} < /dev/null > /dev/null 2>&1 & echo git version 2.50.1"));
    assert_eq!(run.status("tool/git"), "pass");
    std::thread::sleep(Duration::from_millis(50));
    assert!(is_gone(&mark), "something is left behind");
}

#[test]
fn a_program_that_floods_is_ended_and_not_known() {
    let (_machine, run, took) = with_git("while :; do echo 0123456789012345678901234567890123456789; done");
    assert_eq!(run.status("tool/git"), "unknown");
    assert_eq!(run.finding("tool/git")["undecided"][0]["reason"], "garbled");
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let (_machine, run, _) = with_git(r"printf '\377\376\033[31mgit version 2.50.1\0'");
    assert_eq!(run.status("tool/git"), "pass");
    let (_machine, run, _) = with_git(r"printf '\377\376'; exit 3");
    assert_eq!(run.cause("tool/git"), "does-not-start");
}

#[test]
fn a_program_that_dies_of_a_signal_does_not_start() {
    let (_machine, run, _) = with_git("kill -SEGV $$");
    assert_eq!(run.cause("tool/git"), "does-not-start");
    assert_eq!(run.code, 1);
}

#[test]
fn a_program_that_prints_no_version_is_not_called_healthy() {
    for script in ["echo hello", ""] {
        let (_machine, run, _) = with_git(script);
        assert_eq!(run.cause("tool/git"), "does-not-start", "{script}");
    }
}

#[test]
fn a_folder_a_dead_link_and_a_file_without_rights_are_not_the_program() {
    let machine = Machine::new();
    std::fs::create_dir(machine.bin.join("git")).unwrap();
    assert_eq!(machine.doctor(&[&["check", "tool/git"], &JSON[..]].concat()).status("tool/git"), "fail");
    let machine = Machine::new();
    machine.link("git", "/nowhere/git");
    assert_eq!(machine.doctor(&[&["check", "tool/git"], &JSON[..]].concat()).status("tool/git"), "fail");
    let machine = Machine::new();
    machine.file("bin/git", "#!/bin/sh\necho git version 2.50.1\n", 0o644);
    assert_eq!(machine.doctor(&[&["check", "tool/git"], &JSON[..]].concat()).status("tool/git"), "fail");
}

#[test]
fn a_program_for_another_processor_is_named_and_not_started() {
    let machine = Machine::new();
    let mut header = b"\x7fELF\x02\x01\x01".to_vec();
    header.resize(64, 0);
    header[18] = if cfg!(target_arch = "aarch64") { 0x3e } else { 0xb7 };
    machine.file("bin/git", header, 0o755);
    let run = machine.doctor(&[&["check", "tool/git"], &JSON[..]].concat());
    assert_eq!(run.cause("tool/git"), "wrong-architecture");
}

#[test]
fn a_script_whose_interpreter_is_gone_does_not_start() {
    let machine = Machine::new();
    machine.file("bin/git", "#!/nowhere/interpreter\n", 0o755);
    let run = machine.doctor(&[&["check", "tool/git"], &JSON[..]].concat());
    assert_eq!(run.cause("tool/git"), "does-not-start");
}

#[test]
fn an_empty_or_absent_path_finds_nothing_and_breaks_nothing() {
    let mut machine = Machine::new();
    for path in [Some(""), None] {
        machine.unset("PATH");
        path.iter().for_each(|path| machine.set("PATH", path));
        let run = machine.doctor(&[&["--skip", "network/"], &JSON[..]].concat());
        assert_eq!(run.cause("system/path"), "not-set");
        assert_eq!(run.finding("tool/git")["blocked_by"], "system/path");
        assert_eq!(run.json()["counts"]["fail"], 1, "told once");
        assert_eq!(run.code, 1);
    }
}

#[test]
fn dead_unreadable_and_relative_entries_of_path_are_passed_over() {
    let mut machine = Machine::new();
    machine.git();
    machine.file("locked/git", "", 0o000);
    std::fs::set_permissions(machine.home.join("../locked"), std::os::unix::fs::PermissionsExt::from_mode(0o000))
        .unwrap();
    let locked = text(&machine.home.join("../locked"));
    machine.set("PATH", &format!("/nowhere:{locked}:.:relative/bin:~/bin::{}", text(&machine.bin)));
    let run = machine.doctor(&[&["check", "tool/git"], &JSON[..]].concat());
    assert_eq!(run.status("tool/git"), "pass", "{}", run.stdout);
}

#[test]
fn without_a_home_folder_there_is_still_a_report() {
    let mut machine = Machine::new();
    machine.git();
    machine.unset("HOME");
    let run = machine.doctor(&JSON);
    assert_eq!(run.status("tool/git"), "pass");
    assert!(run.stderr.is_empty(), "{}", run.stderr);
}

#[test]
fn a_folder_that_is_gone_still_gives_a_report() {
    let machine = Machine::new();
    machine.git();
    let gone = machine.project.join("gone");
    std::fs::create_dir(&gone).unwrap();
    let mut command = machine.command(&JSON);
    command.current_dir(&gone);
    // The shell stands in a folder that somebody removes.
    let script = format!(
        "cd {gone} && rmdir {gone} && exec {doctor} --format json",
        gone = text(&gone),
        doctor = env!("CARGO_BIN_EXE_doctor")
    );
    let mut shell = std::process::Command::new("/bin/sh");
    let output = shell.args(["-c", &script]).env_clear().env("HOME", &machine.home).env("PATH", &machine.bin);
    let path = format!("{}:/bin:/usr/bin", text(&machine.bin));
    let run: Run = output.env("PATH", path).output().unwrap().into();
    assert_eq!(run.status("tool/git"), "pass");
}

#[test]
fn a_read_only_machine_is_looked_at_like_any_other_and_nothing_is_written() {
    let machine = Machine::new();
    machine.git();
    for folder in [&machine.home, &machine.project] {
        std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o555)).unwrap();
    }
    let before = machine.tree();
    let run = machine.doctor(&JSON);
    assert_eq!(run.status("tool/git"), "pass");
    assert_eq!(machine.tree(), before);
}

#[test]
fn an_interrupt_ends_the_run_with_a_report_of_what_is_known() {
    let machine = Machine::new();
    let mark = mark();
    machine.git();
    machine.program("node", &format!("exec /bin/sleep {mark}"));
    let child = machine.started(&["--format", "json", "--deadline=30s"]);
    let began = Instant::now();
    while !is_running(&mark) && began.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(300));
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.signal(), None);
    let run: Run = output.into();
    assert_eq!(run.code, 130);
    assert_eq!(run.json()["interrupted"], true);
    assert_eq!(run.status("tool/git"), "pass");
    assert_eq!(run.status("tool/node-manager"), "unknown");
    assert!(is_gone(&mark), "something is left behind");
}

#[test]
fn a_terminal_that_is_closed_leaves_nothing_behind() {
    let machine = Machine::new();
    let mark = mark();
    machine.program("git", &format!("/bin/sleep {mark} & exec /bin/sleep {mark}"));
    let mut child = machine.started(&["check", "tool/git"]);
    let began = Instant::now();
    while !is_running(&mark) && began.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::process::Command::new("kill").args(["-HUP", &child.id().to_string()]).status().unwrap();
    child.wait().unwrap();
    assert!(is_gone(&mark), "something is left behind");
}

#[test]
fn the_report_comes_within_the_deadline_whatever_every_program_does() {
    let machine = Machine::new();
    let login = r#"{"claudeAiOauth":{"accessToken":"made-up","scopes":["user:inference"]}}"#;
    machine.file("home/.claude/.credentials.json", login, 0o600);
    let mark = mark();
    for name in ["git", "node", "npm", "claude", "gh", "wrangler"] {
        machine.program(name, &format!("trap '' TERM; /bin/sleep {mark} & while :; do /bin/sleep {mark}; done"));
    }
    // A login in the keyring, for which gh itself is asked.
    machine.file("home/.config/gh/hosts.yml", "github.com:\n    users:\n        ada:\n    user: ada\n", 0o600);
    machine.file("home/.config/gh/config.yml", "version: 1\n", 0o600);
    let login = "oauth_token = \"made-up\"\nexpiration_time = \"2020-01-01T00:00:00Z\"\nrefresh_token = \"made-up\"\n";
    machine.file("home/.config/.wrangler/config/default.toml", login, 0o600);
    let began = Instant::now();
    let run = machine.doctor(&["--skip", "network/", "--format", "json", "--deadline=2s"]);
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert_eq!(run.json()["counts"]["fail"], 0);
    assert_eq!(run.code, 4);
    assert!(is_gone(&mark), "something is left behind");
}

#[test]
fn a_pipe_in_the_place_of_a_file_holds_nobody_up() {
    let machine = Machine::new();
    machine.git();
    for name in [".npmrc", ".bashrc", ".profile"] {
        assert!(std::process::Command::new("mkfifo").arg(machine.home.join(name)).status().unwrap().success());
    }
    let began = Instant::now();
    let run = machine.doctor(&JSON);
    assert_eq!(run.status("tool/git"), "pass");
    assert!(began.elapsed() < Duration::from_secs(3));
}

// Elsewhere the system keeps its certificates itself, and no variable moves them.
#[cfg(target_os = "linux")]
#[test]
fn certificates_that_are_not_there_are_named_and_nobody_is_blamed() {
    let mut machine = Machine::new();
    machine.set("SSL_CERT_FILE", "/nowhere/ca.pem");
    let run = machine.doctor(&["--format", "json", "check", "claude/installer", "--skip", "network/"]);
    let finding = run.finding("claude/installer");
    assert_eq!(finding["status"], "unknown");
    assert!(finding["say"].as_str().unwrap().contains("SSL_CERT_FILE"), "{finding}");
}

/// Behind a proxy a computer often cannot look up names itself: that says nothing about the place that they mean.
#[test]
fn a_name_that_only_a_proxy_may_know_is_not_called_unknown() {
    let machine = Machine::new();
    machine.program("node", "echo v24.1.0");
    machine.program("npm", "echo 11.0.0");
    machine.file("site/package.json", "{}", 0o644);
    machine.file("site/.npmrc", "registry=https://npm.no-such-name.invalid/\n", 0o644);
    // What leads to the proxy here is a closed port.
    let report = machine.doctor(&["--format", "json", "check", "tool/npm-registry"]).json();
    let probes = report["probes"].as_object().unwrap().values();
    let asked = probes.filter(|probe| probe["asked"].as_str().unwrap().contains(".invalid"));
    let reasons: Vec<_> = asked.map(|probe| probe["facts"]["unknown"].as_str()).collect();
    assert!(!reasons.is_empty() && reasons.iter().all(|reason| *reason == Some("not-asked")), "{report:#}");
}
