//! Marked values are put wherever doctor looks for credentials, and none of them may come out anywhere.

use std::fs;

use doctor::catalog::Catalog;
use doctor::host::scrub;

use crate::cli::machine::{Machine, text};

/// A value that no program prints by chance.
fn marked(place: &str) -> String {
    format!("made-up-{place}-{}", "zq".repeat(12))
}

/// Keys of every kind that doctor knows by pattern, put together here so that no scanner finds one in this file.
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

const VARIABLES: [&str; 15] = [
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
    "RESEND_FROM",
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

/// The same machine with variables that all hold this value.
fn machine_with(value: &str) -> Machine {
    let mut machine = machine();
    VARIABLES.iter().for_each(|name| machine.set(name, value));
    machine
}

/// Asks for the report in every format at once.
fn assert_no_format_tells(machine: &Machine) {
    let formats = ["human", "json", "jsonl", "junit", "sarif", "github", "markdown"];
    let files = formats.map(|format| machine.home.join(format!("report.{format}")));
    let targets: Vec<String> =
        formats.iter().zip(&files).map(|(format, file)| format!("--format={format}={}", text(file))).collect();
    let args: Vec<&str> = targets.iter().map(String::as_str).chain(["-v", "--profile", "api", "--strict"]).collect();
    let run = machine.doctor(&args);
    assert!(!run.stdout.contains("zqzqzq") && !run.stderr.contains("zqzqzq"), "{}{}", run.stdout, run.stderr);
    for file in files {
        let written = fs::read_to_string(&file).unwrap();
        assert!(!written.is_empty() && !written.contains("zqzqzq"), "{file:?}: {written}");
    }
}

#[test]
fn no_credential_comes_out_in_any_format() {
    for value in shaped() {
        assert_no_format_tells(&machine_with(&value));
    }
}

#[test]
fn no_credential_comes_out_of_any_command() {
    for machine in [machine(), machine_with(&marked("variable")), machine_with(&format!("\"{}\"", marked("quoted")))] {
        for args in [
            &["-v"][..],
            &["--format", "json", "--profile", "api", "--strict"],
            &["--offline", "--profile", "ci"],
            &["-v", "check", "claude/billing", "github/", "cloudflare/", "claude/", "resend/", "anthropic/"],
            &["explain", "claude/billing"],
            &["explain", "--error", "Credit balance is too low"],
        ] {
            let run = machine.doctor(args);
            assert!(!run.stdout.is_empty(), "{args:?}");
            assert!(!run.stdout.contains("zqzqzq") && !run.stderr.contains("zqzqzq"), "{args:?}: {}", run.stdout);
        }
        assert_no_format_tells(&machine);
    }
}

#[test]
fn a_key_in_the_place_of_a_program_or_of_an_address_does_not_come_out() {
    let mut machine = Machine::new();
    machine.git();
    machine.program("claude", "echo '2.1.329 (Claude Code)'");
    machine.set("ANTHROPIC_BASE_URL", &format!("http://{0}:{0}@127.0.0.1:9/{0}?key={0}", marked("address")));
    let settings = format!(r#"{{"apiKeyHelper":"{}"}}"#, marked("helper"));
    machine.file("home/.claude/settings.json", settings, 0o600);
    for args in [
        &["check", "claude/", "-v"][..],
        &["check", "claude/", "--format", "json"],
        &["check", "claude/", "--offline", "--format", "json"],
    ] {
        let run = machine.doctor(args);
        assert!(run.stdout.contains("claude/key-helper"), "{args:?}: {}", run.stdout);
        assert!(!run.stdout.contains("zqzqzq") && !run.stderr.contains("zqzqzq"), "{args:?}");
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

#[test]
fn every_kind_of_key_that_doctor_knows_is_hidden_wherever_it_is_printed() {
    let services = Catalog::built_in().unwrap().services();
    let mut known = 0;
    for name in services.names() {
        for key in services.get(name).unwrap().keys.iter().filter(|key| !key.public) {
            let made = services.with_synthetic_keys(&format!("<key:{name}/{}>", key.kind)).unwrap();
            // Some are letters and digits alone: only what stands before them tells what they are.
            let leak = key.leak.clone().unwrap_or_default();
            let of_shape = leak.pattern.is_some_and(|pattern| pattern.contains("(?P<key>"));
            let bare = leak.beside.is_empty() && !of_shape && !key.kind.starts_with("old-");
            let places: &[&str] = if bare { &["KEY", "no KEY.", "/KEY/x", "(\"KEY\")"] } else { &[] };
            for place in
                places.iter().chain(&["API_TOKEN=KEY", "Bearer KEY", "\"api_key\": \"KEY\"", "X-Auth-Key: KEY"])
            {
                let hidden = scrub::text(&place.replace("KEY", &made));
                // The lines around a private key are in every one.
                let own: String = made.lines().filter(|line| !line.starts_with("-----")).collect();
                let left = own.as_bytes().windows(9).skip(key.prefix.len() + 6).map(String::from_utf8_lossy);
                let left: Vec<_> = left.filter(|piece| hidden.contains(&**piece)).collect();
                assert!(left.is_empty(), "{name}/{}: {hidden}", key.kind);
            }
            known += 1;
        }
    }
    assert!(known > 15, "{known}");
    let address = services.with_synthetic_keys("GET https://api.telegram.org/bot<key:telegram/bot>/getMe").unwrap();
    assert_eq!(scrub::text(&address), "GET https://api.telegram.org/bot[hidden]/getMe");
}

/// npm fills variables into addresses, so a stranger's `.npmrc` can ask for any of them in the name of a server of his.
#[test]
fn a_projects_settings_of_npm_bring_no_variable_into_an_address() {
    let mut machine = Machine::new();
    machine.program("node", "echo v24.1.0");
    machine.program("npm", "echo 11.0.0");
    machine.set("DATABASE_PASSWORD", &marked("db"));
    machine.file("site/package.json", "{}", 0o644);
    for registry in ["https://x-${DATABASE_PASSWORD}.example.com/", "https://example.com/${DATABASE_PASSWORD}/"] {
        machine.file("site/.npmrc", format!("registry={registry}\n"), 0o644);
        let run = machine.doctor(&["--format", "json", "check", "tool/npm-registry", "tool/npm-downloads"]);
        assert!(!run.stdout.contains("zqzqzq"), "{registry}: {}", run.stdout);
        assert!(run.stdout.contains("site/.npmrc"), "{registry}: {}", run.stdout);
    }
}
