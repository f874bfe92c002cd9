//! Nothing that doctor writes is taken for a command by a CI runner, whatever text stands in it. Runners read what a job
//! prints: GitHub's takes lines that begin with `::` and, as of old, `##[` anywhere; Azure's `##vso[`, TeamCity's `##teamcity[`.

use std::iter::Peekable;
use std::str::CharIndices;

/// For people: the signs are drawn apart by a blank.
pub fn words(text: &str) -> String {
    changed(text, |sign| format!("{sign} "))
}

/// In what is a command of GitHub's itself: other runners find none of theirs.
pub(super) fn data(text: &str) -> String {
    changed(text, |sign| if sign == '#' { "# ".to_owned() } else { sign.to_string() })
}

/// In a JSON document, where such signs stand in strings alone. Reads back as it was.
pub(super) fn json(document: &str) -> String {
    let document = changed(document, |sign| format!("\\u{:04x}", u32::from(sign)));
    // Some readers end a line at these, and some terminals obey them.
    let is_odd = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}');
    if !document.contains(is_odd) {
        return document;
    }
    let written = |c: char| if is_odd(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    document.chars().map(written).collect()
}

/// In XML and in Markdown outside of code. Reads back as it was.
pub(super) fn references(document: &str) -> String {
    changed(document, |sign| format!("&#{};", u32::from(sign)))
}

/// Whether a character shows nothing, or moves what is shown.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{180e}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text with something else in the place of the first of two signs with which a command begins.
fn changed(text: &str, instead: impl Fn(char) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive(['\n', '\r']) {
        let mut done = 0;
        for (at, sign) in commands(line) {
            out.push_str(&line[done..at]);
            out.push_str(&instead(sign));
            done = at + sign.len_utf8();
        }
        out.push_str(&line[done..]);
    }
    out
}

/// Where in a line a command begins, and with which sign: it stands there twice.
fn commands(line: &str) -> Vec<(usize, char)> {
    let starts = Seen(line.char_indices().peekable()).find(|(_, c)| !c.is_whitespace()).is_some_and(|(_, c)| c == ':');
    if !starts && !line.contains('#') {
        return Vec::new();
    }
    let seen: Vec<(usize, char)> = Seen(line.char_indices().peekable()).collect();
    let start = seen.iter().take_while(|(_, c)| c.is_whitespace()).count();
    let is_command = |at: usize, sign: char| match sign {
        ':' => at == start,
        '#' => {
            let word = seen[at + 2..].iter().take_while(|(_, c)| c.is_ascii_alphabetic()).count();
            seen.get(at + 2 + word).is_some_and(|(_, c)| *c == '[')
        }
        _ => false,
    };
    let pairs = seen.windows(2).enumerate().filter(|(_, pair)| pair[0].1 == pair[1].1);
    pairs.filter(|(at, pair)| is_command(*at, pair[0].1)).map(|(_, pair)| pair[0]).collect()
}

/// What is seen of a line: no colour codes, which may be taken out later, and nothing that a comparison may pass over.
struct Seen<'a>(Peekable<CharIndices<'a>>);

impl Iterator for Seen<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        while let Some((at, c)) = self.0.next() {
            if c == '\u{1b}' && self.0.next_if(|(_, c)| *c == '[').is_some() {
                while self.0.next_if(|(_, c)| matches!(c, ' '..='?')).is_some() {}
                self.0.next_if(|(_, c)| matches!(c, '@'..='~'));
            } else if c == '\t' || !is_hidden(c) {
                return Some((at, c));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_with_no_command_even_behind_blanks_colours_and_what_is_not_seen() {
        for (text, expected) in [
            ("::add-path::/tmp/evil", ": :add-path::/tmp/evil"),
            ("a\n  \t::error::x\n", "a\n  \t: :error::x\n"),
            ("a\r::error::x", "a\r: :error::x"),
            ("\u{a0}\u{3000}::x::", "\u{a0}\u{3000}: :x::"),
            ("\u{1b}[1m::x::\u{1b}[0m", "\u{1b}[1m: :x::\u{1b}[0m"),
            ("\u{200b}:\u{200b}:x", "\u{200b}: \u{200b}:x"),
            (":::x", ": ::x"),
        ] {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_commands_of_other_runners_are_broken_up_wherever_they_stand() {
        for (text, expected) in [
            ("see ##[add-path]x", "see # #[add-path]x"),
            ("###[x", "## #[x"),
            ("a ##vso[task.setvariable] ##VSO[x]", "a # #vso[task.setvariable] # #VSO[x]"),
            ("##teamcity[x]", "# #teamcity[x]"),
            ("#\u{1b}[1m#vso[x]", "# \u{1b}[1m#vso[x]"),
        ] {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn everything_else_stays() {
        for text in ["a::b", "std::fmt", ":", "# a", "## Heading", "##", "## [a](b)", "a: b\n", "12:30::", "é#[x]"] {
            assert_eq!(words(text), text);
        }
    }

    #[test]
    fn json_reads_back_as_it_was() {
        let text = "##[group]x \\##vso[a]\u{2028}::b ####[";
        let document = serde_json::to_string(text).unwrap();
        assert_eq!(serde_json::from_str::<String>(&json(&document)).unwrap(), text);
        assert!(json(&document).contains(r"\u0023#[group]") && json(&document).is_ascii());
    }

    #[test]
    fn references_take_the_place_of_signs() {
        assert_eq!(references(" ::x\n##[y]"), " &#58;:x\n&#35;#[y]");
    }
}
