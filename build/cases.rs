//! Finds where the cases of a check file begin, so that start-up need not read them.

/// Where the first `[[case]]` stands, in bytes; the length of the text when there is none.
///
/// # Errors
/// The line of a table that stands after the cases and is none of them: start-up would not see it.
pub fn begin(text: &str) -> Result<usize, usize> {
    let mut begin = None;
    let mut open = None;
    let mut at = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        match header(line).filter(|_| open.is_none()) {
            Some("case") => begin = begin.or(Some(at)),
            Some(_) if begin.is_some() => return Err(number),
            _ => {}
        }
        open = open_after(line, open);
        at += line.len();
    }
    Ok(begin.unwrap_or(text.len()))
}

/// The first word of the table that a line opens. Lines of an array hold quotes or numbers, so they have none.
fn header(line: &str) -> Option<&str> {
    let inner = line.trim_start().strip_prefix('[')?;
    let name = inner.strip_prefix('[').unwrap_or(inner).split(['.', ']']).next()?.trim();
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    (is_word && !["true", "false", "inf", "nan"].contains(&name)).then_some(name)
}

/// The quotes of the string that goes on after this line, given those that were open before it.
fn open_after(line: &str, mut open: Option<&'static str>) -> Option<&'static str> {
    let mut rest = line;
    loop {
        if let Some(quotes) = open {
            let Some(end) = closing(rest, quotes) else { return open };
            // A string may end in quotes of its own: `"""say "yes""""`.
            rest = rest[end + quotes.len()..].trim_start_matches(&quotes[..1]);
        }
        rest = &rest[rest.find(['#', '"', '\''])?..];
        open = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| rest.starts_with(quotes));
        let quotes = open?;
        rest = &rest[quotes.len()..];
        if quotes.len() == 1 {
            // Without its end the file is no TOML, and the catalog's reader will say so.
            rest = &rest[closing(rest, quotes)? + 1..];
            open = None;
        }
    }
}

/// Where a string ends. In double quotes, a backslash takes the next character with it.
fn closing(text: &str, quotes: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        if escaped {
            escaped = false;
            return None;
        }
        escaped = c == '\\' && quotes.starts_with('"');
        text[at..].starts_with(quotes).then_some(at)
    })
}
