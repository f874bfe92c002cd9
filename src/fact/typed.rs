//! Structs whose fields are facts and enums whose variants are words: name, type and meaning of a fact are said once.

use jiff::Timestamp;

use super::{Fact, Facts, Shared, Type, Unknown, Version};

/// A fact that was learned, or the reason why it could not be.
pub type Known<T> = Result<T, Unknown>;

/// A Rust type that becomes a fact of a fixed type.
pub trait Typed {
    const TYPE: Type;
    const REF: &'static Type = &Self::TYPE;
}

macro_rules! typed {
    ($($kind:ty: $type:ident,)*) => {
        $(impl Typed for $kind {
            const TYPE: Type = Type::$type;
        })*
    };
}

typed! {
    bool: Bool,
    i64: Int,
    u64: Int,
    usize: Int,
    u16: Int,
    String: Text,
    &'static str: Text,
    Version: Version,
    Timestamp: Time,
}

impl<T: Typed> Typed for Option<T> {
    const TYPE: Type = T::TYPE;
}

impl<T: Typed> Typed for Known<T> {
    const TYPE: Type = T::TYPE;
}

impl<T: Typed> Typed for Vec<T> {
    const TYPE: Type = Type::List(Shared::Fixed(T::REF));
}

/// The facts of a record that stand among others: where they are not known, each is unknown.
pub fn spread<T: Typed + Into<Fact>>(known: Known<T>) -> Facts {
    match known.map(Into::into) {
        Ok(Fact::Record(facts)) => facts,
        Ok(_) => Facts::new(),
        Err(unknown) => {
            T::TYPE.names().into_iter().map(|name| (name.to_owned(), Fact::Unknown(unknown.clone()))).collect()
        }
    }
}

/// A struct whose fields are facts: its type with all names, and how it becomes a record.
macro_rules! facts {
    ($(
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:ident),*)])?
        $vis:vis struct $name:ident {
            $($(#[doc = $about:literal])* $field_vis:vis $field:ident: $kind:ty,)*
        }
    )*) => {
        $(
            $(#[doc = $doc])*
            $(#[derive($($derive),*)])?
            $vis struct $name {
                $($(#[doc = $about])* $field_vis $field: $kind,)*
            }

            impl $name {
                const PARTS: &[$crate::fact::Part] = &[$($crate::fact::Part::fixed(
                    stringify!($field),
                    <$kind as $crate::fact::Typed>::TYPE,
                    concat!($($about),*),
                ),)*];
            }

            impl $crate::fact::Typed for $name {
                const TYPE: $crate::fact::Type = $crate::fact::Type::Record($crate::fact::Shared::Fixed(Self::PARTS));
            }

            impl From<$name> for $crate::fact::Fact {
                fn from(facts: $name) -> Self {
                    Self::record([$((stringify!($field), facts.$field.into()),)*])
                }
            }
        )*
    };
}

/// An enum whose variants are the words of a fact.
macro_rules! words {
    ($(
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$about:meta])* $variant:ident = $word:literal,)*
        }
    )*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            $vis enum $name {
                $($(#[$about])* $variant,)*
            }

            impl $name {
                $vis const WORDS: &'static [&'static str] = &[$($word),*];

                $vis fn word(self) -> &'static str {
                    match self {
                        $(Self::$variant => $word,)*
                    }
                }
            }

            impl $crate::fact::Typed for $name {
                const TYPE: $crate::fact::Type = $crate::fact::Type::Word(Self::WORDS);
            }

            impl From<$name> for $crate::fact::Fact {
                fn from(word: $name) -> Self {
                    Self::text(word.word())
                }
            }
        )*
    };
}

pub(crate) use {facts, words};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Reason;

    words! {
        enum Size {
            Large = "large",
            VerySmall = "very-small",
        }
    }

    facts! {
        struct Inner {
            name: String,
        }

        struct Outer {
            /// How large
            /// it is.
            size: Option<Size>,
            count: Known<u64>,
            items: Vec<Inner>,
        }
    }

    #[test]
    fn a_struct_promises_what_it_becomes() {
        let kind = Outer::TYPE;
        assert_eq!(kind.part("size"), Some(&Type::Word(&["large", "very-small"])));
        assert_eq!(kind.part("items"), Some(&Type::list(Type::record([("name", Type::Text)]))));
        assert_eq!(kind.parts()[0].about, " How large it is.");
        let items = vec![Inner { name: "x".to_owned() }];
        let fact: Fact = Outer { size: Some(Size::VerySmall), count: Err(Reason::Timeout.into()), items }.into();
        let expected = Fact::record([
            ("size", "very-small".into()),
            ("count", Fact::unknown(Reason::Timeout)),
            ("items", Fact::List(vec![Fact::record([("name", "x".into())])])),
        ]);
        assert_eq!(fact, expected);
        assert_eq!(Fact::from(Size::Large), "large".into());
    }
}
