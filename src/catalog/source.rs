//! The text of one TOML file, and faults that name their line and column in it.

use std::ops::Range;

use toml::Spanned;

use crate::condition::Mistake;
use crate::error::Fault;

/// A file that is being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
}

impl Source<'_> {
    pub(crate) fn fault(&self, at: Range<usize>, message: impl Into<String>) -> Fault {
        Fault::new(message).in_file(self.file).at(self.text, at)
    }

    /// A fault of the TOML reader, at its place.
    pub(crate) fn toml_fault(&self, error: &toml::de::Error) -> Fault {
        Fault::of_toml(self.file, self.text, error)
    }

    /// A mistake inside a TOML string, at the place in the file.
    pub(crate) fn mistake(&self, string: &Spanned<String>, mistake: Mistake) -> Fault {
        let start = string.span().start + self.opening(string.span());
        let fault = self.fault(start + mistake.at.start..start + mistake.at.end, mistake.message);
        match mistake.help {
            Some(help) => fault.help(help),
            None => fault,
        }
    }

    /// The length of the quotes that open a TOML string.
    fn opening(&self, span: Range<usize>) -> usize {
        let raw = self.text.get(span).unwrap_or_default();
        let quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
        let newline = raw[quotes.min(raw.len())..].starts_with('\n') && quotes == 3;
        quotes + usize::from(newline)
    }
}
