//! The types of facts: what a probe promises to bring back, so that names and comparisons are checked at load.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

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
    List(Shared<Type>),
    Record(Shared<[Part]>),
}

/// One named fact of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub name: Cow<'static, str>,
    pub kind: Type,
    /// What it means, for the reference of probe kinds.
    #[cfg(feature = "schema")]
    pub about: &'static str,
}

/// What most types are made of is part of the program; the rest is put together from a check's parameters.
#[derive(Debug)]
pub enum Shared<T: ?Sized + 'static> {
    Fixed(&'static T),
    Built(Arc<T>),
}

impl<T: ?Sized> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Fixed(fixed) => Self::Fixed(fixed),
            Self::Built(built) => Self::Built(Arc::clone(built)),
        }
    }
}

impl<T: ?Sized> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Fixed(fixed) => fixed,
            Self::Built(built) => built,
        }
    }
}

impl<T: ?Sized + PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Part {
    /// A part of a struct of facts, with the doc comment of its field.
    pub const fn fixed(name: &'static str, kind: Type, _about: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            #[cfg(feature = "schema")]
            about: _about,
        }
    }

    fn built(name: impl Into<Cow<'static, str>>, kind: Type) -> Self {
        Self {
            name: name.into(),
            kind,
            #[cfg(feature = "schema")]
            about: "",
        }
    }
}

impl Type {
    pub fn record<const N: usize>(parts: [(&str, Type); N]) -> Self {
        Self::built(parts.into_iter().map(|(name, kind)| (name.to_owned(), kind)))
    }

    /// A record whose parts depend on what a check asks.
    pub fn built(parts: impl IntoIterator<Item = (String, Type)>) -> Self {
        Self::Record(Shared::Built(parts.into_iter().map(|(name, kind)| Part::built(name, kind)).collect()))
    }

    /// The same record with more parts.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = (String, Type)>) -> Self {
        let more = more.into_iter().map(|(name, kind)| Part::built(name, kind));
        Self::Record(Shared::Built(self.parts().iter().cloned().chain(more).collect()))
    }

    /// The parts of two records.
    #[must_use]
    pub fn and(&self, other: &Type) -> Self {
        Self::Record(Shared::Built(self.parts().iter().chain(other.parts()).cloned().collect()))
    }

    pub fn list(item: Type) -> Self {
        Self::List(Shared::Built(Arc::new(item)))
    }

    /// The parts of a record; none of anything else.
    pub fn parts(&self) -> &[Part] {
        match self {
            Self::Record(parts) => parts,
            _ => &[],
        }
    }

    /// The type of a named part, if this is a record that has it.
    pub fn part(&self, name: &str) -> Option<&Type> {
        self.parts().iter().find(|part| part.name == name).map(|part| &part.kind)
    }

    /// The names that may stand after the dot.
    pub fn names(&self) -> Vec<&str> {
        self.parts().iter().map(|part| part.name.as_ref()).collect()
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
            Fact::Record(parts) => Self::built(parts.iter().map(|(name, fact)| (name.clone(), Self::of(fact)))),
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
            Self::List(item) => write!(f, "list of {}", **item),
            Self::Record(_) => write!(f, "record of {}", self.names().join(" ")),
        }
    }
}
