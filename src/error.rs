//! Errors as values: what is wrong, where it stands, and what to do about it.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::tree::Misread;

/// A fault in what doctor was given: bad usage, a broken check file, a broken world. Ends the run with exit code 2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub message: String,
    pub file: Option<String>,
    /// Counted from 1.
    pub line: Option<usize>,
    /// Counted from 1, in characters.
    pub column: Option<usize>,
    pub help: Option<String>,
}

impl Fault {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), file: None, line: None, column: None, help: None }
    }

    /// A fault of the TOML reader, at its place in the file.
    pub fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::new(in_plain_words(error.message())).in_file(file).at(text, error.span().unwrap_or_default())
    }

    /// What could not be read out of a file, at its place there.
    pub fn misread(file: &str, text: &str, misread: &Misread) -> Self {
        Self::new(in_plain_words(&misread.message)).in_file(file).at(text, misread.at.clone().unwrap_or_default())
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        self.file.get_or_insert_with(|| file.to_owned());
        self
    }

    /// Puts the fault at a byte range of the file's text.
    #[must_use]
    pub fn at(mut self, text: &str, range: Range<usize>) -> Self {
        let before = text.get(..range.start.min(text.len())).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        self.line = Some(before.matches('\n').count() + 1);
        self.column = Some(before[line_start..].chars().count() + 1);
        self
    }
}

/// What serde calls things, in the words of people who write TOML.
fn in_plain_words(message: &str) -> String {
    [
        ("expected a sequence", "expected a list, written in [ ]"),
        ("unknown variant", "unknown word"),
        ("a boolean", "true or false"),
    ]
    .into_iter()
    .fold(message.trim().to_owned(), |message, (theirs, ours)| message.replace(theirs, ours))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}")?;
            if let (Some(line), Some(column)) = (self.line, self.column) {
                write!(f, ":{line}:{column}")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n  {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
