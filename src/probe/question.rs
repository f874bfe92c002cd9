//! How a question is written down, and what can be wrong with its parameters.

use std::fmt;

/// A struct whose fields are the parameters of a kind, with what it brings back and how it looks in words for people.
/// `asked` and `looks` are left out where they need more than one line.
macro_rules! question {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$about:meta])* $param:ident: $kind:ty,)*
        }
        $(asked $asked:tt)?
        $(looks $looks:tt)?
        $(facts $facts:ty;)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$about])* $param: $kind,)*
        }

        impl $name {
            $(pub(in crate::probe) fn asked(&self) -> String {
                $crate::probe::question::sentence!(self, $asked)
            })?

            $(pub(in crate::probe) fn looks(&self) -> String {
                $crate::probe::question::sentence!(self, $looks)
            })?

            $(pub(in crate::probe) fn facts(&self) -> Result<$crate::fact::Type, $crate::probe::BadParameter> {
                Ok(<$facts as $crate::fact::Typed>::TYPE)
            })?
        }
    };
}

/// `{ "text" }`, or `{ |it| format!("… {}", it.name) }`.
macro_rules! sentence {
    ($question:ident, { $text:literal }) => {
        $text.to_owned()
    };
    ($question:ident, { |$it:ident| $text:expr }) => {{
        let $it = $question;
        $text
    }};
}

pub(super) use {question, sentence};

/// What is wrong with the parameters of a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadParameter {
    NoProgram,
    NotARegex { pattern: String, why: Option<String> },
    NoSuchRoot { key: String },
    NameOrPlace,
    NoType { written: String },
    UnknownType { word: String },
}

impl fmt::Display for BadParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProgram => f.write_str("`run` names no program"),
            Self::NotARegex { pattern, why: None } => write!(f, "`{pattern}` is not a regular expression"),
            Self::NotARegex { pattern, why: Some(why) } => write!(f, "`{pattern}` is not a regular expression: {why}"),
            Self::NoSuchRoot { key } => write!(f, "the key `{key}` begins with neither HKCU\\ nor HKLM\\"),
            Self::NameOrPlace => f.write_str("a `setting` has either a `name` or an `at`"),
            Self::NoType { written } => {
                write!(f, "`{written}` is not written as \"type:where\", such as \"text:engines.node\"")
            }
            Self::UnknownType { word } => {
                write!(f, "`{word}` is not a type; types are: {}", super::take::Word::WORDS.join(" "))
            }
        }
    }
}
