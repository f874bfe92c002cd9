//! Reads typed values out of a tree, with serde. One deserializer for all sources, so that each type is compiled once.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::Deserialize;
use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer, U32Deserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, IntoDeserializer, MapAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::spanned::{FIELDS, NAME};
use super::{Entry, Node, Value, unpacked};

/// Why a file could not be read, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    pub message: String,
    /// Its range in the file, in bytes; none where the file does not have it.
    pub at: Option<Range<usize>>,
}

impl Misread {
    pub(super) fn new(message: impl fmt::Display, at: Option<Range<usize>>) -> Self {
        Self { message: message.to_string(), at }
    }

    pub(super) fn of_toml(error: &toml::de::Error) -> Self {
        Self::new(error.message().trim(), error.span())
    }

    /// At this range, unless a narrower one is known.
    fn at(mut self, at: Range<usize>) -> Self {
        self.at.get_or_insert(at);
        self
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Misread {}

impl Error for Misread {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message, None)
    }
}

/// Reads a value of a type.
///
/// # Errors
/// A key that the type does not have, one that is missing, or a value of another type.
pub fn read<'de, T: Deserialize<'de>>(node: &'de Node<'de>) -> Result<T, Misread> {
    T::deserialize(node)
}

impl<'de> Deserializer<'de> for &'de Node<'de> {
    type Error = Misread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        let read = match &self.value {
            Value::Text(text) | Value::Time(text) => visitor.visit_borrowed_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(yes) => visitor.visit_bool(*yes),
            Value::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Value::Table(entries) => visitor.visit_map(Entries { entries, value: None }),
        };
        read.map_err(|misread: Misread| misread.at(self.at()))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_some(self)
    }

    /// Without a look at what is in it: heads pass over whole checks.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        if name == NAME { located(self.at, Source::Node(self), visitor) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        let read = match (&self.value, self.entries()) {
            (Value::Text(word), _) => visitor.visit_enum(Variant { word, content: None }),
            (_, [Entry { key, node, .. }]) => visitor.visit_enum(Variant { word: key, content: Some(node) }),
            _ => Err(Misread::invalid_type(Unexpected::Other("this value"), &"a word")),
        };
        read.map_err(|misread| misread.at(self.at()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

impl<'de> IntoDeserializer<'de, Misread> for &'de Node<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The keys of a table, one after the other.
struct Entries<'de> {
    entries: &'de [Entry<'de>],
    value: Option<&'de Node<'de>>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Misread;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misread> {
        let Some((first, rest)) = self.entries.split_first() else { return Ok(None) };
        self.entries = rest;
        self.value = Some(&first.node);
        seed.deserialize(Key(first)).map(Some).map_err(|misread| misread.at(first.at()))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misread> {
        match self.value.take() {
            Some(node) => seed.deserialize(node),
            None => Err(Misread::custom("a value without its key")),
        }
    }
}

/// A key, which is a text with a range of its own.
struct Key<'de>(&'de Entry<'de>);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Misread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_borrowed_str(&self.0.key)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        let Entry { key, at, .. } = self.0;
        if name == NAME { located(*at, Source::Key(key), visitor) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        visitor.visit_enum(Variant { word: &self.0.key, content: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// Hands over a range, then the value that has it.
fn located<'de, V: Visitor<'de>>(at: (u32, u32), source: Source<'de>, visitor: V) -> Result<V::Value, Misread> {
    let (start, end) = at;
    let parts = [Source::Number(start), Source::Number(end), source];
    visitor
        .visit_map(MapDeserializer::new(FIELDS.iter().copied().zip(parts)))
        .map_err(|misread: Misread| misread.at(unpacked(at)))
}

/// What a located value is made of.
enum Source<'de> {
    Number(u32),
    Key(&'de str),
    Node(&'de Node<'de>),
}

impl<'de> IntoDeserializer<'de, Misread> for Source<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Source<'de> {
    type Error = Misread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self {
            Self::Number(number) => U32Deserializer::new(number).deserialize_any(visitor),
            Self::Key(key) => visitor.visit_borrowed_str(key),
            Self::Node(node) => node.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        match self {
            Self::Node(node) => node.deserialize_enum(name, words, visitor),
            Self::Key(key) => visitor.visit_enum(Variant { word: key, content: None }),
            Self::Number(_) => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A word out of a closed list, or a table of one key that is such a word.
struct Variant<'de> {
    word: &'de str,
    content: Option<&'de Node<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Misread;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Misread> {
        Ok((seed.deserialize(StrDeserializer::new(self.word))?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Misread;

    fn unit_variant(self) -> Result<(), Misread> {
        match self.content {
            None => Ok(()),
            Some(node) => Err(Misread::custom(format!("`{}` takes no value", self.word)).at(node.at())),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misread> {
        match self.content {
            Some(node) => seed.deserialize(node),
            None => Err(Misread::custom(format!("`{}` needs a value", self.word))),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Misread> {
        self.newtype_variant_seed(PhantomData)
            .and_then(|IgnoredAny| Err(Misread::custom("a list is no value of a word")))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Misread> {
        match self.content {
            Some(node) => node.deserialize_any(visitor),
            None => Err(Misread::custom(format!("`{}` needs a table", self.word))),
        }
    }
}
