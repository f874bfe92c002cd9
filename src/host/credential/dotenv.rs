//! Files of lines such as `NAME=value`, as wrangler and website tools read them. Nothing is filled in: `$OTHER` in a
//! stranger's file would bring another secret into the value.

/// A value and the line it stands in, from 1. Of several lines the last one counts.
pub(super) fn find(text: &str, name: &str) -> Option<(String, usize)> {
    let lines = text.lines().enumerate();
    let found = lines.filter_map(|(at, line)| Some((value_of(line, name)?, at + 1)));
    found.last()
}

fn value_of(line: &str, name: &str) -> Option<String> {
    let line = line.trim_start_matches('\u{feff}').trim();
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let rest = line.strip_prefix(name)?.trim_start();
    let rest = rest.strip_prefix('=')?.trim();
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
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::find;

    fn value(text: &str) -> Option<(String, usize)> {
        find(text, "KEY")
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
    fn the_last_line_of_that_name_counts_and_longer_names_are_others() {
        assert_eq!(value("KEY=a\nKEY_TWO=x\nKEY=b\n"), Some(("b".to_owned(), 3)));
        assert_eq!(value("KEY_TWO=x\nMY_KEY=y\n"), None);
    }
}
