//! A TOML document as a tree of values, each with its range in the file. Check files are read from it: those that are
//! built in come as constants that cost nothing to parse.

mod from_toml;
mod read;
mod spanned;

use std::borrow::Cow;
use std::ops::{Deref, Range};

pub use read::{Misread, read};
pub use spanned::Spanned;

/// A value and its range in the file, in bytes. Built-in files have been tested, so their ranges are empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'t> {
    pub value: Value<'t>,
    pub(crate) at: (u32, u32),
}

/// The values of TOML. Dates and times stay as they are written.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'t> {
    Text(Cow<'t, str>),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Time(Cow<'t, str>),
    List(Slice<'t, Node<'t>>),
    Table(Slice<'t, Entry<'t>>),
}

/// Items that are constants or were read. `Cow` would not let a constant stand in for what was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Slice<'t, T> {
    Borrowed(&'t [T]),
    Owned(Vec<T>),
}

impl<T> Deref for Slice<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Borrowed(items) => items,
            Self::Owned(items) => items,
        }
    }
}

impl<T> From<Vec<T>> for Slice<'_, T> {
    fn from(items: Vec<T>) -> Self {
        Self::Owned(items)
    }
}

impl<T> FromIterator<T> for Slice<'_, T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Owned(items.into_iter().collect())
    }
}

/// One key of a table, and what it is set to.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<'t> {
    pub key: Cow<'t, str>,
    pub(crate) at: (u32, u32),
    pub node: Node<'t>,
}

impl<'t> Node<'t> {
    pub fn new(value: Value<'t>, at: Range<usize>) -> Self {
        Self { value, at: packed(at) }
    }

    pub fn text(text: impl Into<Cow<'t, str>>) -> Self {
        Self::new(Value::Text(text.into()), 0..0)
    }

    pub fn table(entries: Vec<Entry<'t>>) -> Self {
        Self::new(Value::Table(entries.into()), 0..0)
    }

    /// Reads a TOML document.
    ///
    /// # Errors
    /// Bad syntax, with its range.
    pub fn parse(text: &'t str) -> Result<Self, Misread> {
        from_toml::parse(text)
    }

    /// Its range in the file, in bytes.
    pub fn at(&self) -> Range<usize> {
        unpacked(self.at)
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of a table, in the order of the file; none of any other value.
    pub fn entries(&self) -> &[Entry<'t>] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// What a table has under a key.
    pub fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }
}

impl Node<'_> {
    /// The same, with texts of its own.
    pub fn to_static(&self) -> Node<'static> {
        let owned = |text: &Cow<'_, str>| Cow::Owned(text.to_string());
        let value = match &self.value {
            Value::Text(text) => Value::Text(owned(text)),
            Value::Time(text) => Value::Time(owned(text)),
            Value::Integer(number) => Value::Integer(*number),
            Value::Float(number) => Value::Float(*number),
            Value::Boolean(yes) => Value::Boolean(*yes),
            Value::List(items) => Value::List(items.iter().map(Node::to_static).collect()),
            Value::Table(entries) => Value::Table(
                entries
                    .iter()
                    .map(|entry| Entry { key: owned(&entry.key), at: entry.at, node: entry.node.to_static() })
                    .collect(),
            ),
        };
        Node { value, at: self.at }
    }
}

impl<'t> Entry<'t> {
    pub fn new(key: impl Into<Cow<'t, str>>, node: Node<'t>) -> Self {
        Self { key: key.into(), at: (0, 0), node }
    }

    /// The range of the key in the file, in bytes.
    pub fn at(&self) -> Range<usize> {
        unpacked(self.at)
    }
}

/// Files are far smaller than what 32 bits can count.
fn packed(at: Range<usize>) -> (u32, u32) {
    let bounded = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    (bounded(at.start), bounded(at.end))
}

fn unpacked((start, end): (u32, u32)) -> Range<usize> {
    start as usize..end as usize
}
