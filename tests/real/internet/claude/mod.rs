//! Claude Code against a stand-in for Anthropic: what `auth status` says, and what a message really carries.
//! The two differ where a project has settings, so both are asked. No message is ever answered.

mod says;
mod sends;
mod session;

use serde_json::{Value, json};

use super::{Internet, providers};
use crate::installed::{Tool, tools};
use crate::machine::Machine;

const KEY: &str = "ANTHROPIC_API_KEY";
const LONG: &str = "CLAUDE_CODE_OAUTH_TOKEN";
const USER: &str = "home/.claude/settings.json";
const PROJECT: &str = "project/.claude/settings.json";
const LOGIN: &str = "home/.claude/.credentials.json";
const LOCAL: &str = "project/.claude/settings.local.json";

/// What stands on one machine beside Claude Code itself.
#[derive(Default)]
struct State<'a> {
    subscription: bool,
    /// Whether the owner has said that the project may be trusted.
    trusted: bool,
    shell: &'a [(&'a str, &'a str)],
    files: &'a [(&'a str, String)],
}

impl State<'_> {
    /// None where the tools are not installed.
    fn machine(&self, internet: &Internet) -> Option<Machine> {
        let mut machine = Machine::with(tools()?, &[Tool::Claude]);
        machine.online(internet);
        let trust = json!({machine.project().to_str().unwrap(): {"hasTrustDialogAccepted": self.trusted}});
        machine.write("home/.claude.json", &json!({"hasCompletedOnboarding": true, "projects": trust}).to_string());
        if self.subscription {
            machine.write(LOGIN, &login(4_000_000_000_000).to_string());
        }
        for (name, value) in self.shell {
            machine.set(name, value);
        }
        for (file, text) in self.files {
            machine.write(file, text);
        }
        // For programs that a setting names.
        machine.link("touch", std::path::Path::new("/usr/bin/touch"));
        Some(machine)
    }

    /// Asserts how Claude Code says that it is signed in, and where it says that the key comes from.
    fn says(&self, method: &str, source: Option<&str>) {
        let internet = stand_in();
        let Some(machine) = self.machine(&internet) else { return };
        let ran = machine.run("claude", &["auth", "status"]);
        let said = ran.json();
        assert_eq!((said["authMethod"].as_str(), said["apiKeySource"].as_str()), (Some(method), source), "{ran:?}");
        assert_eq!((said["loggedIn"] == true, ran.code), (method != "none", Some(i32::from(method == "none"))));
        assert!(!machine.home().join("ran").exists(), "a program that only a setting names was started");
        assert!(!internet.seen().iter().any(providers::is_message));
    }

    /// Asserts the bearer token and the key that a message carries.
    fn sends(&self, bearer: Option<&str>, key: Option<&str>) {
        let internet = stand_in();
        let Some(machine) = self.machine(&internet) else { return };
        let ran = machine.run("claude", &["-p", "hello"]);
        let seen = internet.seen();
        let message = seen.iter().find(|request| providers::is_message(request));
        let message = message.unwrap_or_else(|| panic!("no message was sent: {ran:?}"));
        assert_eq!((message.bearer(), message.header("x-api-key")), (bearer, key));
    }
}

fn stand_in() -> Internet {
    Internet::new().host("api.anthropic.com", providers::anthropic)
}

/// A subscription whose token is good until then.
fn login(until: u64) -> Value {
    json!({"claudeAiOauth": {
        "accessToken": "login", "refreshToken": "renewal", "expiresAt": until,
        "scopes": ["user:inference", "user:profile"], "subscriptionType": "pro",
    }})
}

fn env(name: &str, value: &str) -> String {
    json!({"env": {name: value}}).to_string()
}

fn helper() -> String {
    json!({"apiKeyHelper": "touch $HOME/ran; echo helper"}).to_string()
}
