//! What lies on a machine on which somebody has signed in everywhere, and the servers that take these logins.

use std::io;
use std::time::Duration;

use serde_json::json;

use crate::internet::{Answer, Internet, Request, keys, providers};
use crate::machine::Machine;

/// How long each server sleeps before it answers.
const LATE: Duration = Duration::from_millis(150);

const MARK: &str = "bench";
const LOGIN: &str = "made-up-login";

/// The keys of somebody who has signed in everywhere, and their project.
pub fn everywhere(machine: &Machine) -> io::Result<()> {
    let token = keys::github('o', MARK);
    let hosts = format!(
        "github.com:\n    users:\n        ada:\n            oauth_token: {token}\n    \
         git_protocol: https\n    user: ada\n    oauth_token: {token}\n"
    );
    let wrangler = format!(
        "oauth_token = \"{LOGIN}\"\nexpiration_time = \"2999-01-01T00:00:00.000Z\"\nrefresh_token = \"made-up\"\n\
         scopes = [ \"account:read\", \"user:read\", \"workers:write\", \"offline_access\" ]\n"
    );
    let claude = json!({"claudeAiOauth": {
        "accessToken": keys::anthropic("oat01", MARK), "refreshToken": keys::anthropic("ort01", MARK),
        "expiresAt": 32_503_680_000_000_i64, "scopes": ["user:inference", "user:profile"], "subscriptionType": "pro",
    }});
    let files = [
        ("home/.config/gh/hosts.yml", hosts.as_str()),
        ("home/.config/gh/config.yml", "version: \"1\"\n"),
        ("home/.config/.wrangler/config/default.toml", &wrangler),
        ("home/.claude/.credentials.json", &claude.to_string()),
        ("home/.claude.json", "{ \"numStartups\": 31 }"),
        ("home/.gitconfig", "[user]\n\tname = Ada\n\temail = ada@lovelace.uk\n"),
        ("site/.env", &format!("RESEND_API_KEY={}\n", keys::resend(MARK))),
        ("site/.gitignore", ".env\n"),
        ("site/.git/HEAD", "ref: refs/heads/main\n"),
        ("site/.git/config", "[core]\n\trepositoryformatversion = 0\n"),
        ("site/.git/objects/info/packs", ""),
        ("site/.git/refs/heads/.keep", ""),
    ];
    files.iter().try_for_each(|(path, text)| machine.write(path, text).map(drop))
}

/// Every server that doctor and the tools ask, each late.
pub fn internet() -> Internet {
    let domains = json!({"object": "list", "has_more": false, "data": []});
    Internet::new()
        .host("api.github.com", late(providers::github(&[&keys::github('o', MARK)])))
        .host("api.cloudflare.com", late(providers::cloudflare(&[LOGIN])))
        .host("api.anthropic.com", late(providers::anthropic))
        .host("api.resend.com", late(move |_| Answer::json(200, &domains)))
        .host("detectportal.firefox.com", late(|_| Answer::page(200, "success\n")))
        .host("cp.cloudflare.com", late(|_| Answer::page(204, "")))
}

fn late(server: impl Fn(&Request) -> Answer + Send + Sync) -> impl Fn(&Request) -> Answer + Send + Sync {
    move |request| server(request).after(LATE)
}
