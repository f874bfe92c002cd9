//! What stands in a project's file of lines such as `NAME=value`: names, and what is wrong with each value, never a value.

use super::is_reference;
use crate::dotenv::{self, is_secret};
use crate::host::{Host, Unseen};
use crate::service::{Flaw, Services};

/// A file of lines, without its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvFile {
    /// It begins with an invisible mark, which some programs take for a part of the first name.
    pub byte_order_mark: bool,
    pub lines: Vec<EnvLine>,
}

/// A line that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvLine {
    pub name: String,
    /// From 1; 0 for a variable of the terminal.
    pub number: usize,
    pub state: LineState,
    /// What is wrong with the value, as far as it shows.
    pub flaw: Option<Flaw>,
    /// What people call the key that it is, where that is another one.
    pub title: Option<String>,
    /// The service whose key belongs there, as people know it.
    pub owner: Option<String>,
}

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    Set,
    Empty,
    /// It says where the value is kept, for a program that puts it in.
    Reference,
    /// It is written for people alone, with a value behind the name.
    Commented,
}

/// Lines that a value in quotation marks may go on for, as private keys do.
const MAX_LINES: usize = 200;

/// Quotation marks that programs and people put around a value.
const QUOTES: [char; 8] = ['"', '\'', '`', '“', '”', '‘', '’', '«'];

pub(in crate::host) fn env_file(
    host: &Host,
    services: &Services,
    path: &str,
    examples: &[String],
) -> Result<EnvFile, Unseen> {
    let read = |path: &str| host.read_whole(path, host.most_settings(path));
    let bytes = read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let examples: Vec<String> = examples
        .iter()
        .filter_map(|path| read(path).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    Ok(EnvFile { byte_order_mark: text.starts_with('\u{feff}'), lines: lines(host, services, &text, &examples) })
}

pub(in crate::host) fn env_variable(host: &Host, services: &Services, name: &str) -> Option<EnvLine> {
    let value = host.var(name).filter(|value| !value.trim().is_empty())?;
    Some(judged(host, services, &[], name, &value, 0))
}

fn lines(host: &Host, services: &Services, text: &str, examples: &[String]) -> Vec<EnvLine> {
    let all: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let mut found: Vec<EnvLine> = Vec::new();
    let mut at = 0;
    while let Some(line) = all.get(at) {
        let number = at + 1;
        at += 1;
        let line = line.trim();
        if let Some(said) = line.strip_prefix('#') {
            found.extend(commented(services, said, number));
        } else if let Some(set) = dotenv::lines(line).next() {
            let more = block(set.value, &all[at..]);
            at += more.unwrap_or(0);
            found.push(match more {
                // A text of many lines is nothing that anybody types.
                Some(_) => line_of(services, set.name, number, LineState::Set),
                None => judged(host, services, examples, set.name, set.value, number),
            });
        } else if let Some((name, value)) = with_colon(line) {
            let mut line = judged(host, services, examples, name, value, number);
            line.flaw = line.flaw.or(Some(Flaw::Colon));
            found.push(line);
        } else if let Some(last) = found.last_mut().filter(|last| last.number + 1 == number && is_rest(line))
            && last.state == LineState::Set
            && is_secret(&last.name)
        {
            last.flaw = Some(Flaw::TwoLines);
        }
    }
    found
}

fn line_of(services: &Services, name: &str, number: usize, state: LineState) -> EnvLine {
    let owner = services.owner_of(name).and_then(|(service, _)| services.get(service));
    let owner = owner.map(|service| service.title.clone());
    EnvLine { name: name.to_owned(), number, state, flaw: None, title: None, owner }
}

fn commented(services: &Services, said: &str, number: usize) -> Option<EnvLine> {
    let set = dotenv::lines(said.trim()).next().filter(|set| !set.value.is_empty())?;
    Some(line_of(services, set.name, number, LineState::Commented))
}

/// How many lines more a value goes on for, which begins with a quotation mark and ends with it on a later line. One
/// that was left open by mistake has other names behind it.
fn block(value: &str, rest: &[&str]) -> Option<usize> {
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'))?;
    if value[1..].contains(quote) {
        return None;
    }
    for (at, line) in rest.iter().take(MAX_LINES).enumerate() {
        if dotenv::lines(line)
            .next()
            .is_some_and(|set| set.name.chars().any(|c| c.is_ascii_uppercase()) && !line.trim_end().ends_with('='))
        {
            return None;
        }
        if line.contains(quote) {
            return Some(at + 1);
        }
    }
    None
}

/// `NAME: value`, as in other kinds of files.
fn with_colon(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let (name, value) = line.split_once(": ")?;
    let fine = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let value = value.trim();
    (!name.is_empty() && name.chars().all(fine) && !value.is_empty()).then_some((name, value.trim_matches(['"', '\''])))
}

/// Whether a line looks like the second half of a key.
fn is_rest(line: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || "_-.+/=".contains(c);
    line.len() >= 6 && line.chars().all(fine)
}

pub(in crate::host) fn judged(
    host: &Host,
    services: &Services,
    examples: &[String],
    name: &str,
    value: &str,
    number: usize,
) -> EnvLine {
    let state = match value {
        _ if value.trim().is_empty() => LineState::Empty,
        _ if is_reference(value) => LineState::Reference,
        _ => LineState::Set,
    };
    let mut line = line_of(services, name, number, state);
    if state == LineState::Set && (is_secret(name) || line.owner.is_some()) {
        let found = flaw(services, name, value);
        line.flaw = found.as_ref().map(|(flaw, _)| *flaw);
        line.title = found.and_then(|(_, title)| title);
        let of_example =
            || examples.iter().any(|text| dotenv::find(text, name).is_some_and(|known| known.value == value));
        if line.flaw.is_none() && is_pasted(name) && !is_for_trying(value) && of_example() {
            line.flaw = Some(Flaw::SameAsExample);
        }
        // Short ones are words that stand anywhere.
        let odd = value.len() >= 12 && value.chars().any(|c| c.is_ascii_digit());
        if odd && !services.say(value) && !matches!(line.flaw, Some(Flaw::Placeholder | Flaw::SameAsExample)) {
            host.redactor().remember(value);
        }
    }
    line
}

/// Whether a value of that name is pasted from a page of its service, and never thought up.
fn is_pasted(name: &str) -> bool {
    ["KEY", "KEYS", "APIKEY", "TOKEN"].iter().any(|ending| name.ends_with(ending))
}

fn flaw(services: &Services, name: &str, value: &str) -> Option<(Flaw, Option<String>)> {
    if is_placeholder(value) {
        return Some((Flaw::Placeholder, None));
    }
    let Some((service, kinds)) = services.owner_of(name) else {
        return unowned(name, value).map(|found| (found, None));
    };
    // What JavaScript drops on the way does no harm.
    let drops = services.get(service).is_some_and(|service| service.drops_line_ends);
    let kept = if drops { value.trim_end() } else { value };
    let looks = services.look_at(service, kinds, kept);
    // Whether a part is missing, only its service can say.
    looks.flaw.filter(|flaw| *flaw != Flaw::Cut).map(|flaw| (flaw, looks.title))
}

/// A password may hold anything; a key is one word, and so is what is written around it by mistake.
fn unowned(name: &str, value: &str) -> Option<Flaw> {
    if !is_pasted(name) || value.starts_with(['{', '[']) || value.starts_with("-----BEGIN") {
        return None;
    }
    if value.starts_with(QUOTES) || value.ends_with(QUOTES) {
        return Some(Flaw::Quoted);
    }
    let bearer = value.starts_with("Bearer ") || value.starts_with("Basic ");
    (!bearer && value.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}')).then_some(Flaw::Spaced)
}

/// Whether the whole of a value stands for another one. A part of a key may spell anything.
fn is_placeholder(value: &str) -> bool {
    let plain = value.trim_matches(QUOTES).trim().to_lowercase();
    let begins =
        ["your", "changeme", "change-me", "change_me", "replace", "placeholder", "insert", "paste", "todo", "example"];
    let ends = ["_here", "-here", " here", "_placeholder", "-placeholder"];
    let is_whole = |word: &str| {
        word.len() < 40
            && (begins.iter().any(|start| word.starts_with(start)) || ends.iter().any(|end| word.ends_with(end)))
    };
    let behind = plain.rsplit(['_', '-']).next().unwrap_or(&plain);
    let one_letter = |word: &str| {
        let first = word.chars().next();
        word.chars().count() >= 3 && word.chars().all(|c| Some(c) == first)
    };
    let counts_up =
        |word: &str| word.len() >= 3 && ("1234567890".starts_with(word) || "abcdefghijkl".starts_with(word));
    is_whole(&plain)
        || plain.starts_with('<') && plain.ends_with('>')
        || matches!(plain.as_str(), "..." | "…" | "none" | "null" | "undefined")
        || one_letter(&plain)
        || plain.len() < 24 && plain != behind && (counts_up(behind) || one_letter(behind) || begins.contains(&behind))
        || plain != behind && one_letter(behind) && behind.len() >= 6
}

/// Keys that a service gives to everybody for trying things out.
fn is_for_trying(value: &str) -> bool {
    let mut letters = value.chars();
    let number = letters.next().is_some_and(|c| matches!(c, '1'..='3'));
    number && letters.next() == Some('x') && value.contains("00000000")
}

#[cfg(test)]
mod tests;
