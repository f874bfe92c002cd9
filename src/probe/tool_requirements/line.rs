//! In which line of a file a wish stands. A guess from the text: where it fails, the file alone is told.

/// The line, from 1, of the last of some names that stand inside each other in JSON.
pub(super) fn in_json(text: &str, names: &[&str]) -> Option<usize> {
    let mut from = 0;
    for name in names {
        from = key(text, from, name)?;
    }
    Some(number(text, from))
}

/// Where a name is set, from some place on.
fn key(text: &str, from: usize, name: &str) -> Option<usize> {
    let quoted = format!("\"{name}\"");
    let mut hits = text.get(from..)?.match_indices(&quoted).map(|(at, _)| from + at);
    hits.find(|at| text[at + quoted.len()..].trim_start().starts_with(':'))
}

/// The line, from 1, in which `[tools]` of TOML sets a name.
pub(super) fn in_tools(text: &str, name: &str) -> Option<usize> {
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            inside = header.split(']').next().map(str::trim) == Some("tools");
            let own = header.split(']').next().map(|header| header.replace(['"', '\'', ' '], ""));
            if own == Some(format!("tools.{name}")) {
                return Some(at + 1);
            }
        }
        let key = line.split('=').next().map(|key| key.replace(['"', '\'', ' '], "")).unwrap_or_default();
        if (inside && key == name) || key == format!("tools.{name}") {
            return Some(at + 1);
        }
    }
    None
}

fn number(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_name_inside_another_is_found() {
        let text = "{\n \"keywords\": [\"engines\", \"node\"],\n \"scripts\": { \"node\": \"x\" },\n \"engines\" : {\n  \"node\": \"22\"\n }\n}";
        assert_eq!(in_json(text, &["engines", "node"]), Some(5));
        assert_eq!(in_json(text, &["volta", "node"]), None);
    }

    #[test]
    fn the_line_of_a_tool_is_found() {
        let text = "[env]\nnode = \"1\"\n[tools]\n\"node\" = \"22\"\n[tools.pnpm]\nversion = \"9\"\n";
        assert_eq!((in_tools(text, "node"), in_tools(text, "pnpm")), (Some(4), Some(5)));
        assert_eq!(in_tools("tools.node = '22'", "node"), Some(1));
        assert_eq!(in_tools(text, "gh"), None);
    }
}
