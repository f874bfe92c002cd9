//! Files of lines such as `NAME=value`, as wrangler and website tools read them. Nothing is filled in: `$OTHER` in a
//! stranger's file would bring another secret into the value.

/// A line that sets something. Its value may be a secret.
pub struct Line<'a> {
    pub name: &'a str,
    pub value: &'a str,
    /// From 1.
    pub number: usize,
}

/// All lines that set something, in their order.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let each = text.lines().enumerate();
    each.filter_map(|(at, line)| parts(line).map(|(name, value)| Line { name, value, number: at + 1 }))
}

/// The line that sets a name. Of several the last one counts.
pub fn find<'a>(text: &'a str, name: &str) -> Option<Line<'a>> {
    lines(text).filter(|line| line.name == name).last()
}

/// Beginnings of names whose values a build writes into the website for everybody to read.
const PUBLIC: [&str; 7] = ["VITE_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "PUBLIC_", "REACT_APP_", "EXPO_PUBLIC_", "GATSBY_"];

/// What `KEY` ends that opens nothing.
const NO_KEYS: [&str; 11] = [
    "PUBLIC",
    "PUBLISHABLE",
    "SITE",
    "ANON",
    "CACHE",
    "STORAGE",
    "SORT",
    "PARTITION",
    "PRIMARY",
    "QUERY",
    "IDEMPOTENCY",
];

/// Whether a name says that its value is a secret.
pub fn is_secret(name: &str) -> bool {
    let words: Vec<&str> = name.split('_').collect();
    let of_everybody = PUBLIC.iter().any(|beginning| name.starts_with(beginning));
    let [.., before, last] = words[..] else {
        return matches!(name, "TOKEN" | "SECRET" | "PASSWORD" | "APIKEY");
    };
    let secret = matches!(
        last,
        "KEY"
            | "KEYS"
            | "APIKEY"
            | "TOKEN"
            | "SECRET"
            | "SECRETS"
            | "PASSWORD"
            | "PASSWD"
            | "PASS"
            | "PWD"
            | "CREDENTIALS"
    );
    secret && !of_everybody && !NO_KEYS.contains(&before)
}

fn parts(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}').trim();
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let (name, rest) = line.split_once('=')?;
    let (name, rest) = (name.trim_end(), rest.trim());
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(fine) {
        return None;
    }
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
    let quoted = quote.and_then(|quote| rest[1..].split_once(quote)).filter(|(_, after)| {
        let after = after.trim_start();
        after.is_empty() || after.starts_with('#')
    });
    let value = match quoted {
        Some((inside, _)) => inside,
        // As the tools do it: what follows a number sign is said to people.
        None => rest.split_once('#').map_or(rest, |(value, _)| value.trim_end()),
    };
    Some((name, value))
}

#[cfg(test)]
mod tests {
    use super::{find, is_secret, lines};

    fn value(text: &str) -> Option<(String, usize)> {
        find(text, "KEY").map(|line| (line.value.to_owned(), line.number))
    }

    #[test]
    fn values_are_read_as_the_tools_read_them() {
        for (text, expected) in [
            ("KEY=a", "a"),
            ("# KEY=x\n  export KEY = a \n", "a"),
            ("KEY=\"a b\" # why", "a b"),
            ("KEY='a#b'", "a#b"),
            ("KEY=a # why", "a"),
            ("KEY=\"a", "\"a"),
            ("KEY=\"\"a\"\"", "\"\"a\"\""),
            ("\u{feff}KEY=a\r\n", "a"),
            ("KEY=", ""),
            ("KEY=$OTHER", "$OTHER"),
        ] {
            assert_eq!(value(text).map(|(value, _)| value).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn names_of_secrets_are_told_from_names_of_settings() {
        for name in ["RESEND_API_KEY", "STRIPE_WEBHOOK_SECRET", "BOT_TOKEN", "SMTP_PASS", "AUTH_SECRET", "SECRET"] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "NODE_ENV",
            "PORT",
            "CI",
            "VITE_API_KEY",
            "NEXT_PUBLIC_X_TOKEN",
            "TURNSTILE_SITE_KEY",
            "KEY",
            "KEY_ID",
            "CACHE_KEY",
            "STRIPE_PUBLISHABLE_KEY",
            "DB",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn the_last_line_of_that_name_counts_and_longer_names_are_others() {
        assert_eq!(value("KEY=a\nKEY_TWO=x\nKEY=b\n"), Some(("b".to_owned(), 3)));
        assert_eq!(value("KEY_TWO=x\nMY_KEY=y\n"), None);
    }

    #[test]
    fn lines_that_set_nothing_are_no_lines_and_empty_values_are_empty() {
        for (text, expected) in [
            ("KEY=a", Some(("KEY", false))),
            ("  export KEY = \"\"", Some(("KEY", true))),
            ("KEY=  # your key", Some(("KEY", true))),
            ("\u{feff}KEY=", Some(("KEY", true))),
            ("# KEY=a", None),
            ("just words = here", None),
            ("", None),
        ] {
            let found = lines(text).next().map(|line| (line.name, line.value.is_empty()));
            assert_eq!(found, expected, "{text}");
        }
    }
}
