//! `doctor init --ci github`: one file, with least rights and no secrets in it, and nothing that is there is lost.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use yaml_rust2::{Yaml, YamlLoader};

use crate::cli::machine::{Machine, Run};

const INIT: [&str; 3] = ["init", "--ci", "github"];

fn workflow(machine: &Machine) -> PathBuf {
    machine.project.join(".github/workflows/doctor.yml")
}

fn written(machine: &Machine) -> (Run, String) {
    let run = machine.doctor(&INIT);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    (run, fs::read_to_string(workflow(machine)).unwrap())
}

fn parsed(text: &str) -> Yaml {
    YamlLoader::load_from_str(text).unwrap().remove(0)
}

/// A project that sends mail and goes to Cloudflare.
fn site() -> Machine {
    let machine = Machine::new();
    machine.file("site/.git/HEAD", "ref: refs/heads/main\n", 0o644);
    machine.file("site/package.json", "{\"dependencies\": {\"resend\": \"^6.0.0\"}}", 0o644);
    machine.file("site/wrangler.jsonc", "{}", 0o644);
    machine
}

#[track_caller]
fn assert_refused(run: &Run, code: i32, words: &[&str]) {
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    for word in words {
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
}

#[test]
fn the_job_may_only_read_and_ends_in_time() {
    let (_, text) = written(&site());
    let workflow = parsed(&text);
    let rights = workflow["permissions"].as_hash().unwrap();
    assert_eq!(rights.len(), 1);
    assert_eq!(workflow["permissions"]["contents"].as_str(), Some("read"));
    let when: Vec<&str> = workflow["on"].as_vec().unwrap().iter().map(|event| event.as_str().unwrap()).collect();
    assert_eq!(when, ["push", "pull_request"]);
    let job = &workflow["jobs"]["doctor"];
    assert!(job["timeout-minutes"].as_i64().is_some_and(|minutes| minutes <= 10));
    assert!(job["permissions"].is_badvalue());
    let below = text.lines().skip_while(|line| *line != "jobs:").skip(1);
    assert!(below.into_iter().all(|line| line.is_empty() || line.starts_with("  ")), "{text}");
}

#[test]
fn each_step_is_pinned() {
    let (_, text) = written(&site());
    let steps = parsed(&text)["jobs"]["doctor"]["steps"].as_vec().unwrap().clone();
    let uses: Vec<&str> = steps.iter().map(|step| step["uses"].as_str().unwrap()).collect();
    assert_eq!(uses.len(), 3);
    for uses in &uses[..2] {
        let (name, commit) = uses.split_once('@').unwrap();
        assert!(name.starts_with("actions/"), "{uses}");
        assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{uses}");
    }
    assert!(uses[2].ends_with(concat!("/doctor@v", env!("CARGO_PKG_VERSION"))), "{uses:?}");
    assert_eq!(steps[0]["with"]["persist-credentials"].as_bool(), Some(false));
}

#[test]
fn secrets_are_only_named_and_only_doctor_gets_them() {
    let mut machine = site();
    let secret = format!("re{}{}", "_", "Ab12".repeat(8));
    machine.set("RESEND_API_KEY", &secret);
    machine.file("site/.env", format!("RESEND_API_KEY={secret}\n"), 0o600);
    let (run, text) = written(&machine);
    assert!(!text.contains(&secret) && !run.stdout.contains(&secret));
    let workflow = parsed(&text);
    let steps = workflow["jobs"]["doctor"]["steps"].as_vec().unwrap();
    let env = steps[2]["env"].as_hash().unwrap();
    let names: Vec<&str> = env.keys().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(names, ["GH_TOKEN", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID", "RESEND_API_KEY"]);
    for (name, value) in env.iter().skip(1) {
        assert_eq!(value.as_str().unwrap(), format!("${{{{ secrets.{} }}}}", name.as_str().unwrap()));
    }
    assert_eq!(steps[2]["env"]["GH_TOKEN"].as_str(), Some("${{ github.token }}"));
    assert!(workflow["env"].is_badvalue() && workflow["jobs"]["doctor"]["env"].is_badvalue());
    assert!(workflow["jobs"]["doctor"]["if"].as_str().unwrap().starts_with("github.event_name != 'pull_request' || "));
}

#[test]
fn what_a_project_does_not_use_it_does_not_ask_for() {
    let machine = Machine::new();
    let (run, text) = written(&machine);
    let read = parsed(&text);
    let job = &read["jobs"]["doctor"];
    assert_eq!(job["steps"].as_vec().unwrap().len(), 2, "{text}");
    assert!(!text.contains("secrets.") && !text.contains("setup-node") && job["if"].is_badvalue(), "{text}");
    assert!(run.stdout.contains("no Git repository yet"), "{}", run.stdout);
    machine.file("site/package.json", "{}", 0o644);
    machine.file("site/.nvmrc", "22\n", 0o644);
    machine.file("site/.env.example", "# mail\nRESEND_API_KEY=\n", 0o644);
    fs::remove_file(workflow(&machine)).unwrap();
    let (_, text) = written(&machine);
    assert!(text.contains("node-version-file: .nvmrc") && text.contains("secrets.RESEND_API_KEY"), "{text}");
    assert!(!text.contains("CLOUDFLARE"), "{text}");
}

#[test]
fn it_says_what_it_wrote_and_what_comes_next() {
    let (run, text) = written(&site());
    let said = &run.stdout;
    assert!(said.starts_with("Wrote .github/workflows/doctor.yml\n\nNEXT  1. "), "{said}");
    for word in
        ["git add .github/workflows/doctor.yml", "git commit", "git push", "RESEND_API_KEY", "Secrets and variables"]
    {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(said.lines().all(|line| line.len() <= 72), "{said}");
    // The line that is named is the one with the gap.
    let number = said.split("In line ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    assert!(text.lines().nth(number.parse::<usize>().unwrap() - 1).unwrap().contains("OWNER/doctor"), "{said}");
}

#[test]
fn below_the_root_it_writes_at_the_root() {
    let machine = site();
    machine.file("site/src/deep/a.js", "", 0o644);
    let run = machine.doctor(&["-C", "src/deep", "init", "--ci", "github"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(workflow(&machine).is_file());
    assert!(run.stdout.contains("In the folder "), "{}", run.stdout);
}

#[test]
fn a_second_time_there_is_nothing_to_do() {
    let machine = site();
    written(&machine);
    let before = machine.tree();
    let run = machine.doctor(&INIT);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("Nothing is to do"), "{}", run.stdout);
    assert_eq!(machine.tree(), before);
}

#[test]
fn a_file_that_is_there_stays_as_it_is() {
    let machine = site();
    machine.file("site/.github/workflows/doctor.yml", "name: mine\n", 0o644);
    let before = machine.tree();
    assert_refused(&machine.doctor(&INIT), 2, &["is there already", "rename that file"]);
    assert_eq!(machine.tree(), before);
    fs::remove_file(workflow(&machine)).unwrap();
    symlink("nowhere", workflow(&machine)).unwrap();
    assert_refused(&machine.doctor(&INIT), 2, &["is there already"]);
    assert!(!machine.project.join(".github/workflows/nowhere").exists());
}

#[test]
fn a_link_that_leads_out_of_the_project_is_not_followed() {
    for name in [".github", ".github/workflows"] {
        let machine = site();
        let outside = machine.home.join("outside");
        fs::create_dir_all(&outside).unwrap();
        fs::create_dir_all(machine.project.join(name).parent().unwrap()).unwrap();
        symlink(&outside, machine.project.join(name)).unwrap();
        assert_refused(&machine.doctor(&INIT), 2, &["leads out of the project"]);
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
        fs::remove_dir(&outside).unwrap();
        assert_refused(&machine.doctor(&INIT), 2, &["leads nowhere"]);
        assert!(!outside.exists());
    }
}

#[test]
fn a_link_inside_the_project_is_one_of_its_folders() {
    let machine = site();
    fs::create_dir_all(machine.project.join("ci/workflows")).unwrap();
    symlink("ci", machine.project.join(".github")).unwrap();
    written(&machine);
    assert!(machine.project.join("ci/workflows/doctor.yml").is_file());
}

#[test]
fn what_stands_in_the_way_is_told() {
    let machine = site();
    machine.file("site/.github", "", 0o644);
    assert_refused(&machine.doctor(&INIT), 2, &["`.github` is no folder", "rename it"]);
    assert_refused(&machine.doctor(&["init", "--ci", "github", "--world", "x.toml"]), 2, &["simulated machine"]);
}

#[test]
fn a_folder_that_nobody_may_write_to_is_told_and_nothing_is_left() {
    let machine = site();
    let file = machine.file("site/.github/workflows/other.yml", "", 0o644);
    let folder = file.parent().unwrap();
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o555)).unwrap();
    // The administrator may write there all the same.
    if fs::write(folder.join("try"), "").is_ok() {
        return;
    }
    assert_refused(
        &machine.doctor(&INIT),
        3,
        &["was not written: this user may not write there", "nothing was changed"],
    );
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_can_only_be_read_is_told() {
    let machine = site();
    let script =
        "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && cd \"$1\" && exec \"$2\" init --ci github";
    let mut unshare = std::process::Command::new("/usr/bin/unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "/bin/sh", "-c", script, "sh"]);
    unshare.env("HOME", &machine.home).arg(&machine.project).arg(env!("CARGO_BIN_EXE_doctor"));
    let run: Run = unshare.output().unwrap().into();
    if run.code != 3 && !run.stderr.contains("doctor") {
        eprintln!("NOT TESTED: no disk can be made read-only here: {}", run.stderr);
        return;
    }
    assert_refused(&run, 3, &["was not written: what lies there can only be read", "nothing was changed"]);
}

#[test]
fn without_a_service_it_says_which_there_are() {
    let machine = Machine::new();
    let before = machine.tree();
    for args in [&["init"][..], &["init", "--ci"], &["init", "--ci", "jenkins"]] {
        assert_refused(&machine.doctor(args), 2, &["--ci", "github"]);
    }
    assert_eq!(machine.tree(), before);
}
