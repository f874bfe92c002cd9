//! Makes text from outside safe to show: key-shaped values are hidden, control and bidi characters go.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::Secret;
use crate::fact::Fact;

/// Shapes of keys and of places where keys stand: group 1 stays, the rest is hidden.
const SHAPES: &str = r#"(?x)
    (sk-ant-[a-z0-9]{2,10}-) [A-Za-z0-9_-]{8,}
  | (gh[pousr]_) [A-Za-z0-9._-]{15,}[A-Za-z0-9_-]
  | (github_pat_) [A-Za-z0-9_]{16,}
  | (glpat-) [A-Za-z0-9._-]{16,}
  | (?-u:\b) (re_) [A-Za-z0-9]{6,}_?[A-Za-z0-9]{10,}
  | (?-u:\b) (cf[a-z]{1,3}_) [A-Za-z0-9_-]{20,}
  | (?-u:\b) (npm_|hf_|xox[abeprs]-) [A-Za-z0-9-]{16,}
  | (?-u:\b) (whsec_) [A-Za-z0-9+/=-]{16,}
  | (?-u:\b) (SG\.) [A-Za-z0-9_.-]{16,}
  | (?-u:\b) (sk_live_|sk_test_|rk_live_) [A-Za-z0-9]{16,}
  | (?-u:\b) (AKIA|ASIA) [A-Z0-9]{16}
  | (?-u:\b) (AIza) [A-Za-z0-9_-]{30,}
  | (?-u:\b) (sk-(?:proj-)?) [A-Za-z0-9_-]{20,}
  | (?-u:\b) (eyJ) [A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}
  | [0-9]{8,10}:[A-Za-z0-9_-]{35}
  | (-----BEGIN\ [A-Z\ ]*PRIVATE\ KEY-----) [^-]*
  | ((?i-u:_auth(?:Token)?|_password|bearer|basic|token|api[_\ -]?key|auth[_\ -]?key|secret|credentials?)["'`]?[\ \t]*(?:[=:(]|\ is\ |\ )[\ \t]*["'`]?)
    [A-Za-z0-9_./+=-]{16,}
  | ((?i-u:password|passwd|pwd)["']?[\ \t]*[=:][\ \t]*["']?) [^\ \t\n"']{4,}
  | https://[a-z.]*(?:discord(?:app)?\.com/api/webhooks|hooks\.slack\.com/services)/[A-Za-z0-9_/-]{20,}
  | ([a-z][a-z0-9+.-]{1,20}://) [^\ \t\n/@]+@
"#;

include!(concat!(env!("OUT_DIR"), "/beginnings.rs"));

static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let begins: Vec<String> = BEGINNINGS.iter().map(|begin| regex::escape(begin)).collect();
    Regex::new(&format!(r"{SHAPES} | (?-u:\b) ({}) [A-Za-z0-9_.:/+=-]{{12,}}", begins.join("|"))).ok()
});
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
    // Keys that have none of these are longer.
    if visible.len() < 16 && !visible.contains(['_', '-', '=', ':', ' ']) {
        return visible;
    }
    match KEYS.as_ref() {
        Some(keys) => keys.replace_all(&visible, hide).into_owned(),
        None => String::new(),
    }
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

fn hide(found: &Captures<'_>) -> String {
    let kept = found.iter().skip(1).flatten().next().map_or("", |group| group.as_str());
    format!("{kept}[hidden]")
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
