//! The house rules that a machine can check: who imports whom, how long files are, who may use which crate.

use std::fs;
use std::path::{Path, PathBuf};

/// For each room, the rooms that it may import. Data flows one way: nothing imports back.
const IMPORTS: &[(&str, &[&str])] = &[
    ("fact", &[]),
    ("machine", &["fact"]),
    ("duration", &[]),
    ("tree", &[]),
    ("error", &["tree"]),
    ("json_path", &[]),
    ("document", &[]),
    ("dotenv", &[]),
    ("service", &["document", "fact", "machine"]),
    ("secrets", &["dotenv", "service"]),
    ("condition", &["fact"]),
    ("template", &["condition", "fact"]),
    ("check", &["condition", "fact", "machine", "template", "tree"]),
    ("report", &["check", "fact", "machine", "template"]),
    ("settings", &["check", "duration", "error"]),
    ("judge", &["check", "fact", "machine", "report", "settings", "template"]),
    ("fix", &["check", "report"]),
    ("host", &["document", "dotenv", "error", "fact", "json_path", "machine", "secrets", "service"]),
    ("git", &["fact", "host"]),
    ("leaks", &["git", "host", "secrets", "settings"]),
    (
        "probe",
        &[
            "check",
            "document",
            "dotenv",
            "fact",
            "git",
            "host",
            "json_path",
            "leaks",
            "machine",
            "secrets",
            "service",
            "settings",
            "tree",
        ],
    ),
    (
        "catalog",
        &[
            "check",
            "condition",
            "duration",
            "error",
            "fact",
            "judge",
            "machine",
            "probe",
            "service",
            "template",
            "tree",
        ],
    ),
    ("verify", &["condition", "fact", "host", "leaks", "probe", "secrets", "service"]),
    ("select", &["catalog", "check", "error", "machine", "settings"]),
    ("run", &["check", "fact", "host", "probe", "service", "template", "tree"]),
    ("diagnose", &["catalog", "check", "fact", "host", "judge", "machine", "report", "run", "select", "settings"]),
    (
        "render",
        &[
            "catalog", "check", "error", "fact", "fix", "leaks", "machine", "report", "run", "select", "settings",
            "template",
        ],
    ),
    ("case", &["catalog", "check", "diagnose", "error", "host", "judge", "report", "select"]),
    ("schema", &["case", "catalog", "check", "fact", "probe", "settings", "tree"]),
    ("cli", &["duration"]),
    (
        "command",
        &[
            "case", "catalog", "check", "cli", "diagnose", "duration", "error", "fact", "fix", "git", "host", "judge",
            "leaks", "machine", "render", "report", "run", "schema", "secrets", "select", "service", "settings",
            "verify",
        ],
    ),
];

/// Crates and parts of std that have one owner each.
const OWNERS: &[(&str, &[&str])] = &[
    ("yaml_rust2", &["src/document.rs"]),
    ("jsonc_parser", &["src/document.rs"]),
    ("crc32fast", &["src/git/pack.rs", "src/service/synthetic.rs"]),
    ("ring::hmac", &["src/leaks/found.rs"]),
    ("ring::digest", &["src/host/credential/keychain.rs", "src/host/snapshot.rs"]),
    ("process_wrap", &["src/host/live/programs.rs", "src/host/live/attend.rs"]),
    ("which::", &["src/host/lookup.rs"]),
    ("owo_colors", &["src/render/"]),
    ("anstream", &["src/command/output/"]),
    ("rustix", &["src/host/live/", "src/host/terminal.rs"]),
    ("rpassword", &["src/host/terminal.rs"]),
    ("reqwest", &["src/host/live/http/"]),
    ("rustls", &["src/host/live/http/"]),
    ("webpki_roots", &["src/host/live/http/certificates.rs"]),
    ("windows_registry", &["src/host/live/registry.rs", "src/host/live/window.rs"]),
    ("fs4", &["src/host/live/disk.rs"]),
    ("clap::", &["src/cli.rs", "src/command/"]),
    ("clap_complete", &["src/cli.rs", "src/command/completions.rs"]),
    ("std::fs", &["src/host/live/", "src/host/raw.rs", "src/host/state.rs", "src/command/output/"]),
    ("gix_", &["src/git/"]),
    ("std::env", &["src/host/live/", "src/command/output/", "src/command/mod.rs"]),
    (
        "std::net",
        &["src/host/http.rs", "src/host/live/door.rs", "src/host/live/http/", "src/probe/public_dns/range.rs"],
    ),
    ("std::process::Command", &[]),
    ("std::io", &["src/host/", "src/command/output/"]),
];

const MOST_LINES: usize = 400;

struct File {
    path: String,
    text: String,
}

fn files_below(folder: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open: Vec<PathBuf> = vec![root.join(folder)];
    let mut files = Vec::new();
    while let Some(at) = open.pop() {
        if at.is_dir() {
            open.extend(fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path()));
        } else if at.extension().is_some_and(|ending| ending == "rs") {
            let path = at.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(File { path, text: fs::read_to_string(&at).unwrap() });
        }
    }
    files.sort_by(|one, two| one.path.cmp(&two.path));
    files
}

/// The source without its tests and comments.
fn code(file: &File) -> String {
    let text = file.text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn room(file: &File) -> &str {
    file.path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default()
}

fn is_test(file: &File) -> bool {
    file.path.ends_with("/tests.rs")
}

#[test]
fn imports_run_one_way() {
    let mut wrong = Vec::new();
    for file in files_below("src") {
        if is_test(&file) || matches!(room(&file), "lib" | "main") {
            continue;
        }
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == room(&file)) else {
            wrong.push(format!("{}: a room without a rule", file.path));
            continue;
        };
        let code = code(&file);
        for rest in code.split("crate::").skip(1) {
            let used: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if used != room(&file) && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} imports {used}", file.path));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_rules_themselves_have_no_circle() {
    // Each room may only import rooms that stand before it, so the list is its own proof.
    for (at, (name, allowed)) in IMPORTS.iter().enumerate() {
        for import in *allowed {
            assert!(
                IMPORTS[..at].iter().any(|(known, _)| known == import),
                "{name} may import {import}, which comes later"
            );
        }
    }
}

#[test]
fn every_crate_stays_with_its_owner() {
    let mut wrong = Vec::new();
    for file in files_below("src").iter().filter(|file| !is_test(file)) {
        let code = code(file);
        for (name, owners) in OWNERS {
            if code.contains(name) && !owners.iter().any(|owner| file.path.starts_with(owner)) {
                wrong.push(format!("{} uses {name}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let files: Vec<File> = ["benches", "build", "src", "tests"].into_iter().flat_map(files_below).collect();
    let mut lengths = Vec::new();
    for file in &files {
        let lines = file.text.lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines: two files in one?", file.path);
        assert!(file.text.starts_with("//! "), "{} does not begin with what it is for", file.path);
        let head = file.text.lines().take_while(|line| line.starts_with("//!")).count();
        assert!(head <= 6, "{} has a head of {head} lines", file.path);
        for name in ["utils", "common", "helpers", "imp", "misc"] {
            assert!(!file.path.split(['/', '.']).any(|part| part == name), "{} is called by no name", file.path);
        }
        lengths.push(lines);
    }
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] <= 150, "the median file has {} lines", lengths[lengths.len() / 2]);
}

#[test]
fn every_file_of_tests_belongs_to_a_test_program() {
    let manifest: toml::Table = toml::from_str(include_str!("../Cargo.toml")).unwrap();
    let programs: Vec<&str> =
        manifest["test"].as_array().unwrap().iter().map(|test| test["path"].as_str().unwrap()).collect();
    let files = files_below("tests");
    let is_root = |file: &File| programs.contains(&file.path.as_str());
    let folder_of = |file: &File| file.path.rsplit_once('/').unwrap().0.to_owned();
    for file in files.iter().filter(|file| !is_root(file)) {
        let (folder, name) = file.path.rsplit_once('/').unwrap();
        // A folder is listed one folder up.
        let (folder, module) = match folder.rsplit_once('/') {
            Some((above, own)) if name == "mod.rs" => (above, own),
            _ => (folder, name.trim_end_matches(".rs")),
        };
        let lists = |other: &File| {
            (is_root(other) || other.path.ends_with("/mod.rs"))
                && folder_of(other) == folder
                && other.text.lines().any(|line| line.ends_with(&format!("mod {module};")))
        };
        assert!(files.iter().any(lists), "{} is in no test program, so it never runs", file.path);
    }
}
