//! From the TOML reader's document to a tree.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Misread, Node, Value, packed};

pub(super) fn parse(text: &str) -> Result<Node<'_>, Misread> {
    let table = DeTable::parse(text).map_err(|error| Misread::of_toml(&error))?;
    let at = table.span();
    Ok(Node::new(entries(table.into_inner())?, at))
}

fn entries(table: DeTable<'_>) -> Result<Value<'_>, Misread> {
    let mut entries = table
        .into_iter()
        .map(|(key, value)| Ok(Entry { at: packed(key.span()), key: key.into_inner(), node: node(value)? }))
        .collect::<Result<Vec<_>, Misread>>()?;
    // The reader sorts by key, and the order of a file is what its author meant.
    entries.sort_by_key(|entry| entry.at);
    Ok(Value::Table(entries.into()))
}

fn node(value: Spanned<DeValue<'_>>) -> Result<Node<'_>, Misread> {
    let at = value.span();
    let range = || Some(at.clone());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => return Err(Misread::new("this number is too large", range())),
        },
        DeValue::Float(number) => match number.as_str().parse() {
            Ok(number) => Value::Float(number),
            Err(_) => return Err(Misread::new("this is not a number", range())),
        },
        DeValue::Boolean(yes) => Value::Boolean(yes),
        DeValue::Datetime(time) => Value::Time(time.to_string().into()),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect::<Result<Vec<_>, _>>()?.into()),
        DeValue::Table(table) => entries(table)?,
    };
    Ok(Node::new(value, at))
}
