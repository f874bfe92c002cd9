//! Parses a sentence: text with `{{ fact }}` and `{% if condition %}…{% elif … %}…{% else %}…{% endif %}`.

use super::Mistake;
use super::lex::{Token, token};
use super::parse::{expression_until, short_enough};
use super::syntax::Piece;

/// What a sentence may hold, for help texts.
const SENTENCES: &str = "a sentence takes {{ fact }} and {% if condition %}…{% else %}…{% endif %}";

/// Parses a sentence.
///
/// # Errors
/// Bad syntax, or any other statement.
pub fn pieces(source: &str) -> Result<Vec<Piece>, Mistake> {
    short_enough(source)?;
    // A multi-line string in TOML ends in a line break that nobody means.
    let source = source.strip_suffix('\n').unwrap_or(source);
    let (pieces, end) = block(source, 0)?;
    match end.word {
        Word::Nothing => Ok(pieces),
        _ => Err(Mistake::new("syntax error: there is no {% if %} before this", end.start..end.after).help(SENTENCES)),
    }
}

/// What ends a block, and where it is.
struct End {
    word: Word,
    start: usize,
    after: usize,
}

#[derive(PartialEq)]
enum Word {
    /// The end of the sentence.
    Nothing,
    Elif,
    Else,
    EndIf,
}

/// The pieces from a place up to what ends their block.
fn block(source: &str, from: usize) -> Result<(Vec<Piece>, End), Mistake> {
    let mut pieces = Vec::new();
    let mut at = from;
    loop {
        let rest = &source[at..];
        let open = rest.match_indices('{').map(|(open, _)| open).find(|open| rest[open + 1..].starts_with(['{', '%']));
        let raw = &rest[..open.unwrap_or(rest.len())];
        if !raw.is_empty() {
            pieces.push(Piece::Raw(raw.to_owned()));
        }
        let Some(open) = open else {
            return Ok((pieces, End { word: Word::Nothing, start: source.len(), after: source.len() }));
        };
        let start = at + open;
        if rest[open..].starts_with("{{") {
            let (value, after) = expression_until(source, start + 2, "}}").map_err(helped)?;
            pieces.push(Piece::Value(value));
            at = after;
            continue;
        }
        let (keyword, range) = token(source, start + 2)?;
        match keyword {
            Token::Name("if") => {
                let (piece, after) = choice(source, range.end)?;
                pieces.push(piece);
                at = after;
            }
            Token::Name("elif") => return Ok((pieces, End { word: Word::Elif, start, after: range.end })),
            Token::Name("else") => {
                return Ok((pieces, End { word: Word::Else, start, after: close(source, range.end)? }));
            }
            Token::Name("endif") => {
                return Ok((pieces, End { word: Word::EndIf, start, after: close(source, range.end)? }));
            }
            _ => {
                return Err(Mistake::new("only {{ fact }} and {% if … %} can be part of a sentence", start..range.end)
                    .help(SENTENCES));
            }
        }
    }
}

/// A choice whose condition begins at `from`; the second part is where its `{% endif %}` ends.
fn choice(source: &str, from: usize) -> Result<(Piece, usize), Mistake> {
    let (when, after) = expression_until(source, from, "%}").map_err(helped)?;
    let (then, end) = block(source, after)?;
    let (otherwise, after) = match end.word {
        Word::EndIf => (Vec::new(), end.after),
        Word::Elif => {
            let (piece, after) = choice(source, end.after)?;
            (vec![piece], after)
        }
        Word::Else => {
            let (otherwise, end) = block(source, end.after)?;
            if end.word != Word::EndIf {
                return Err(no_end(from, end.start));
            }
            (otherwise, end.after)
        }
        Word::Nothing => return Err(no_end(from, end.start)),
    };
    Ok((Piece::Choice { when, then, otherwise }, after))
}

/// Where the `%}` ends that must follow.
fn close(source: &str, from: usize) -> Result<usize, Mistake> {
    match token(source, from)? {
        (Token::Mark("%}"), range) => Ok(range.end),
        (_, range) => Err(Mistake::new("syntax error: `%}` is missing", range).help(SENTENCES)),
    }
}

fn no_end(from: usize, to: usize) -> Mistake {
    Mistake::new("syntax error: this {% if %} has no {% endif %}", from..to).help(SENTENCES)
}

fn helped(mistake: Mistake) -> Mistake {
    if mistake.help.is_some() { mistake } else { mistake.help(SENTENCES) }
}
