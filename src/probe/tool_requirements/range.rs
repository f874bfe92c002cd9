//! Words for versions, as files of projects write them, as ranges in npm's form.

use nodejs_semver::{Range, Version};

/// The names that lines of Node.js got when they became LTS, with their first numbers.
const LINES: [(&str, u32); 11] = [
    ("argon", 4),
    ("boron", 6),
    ("carbon", 8),
    ("dubnium", 10),
    ("erbium", 12),
    ("fermium", 14),
    ("gallium", 16),
    ("hydrogen", 18),
    ("iron", 20),
    ("jod", 22),
    ("krypton", 24),
];

/// Every line of Node.js that ever was LTS, and what may become one.
const ANY_LTS: &str = "4 || 6 || 8 || 10 || 12 || 14 || 16 || 18 || 20 || 22 || 24 || >=26";

/// Lines of Node.js in the order in which doctor would choose them.
const NODE_LINES: [u32; 8] = [24, 22, 26, 20, 18, 16, 14, 12];

/// Letters of the longest range that is looked at.
const LONGEST: usize = 80;

/// The range that a word stands for; none where it names no version, such as `latest`, `system` or `please-use-pnpm`.
pub(super) fn exactly(tool: &str, word: &str) -> Option<String> {
    let word = word.trim().to_ascii_lowercase();
    if tool == "node"
        && let Some(line) = lts(&word)
    {
        return line;
    }
    // What stands behind a plus, such as a checksum, does not count in comparisons.
    let word = word.split('+').next().unwrap_or_default();
    let word = ["latest:", "prefix:"].iter().find_map(|before| word.strip_prefix(before)).unwrap_or(word);
    let allowed = |c: char| c.is_ascii_alphanumeric() || " .<>=^~|*-".contains(c);
    // A range of words such as `x || latest` would be read as something, and mean nothing.
    let has_number = word.is_empty() || word.contains(|c: char| c.is_ascii_digit() || "*x".contains(c));
    let fine = word.len() <= LONGEST && has_number && word.chars().all(allowed) && parts_are_versions(word);
    let word = word.trim();
    let word = if word.is_empty() { "*" } else { word };
    (fine && Range::parse(word).is_ok()).then(|| word.to_owned())
}

/// The same, where a single version means all that begin with the same number.
pub(super) fn loosely(tool: &str, word: &str) -> Option<String> {
    let exact = exactly(tool, word)?;
    let Some(plain) = plain(&exact) else { return Some(exact) };
    plain.split('.').next().map(str::to_owned)
}

/// One of them all; none as soon as one of them names no version, because then that one may be meant.
pub(super) fn any_of(ranges: impl Iterator<Item = Option<String>>) -> Option<String> {
    let ranges: Vec<String> = ranges.collect::<Option<_>>()?;
    (!ranges.is_empty()).then(|| ranges.join(" || "))
}

/// What to ask a version manager or a package manager for, so that the range is fulfilled; none where that is not plain.
pub(super) fn to_install(tool: &str, word: &str) -> Option<String> {
    let exact = exactly(tool, word)?;
    if let Some(plain) = plain(&exact) {
        return Some(plain);
    }
    let range = Range::parse(&exact).ok()?;
    // The newest of a line is what is fetched when only its number is said.
    let takes = |line: &u32| Version::parse(format!("{line}.99.99")).is_ok_and(|newest| newest.satisfies(&range));
    let line = match tool {
        "node" => NODE_LINES.iter().find(|line| takes(line)).copied(),
        _ if takes(&999) => return Some("latest".to_owned()),
        _ => (1..40).rev().find(takes),
    };
    line.map(|line| line.to_string())
}

/// `22`, `22.11` or `22.11.0`, without a `v` or a `=` before it.
fn plain(range: &str) -> Option<String> {
    let number = range.trim_start_matches(['v', '=']);
    let parts: Vec<&str> = number.split('.').collect();
    let all = parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    (all && parts.len() <= 3).then(|| number.to_owned())
}

/// Whether every word begins as a version or a comparison does, so that no name hides among them.
fn parts_are_versions(range: &str) -> bool {
    range.split([' ', '|']).filter(|part| !part.is_empty() && *part != "-").all(|part| {
        let number = part.trim_start_matches(['<', '>', '=', '^', '~', 'v']);
        number.is_empty() || number.starts_with(|c: char| c.is_ascii_digit() || "*x".contains(c))
    })
}

/// What `lts/…` stands for: outer none for words of another kind, inner none for a line that is not known.
fn lts(word: &str) -> Option<Option<String>> {
    let name = word.strip_prefix("lts")?;
    let name = name.strip_prefix(['/', '-']).unwrap_or(name);
    if name.is_empty() || name == "*" {
        return Some(Some(ANY_LTS.to_owned()));
    }
    Some(LINES.iter().find(|(known, _)| *known == name).map(|(_, line)| line.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_name_versions_become_ranges() {
        for (word, exact, loose, install) in [
            ("22", "22", "22", "22"),
            ("v22", "v22", "22", "22"),
            ("v22.11.0", "v22.11.0", "22", "22.11.0"),
            ("22.11", "22.11", "22", "22.11"),
            ("lts/jod", "22", "22", "22"),
            ("lts/Hydrogen", "18", "18", "18"),
            ("lts-iron", "20", "20", "20"),
            ("lts/*", ANY_LTS, ANY_LTS, "24"),
            (">=18 <23", ">=18 <23", ">=18 <23", "22"),
            ("^20.17.0 || >=22.9.0", "^20.17.0 || >=22.9.0", "^20.17.0 || >=22.9.0", "24"),
            ("18.x", "18.x", "18.x", "18"),
            ("latest:22", "22", "22", "22"),
            ("*", "*", "*", "24"),
            ("", "*", "*", "24"),
        ] {
            assert_eq!(exactly("node", word).as_deref(), Some(exact), "{word}");
            assert_eq!(loosely("node", word).as_deref(), Some(loose), "{word}");
            assert_eq!(to_install("node", word).as_deref(), Some(install), "{word}");
        }
        assert_eq!(exactly("pnpm", "9.1.0+sha512.00ff").as_deref(), Some("9.1.0"));
        assert_eq!(to_install("pnpm", ">=9").as_deref(), Some("latest"));
        assert_eq!(to_install("pnpm", "^9.1").as_deref(), Some("9"));
        assert_eq!(to_install("node", ">=22.1 <22.2"), None);
    }

    #[test]
    fn words_that_name_no_version_are_judged_by_nobody() {
        let long = "1".repeat(LONGEST + 1);
        for word in [
            "node",
            "stable",
            "latest",
            "system",
            "default",
            "iojs",
            "ref:v22",
            "path:/opt/node",
            "lts/zinc",
            "lts/-1",
            "please-use-pnpm",
            "please-use-pnpm-9",
            "22 || latest",
            "{{ env.NODE }}",
            "22\u{202e}",
            "file:../22",
            &long,
        ] {
            assert_eq!(exactly("node", word), None, "{word}");
        }
        assert_eq!(exactly("npm", "lts/jod"), None);
    }

    #[test]
    fn of_several_one_that_names_no_version_leaves_all_open() {
        let ranges = |words: &[&str]| any_of(words.iter().map(|word| exactly("node", word)));
        assert_eq!(ranges(&["22.11.0", "20"]).as_deref(), Some("22.11.0 || 20"));
        assert_eq!(ranges(&["22.11.0", "system"]), None);
        assert_eq!(ranges(&[]), None);
    }
}
