//! A value with its range in the file that it was read from.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

/// What the tree is asked for when a range is wanted too. No file can have a key of this name.
pub(super) const NAME: &str = "\0spanned";
pub(super) const FIELDS: &[&str] = &["start", "end", "value"];

/// A value and its range in the file, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spanned<T> {
    value: T,
    start: usize,
    end: usize,
}

impl<T> Spanned<T> {
    pub fn new(at: Range<usize>, value: T) -> Self {
        Self { value, start: at.start, end: at.end }
    }

    pub fn get_ref(&self) -> &T {
        &self.value
    }

    pub fn into_inner(self) -> T {
        self.value
    }

    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(NAME, FIELDS, SpannedVisitor(PhantomData))
    }
}

struct SpannedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SpannedVisitor<T> {
    type Value = Spanned<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its range")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let none = || A::Error::custom("the range of this value is not known");
        let (_, start) = map.next_entry::<String, usize>()?.ok_or_else(none)?;
        let (_, end) = map.next_entry::<String, usize>()?.ok_or_else(none)?;
        let (_, value) = map.next_entry::<String, T>()?.ok_or_else(none)?;
        Ok(Spanned { value, start, end })
    }
}
