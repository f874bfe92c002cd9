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
        &["explain", "claude/billing"],
        &["explain", "--error", "Credit balance is too low"],
    ] {
        let run = machine.doctor(args);
        assert!(!run.stdout.is_empty(), "{args:?}");
        assert!(!run.stdout.contains("zqzqzq") && !run.stderr.contains("zqzqzq"), "{args:?}");
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

#[test]
fn a_token_that_stands_in_the_address_of_a_request_comes_out_nowhere() {
    let token = format!("8123456789:{}z", "zq".repeat(17));
    for in_file in [false, true] {
        let mut machine = Machine::new();
        if in_file {
            machine.file("home/.claude/channels/telegram/.env", format!("TELEGRAM_BOT_TOKEN={token}\n"), 0o600);
        } else {
            machine.set("TELEGRAM_BOT_TOKEN", &token);
        }
        for args in [&["-v", "check", "claude/telegram"][..], &["--format", "json", "check", "claude/telegram"]] {
            let run = machine.doctor(args);
            assert!(!run.stdout.is_empty());
            assert!(!run.stdout.contains("zqzqzq") && !run.stderr.contains("zqzqzq"), "{args:?}: {}", run.stdout);
        }
        let report = machine.doctor(&["--format", "json", "check", "claude/telegram"]).json();
        let asked = report["probes"].as_object().unwrap().values().find(|probe| probe["kind"] == "http").unwrap();
        assert_eq!(asked["asked"], "GET https://api.telegram.org/bot{token}/getMe");
        // It was on its way, and the closed port of the proxy ended it.
        assert_eq!(asked["facts"]["reached"], false, "{asked}");
    }
}
