//! A job of a CI service on the loopback internet: real tools, tokens in variables, nobody at a terminal.

use std::path::Path;

use serde_json::json;

use super::{Answer, Internet, Request, keys, providers};
use crate::installed::{Tool, tools};
use crate::limited;
use crate::machine::Machine;
use crate::report::Report;

const GITHUB: &str = "api.github.com";
const CLOUDFLARE: &str = "api.cloudflare.com";
const RESEND: &str = "api.resend.com";

/// A job that has these tokens, and no login anywhere. None without the tools.
fn job(internet: &Internet, github: &str, cloudflare: &str, resend: &str) -> Option<Machine> {
    let mut machine = Machine::with(tools()?, &[Tool::Git, Tool::Node, Tool::Npm, Tool::Wrangler]);
    machine.online(internet);
    machine.write("project/package.json", r#"{ "name": "site", "private": true }"#);
    for (name, value) in [
        ("CI", "true"),
        ("GITHUB_ACTIONS", "true"),
        ("GH_TOKEN", github),
        ("CLOUDFLARE_API_TOKEN", cloudflare),
        ("CLOUDFLARE_ACCOUNT_ID", providers::ACCOUNT),
        ("RESEND_API_KEY", resend),
    ] {
        machine.set(name, value);
    }
    Some(machine)
}

/// Resend, as it answers a key that may only send mail.
fn sends_only(_: &Request) -> Answer {
    let message = "This API key is restricted to only send emails";
    Answer::json(401, &json!({"statusCode": 401, "name": "restricted_api_key", "message": message}))
}

/// GitHub, as it answers the token of a job.
fn of_a_job(_: &Request) -> Answer {
    let refusal = Answer::json(403, &json!({"message": "Resource not accessible by integration", "status": "403"}));
    refusal.header("X-GitHub-Request-Id", "0000:0000:0000")
}

#[test]
fn a_job_with_tokens_in_variables_is_ready_and_asks_nothing_of_a_person() {
    let (github, cloudflare, resend) =
        (keys::github('s', "job"), keys::cloudflare('a', "job"), keys::resend("jobjobjob"));
    let internet = Internet::new()
        .host(GITHUB, of_a_job)
        .host(CLOUDFLARE, providers::cloudflare(&[&cloudflare]))
        .host(RESEND, sends_only);
    let Some(machine) = job(&internet, &github, &cloudflare, &resend) else { return };
    let args = ["--profile", "ci", "--skip", "network/", "--deadline", "120s"];
    let look = |more: &[&str]| {
        let mut command = machine.command(Path::new(env!("CARGO_BIN_EXE_doctor")));
        // It has no terminal, and reads from nowhere.
        limited::output(command.arg("check").args(args).args(more))
    };
    let output = look(&[]);
    let screen = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{screen}");
    assert!(screen.starts_with("READY"), "{screen}");
    assert!(output.stderr.is_empty() && !screen.contains(['\u{1b}', '\r']), "{screen}");
    let report = Report::read(&look(&["--format", "json"]));
    for check in ["github/job-token", "cloudflare/token-format", "cloudflare/token", "cloudflare/account", "resend/key"]
    {
        assert_eq!(report.finding(check).status(), "pass", "{}", report.finding(check));
    }
    assert!(internet.refused().is_empty(), "{:?}", internet.refused());
    for (host, key) in [(GITHUB, &github), (CLOUDFLARE, &cloudflare), (RESEND, &resend)] {
        let seen = internet.seen_by(host);
        assert!(!seen.is_empty() && seen.iter().all(|request| request.bearer() == Some(key)), "{host}: {seen:?}");
        assert!(seen.iter().all(|request| request.method == "GET"), "{host}: {seen:?}");
    }
}

#[test]
fn a_job_whose_secrets_are_empty_sends_nothing_anywhere() {
    let internet = Internet::new();
    let Some(machine) = job(&internet, "", "", "") else { return };
    let report = machine.look_online(&["github/job-token", "cloudflare/token-format", "resend/job-key"]);
    report.finding("cloudflare/token-format").fails_with("empty-secret");
    assert_eq!(report.finding("github/job-token").status(), "warn", "{}", report.finding("github/job-token"));
    assert_eq!(report.finding("resend/job-key").status(), "warn", "{}", report.finding("resend/job-key"));
    assert!(internet.seen().is_empty() && internet.refused().is_empty(), "{:?}", internet.refused());
}
