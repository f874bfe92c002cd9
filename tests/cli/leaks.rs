//! `doctor leaks` on repositories that Git itself has made, with keys that are made up while the tests run.

use std::fs;
use std::process::Command;

use doctor::catalog::Catalog;

use crate::cli::machine::{Machine, Run};

/// Git of this computer, with nothing of this computer's settings.
fn git(machine: &Machine, args: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "init.defaultBranch=main", "-c", "user.name=Ada", "-c", "user.email=ada@lovelace.uk"]).args(args);
    git.current_dir(&machine.project).env("HOME", &machine.home).env("GIT_CONFIG_NOSYSTEM", "1");
    let output = git.output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn synthetic(kind: &str) -> String {
    Catalog::built_in().unwrap().services().with_synthetic_keys(&format!("<key:{kind}>")).unwrap()
}

/// A project whose key was pushed, is named in a message, and gave a file and a branch their names.
fn leaking(key: &str) -> Machine {
    let machine = Machine::new();
    git(&machine, &["init", "-q"]);
    machine.file("site/src/mail.js", format!("// mail\n\nconst key = '{key}';\n"), 0o644);
    machine.file(format!("site/{key}.txt"), format!("{key}\n"), 0o644);
    machine.file("site/\u{202e}odd\nCLEAN  no key.js", format!("'{key}'\n"), 0o644);
    git(&machine, &["add", "."]);
    git(&machine, &["commit", "-q", "-m", &format!("use {key}")]);
    git(&machine, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    git(&machine, &["branch", &format!("try-{key}")]);
    machine
}

fn hides(run: &Run, key: &str) {
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains(key) && !text.contains(&key[8..]), "{text}");
        assert!(!text.contains('\u{202e}') && !text.contains("\nCLEAN  no key"), "{text}");
    }
}

#[test]
fn a_pushed_key_is_told_in_every_format_and_shown_in_none() {
    let key = synthetic("resend/key");
    let machine = leaking(&key);
    for args in [
        &["leaks"][..],
        &["leaks", "-v"],
        &["leaks", "-q"],
        &["leaks", "--color", "always"],
        &["leaks", "--format", "json"],
        &["leaks", "--format", "sarif"],
    ] {
        let run = machine.doctor(args);
        assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
        hides(&run, &key);
    }
    let run = machine.doctor(&["leaks"]);
    assert!(run.stdout.starts_with("LEAKED  1 key was pushed"), "{}", run.stdout);
    assert!(run.stdout.contains("src/mail.js:3: still there; since commit "), "{}", run.stdout);
    assert!(run.stdout.contains("https://resend.com/api-keys"), "{}", run.stdout);
    assert_eq!(machine.doctor(&["leaks", "-q"]).stdout.lines().count(), 1);
    assert!(machine.doctor(&["leaks", "--color", "always"]).stdout.contains("\x1b["));
    assert!(!run.stdout.contains('\x1b'));
}

/// One whose letters alone do not tell that it is a key.
#[test]
fn a_key_without_a_shape_of_its_own_is_hidden_in_names_too() {
    let key = synthetic("cloudflare/old-token");
    let machine = Machine::new();
    git(&machine, &["init", "-q"]);
    machine.file(format!("site/{key}.env"), format!("CLOUDFLARE_API_TOKEN=\"{key}\"\n"), 0o644);
    git(&machine, &["add", "."]);
    git(&machine, &["commit", "-q", "-m", "first"]);
    git(&machine, &["branch", &format!("try-{key}")]);
    for format in ["human", "json", "sarif"] {
        let run = machine.doctor(&["leaks", "--format", format]);
        assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains("hidden"), "{}", run.stdout);
        hides(&run, &key);
    }
}

#[test]
fn several_formats_go_to_several_files() {
    let key = synthetic("resend/key");
    let machine = leaking(&key);
    let (json, sarif) = (machine.home.join("leaks.json"), machine.home.join("leaks.sarif"));
    let (json_flag, sarif_flag) = (format!("json={}", json.display()), format!("sarif={}", sarif.display()));
    let run = machine.doctor(&["leaks", "--format", &json_flag, "--format", &sarif_flag]);
    assert!(run.stdout.starts_with("LEAKED"), "{}{}", run.stdout, run.stderr);
    let read = |file| fs::read_to_string(file).unwrap();
    for text in [read(&json), read(&sarif)] {
        assert!(!text.contains(&key[8..]), "{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&read(&json)).unwrap();
    assert_eq!((&json["schema"], &json["verdict"]), (&"doctor.leaks/1".into(), &"leaks".into()));
    let sarif: serde_json::Value = serde_json::from_str(&read(&sarif)).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "resend/key");
}

/// A line in `.gitignore` does not help against a file that Git follows, and a path is one from the folder of the project.
#[test]
fn the_commands_that_are_shown_keep_the_key_out_of_the_next_commit() {
    let key = synthetic("resend/key");
    let machine = Machine::new();
    git(&machine, &["init", "-q"]);
    machine.file("site/api/.env", "PORT=1\n", 0o644);
    git(&machine, &["add", "."]);
    git(&machine, &["commit", "-q", "-m", "first"]);
    machine.file("site/api/.env", format!("RESEND_API_KEY={key}\n"), 0o644);
    git(&machine, &["add", "."]);
    machine.file("site/api/.env", format!("PORT=1\nRESEND_API_KEY={key}\n"), 0o644);
    let run: Run = machine.command(&["leaks", "."]).current_dir(machine.project.join("api")).output().unwrap().into();
    let words = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("undo this, in the folder /"), "{}", run.stdout);
    let named = machine.doctor(&["leaks", "api"]).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(named.contains("undo this: git rm") && named.contains("Then look again: doctor leaks api"), "{named}");
    let command = run.stdout.lines().find_map(|line| line.trim().strip_prefix("git ")).unwrap();
    git(&machine, &command.split(' ').collect::<Vec<_>>());
    machine.file("site/.gitignore", ".env\n", 0o644);
    git(&machine, &["add", "."]);
    let run = machine.doctor(&["leaks"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(machine.project.join("api/.env").is_file());
}

#[test]
fn a_repository_without_keys_is_clean() {
    let machine = Machine::new();
    git(&machine, &["init", "-q"]);
    machine.file("site/a.txt", "nothing\n", 0o644);
    git(&machine, &["add", "."]);
    git(&machine, &["commit", "-q", "-m", "first"]);
    let run = machine.doctor(&["leaks"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.starts_with("CLEAN  no key in 1 version of a file"), "{}", run.stdout);
}

#[test]
fn formats_of_other_commands_are_told_and_faults_keep_their_form() {
    let machine = Machine::new();
    let run = machine.doctor(&["list", "--format", "sarif"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("this command has no format `sarif`"), "{}", run.stderr);
    assert!(run.stderr.contains("formats: human json") && run.stdout.is_empty(), "{}", run.stderr);
    let run = machine.doctor(&["leaks", "--format", "xml"]);
    assert!(run.code == 2 && run.stderr.contains("formats: human json sarif"), "{}", run.stderr);
    let run = machine.doctor(&["leaks", "--format", "json"]);
    assert_eq!((run.code, &run.json()["schema"]), (2, &"doctor.error/1".into()));
    let run = machine.doctor(&["leaks", "--format", "sarif"]);
    assert!(run.code == 2 && run.stdout.is_empty() && run.stderr.contains("no Git repository"), "{}", run.stderr);
}

#[test]
fn a_key_that_the_project_accepts_by_its_fingerprint_counts_no_more_and_stays_visible() {
    let key = synthetic("resend/key");
    let machine = leaking(&key);
    let told = machine.doctor(&["leaks", "--format", "json"]).json();
    let fingerprint = told["findings"][0]["fingerprint"].as_str().unwrap();
    assert!(machine.doctor(&["leaks", "-v"]).stdout.contains(&format!("about = \"{fingerprint}\"")));
    let accept = |about: &str, until: &str| {
        let lines = format!(
            "check = \"leaks\"\ncause = \"resend/key\"\nabout = \"{about}\"\nreason = \"revoked in May\"\nuntil = {until}\n"
        );
        machine.file("site/doctor.toml", format!("[[accept]]\n{lines}"), 0o644);
        machine.doctor(&["leaks", "--format", "json"])
    };
    let run = accept(fingerprint, "2099-01-01");
    assert_eq!((run.code, &run.json()["verdict"]), (0, &"clean".into()), "{}", run.stderr);
    assert_eq!(run.json()["findings"][0]["accepted"]["reason"], "revoked in May");
    let said = machine.doctor(&["leaks"]).stdout;
    assert!(said.contains("Accepted in doctor.toml, and still there: ") && said.contains("revoked in May"), "{said}");
    let sarif = machine.doctor(&["leaks", "--format", "sarif"]).json();
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["status"], "accepted");

    let over = accept(fingerprint, "2020-01-01");
    assert_eq!(over.code, 1);
    assert!(over.json()["notices"][0]["say"].as_str().unwrap().contains("that day is over"), "{}", over.stdout);
    let unused = accept("0123456789abcdef", "2099-01-01");
    assert_eq!((unused.code, &unused.json()["notices"][0]["line"]), (1, &2.into()));
    // What is looked at in part tells nothing about the rest.
    let staged = machine.doctor(&["leaks", "--staged", "--format", "json"]);
    assert_eq!((staged.code, &staged.json()["notices"]), (0, &serde_json::json!([])), "{}", staged.stdout);
    let head = fs::read_to_string(machine.project.join(".git/refs/heads/main")).unwrap();
    let shallow = machine.file("site/.git/shallow", head, 0o644);
    let part = accept("0123456789abcdef", "2099-01-01").json();
    assert_ne!(part["gaps"], serde_json::json!([]));
    assert_eq!(part["notices"], serde_json::json!([]));
    fs::remove_file(shallow).unwrap();
    assert_eq!(accept(&fingerprint.to_ascii_uppercase().replace('0', "A"), "2099-01-01").code, 2);
    let by_name = accept("src/mail.js", "2099-01-01");
    assert_eq!(by_name.code, 2);
    assert!(by_name.stdout.contains("a key is accepted by its fingerprint"), "{}", by_name.stdout);
    hides(&by_name, &key);
}

#[test]
fn a_hook_stops_at_settings_that_cannot_be_read_and_at_none_that_are_about_other_things() {
    let machine = Machine::new();
    git(&machine, &["init", "-q"]);
    machine.file("site/doctor.toml", "[checks]\n\"tool/nod\" = \"off\"\n", 0o644);
    let run = machine.doctor(&["leaks", "--staged"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    machine.file("site/doctor.toml", "[checks]\n\"tool/nod\n", 0o644);
    let run = machine.doctor(&["leaks", "--staged"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("/site/doctor.toml:2:"), "{}", run.stderr);
}
