//! What an edit changes, line by line, for people to read before they agree.

/// A line of a file, with its number in the file that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Same(usize, String),
    Removed(usize, String),
    Added(usize, String),
}

/// The lines that differ, with one line before and behind them. Bytes that are no text are shown as such.
pub fn diff(old: &[u8], new: &[u8]) -> Vec<Line> {
    let (old, new) = (lines(old), lines(new));
    let before = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = old.len().min(new.len()) - before;
    let behind = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let mut out = Vec::new();
    if let Some(at) = before.checked_sub(1) {
        out.push(Line::Same(at + 1, old[at].clone()));
    }
    let changed = |lines: &[String]| before..lines.len() - behind;
    out.extend(changed(&old).map(|at| Line::Removed(at + 1, old[at].clone())));
    out.extend(changed(&new).map(|at| Line::Added(at + 1, new[at].clone())));
    if behind > 0 {
        let at = new.len() - behind;
        out.push(Line::Same(at + 1, new[at].clone()));
    }
    out
}

fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> Vec<String> {
        let line = |line| match line {
            Line::Same(at, text) => format!(" {at} {text}"),
            Line::Removed(at, text) => format!("-{at} {text}"),
            Line::Added(at, text) => format!("+{at} {text}"),
        };
        diff(old.as_bytes(), new.as_bytes()).into_iter().map(line).collect()
    }

    #[test]
    fn only_what_differs_is_shown_with_a_line_around_it() {
        assert_eq!(shown("a\nb\nc\nd\n", "a\nb\nd\n"), [" 2 b", "-3 c", " 3 d"]);
        assert_eq!(shown("a\nb\n", "a\nb\nc\n"), [" 2 b", "+3 c"]);
        assert_eq!(shown("", "a\n"), ["+1 a"]);
        assert_eq!(shown("a\nx\nb\n", "a\ny\nb\n"), [" 1 a", "-2 x", "+2 y", " 3 b"]);
        assert_eq!(shown("a\na\n", "a\n"), [" 1 a", "-2 a"]);
    }
}
