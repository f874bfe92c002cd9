//! Keys among the lines of a file. What is handed on is the place of a key and its kind, and never the key.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex::bytes::Regex;
use serde::Deserialize;

use super::{Rules, Utf16};
use crate::service::reads_like_an_example;

/// What is no key of a known service, and looked for only where a check says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Generic {
    /// `Authorization: Bearer …`
    Bearer,
    /// `https://user:password@…`
    Login,
    /// What npm signs in with: `…:_authToken=…`
    Npm,
    /// A login that a tool keeps: `oauth_token`, `accessToken`.
    Kept,
}

/// The patterns for them; the group `key` is the key.
const PATTERNS: [&str; 4] = [
    r#"(?i-u)authorization["'\\]{0,2}[ \t]*[:=,]?[ \t]*["'\\]{0,2}bearer[ \t]+(?P<key>[a-z0-9._~+/=-]{20,})"#,
    r#"(?i-u)https?://[^\s/:@"'<>{}$%]{1,64}:(?P<key>[^\s/@"'<>{}$%]{6,200})@[a-z0-9-]+\.[a-z]"#,
    r#"(?i-u):_(?:authtoken|auth|password)[ \t]*=[ \t]*"?(?P<key>[^\s"'${}]{8,})"#,
    r#"(?-u)(?:accessToken|access_token|oauth_token)"?[ \t]*[:=][ \t]*"?(?P<key>[^\s"',]{16,})"#,
];

impl Generic {
    fn title(self) -> &'static str {
        ["a token that was written into a request", "a password in an address", "a login of npm", "a login"]
            [self as usize]
    }

    fn pattern(self) -> Option<&'static Regex> {
        static COMPILED: [OnceLock<Option<Regex>>; 4] = [const { OnceLock::new() }; 4];
        COMPILED[self as usize].get_or_init(|| Regex::new(PATTERNS[self as usize]).ok()).as_ref()
    }
}

/// Where a key is and which kind it is.
pub struct Found {
    pub line: usize,
    /// The name that is set to it in that line.
    pub name: Option<String>,
    pub kind: Kind,
    range: Range<usize>,
}

pub enum Kind {
    /// The number of its rule.
    Known(usize),
    Other(Generic),
}

impl Kind {
    /// What it is, to stand after "it is".
    pub fn title<'a>(&self, rules: &'a Rules) -> &'a str {
        match self {
            Self::Known(rule) => &rules.rule(*rule).title,
            Self::Other(generic) => generic.title(),
        }
    }
}

/// The bytes of a file as ones in which keys can be found. What zsh writes into its history in a way of its own is no
/// part of a key and no line break, so that it may stay.
pub fn readable(bytes: &[u8]) -> Cow<'_, [u8]> {
    Utf16::of(bytes).map_or(Cow::Borrowed(bytes), |wide| Cow::Owned(wide.narrow(bytes)))
}

/// All keys in a text, in the order of their lines.
pub fn keys(rules: &Rules, also: &[Generic], text: &[u8]) -> Vec<Found> {
    let mut found: Vec<Found> =
        rules.find_all(text).into_iter().map(|hit| at(text, hit.range(), Kind::Known(hit.rule))).collect();
    for kind in also {
        let Some(pattern) = kind.pattern() else { continue };
        let hits = pattern.captures_iter(text).filter_map(|groups| Some(groups.name("key")?.range()));
        for key in hits.filter(|key| is_random(&String::from_utf8_lossy(&text[key.clone()]))) {
            let is_known = found.iter().any(|known| known.range.start < key.end && key.start < known.range.end);
            let belongs_there = *kind == Generic::Login && is_of_proxy(&text[..key.start]);
            if !is_known && !belongs_there {
                found.push(at(text, key, Kind::Other(*kind)));
            }
        }
    }
    found.sort_by_key(|found| found.range.start);
    found
}

impl Found {
    /// The key itself, for whoever compares it with others.
    pub fn key<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.range.clone()]
    }
}

fn at(text: &[u8], range: Range<usize>, kind: Kind) -> Found {
    let before = &text[..range.start];
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    Found { line, name: name(&before[start..]), kind, range }
}

/// The name at the end of what stands before a value: `NAME=`, `"NAME": "`, `const NAME = '`.
fn name(before: &[u8]) -> Option<String> {
    static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?-u)(?:^|[^A-Za-z0-9_])([A-Za-z_][A-Za-z0-9_]{1,63})["'`\]]{0,2}[ \t]*(?::[A-Za-z ]+)?(?:=>|:=|[=:])[ \t]*["'`]?(?:Bearer )?$"#).ok()
    });
    let groups = NAME.as_ref()?.captures(before)?;
    let name = std::str::from_utf8(groups.get(1)?.as_bytes()).ok()?;
    Some(name.to_owned())
}

/// Whether an address is that of a proxy, which has to stand where it stands.
fn is_of_proxy(before: &[u8]) -> bool {
    let line = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default().to_ascii_lowercase();
    line.windows(5).any(|word| word == b"proxy")
}

/// Whether a value is more than words: an example or a variable is not.
pub(super) fn is_random(value: &str) -> bool {
    let has = |kind: fn(char) -> bool| value.chars().any(kind);
    !reads_like_an_example(value) && has(|c| c.is_ascii_digit()) && has(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn found(text: &str, also: &[Generic]) -> Vec<(usize, Option<String>, String)> {
        let services = Catalog::built_in_services().unwrap();
        let rules = Rules::new(&services).unwrap();
        let text = services.with_synthetic_keys(text).unwrap();
        let found = keys(&rules, also, text.as_bytes());
        found.into_iter().map(|found| (found.line, found.name, found.kind.title(&rules).to_owned())).collect()
    }

    #[test]
    fn keys_are_told_with_their_line_and_their_name() {
        for (text, line, name) in [
            ("RESEND_API_KEY=<key:resend/key>", 1, Some("RESEND_API_KEY")),
            ("\n{\"VITE_KEY\": \"<key:resend/key>\"}", 2, Some("VITE_KEY")),
            ("const resend = new Resend('<key:resend/key>')", 1, None),
            ("const key: string = '<key:resend/key>'", 1, Some("key")),
            (": 1700000000:0;export KEY=<key:resend/key>", 1, Some("KEY")),
            ("a\nb\nmy key is <key:resend/key>.", 3, None),
        ] {
            assert_eq!(found(text, &[]), [(line, name.map(str::to_owned), "a key of Resend".to_owned())], "{text}");
        }
    }

    #[test]
    fn what_is_no_key_of_a_known_service_is_found_where_it_is_looked_for() {
        let other = "q7".repeat(13);
        for (text, also, count) in [
            (format!(r#""Bash(curl -H \"Authorization: Bearer {other}\" x)""#), Generic::Bearer, 1),
            ("Authorization: Bearer $TOKEN_OF_MINE_AND_MORE_OF_IT".to_owned(), Generic::Bearer, 0),
            ("Authorization: Bearer your-token-goes-here-1".to_owned(), Generic::Bearer, 0),
            (format!("url = https://ada:{other}@git.example.org/x"), Generic::Login, 1),
            ("url = https://ada@git.example.org/x".to_owned(), Generic::Login, 0),
            (format!("https-proxy=http://ada:{other}@cache.example.org:3128"), Generic::Login, 0),
            ("http://ada:hunter22@localhost:8080".to_owned(), Generic::Login, 0),
            (format!("//registry.example.org/:_authToken={other}"), Generic::Npm, 1),
            ("//registry.example.org/:_authToken=${NPM_TOKEN}".to_owned(), Generic::Npm, 0),
            (
                format!("{{\"claudeAiOauth\":{{\"accessToken\":\"{other}\",\"refreshToken\":\"{other}\"}}}}"),
                Generic::Kept,
                1,
            ),
            (format!("github.com:\n    oauth_token: {other}"), Generic::Kept, 1),
            ("github.com:\n    user: ada".to_owned(), Generic::Kept, 0),
        ] {
            assert_eq!(found(&text, &[also]).len(), count, "{text}");
            assert!(found(&text, &[]).is_empty(), "{text}");
        }
        // Of a known kind it is told once.
        assert_eq!(found("Authorization: Bearer <key:resend/key>", &[Generic::Bearer]).len(), 1);
    }

    #[test]
    fn histories_of_powershell_and_zsh_are_read_too() {
        let services = Catalog::built_in_services().unwrap();
        let rules = Rules::new(&services).unwrap();
        let text = services.with_synthetic_keys("a\nexport KEY=<key:resend/key>\n").unwrap();
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(keys(&rules, &[], &readable(&wide))[0].line, 2);
        let zsh = [&b"caf\xc3\x83\x89 \x83\xa0\n"[..], text.as_bytes()].concat();
        assert_eq!(keys(&rules, &[], &readable(&zsh))[0].line, 3);
    }
}
