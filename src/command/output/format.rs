//! The formats that a command can answer in, and where each answer goes.

use std::path::PathBuf;

use crate::cli::Command;
use crate::error::Fault;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Human,
    Json,
    Jsonl,
    Junit,
    Sarif,
    Github,
    Markdown,
}

/// A format and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) format: Format,
    /// Standard output when none.
    pub(super) file: Option<PathBuf>,
}

impl Format {
    const ALL: &[Self] =
        &[Self::Human, Self::Json, Self::Jsonl, Self::Junit, Self::Sarif, Self::Github, Self::Markdown];
    const LEAKS: &[Self] = &[Self::Human, Self::Json, Self::Sarif];
    const USUAL: &[Self] = &[Self::Human, Self::Json];

    fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Markdown => "markdown",
        }
    }

    /// The formats that a command can answer in.
    pub(super) fn of(command: Option<&Command>) -> &'static [Self] {
        match command {
            None | Some(Command::Check { .. }) => Self::ALL,
            Some(Command::Leaks { .. }) => Self::LEAKS,
            Some(_) => Self::USUAL,
        }
    }
}

impl Target {
    pub(super) fn screen(format: Format) -> Self {
        Self { format, file: None }
    }

    /// Reads `json` or `json=report.json`.
    pub(super) fn parse(text: &str, formats: &[Format]) -> Result<Self, Fault> {
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let names: Vec<&str> = formats.iter().map(|format| format.word()).collect();
        let help = format!("formats: {}", names.join(" "));
        if file.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            return Err(Fault::new(format!("`{text}` names no file")).help("such as: --format json=report.json"));
        }
        match Format::ALL.iter().find(|format| format.word() == name) {
            Some(format) if formats.contains(format) => Ok(Self { format: *format, file }),
            Some(_) => Err(Fault::new(format!("this command has no format `{name}`")).help(help)),
            None => Err(Fault::new(format!("there is no format `{name}`")).help(help)),
        }
    }
}

/// Whether the user asked for JSON on standard output, so that errors come as JSON too.
pub(in crate::command) fn wants_json(formats: &[String]) -> bool {
    formats.iter().any(|format| format == "json")
}
