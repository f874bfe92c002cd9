//! The ids of checks, and the patterns that select them.

use std::fmt;

use serde::Serialize;

/// `area/name`: the path of the check's file below `checks/`, without its ending. Public for ever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CheckId(String);

impl CheckId {
    /// Reads an id: two or more lower-case words with digits and hyphens, joined by `/`.
    pub fn parse(text: &str) -> Option<Self> {
        let word = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        let valid = text.contains('/') && text.split('/').all(word);
        valid.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first slash.
    pub fn area(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One check by its id, or all checks of an area (`tool/`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    One(String),
    Area(String),
}

impl Pattern {
    pub fn parse(text: &str) -> Self {
        match text.strip_suffix('/') {
            Some(area) => Self::Area(area.to_owned()),
            None if !text.contains('/') => Self::Area(text.to_owned()),
            None => Self::One(text.to_owned()),
        }
    }

    pub fn fits(&self, id: &CheckId) -> bool {
        match self {
            Self::One(text) => id.as_str() == text,
            Self::Area(area) => id.as_str().strip_prefix(area).is_some_and(|rest| rest.starts_with('/')),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(text) => f.write_str(text),
            Self::Area(area) => write!(f, "{area}/"),
        }
    }
}
