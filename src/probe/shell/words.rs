//! The words of one line, as far as a shell's quoting, operators and simplest variables go.

use crate::host::Host;
use crate::machine::Shell;

/// The words of a line with their quotes; an operator is a word of its own, and a comment is none.
pub(in crate::probe) fn words(line: &str, shell: Shell) -> Vec<&str> {
    let braces = shell == Shell::Powershell;
    let is_operator = |c: char| matches!(c, ';' | '&' | '|' | '(' | ')') || (braces && matches!(c, '{' | '}'));
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let escaped = before == '\\' && !braces;
        match quote {
            Some(open) if c == open && !(escaped && c == '"') => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') && !escaped => {
                quote = Some(c);
                start = start.or(Some(at));
            }
            None if c == '#' && start.is_none() => break,
            None if (c.is_whitespace() || is_operator(c)) && !escaped => {
                if let Some(start) = start.take() {
                    words.push(&line[start..at]);
                }
                if !c.is_whitespace() {
                    words.push(&line[at..at + c.len_utf8()]);
                }
            }
            None => start = start.or(Some(at)),
        }
        // The second of two backslashes escapes nothing.
        before = if escaped && c == '\\' { ' ' } else { c };
    }
    words.extend(start.map(|start| &line[start..]));
    words
}

pub(super) fn is_operator(word: &str) -> bool {
    matches!(word, ";" | "&" | "|" | "(" | ")" | "{" | "}")
}

/// Whether a command follows this word.
pub(super) fn opens_command(word: &str) -> bool {
    is_operator(word) || matches!(word, "if" | "then" | "else" | "elif" | "do" | "while" | "until" | "!" | "and" | "or")
}

/// Longer words are no paths. It also bounds how deep one variable may stand in the default of another.
const LONGEST_PATH: usize = 1024;

/// A word as a full path, where quotes, `~` and variables with a known value are all that it holds.
pub(super) fn plain_path(host: &Host, word: &str, file: &str) -> Option<String> {
    if word.len() > LONGEST_PATH {
        return None;
    }
    let text = plain(host, word, file)?;
    host.rules().is_absolute(&text).then(|| host.rules().clean(&text))
}

fn plain(host: &Host, word: &str, file: &str) -> Option<String> {
    let powershell = host.machine().shell == Shell::Powershell;
    let mut out = String::new();
    let mut quote = None;
    let mut rest = match word.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '\\']) => {
            out.push_str(host.home()?);
            rest
        }
        _ => word,
    };
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (Some('\''), c) => out.push(c),
            (_, '$') => {
                let (value, after) = variable(host, rest, file)?;
                out.push_str(&value);
                rest = after;
            }
            (_, '\\') if !powershell => {
                let next = rest.chars().next()?;
                out.push(next);
                rest = &rest[next.len_utf8()..];
            }
            (_, '`') | (None, '*' | '?' | '[' | '{' | '<' | '>') => return None,
            (_, c) => out.push(c),
        }
    }
    Some(out)
}

/// The value of the variable whose name, without `$`, `text` begins with, and what follows it.
fn variable<'a>(host: &Host, text: &'a str, file: &str) -> Option<(String, &'a str)> {
    let value = |name: &str| {
        let name = name.strip_prefix("env:").unwrap_or(name);
        match name {
            "HOME" => host.home().map(str::to_owned),
            "PSScriptRoot" => host.rules().parent(file),
            _ => host.var(name).filter(|value| !value.is_empty()),
        }
    };
    let Some(body) = text.strip_prefix('{') else {
        let body = text.strip_prefix("env:").unwrap_or(text);
        let end = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(body.len());
        return Some((value(&body[..end])?, &body[end..]));
    };
    let mut depth = 1;
    let close = body.find(|c| {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        depth == 0
    })?;
    let (inside, after) = (&body[..close], &body[close + 1..]);
    let Some((name, default)) = inside.split_once('-') else { return Some((value(inside)?, after)) };
    let name = name.strip_suffix(':').unwrap_or(name);
    Some((value(name).or_else(|| plain(host, default, file))?, after))
}
