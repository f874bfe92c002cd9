//! Wrapped text, counted words and the labels of statuses, for all that people read.

use owo_colors::{OwoColorize, Style};
use textwrap::{Options, WordSplitter, wrap};

use super::Glyphs;

/// A label in front of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Key,
    Next,
    Fail,
    Wait,
    Warn,
    Unsure,
    Skip,
    Pass,
}

impl Label {
    /// Whether a finding with this label is told in more than a line.
    pub(super) fn has_body(self) -> bool {
        matches!(self, Self::Key | Self::Next | Self::Fail | Self::Warn | Self::Unsure)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Key => "KEY",
            Self::Next => "NEXT",
            Self::Fail => "FAIL",
            Self::Wait => "WAIT",
            Self::Warn => "WARN",
            Self::Unsure => "?",
            Self::Skip => "SKIP",
            Self::Pass => "PASS",
        }
    }

    fn glyph(self) -> char {
        match self {
            Self::Next => '→',
            Self::Key | Self::Fail => '✗',
            Self::Wait => '…',
            Self::Warn => '!',
            Self::Unsure => '?',
            Self::Skip => '-',
            Self::Pass => '✓',
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Next => Style::new().bold().cyan(),
            Self::Key | Self::Fail => Style::new().bold().red(),
            Self::Warn | Self::Unsure => Style::new().yellow(),
            Self::Wait | Self::Skip => Style::new().dimmed(),
            Self::Pass => Style::new().green(),
        }
    }

    /// The label, padded to one width for all.
    pub(super) fn print(self, glyphs: Glyphs) -> String {
        let text = match (glyphs, self) {
            (Glyphs::Unicode, Self::Unsure) => format!("{} {:<6}", self.glyph(), "MAYBE"),
            (Glyphs::Ascii, Self::Unsure) => format!("{:<6}", "MAYBE"),
            (Glyphs::Unicode, _) => format!("{} {:<6}", self.glyph(), self.word()),
            (Glyphs::Ascii, _) => format!("{:<6}", self.word()),
        };
        text.style(self.style()).to_string()
    }

    /// Columns that a printed label takes.
    pub(super) fn columns(glyphs: Glyphs) -> usize {
        match glyphs {
            Glyphs::Unicode => 8,
            Glyphs::Ascii => 6,
        }
    }
}

/// Text wrapped to the width, with every line but the first indented. Words, and so paths and commands, are never broken.
pub(super) fn indented(text: &str, indent: usize, width: usize) -> String {
    let room = width.saturating_sub(indent).max(20);
    let options = Options::new(room).break_words(false).word_splitter(WordSplitter::NoHyphenation);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        lines.extend(wrap(paragraph, &options).into_iter().map(std::borrow::Cow::into_owned));
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// Lines that belong together, under one indent.
pub(super) struct Block<'a> {
    out: &'a mut String,
    pub(super) indent: usize,
    width: usize,
}

impl<'a> Block<'a> {
    pub(super) fn new(out: &'a mut String, indent: usize, width: usize) -> Self {
        Self { out, indent, width }
    }

    pub(super) fn line(&mut self, text: &str) {
        self.item("", text);
    }

    /// A line with a number in front; what follows stands under the text and not under the number.
    pub(super) fn item(&mut self, number: &str, text: &str) {
        let lead = " ".repeat(self.indent);
        let body = indented(text, self.indent + number.len(), self.width);
        self.out.push_str(&format!("{lead}{number}{body}\n"));
    }

    /// Text to copy: never wrapped, set off by its own indent.
    pub(super) fn copy(&mut self, text: &str) {
        for line in text.lines() {
            self.out.push_str(&format!("{}{}\n", " ".repeat(self.indent + 2), line.bold()));
        }
    }
}

/// `1 check`, `2 checks`.
pub(super) fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
