//! A job of a CI service, which has tokens in variables and nobody to ask, on machines where much is missing.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::sync::OnceLock;

use crate::cli::machine::{Machine, Run, text};

const LOOK: [&str; 5] = ["check", "--profile", "ci", "--skip", "network/"];
const JSON: [&str; 7] = ["check", "--profile", "ci", "--skip", "network/", "--format", "json"];

/// Keys that are made up here, so that no scanner finds one in this file.
fn token(beginning: &[&str], length: usize) -> String {
    format!("{}{}", beginning.join("_"), &"zq".repeat(60)[..length])
}

/// A job of GitHub Actions with all that it needs. Nothing that it asks the network is answered.
fn job() -> Machine {
    let mut machine = Machine::new();
    machine.git();
    machine.program("node", "echo v24.1.0");
    machine.program("npm", "echo 11.0.0");
    machine.file("site/package.json", "{}", 0o644);
    machine.set("GITHUB_ACTIONS", "true");
    machine.set("CI", "true");
    machine.set("SHELL", "/bin/bash");
    machine.set("CLOUDFLARE_API_TOKEN", &token(&["cfut", ""], 48));
    machine
}

fn checks(run: &Run) -> BTreeSet<String> {
    run.json()["checks"].as_object().unwrap().keys().cloned().collect()
}

/// The report is whole: every check is in it, none of them crashed, and nothing was said beside it.
fn assert_whole(run: &Run, what: &str) {
    static USUAL: OnceLock<BTreeSet<String>> = OnceLock::new();
    assert_eq!(&checks(run), USUAL.get_or_init(|| checks(&job().doctor(&JSON))), "{what}");
    assert!(!run.stdout.contains("\"crashed\""), "{what}: {}", run.stdout);
    assert!(run.stderr.is_empty(), "{what}: {}", run.stderr);
    assert!(matches!(run.code, 0 | 1 | 4), "{what}: {}", run.code);
}

#[test]
fn a_job_is_told_by_the_variables_of_its_service() {
    let ci = |variables: &[(&str, &str)]| {
        let mut machine = Machine::new();
        machine.git();
        variables.iter().for_each(|(name, value)| machine.set(name, value));
        machine.doctor(&["check", "tool/git", "--format", "json"]).json()["machine"]["ci"].clone()
    };
    for (variables, service) in [
        (&[("GITHUB_ACTIONS", "true"), ("CI", "true")][..], "github"),
        (&[("GITLAB_CI", "true"), ("CI", "true")], "gitlab"),
        (&[("CIRCLECI", "true"), ("CI", "true")], "circleci"),
        (&[("BUILDKITE", "true"), ("CI", "true")], "buildkite"),
        (&[("TF_BUILD", "True")], "azure"),
        (&[("JENKINS_URL", "https://jenkins.example.com/"), ("BUILD_ID", "12")], "jenkins"),
        (&[("BITBUCKET_BUILD_NUMBER", "3"), ("CI", "true")], "bitbucket"),
        (&[("WORKERS_CI", "1"), ("CI", "true")], "cloudflare"),
        (&[("CI", "true")], "other"),
        (&[("CI", "1"), ("GITHUB_ACTIONS", "false")], "other"),
    ] {
        assert_eq!(ci(variables), service, "{variables:?}");
    }
    let jenkins_elsewhere = [("JENKINS_URL", "https://jenkins.example.com/")];
    for variables in [&[][..], &[("CI", "")], &[("CI", "false")], &[("CI", "0")], &jenkins_elsewhere] {
        assert_eq!(ci(variables), serde_json::Value::Null, "{variables:?}");
    }
}

#[test]
fn a_job_is_asked_nothing_and_sees_one_plain_summary() {
    let run = job().doctor(&LOOK);
    let verdicts = ["READY", "NOT READY", "UNSURE"];
    let summaries = run.stdout.lines().filter(|line| verdicts.iter().any(|verdict| line.starts_with(verdict)));
    assert_eq!(summaries.count(), 1, "{}", run.stdout);
    // Nothing that only a screen understands: no colours, and nothing that is written over.
    assert!(!run.stdout.contains(['\u{1b}', '\r', '\u{8}']), "{:?}", run.stdout);
    assert!(run.stderr.is_empty(), "{}", run.stderr);
    for word in ["gh auth login", "wrangler login", "press Allow"] {
        assert!(!run.stdout.contains(word), "a job cannot do that: {word}\n{}", run.stdout);
    }
}

#[test]
fn a_job_without_anything_but_its_tokens_gets_a_whole_report() {
    let lacking = |names: &[&str]| {
        let mut machine = job();
        names.iter().for_each(|name| machine.unset(name));
        assert_whole(&machine.doctor(&JSON), &format!("without {names:?}"));
    };
    lacking(&["HOME"]);
    lacking(&["PATH"]);
    lacking(&["SHELL"]);
    lacking(&["HOME", "PATH", "SHELL", "CI", "GITHUB_ACTIONS"]);
    // Without the proxy that leads nowhere, only this keeps it off the internet.
    let output = job().command(&[&JSON[..], &["--offline"]].concat()).env_clear().output().unwrap();
    assert_whole(&output.into(), "env -i");
}

#[test]
fn a_job_with_a_strange_home_gets_a_whole_report_and_nothing_is_written() {
    // The system of `/proc` takes no files, even from the administrator.
    for home in ["", "/", "relative", "/nowhere/home", "/dev/null", "/proc", "/proc/self"] {
        let mut machine = job();
        machine.set("HOME", home);
        let before = machine.tree();
        assert_whole(&machine.doctor(&JSON), home);
        assert_eq!(machine.tree(), before, "{home}");
    }
}

#[test]
fn a_job_that_may_write_nowhere_gets_a_whole_report() {
    let mut machine = job();
    for folder in [&machine.home, &machine.project, &machine.bin] {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    }
    machine.set("TMPDIR", "/proc");
    let before = machine.tree();
    assert_whole(&machine.doctor(&JSON), "read-only");
    assert_eq!(machine.tree(), before);
}

#[test]
fn a_job_whose_letters_nobody_knows_gets_a_whole_report() {
    for locale in ["", "C", "POSIX", "xx_YY.nothing", "tr_TR.ISO-8859-9"] {
        let mut machine = job();
        machine.set("LC_ALL", locale);
        assert_whole(&machine.doctor(&JSON), locale);
    }
}

#[test]
fn an_empty_secret_is_told_as_that_and_not_as_a_bad_token() {
    let mut machine = job();
    for name in ["GH_TOKEN", "CLOUDFLARE_API_TOKEN", "RESEND_API_KEY"] {
        machine.set(name, "");
    }
    machine.program("wrangler", "echo 4.164.0");
    let run = machine.doctor(&JSON);
    for (check, cause) in
        [("github/job-token", "empty"), ("cloudflare/token-format", "empty-secret"), ("resend/job-key", "empty-secret")]
    {
        assert_eq!(run.cause(check), cause, "{}", run.finding(check));
        let say = run.finding(check)["say"].as_str().unwrap().to_owned();
        assert!(say.ends_with("the secret is empty here, as it is for pull requests from forks"), "{say}");
    }
}

#[test]
fn a_secret_with_a_line_break_is_told_where_it_matters_and_never_shown() {
    let github = token(&["gho", ""], 36);
    let (cloudflare, resend) = (token(&["cfut", ""], 48), token(&["re", "zqzqzqzq", ""], 24));
    let mut machine = job();
    machine.program("wrangler", "echo 4.164.0");
    machine.set("GH_TOKEN", &format!("{github}\n"));
    machine.set("CLOUDFLARE_API_TOKEN", &format!("{}\n{}", &cloudflare[..20], &cloudflare[20..]));
    machine.set("RESEND_API_KEY", &format!("{resend}\r\n{resend}"));
    for args in [&JSON[..], &LOOK, &[&LOOK[..], &["-v"]].concat()] {
        let run = machine.doctor(args);
        for part in [&github[..], &cloudflare[..20], &cloudflare[20..], &resend[..]] {
            assert!(!run.stdout.contains(part) && !run.stderr.contains(part), "{args:?}");
        }
    }
    let run = machine.doctor(&JSON);
    for (check, cause) in
        [("github/job-token", "mangled"), ("cloudflare/token-format", "blank-in-token"), ("resend/key", "damaged")]
    {
        assert_eq!(run.cause(check), cause, "{}", run.finding(check));
    }
    // Wrangler and the programs of Resend drop it at the end, so there it is no fault.
    machine.set("CLOUDFLARE_API_TOKEN", &format!("{cloudflare}\n"));
    machine.set("RESEND_API_KEY", &format!("{resend}\r\n"));
    let run = machine.doctor(&JSON);
    assert_eq!((run.cause("cloudflare/token-format"), run.cause("resend/key")), ("none".into(), "none".into()));
}

#[test]
fn a_report_is_written_where_it_is_asked_for_also_without_a_home() {
    let mut machine = job();
    machine.unset("HOME");
    let file = text(&machine.project.join("report.json"));
    let format = format!("json={file}");
    machine.doctor(&[&LOOK[..], &["--format", &format]].concat());
    let report: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(report["profile"], "ci");
}
