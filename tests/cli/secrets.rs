//! Marked values are put wherever doctor looks for credentials, and none of them may come out anywhere.

use crate::machine::Machine;

/// A value that no program prints by chance.
fn marked(place: &str) -> String {
    format!("made-up-{place}-{}", "zq".repeat(12))
}

fn machine() -> Machine {
    let mut machine = Machine::new();
    machine.git();
    machine.program("claude", "echo '2.1.329 (Claude Code)'");
    for name in ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"] {
        machine.set(name, &marked("variable"));
    }
    // Between quotation marks, so that it is sent nowhere.
    machine.set("RESEND_API_KEY", &format!("'{}'", marked("resend")));
    machine.set("RESEND_FROM", &format!("{}@example.com", marked("from")));
    machine.set("SHELL", "/bin/bash");
    machine.file("home/.bashrc", format!("export ANTHROPIC_API_KEY={}\n", marked("startup")), 0o644);
    let login = format!(
        r#"{{"claudeAiOauth":{{"accessToken":"{0}","refreshToken":"{0}","scopes":["user:inference"]}}}}"#,
        marked("login")
    );
    machine.file("home/.claude/.credentials.json", login, 0o600);
    let settings = format!(r#"{{"apiKeyHelper":"echo {0}","env":{{"ANTHROPIC_API_KEY":"{0}"}}}}"#, marked("settings"));
    machine.file("home/.claude/settings.json", settings, 0o600);
    machine.file("home/.claude.json", format!(r#"{{"primaryApiKey":"{}"}}"#, marked("state")), 0o600);
    machine
}

#[test]
fn no_credential_comes_out_in_any_format() {
    let machine = machine();
    for args in [
        &["-v"][..],
        &["--format", "json"],
        &["--format", "human"],
        &["-v", "check", "claude/billing"],
        &["-v", "check", "resend/", "anthropic/spending-limit", "--format", "json"],
        &["explain", "claude/billing"],
        &["explain", "--error", "Credit balance is too low"],
    ] {
        let run = machine.doctor(args);
        assert!(!run.stdout.is_empty(), "{args:?}");
        let all = format!("{}{}", run.stdout, run.stderr);
        let around = all.find("zqzqzq").map(|at| all[at.saturating_sub(200)..at + 40].to_owned());
        assert_eq!(around, None, "{args:?}");
    }
}

#[test]
fn the_key_that_wins_is_named_by_its_place() {
    let machine = machine();
    let report = machine.doctor(&["--format", "json", "check", "claude/billing"]).json();
    let probes = report["probes"].as_object().unwrap().values();
    let login = probes.clone().find(|probe| probe["kind"] == "credential").unwrap();
    assert_eq!(login["facts"]["kind"], "auth-token");
    assert_eq!(login["facts"]["source"], "ANTHROPIC_AUTH_TOKEN");
    let hidden: Vec<&str> =
        login["facts"]["hidden"].as_array().unwrap().iter().filter_map(|kind| kind.as_str()).collect();
    assert_eq!(hidden, ["api-key", "api-key", "helper", "long-token", "subscription", "console-key"]);
}
