//! Edits of text files, byte for byte: comments, order, line ends and whatever else stands there stay as they are.

/// What a file is to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    Changed(Vec<u8>),
    /// It says so already.
    AlreadySo,
}

/// Why a file cannot be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uneditable {
    /// It is not written in an encoding in which a line can be added or taken away.
    NotText,
    /// It has fewer lines by now.
    NoSuchLine,
    /// The line is only a part of a command that goes on over several.
    PartOfMore,
    /// What else the line does would go with it.
    DoesMore,
}

impl Uneditable {
    /// In words that follow "it was not changed:".
    pub fn words(self) -> &'static str {
        match self {
            Self::NotText => "it is no plain text",
            Self::NoSuchLine => "the line is not there any more",
            Self::PartOfMore => "the line belongs to a command that goes on over several lines",
            Self::DoesMore => "the line does other things as well",
        }
    }
}

/// Adds a line, or a few, at the end, with the line end that the file has.
///
/// # Errors
/// The file is no text.
pub fn append_line(old: &[u8], text: &str) -> Result<Edited, Uneditable> {
    append(old, text, line_end(&lines(old)?))
}

/// Adds a line, or a few, at the end of what a shell of Unix reads: the line end of Windows would count as a part of the command.
///
/// # Errors
/// The file is no text.
pub fn append_command(old: &[u8], text: &str) -> Result<Edited, Uneditable> {
    append(old, text, b"\n")
}

fn append(old: &[u8], text: &str, end: &[u8]) -> Result<Edited, Uneditable> {
    let lines = lines(old)?;
    let wanted: Vec<&[u8]> = text.lines().map(|line| line.trim().as_bytes()).collect();
    // In a .gitignore, a later line with an exclamation mark takes back what an earlier one says.
    let takes_back = |line: &&[u8]| bare(line).starts_with(b"!") && !wanted.contains(&bare(line));
    let stands = |line: &&[u8]| {
        let at = lines.iter().rposition(|known| bare(known) == *line);
        at.is_some_and(|at| !lines[at + 1..].iter().any(takes_back))
    };
    if wanted.iter().all(stands) {
        return Ok(Edited::AlreadySo);
    }
    let mut new = old.to_vec();
    if lines.last().is_some_and(|last| !last.ends_with(b"\n")) {
        new.extend_from_slice(end);
    }
    for line in text.lines() {
        new.extend_from_slice(line.as_bytes());
        new.extend_from_slice(end);
    }
    Ok(Edited::Changed(new))
}

/// Takes a line away; `number` counts from 1.
///
/// # Errors
/// The file is no text, has no such line, or the line goes on elsewhere.
pub fn remove_line(old: &[u8], number: usize) -> Result<Edited, Uneditable> {
    let lines = lines(old)?;
    let at = number.checked_sub(1).ok_or(Uneditable::NoSuchLine)?;
    let line = lines.get(at).ok_or(Uneditable::NoSuchLine)?;
    let goes_on = |line: &[u8]| bare(line).ends_with(b"\\");
    if goes_on(line) || at.checked_sub(1).is_some_and(|before| goes_on(lines[before])) {
        return Err(Uneditable::PartOfMore);
    }
    Ok(Edited::Changed([&lines[..at], &lines[at + 1..]].concat().concat()))
}

/// Writes `NAME=value` into a file of such lines: in place of the line that counts, or at the end.
///
/// # Errors
/// The file is no text.
pub fn set_key(old: &[u8], name: &str, value: &str) -> Result<Edited, Uneditable> {
    let lines = lines(old)?;
    let written = format!("{name}={value}");
    let Some(at) = lines.iter().rposition(|line| sets(line, name)) else {
        return append_line(old, &written);
    };
    let export = if bare(lines[at]).starts_with(b"export ") { "export " } else { "" };
    let text = format!("{export}{written}");
    let end: &[u8] = if lines[at].ends_with(b"\n") { line_end(&[lines[at]]) } else { b"" };
    let mark: &[u8] = if at == 0 && old.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { b"" };
    let new = [&lines[..at].concat(), mark, text.as_bytes(), end, &lines[at + 1..].concat()].concat();
    Ok(if new == old { Edited::AlreadySo } else { Edited::Changed(new) })
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// All lines with their ends.
fn lines(bytes: &[u8]) -> Result<Vec<&[u8]>, Uneditable> {
    if bytes.contains(&0) || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Uneditable::NotText);
    }
    Ok(bytes.split_inclusive(|byte| *byte == b'\n').collect())
}

/// The end that most lines have.
fn line_end(lines: &[&[u8]]) -> &'static [u8] {
    let with_return = lines.iter().filter(|line| line.ends_with(b"\r\n")).count();
    if with_return * 2 > lines.len() { b"\r\n" } else { b"\n" }
}

fn bare(line: &[u8]) -> &[u8] {
    line.trim_ascii()
}

fn sets(line: &[u8], name: &str) -> bool {
    let line = bare(line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line));
    let line = line.strip_prefix(b"export ").map_or(line, bare);
    // A colon is what some write in place of the equals sign.
    line.strip_prefix(name.as_bytes()).is_some_and(|rest| bare(rest).starts_with(b"=") || rest.starts_with(b": "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(edited: Result<Edited, Uneditable>) -> String {
        match edited {
            Ok(Edited::Changed(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_line_is_added_behind_a_last_line_without_an_end() {
        assert_eq!(changed(append_line(b"a\nb", "c")), "a\nb\nc\n");
        assert_eq!(changed(append_line(b"", "c")), "c\n");
    }

    #[test]
    fn line_ends_of_windows_stay() {
        assert_eq!(changed(append_line(b"a\r\nb\r\n", "c")), "a\r\nb\r\nc\r\n");
        assert_eq!(changed(set_key(b"A=1\r\nB=2\r\n", "A", "3")), "A=3\r\nB=2\r\n");
    }

    #[test]
    fn a_new_command_ends_as_a_shell_wants_it() {
        assert_eq!(changed(append_command(b"a\r\nb", "c")), "a\r\nb\nc\n");
    }

    #[test]
    fn a_line_that_stands_there_is_not_added_twice() {
        assert_eq!(append_line(b"a\n  c \nb\n", "c"), Ok(Edited::AlreadySo));
        assert_eq!(append_line(b".env*\n!.env.example\n", ".env*\n!.env.example"), Ok(Edited::AlreadySo));
    }

    #[test]
    fn a_line_that_a_later_one_takes_back_is_added_again() {
        assert_eq!(changed(append_line(b".env*\n!.env\n", ".env*")), ".env*\n!.env\n.env*\n");
    }

    #[test]
    fn lines_that_belong_together_are_added_together() {
        assert_eq!(changed(append_line(b"a\r\n", ".env*\n!.env.example")), "a\r\n.env*\r\n!.env.example\r\n");
    }

    #[test]
    fn bytes_that_are_no_utf_8_stay() {
        assert_eq!(append_line(b"# caf\xe9\n", "c"), Ok(Edited::Changed(b"# caf\xe9\nc\n".to_vec())));
        assert_eq!(remove_line(b"# caf\xe9\nb\n", 2), Ok(Edited::Changed(b"# caf\xe9\n".to_vec())));
    }

    #[test]
    fn the_text_of_windows_editors_is_left_alone() {
        assert_eq!(append_line(b"\xff\xfea\x00", "c"), Err(Uneditable::NotText));
    }

    #[test]
    fn a_line_is_taken_away_and_nothing_else() {
        assert_eq!(changed(remove_line(b"# one\n\n x\ny", 3)), "# one\n\ny");
        assert_eq!(changed(remove_line(b"a\nb", 2)), "a\n");
        assert_eq!(remove_line(b"a\n", 2), Err(Uneditable::NoSuchLine));
        assert_eq!(remove_line(b"a\n", 0), Err(Uneditable::NoSuchLine));
    }

    #[test]
    fn a_command_over_several_lines_is_not_torn() {
        assert_eq!(remove_line(b"export A=1 \\\n B=2\n", 1), Err(Uneditable::PartOfMore));
        assert_eq!(remove_line(b"export A=1 \\\n B=2\n", 2), Err(Uneditable::PartOfMore));
    }

    #[test]
    fn a_key_takes_the_place_of_the_line_that_counts() {
        assert_eq!(
            changed(set_key(b"# KEY=x\nKEY=a\nB=1\nexport KEY = old # why\n", "KEY", "new")),
            "# KEY=x\nKEY=a\nB=1\nexport KEY=new\n"
        );
        assert_eq!(changed(set_key(b"KEY: a\n", "KEY", "new")), "KEY=new\n");
        assert_eq!(changed(set_key(b"KEY_TWO=a", "KEY", "new")), "KEY_TWO=a\nKEY=new\n");
        assert_eq!(changed(set_key(b"\xef\xbb\xbfKEY=\n", "KEY", "new")), "\u{feff}KEY=new\n");
    }
}
