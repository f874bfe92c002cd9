//! Hides whatever may be a key in text that is shown: wider than what counts as a finding, and without any service file.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Patterns of keys and of settings that hold keys: group 1 stays, the rest is hidden.
const PATTERNS: &str = r#"(?x)
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

include!(concat!(env!("OUT_DIR"), "/prefixes.rs"));

static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let prefixes: Vec<String> = PREFIXES.iter().map(|prefix| regex::escape(prefix)).collect();
    Regex::new(&format!(r"{PATTERNS} | (?-u:\b) ({}) [A-Za-z0-9_.:/+=-]{{12,}}", prefixes.join("|"))).ok()
});
/// The text with key-shaped values hidden.
pub fn redact(text: String) -> String {
    // Keys that have none of these are longer.
    if text.len() < 16 && !text.contains(['_', '-', '=', ':', ' ']) {
        return text;
    }
    KEYS.as_ref().map_or_else(String::new, |keys| keys.replace_all(&text, hide).into_owned())
}

fn hide(found: &Captures<'_>) -> String {
    let kept = found.iter().skip(1).flatten().next().map_or("", |group| group.as_str());
    format!("{kept}[hidden]")
}
