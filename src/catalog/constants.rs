//! TOML values as facts: the constants of a check.

use std::ops::Range;

use jiff::Timestamp;

use crate::fact::{Fact, Facts, Type};
use crate::tree::{Misread, Node, Value};

/// The constants of a check that has none.
pub(super) fn none() -> Fact {
    Fact::Record(Facts::new())
}

/// A constant as a fact. Dates without a time mean the start of the day, UTC.
///
/// # Errors
/// A fraction, a time without a date, or a list of unlike items.
pub(super) fn from_node(node: &Node<'_>) -> Result<Fact, Misread> {
    let wrong = |message: String| Misread { message, at: Some(node.at()) };
    Ok(match &node.value {
        Value::Text(text) => Fact::text(text.as_ref()),
        Value::Integer(number) => Fact::Int(*number),
        Value::Boolean(yes) => Fact::Bool(*yes),
        Value::Time(text) => Fact::Time(timestamp(text, node.at())?),
        Value::Float(_) => return Err(wrong("`data` holds a fraction; facts are whole numbers".to_owned())),
        Value::List(items) => {
            let items = items.iter().map(from_node).collect::<Result<Vec<_>, _>>()?;
            if items.windows(2).any(|pair| Type::of(&pair[0]) != Type::of(&pair[1])) {
                return Err(wrong("`data` holds a list whose items are not alike".to_owned()));
            }
            Fact::List(items)
        }
        Value::Table(entries) => {
            let fact = |entry: &crate::tree::Entry<'_>| Ok((entry.key.to_string(), from_node(&entry.node)?));
            Fact::Record(entries.iter().map(fact).collect::<Result<_, Misread>>()?)
        }
    })
}

fn timestamp(text: &str, at: Range<usize>) -> Result<Timestamp, Misread> {
    let full = if text.len() == "2026-01-01".len() { format!("{text}T00:00:00Z") } else { text.to_owned() };
    full.parse().map_err(|_| Misread {
        message: format!("`{text}` in `data` is not a date or a time with a zone"),
        at: Some(at),
    })
}
