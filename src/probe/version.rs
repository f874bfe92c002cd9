//! Finds a version in what a program prints.

use std::sync::LazyLock;

use regex::Regex;

use crate::fact::Version;

static VERSION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([0-9]{1,9})\.([0-9]{1,9})(?:\.([0-9]{1,9}))?").ok());

/// The first `1.2.3` or `1.2` in a text; whatever stands around it is ignored.
pub(super) fn find(text: &str) -> Option<Version> {
    let found = VERSION.as_ref()?.captures(text)?;
    let part = |at: usize| found.get(at).map_or("0", |part| part.as_str().trim_start_matches('0'));
    let number = |at: usize| if part(at).is_empty() { "0" } else { part(at) };
    Version::parse(format!("{}.{}.{}", number(1), number(2), number(3))).ok()
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn versions_are_found_in_what_real_tools_print() {
        for (text, expected) in [
            ("v20.20.2\n", "20.20.2"),
            ("git version 2.39.5 (Apple Git-154)", "2.39.5"),
            ("git version 2.47.1.windows.1", "2.47.1"),
            ("gh version 2.46.0 (2025-12-13 Debian 2.46.0-4)\nhttps://x", "2.46.0"),
            ("2.1.329 (Claude Code)", "2.1.329"),
            ("jq-1.6", "1.6.0"),
        ] {
            assert_eq!(find(text).map(|version| version.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(find("no version here"), None);
        assert_eq!(find(""), None);
    }
}
