//! Text from anywhere as Markdown that shows it as it is: no emphasis, no link, no HTML, nobody mentioned.

use crate::render::inert;
use crate::render::told::visible;

/// What a mark that takes no room is written as. Behind `@` and `#` it keeps code hosts from seeing names and numbers there.
const NOTHING: &str = "&#8203;";

/// The text as it stands within a line.
pub(super) fn text(text: &str) -> String {
    let text = visible(text).replace(['\r', '\n', '\t'], " ");
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let trimmed = text.trim();
    let mut rest = trimmed.chars().peekable();
    while let Some(c) = rest.next() {
        let is_first = out.is_empty();
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Cells end here whatever stands in front of it.
            '|' => out.push_str("&#124;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '$' => out.extend(['\\', c]),
            '@' | '#' if !before.is_alphanumeric() && rest.peek().is_some_and(char::is_ascii_alphanumeric) => {
                out.push(c);
                out.push_str(NOTHING);
            }
            // At the start of a line these would begin a heading, a list or a rule.
            '#' | '-' | '+' | '=' | ':' if is_first => out.extend(['\\', c]),
            '.' | ')' if !out.is_empty() && out.chars().all(|c| c.is_ascii_digit()) => out.extend(['\\', c]),
            _ => out.push(c),
        }
        before = c;
    }
    // Behind a lead of another sign, a line may begin here.
    inert::references(&out)
}

/// The text as code within a line. In a cell of a table, so that no cell ends in it.
pub(super) fn code(raw: &str) -> String {
    let raw = visible(raw).replace(['\r', '\n', '\t'], " ");
    // A bar ends a cell even in code; there is no way to write one there that all readers take.
    if raw.contains('|') || raw.trim().is_empty() {
        return text(&raw);
    }
    let raw = inert::words(&raw);
    let fence = "`".repeat(longest_run(&raw) + 1);
    // Behind a backtick of the code, a blank on both sides is no part of it.
    let room = if raw.starts_with(['`', ' ']) || raw.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{room}{raw}{room}{fence}")
}

/// The text as lines of code, for people to copy.
pub(super) fn block(text: &str, indent: &str) -> String {
    let text = inert::words(&visible(text).replace("\r\n", "\n").replace('\r', "\n"));
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    let lines: String = text.lines().map(|line| format!("{indent}{line}\n")).collect();
    format!("{indent}{fence}\n{lines}{indent}{fence}\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
