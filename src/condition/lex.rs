//! Cuts an expression into tokens, each with its range in the source.

use std::ops::Range;

use super::Mistake;

/// The smallest part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'s> {
    Name(&'s str),
    Text(String),
    Number(i64),
    /// An operator, a bracket or another mark, as it is written.
    Mark(&'s str),
    End,
}

/// Marks, the longer ones first. Those that the language lacks are read too, so that a mistake can name them.
const MARKS: [&str; 25] = [
    "==", "!=", "<=", ">=", "//", "**", "%}", "}}", "<", ">", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|", "-",
    "+", "*", "/", "~",
];

/// The token that begins at or after `at`, and its range.
///
/// # Errors
/// A text without its end, a number that is too large, or a character that begins no token.
pub(super) fn token(source: &str, at: usize) -> Result<(Token<'_>, Range<usize>), Mistake> {
    let rest = source.get(at..).unwrap_or_default();
    let start = at + rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let Some(first) = rest.chars().next() else { return Ok((Token::End, start..start)) };
    let take = |fine: fn(char) -> bool| rest.find(|c: char| !fine(c)).unwrap_or(rest.len());
    if first.is_ascii_digit() {
        let length = take(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
        let range = start..start + length;
        return match rest[..length].parse() {
            Ok(number) => Ok((Token::Number(number), range)),
            Err(_) => Err(Mistake::new(format!("`{}` is not a whole number", &rest[..length]), range)),
        };
    }
    if first.is_alphabetic() || first == '_' {
        let length = take(|c| c.is_alphanumeric() || c == '_');
        return Ok((Token::Name(&rest[..length]), start..start + length));
    }
    if first == '"' || first == '\'' {
        let (text, length) = quoted(rest, first).ok_or_else(|| {
            Mistake::new("syntax error: this text has no end", start..source.len())
                .help("close it with the quote that opens it")
        })?;
        return Ok((Token::Text(text), start..start + length));
    }
    match MARKS.iter().find(|mark| rest.starts_with(**mark)) {
        Some(mark) => Ok((Token::Mark(&rest[..mark.len()]), start..start + mark.len())),
        None => Err(Mistake::new(format!("syntax error: unexpected `{first}`"), start..start + first.len_utf8())),
    }
}

/// The text between quotes, and how long it is with them. A backslash before any character but a quote, a backslash or
/// the letters n, r and t is kept, as regular expressions need it.
fn quoted(source: &str, quote: char) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut characters = source.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        match c {
            c if c == quote => return Some((text, at + 1)),
            '\\' => match characters.next()?.1 {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                known @ ('"' | '\'' | '\\' | '/') => text.push(known),
                other => text.extend(['\\', other]),
            },
            c => text.push(c),
        }
    }
    None
}
