//! What people see on simulated machines: screens of 60 columns that were read and approved, and the shape of the JSON.
//! `SNAPSHOTS=overwrite cargo test --test suite cli::screens` writes them again; read them before you commit them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::approved;
use crate::cli::machine::{Machine, Run, text};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// A world whose first line is a comment such as `# flags: --profile ci` is looked at with these flags.
fn look(world: &str, args: &[&str]) -> Run {
    let mut machine = Machine::new();
    machine.set("COLUMNS", "60");
    let file = tests().join("worlds").join(format!("{world}.toml"));
    let written = fs::read_to_string(&file).unwrap();
    let flags = written.lines().next().and_then(|line| line.strip_prefix("# flags:")).unwrap_or("");
    let flags: Vec<&str> = flags.split_whitespace().collect();
    machine.doctor(&[&["--world", &text(&file)], &flags[..], args].concat())
}

/// The names of the worlds in a folder below `tests/worlds/`, with the folder.
fn worlds_in(folder: &str) -> Vec<String> {
    let files = fs::read_dir(tests().join("worlds").join(folder)).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let worlds = names.filter_map(|name| Some(format!("{folder}{}", name.strip_suffix(".toml")?)));
    let mut worlds: Vec<String> = worlds.collect();
    worlds.sort();
    worlds
}

fn worlds() -> Vec<String> {
    worlds_in("")
}

#[test]
fn odd_but_healthy_machines_are_ready_and_hear_nothing() {
    let worlds = worlds_in("healthy/");
    assert!(worlds.len() >= 50);
    let heard: Vec<String> = worlds.iter().flat_map(|world| heard_of(world)).collect();
    assert!(heard.is_empty(), "\n{}", heard.join("\n"));
}

/// All that doctor has to say of a machine; nothing, if it is ready.
fn heard_of(world: &str) -> Vec<String> {
    let run = look(world, &["--format", "json"]);
    let Ok(report) = serde_json::from_str::<serde_json::Value>(&run.stdout) else {
        return vec![format!("{world}: no report: {}{}", run.stdout, run.stderr)];
    };
    let findings = report["checks"].as_object().into_iter().flatten();
    let mut heard: Vec<String> = findings
        .filter(|(_, finding)| !matches!(finding["status"].as_str(), Some("pass" | "skip")))
        .map(|(id, finding)| format!("{world}: {id} {}: {}", finding["status"], finding["say"]))
        .collect();
    if heard.is_empty() && report["verdict"] != "ready" {
        heard.push(format!("{world}: the verdict is {}", report["verdict"]));
    }
    heard
}

/// A screen without what one more check would change on every machine: how many pass, and which ones wait for another.
fn without_totals(screen: &str) -> String {
    let replaced = [
        (r"(PASS|READY)  \d+ checks?", "$1  N checks"),
        (r"; \d+ others? waits? for (it|them)", "; N others wait for $1"),
        (r"(?s)\nWAIT  [^:]*?\swaits?\s+for\s+(\S+)", "\nWAIT  … for $1"),
    ];
    replaced.into_iter().fold(screen.to_owned(), |screen, (pattern, with)| {
        regex::Regex::new(pattern).unwrap().replace_all(&screen, with).into_owned()
    })
}

#[test]
fn every_world_looks_as_it_was_approved() {
    approved::compare_all(worlds().into_iter().map(|world| {
        let run = look(&world, &[]);
        (format!("tests/screens/{world}.txt"), format!("{}exit code {}\n", without_totals(&run.stdout), run.code))
    }));
}

#[test]
fn screens_are_plain_and_narrow_and_commands_stay_whole() {
    for world in worlds() {
        for line in look(&world, &["-v"]).stdout.lines() {
            assert!(line.is_ascii(), "{world}: {line}");
            // What is to be copied stands deeper than the text and is never broken, however long it is.
            let is_copied = line.starts_with("        ");
            assert!(is_copied || line.len() <= 60, "{world}: {line}");
        }
    }
}

#[test]
fn every_world_has_answers_for_all_that_is_asked() {
    for world in worlds() {
        let report = look(&world, &["--format", "json"]).json();
        for (id, probe) in report["probes"].as_object().unwrap() {
            assert_ne!(probe["unknown"]["reason"], "not-recorded", "{world}: {id} {}", probe["asked"]);
        }
    }
}

#[test]
fn no_password_of_a_proxy_is_ever_shown() {
    let secret = "not-a-real-Pa55word";
    let file = tests().join("worlds").join("ubuntu-proxy.toml");
    assert!(fs::read_to_string(file).unwrap().matches(secret).count() >= 5);
    for args in [&["-v"][..], &["-q"], &["--offline", "-v"], &["--format", "json"], &["--strict", "--profile", "api"]] {
        let run = look("ubuntu-proxy", args);
        assert!(!run.stdout.is_empty(), "{args:?}");
        let whole = run.stdout + &run.stderr;
        assert!(!whole.contains(secret) && !whole.contains("Pa55word"), "{args:?}: {whole}");
    }
}

#[test]
fn the_readme_shows_what_doctor_says_today() {
    let run = look("macos-claude-off-path", &[]);
    let readme = without_totals(include_str!("../../README.md"));
    assert!(readme.contains(without_totals(&run.stdout).trim()), "{}", run.stdout);
}

#[test]
fn the_json_has_the_keys_of_the_contract() {
    let report = look("macos-claude-off-path", &["--format", "json"]).json();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(report["schema"], "doctor.report/1");
    assert_eq!(
        keys(&report),
        "checks counts doctor duration_ms label machine next probes profile project schema settings started verdict"
    );
    assert_eq!(keys(&report["machine"]), "arch ci os release shell wsl");
    assert_eq!(report["project"], serde_json::json!({ "root": "~/site", "repository": true }));
    assert_eq!(report["verdict"], "not-ready");
    assert_eq!(report["next"], serde_json::json!({ "check": "claude/path", "fix": "path-line" }));
    assert_eq!(report["started"], "2026-11-20T12:00:00Z");
    let finding = &report["checks"]["claude/path"];
    assert_eq!(
        keys(finding),
        "accepted blocked_by cause causes duration_ms fixes proof required say skip status title undecided uses"
    );
    assert_eq!(keys(&finding["causes"][0]), "detail fixes id items place say status");
    assert_eq!(keys(&finding["fixes"][0]), "ask by edit folder id open paste risk run text title touches undo");
    assert_eq!(report["checks"]["claude/version"]["blocked_by"], "claude/path");
    assert_eq!(report["checks"]["claude/version"]["skip"], "blocked");
    let asked = &report["probes"][finding["uses"][0].as_str().unwrap()];
    assert_eq!(keys(asked), "asked duration_ms facts kind unknown");
}
