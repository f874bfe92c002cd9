//! The types of facts: what a probe promises to bring back, so that names and comparisons are checked at load.

use std::fmt;

use super::Fact;

/// The type of a fact. Every fact may also be null or unknown.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    Bool,
    Int,
    Text,
    /// A text out of a closed list, so that a misspelt word is an error at load.
    Word(&'static [&'static str]),
    Version,
    Time,
    List(Box<Type>),
    Record(Vec<(String, Type)>),
}

impl Type {
    pub fn record<const N: usize>(parts: [(&str, Type); N]) -> Self {
        Self::Record(parts.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect())
    }

    pub fn list(item: Type) -> Self {
        Self::List(Box::new(item))
    }

    /// The type of a named part, if this is a record that has it.
    pub fn part(&self, name: &str) -> Option<&Type> {
        match self {
            Self::Record(parts) => parts.iter().find(|(part, _)| part == name).map(|(_, kind)| kind),
            _ => None,
        }
    }

    /// The names that may stand after the dot.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Record(parts) => parts.iter().map(|(name, _)| name.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// The type of a constant; lists and records take the type of what is in them.
    pub fn of(fact: &Fact) -> Self {
        match fact {
            Fact::Bool(_) => Self::Bool,
            Fact::Int(_) => Self::Int,
            Fact::Null | Fact::Unknown(_) | Fact::Text(_) => Self::Text,
            Fact::Version(_) => Self::Version,
            Fact::Time(_) => Self::Time,
            Fact::List(items) => Self::list(items.first().map_or(Self::Text, Self::of)),
            Fact::Record(parts) => {
                Self::Record(parts.iter().map(|(name, fact)| (name.clone(), Self::of(fact))).collect())
            }
        }
    }

    /// Whether two facts of these types may be compared.
    pub fn compares_with(&self, other: &Type) -> bool {
        match (self, other) {
            (Self::Text | Self::Word(_), Self::Text | Self::Word(_)) => true,
            (Self::List(_) | Self::Record(_), _) | (_, Self::List(_) | Self::Record(_)) => false,
            (one, two) => one == two,
        }
    }

    /// Whether `<` and its kind mean something for facts of this type.
    pub fn has_order(&self) -> bool {
        matches!(self, Self::Int | Self::Version | Self::Time)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("yes/no"),
            Self::Int => f.write_str("whole number"),
            Self::Text => f.write_str("text"),
            Self::Word(words) => write!(f, "one of the words {}", words.join(" ")),
            Self::Version => f.write_str("version"),
            Self::Time => f.write_str("time"),
            Self::List(item) => write!(f, "list of {item}"),
            Self::Record(_) => write!(f, "record of {}", self.names().join(" ")),
        }
    }
}
