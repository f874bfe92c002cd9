//! Patterns for files of a project: `*` is anything within a name, `**` any folders.

/// Whether a path (with `/`, below the project) fits a pattern.
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    let parts: Vec<&str> = pattern.split('/').collect();
    let names: Vec<&str> = path.split('/').collect();
    all_fit(&parts, &names)
}

fn all_fit(parts: &[&str], names: &[&str]) -> bool {
    match (parts, names) {
        ([], []) => true,
        (["**", rest @ ..], _) => {
            let last = rest.is_empty() && !names.is_empty();
            last || (0..=names.len()).any(|skipped| all_fit(rest, &names[skipped..]))
        }
        ([part, rest @ ..], [name, names @ ..]) => fits_name(part, name) && all_fit(rest, names),
        _ => false,
    }
}

/// Whether one name fits one part; the case of letters does not count.
fn fits_name(part: &str, name: &str) -> bool {
    let (part, name) = (part.to_lowercase(), name.to_lowercase());
    let mut pieces = part.split('*');
    let Some(rest) = pieces.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut rest = rest;
    let mut last = None;
    for piece in pieces {
        if let Some(before) = last.replace(piece) {
            let before: &str = before;
            let Some(at) = rest.find(before) else { return false };
            rest = &rest[at + before.len()..];
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_fit_as_people_expect() {
        for (pattern, path, expected) in [
            ("**", "a", true),
            ("**", "a/b/c", true),
            ("CLAUDE.md", "claude.md", true),
            ("CLAUDE.md", "sub/CLAUDE.md", false),
            ("**/CLAUDE.md", "CLAUDE.md", true),
            ("**/CLAUDE.md", "a/b/CLAUDE.md", true),
            (".claude/**/*.md", ".claude/agents/x.md", true),
            (".claude/**/*.md", ".claude/x.md", true),
            (".claude/**/*.md", ".claude/x.json", false),
            (".claude/settings*.json", ".claude/settings.local.json", true),
            ("**/.env*", "app/.env.local", true),
            ("**/.env*", "app/env", false),
            ("*a*b", "xaxb", true),
            ("*a*b", "xaxbc", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }
}
