//! Makes text from outside safe to show: key-shaped values are hidden, control and bidi characters go.

use std::sync::LazyLock;

use regex::Regex;

use super::Secret;
use crate::fact::Fact;
use crate::secrets::redact;

static ESCAPES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])").ok());

/// The text without escape sequences, control and bidi characters, and with key-shaped values hidden.
pub fn text(raw: &str) -> String {
    let plain = if raw.contains('\x1b') {
        ESCAPES.as_ref().map_or_else(String::new, |escapes| escapes.replace_all(raw, "").into_owned())
    } else {
        raw.to_owned()
    };
    let visible: String = plain.chars().filter(|c| *c == '\n' || *c == '\t' || !is_hidden(*c)).collect();
    redact(visible)
}

/// The text without a secret that may stand in it.
pub fn without(raw: &str, secret: &Secret) -> String {
    let secret = secret.reveal();
    if secret.is_empty() { raw.to_owned() } else { raw.replace(secret, "[hidden]") }
}

/// Scrubs every text in a fact.
pub fn fact(fact: Fact) -> Fact {
    match fact {
        Fact::Text(raw) => Fact::Text(text(&raw).replace(['\n', '\t'], " ")),
        Fact::List(items) => Fact::List(items.into_iter().map(self::fact).collect()),
        Fact::Record(parts) => Fact::Record(parts.into_iter().map(|(name, part)| (name, self::fact(part))).collect()),
        Fact::Unknown(mut unknown) => {
            unknown.detail = unknown.detail.map(|detail| text(&detail).replace(['\n', '\t'], " "));
            Fact::Unknown(unknown)
        }
        other => other,
    }
}

/// Whether the value of a variable may be shown: only where its name says that it holds a place or a choice.
pub fn may_show(variable: &str) -> bool {
    let name = variable.to_ascii_uppercase();
    let endings = ["PATH", "_DIR", "_HOME", "_ROOT", "_BIN", "PREFIX"];
    let places = ["HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"];
    let choices = [
        "SHELL",
        "TERM",
        "LANG",
        "EDITOR",
        "VISUAL",
        "CI",
        "WSL_DISTRO_NAME",
        "NODE_OPTIONS",
        "PSEXECUTIONPOLICYPREFERENCE",
    ];
    let names = [&places[..], &choices].concat();
    endings.iter().any(|ending| name.ends_with(ending)) || names.contains(&name.as_str()) || name.starts_with("LC_")
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{061c}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_shaped_values_are_hidden_and_their_kind_stays() {
        let body = "x".repeat(40);
        for prefix in ["sk-ant-api03-", "ghp_", "github_pat_", "npm_", "sk-proj-"] {
            assert_eq!(text(&format!("key {prefix}{body} here")), format!("key {prefix}[hidden] here"));
        }
        assert_eq!(text(&format!("//host/:_authToken={body}")), "//host/:_authToken=[hidden]");
        assert_eq!(text("http://ada:hunter2@proxy:8080/x"), "http://[hidden]proxy:8080/x");
    }

    #[test]
    fn keys_of_letters_and_digits_alone_are_hidden_as_well() {
        let amazon = ["AKIA", "IOSFODNN7EXAMPLE"].concat();
        assert_eq!(text(&amazon), "AKIA[hidden]");
        let web = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NSJ9", "dBjftJeZ4CVPmB92K27u"].join(".");
        assert_eq!(text(&web), "eyJ[hidden]");
    }

    #[test]
    fn ordinary_output_is_left_alone() {
        for plain in [
            "git version 2.47.1.windows.1",
            "2.1.329 (Claude Code)",
            "the token in GH_TOKEN is invalid",
            "re_name",
            "a\tb\nc",
        ] {
            assert_eq!(text(plain), plain);
        }
    }

    #[test]
    fn escapes_controls_and_bidi_marks_are_removed() {
        assert_eq!(text("\x1b[31mred\x1b[0m \x1b]0;title\x07x\r\u{202e}y\0"), "red xy");
    }

    #[test]
    fn only_variables_that_hold_places_and_choices_are_shown() {
        for name in ["PATH", "NVM_DIR", "npm_config_prefix", "LC_ALL", "VOLTA_HOME"] {
            assert!(may_show(name), "{name}");
        }
        for name in
            ["ANTHROPIC_API_KEY", "GH_TOKEN", "HTTPS_PROXY", "MONGODB_URI", "SLACK_WEBHOOK", "GITHUB_PAT", "JWT"]
        {
            assert!(!may_show(name), "{name}");
        }
    }

    #[test]
    fn addresses_lose_their_user_and_settings_their_value() {
        let body = "x".repeat(30);
        for (text_in, expected) in [
            ("postgres://u:p@h/x".to_owned(), "postgres://[hidden]h/x"),
            (format!("https://{body}@github.com"), "https://[hidden]github.com"),
            (format!("Authorization: Basic {body}"), "Authorization: Basic [hidden]"),
            (format!("//host/:_auth={body}"), "//host/:_auth=[hidden]"),
            ("password=hunter2".to_owned(), "password=[hidden]"),
            (format!("GH_TOKEN is {body}"), "GH_TOKEN is [hidden]"),
        ] {
            assert_eq!(text(&text_in), expected);
        }
    }
}
