//! Wrapped text, counted words and the labels of statuses, for all that people read.

use owo_colors::{OwoColorize, Style};
use textwrap::{Options, WordSplitter, wrap};

use super::Glyphs;

/// A label in front of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
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
        matches!(self, Self::Next | Self::Fail | Self::Warn | Self::Unsure)
    }

    fn word(self) -> &'static str {
        match self {
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
            Self::Fail => '✗',
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
            Self::Fail => Style::new().bold().red(),
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

/// `1 check`, `2 checks`.
pub(super) fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
