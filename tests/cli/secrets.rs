//! Marked values are put wherever doctor looks for credentials, and none of them may come out anywhere.

use crate::machine::Machine;

/// A value that no program prints by chance.
fn marked(place: &str) -> String {
    format!("made-up-{place}-{}", "zq".repeat(12))
}

/// Keys of every kind that doctor knows by shape, put together here so that no scanner finds one in this file.
fn shaped() -> Vec<String> {
    let body = "zq".repeat(60);
    let key = |beginning: &[&str], length: usize| format!("{}{}", beginning.join("_"), &body[..length]);
    vec![
        key(&["gho", ""], 36),
        key(&["ghp", ""], 36),
        key(&["github", "pat", ""], 82),
        key(&["cfut", ""], 48),
        key(&["cfk", ""], 48),
        key(&["re", "zqzqzqzq", ""], 24),
        format!("sk-{}-api03-{}AA", "ant", &body[..93]),
        format!("sk-{}-oat01-{}", "ant", &body[..60]),
        body[..40].to_owned(),
    ]
}

const VARIABLES: [&str; 14] = [
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "CLOUDFLARE_API_KEY",
    "CLOUDFLARE_EMAIL",
    "CLOUDFLARE_API_TOKEN",
    "CF_API_TOKEN",
    "CF_API_KEY",
    "CF_EMAIL",
    "RESEND_API_KEY",
    "TELEGRAM_BOT_TOKEN",
    "ANTHROPIC_BASE_URL",
];

fn machine() -> Machine {
    let mut machine = Machine::new();
    machine.git();
    machine.program("claude", "echo '2.1.329 (Claude Code)'");
    machine.program("gh", "echo 'gh version 2.83.0 (2025-11-04)'");
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
    let hosts = format!("github.com:\n    user: ada\n    oauth_token: {}\n", marked("hosts"));
    machine.file("home/.config/gh/hosts.yml", hosts, 0o600);
    let wrangler = format!("oauth_token = \"{0}\"\nrefresh_token = \"{0}\"\n", marked("wrangler"));
    machine.file("home/.config/.wrangler/config/default.toml", &wrangler, 0o600);
    machine.file("home/Library/Preferences/.wrangler/config/default.toml", &wrangler, 0o600);
    machine.file("home/.netrc", format!("machine github.com login ada password {}\n", marked("netrc")), 0o600);
    machine.file("site/package.json", r#"{"dependencies":{"resend":"^6"},"devDependencies":{"wrangler":"^4"}}"#, 0o644);
    machine.file("site/wrangler.toml", "name = \"site\"\naccount_id = \"0123456789abcdef0123456789abcdef\"\n", 0o644);
    for file in [".env", ".env.local", ".dev.vars"] {
        let lines: Vec<String> = VARIABLES.iter().map(|name| format!("{name}={}\n", marked("dotenv"))).collect();
        machine.file(format!("site/{file}"), lines.concat(), 0o644);
    }
    machine
}

/// The same machine with variables that all hold one value, or none of them.
fn machines() -> Vec<Machine> {
    let mut machines = vec![machine()];
    for value in shaped().into_iter().chain([marked("variable"), format!("\"{}\"", marked("quoted"))]) {
        let mut machine = machine();
        VARIABLES.iter().for_each(|name| machine.set(name, &value));
        machines.push(machine);
    }
    machines
}

#[test]
fn no_credential_comes_out_in_any_format() {
    for machine in machines() {
        for args in [
            &["-v"][..],
            &["--format", "json", "--profile", "api", "--strict"],
            &["--offline", "--profile", "ci"],
            &["-v", "check", "claude/billing", "github/", "cloudflare/", "claude/"],
            &["explain", "claude/billing"],
            &["explain", "--error", "Credit balance is too low"],
        ] {
            let run = machine.doctor(args);
            assert!(!run.stdout.is_empty(), "{args:?}");
            assert!(!run.stdout.contains("zqzqzq") && !run.stderr.contains("zqzqzq"), "{args:?}: {}", run.stdout);
        }
    }
}

#[test]
fn the_key_that_wins_is_named_by_its_place() {
    let mut machine = machine();
    machine.set("ANTHROPIC_AUTH_TOKEN", &marked("variable"));
    machine.set("ANTHROPIC_API_KEY", &marked("variable"));
    let report = machine.doctor(&["--format", "json", "check", "claude/billing"]).json();
    let probes = report["probes"].as_object().unwrap().values();
    let login = probes.clone().find(|probe| probe["kind"] == "credential").unwrap();
    assert_eq!(login["facts"]["kind"], "auth-token");
    assert_eq!(login["facts"]["source"], "ANTHROPIC_AUTH_TOKEN");
    let hidden: Vec<&str> =
        login["facts"]["hidden"].as_array().unwrap().iter().filter_map(|kind| kind.as_str()).collect();
    assert_eq!(hidden, ["api-key", "helper", "subscription", "console-key"]);
}
