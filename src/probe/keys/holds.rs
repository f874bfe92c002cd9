//! What a file meant for secrets holds: keys, only places for them, or other settings. No value leaves this file.

use crate::dotenv;
use crate::rules::Rules;

/// From the worst.
pub(super) const HOLDS: &[&str] = &["keys", "places", "settings", "nothing"];

/// Beginnings of variables that a build puts into what visitors of the site get.
const FOR_BROWSERS: [&str; 9] = [
    "VITE_",
    "NEXT_PUBLIC_",
    "NUXT_PUBLIC_",
    "PUBLIC_",
    "REACT_APP_",
    "VUE_APP_",
    "GATSBY_",
    "EXPO_PUBLIC_",
    "STORYBOOK_",
];

/// Pieces of names of secrets, and pieces that say that it is none.
const SECRET: [&str; 9] =
    ["KEY", "SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "_PAT", "WEBHOOK"];
const NO_SECRET: [&str; 16] = [
    "PUBLIC",
    "PUBLISHABLE",
    "SITE_KEY",
    "SITEKEY",
    "SEARCH_KEY",
    "ANON",
    "KEY_ID",
    "KEYID",
    "KEY_NAME",
    "KEY_PATH",
    "KEY_FILE",
    "_URL",
    "_EXPIR",
    "_TTL",
    "_LENGTH",
    "KEYCLOAK",
];

/// Pieces of values that stand in instructions, in lower case.
pub(super) const EXAMPLES: [&str; 16] = [
    "your",
    "xxxx",
    "...",
    "<",
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "example",
    "insert",
    "replace",
    "todo",
    "dummy",
    "1234567",
    "redacted",
    "hunter2",
];

/// The shortest value of which chance can be told.
const SHORTEST: usize = 16;

pub(super) struct Held {
    /// Out of [`HOLDS`].
    pub what: &'static str,
    /// The names that are set to keys.
    pub names: Vec<String>,
    /// Those of them whose key is of no known kind.
    pub unknown: Vec<String>,
}

impl Held {
    fn of(what: &'static str) -> Self {
        Self { what, names: Vec::new(), unknown: Vec::new() }
    }
}

/// Of a file of lines such as `NAME=value`.
pub(super) fn in_lines(rules: &Rules, text: &str) -> Held {
    let mut held = Held::of("nothing");
    for line in dotenv::lines(text) {
        let rank = |what: &str| HOLDS.iter().position(|known| *known == what);
        let is_known = !rules.find_all(line.value.as_bytes()).is_empty();
        let what = if is_known { "keys" } else { of_line(line.name, line.value) };
        if what == "keys" {
            held.names.push(line.name.to_owned());
            held.unknown.extend((!is_known).then(|| line.name.to_owned()));
        }
        if rank(what) < rank(held.what) {
            held.what = what;
        }
    }
    held
}

/// Of a file such as `key.pem`.
pub(super) fn in_key_file(text: &str) -> Held {
    let is_private = text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----");
    // A header alone, as in instructions, is no key.
    let is_whole = text.lines().filter(|line| line.len() >= 32 && !line.starts_with("-----")).count() > 0;
    Held::of(if is_private && is_whole { "keys" } else { "nothing" })
}

fn of_line(name: &str, value: &str) -> &'static str {
    let value = value.trim();
    let upper = name.to_ascii_uppercase();
    let is_secret = SECRET.iter().any(|word| upper.contains(word))
        && !NO_SECRET.iter().any(|word| upper.contains(word))
        && !FOR_BROWSERS.iter().any(|start| upper.starts_with(start));
    // A line that only says where the value is kept, or that is encrypted, may be seen by anybody.
    let is_elsewhere = value.starts_with(['$', '{', '<']) || value.contains("${") || value.starts_with("encrypted:");
    let is_elsewhere = is_elsewhere || (value.contains("://") && !value.starts_with("http") && is_secret);
    match (is_secret, value.is_empty()) {
        (true, true) => "places",
        (true, false) if is_elsewhere => "settings",
        (true, false) if is_by_chance(value) => "keys",
        (true, false) => "places",
        (false, true) => "nothing",
        (false, false) => "settings",
    }
}

/// Whether a value looks given by a machine and not written by a person.
fn is_by_chance(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let has = |kind: fn(char) -> bool| value.chars().any(kind);
    let is_one_word = !value.contains([' ', '/', '\\']) || value.ends_with('=');
    let mut kinds: Vec<char> = lower.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    value.len() >= SHORTEST
        && is_one_word
        && kinds.len() > 6
        && has(|c| c.is_ascii_digit())
        && has(|c| c.is_ascii_alphabetic())
        && !EXAMPLES.iter().any(|word| lower.contains(word))
        && !["test", "local", "secret", "password", "dev-", "development"].iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn settings_places_and_keys_are_told_apart() {
        let services = Catalog::built_in_services().unwrap();
        let rules = Rules::new(&services).unwrap();
        let random = "k3j5h2g7".repeat(4);
        for (text, expected) in [
            ("", "nothing"),
            ("# KEY=x\n", "nothing"),
            ("PORT=3000\nNODE_ENV=production", "settings"),
            ("RESEND_API_KEY=", "places"),
            ("RESEND_API_KEY=re_your_key_here", "places"),
            ("RESEND_API_KEY=<key:resend/key>", "keys"),
            ("MAIL=<key:resend/key>", "keys"),
            ("VITE_MAPS_KEY=RANDOM", "settings"),
            ("STRIPE_PUBLISHABLE_KEY=RANDOM", "settings"),
            ("SESSION_SECRET=RANDOM", "keys"),
            ("SESSION_SECRET=encrypted:RANDOM", "settings"),
            ("SESSION_SECRET=op://vault/item/RANDOM", "settings"),
            ("SESSION_SECRET=$OTHER", "settings"),
            ("DB_PASSWORD=postgres", "places"),
            ("JWT_SECRET=my-local-secret-0123456789", "places"),
            ("PORT=1\nA_TOKEN=", "places"),
        ] {
            let made = services.make_up(text).unwrap().replace("RANDOM", &random);
            assert_eq!(in_lines(&rules, &made).what, expected, "{text}");
        }
        let both = services.make_up(&format!("A=<key:resend/key>\nSESSION_SECRET={random}")).unwrap();
        let held = in_lines(&rules, &both);
        assert_eq!(
            (held.names.join(" "), held.unknown.join(" ")),
            ("A SESSION_SECRET".into(), "SESSION_SECRET".into())
        );
    }

    #[test]
    fn only_a_whole_private_key_is_one() {
        let head = ["-----BEGIN ", "PRIVATE KEY-----"].concat();
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(2);
        assert_eq!(in_key_file(&format!("{head}\n{body}\n")).what, "keys");
        assert_eq!(in_key_file(&format!("{head}\n...\n")).what, "nothing");
        assert_eq!(in_key_file(&format!("-----BEGIN CERTIFICATE-----\n{body}\n")).what, "nothing");
    }
}
