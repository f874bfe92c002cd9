//! Writes a TOML document as a constant of the type `tree::Node`.

use std::fmt::Write as _;

use toml::de::{DeTable, DeValue};

/// Short names for what the constants are made of. They are expressions and not calls, which could not be constants.
pub const MACROS: &str = "\
use std::borrow::Cow;
use crate::tree::{Entry, Node, Slice, Value};
macro_rules! n { ($value:expr) => { Node { value: $value, at: (0, 0) } } }
macro_rules! t { ($text:literal) => { n!(Value::Text(Cow::Borrowed($text))) } }
macro_rules! d { ($text:literal) => { n!(Value::Time(Cow::Borrowed($text))) } }
macro_rules! i { ($number:literal) => { n!(Value::Integer($number)) } }
macro_rules! b { ($yes:literal) => { n!(Value::Boolean($yes)) } }
macro_rules! l { ($($item:expr,)*) => { n!(Value::List(Slice::Borrowed(&[$($item,)*]))) } }
macro_rules! m {
    ($($key:literal $node:expr,)*) => {
        n!(Value::Table(Slice::Borrowed(&[$(Entry { key: Cow::Borrowed($key), at: (0, 0), node: $node },)*])))
    };
}
";

/// Writes a table, its keys in the order of the file.
pub fn table(table: &DeTable<'_>, out: &mut String) {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    out.push_str("m!(");
    for (key, value) in entries {
        let _ = write!(out, "{:?} ", key.get_ref());
        node(value.get_ref(), out);
        out.push(',');
    }
    out.push(')');
}

fn node(value: &DeValue<'_>, out: &mut String) {
    let _ = match value {
        DeValue::String(text) => write!(out, "t!({text:?})"),
        DeValue::Integer(number) => write!(out, "i!({})", number.as_str()),
        DeValue::Float(number) => write!(out, "n!(Value::Float({}_f64))", number.as_str()),
        DeValue::Boolean(yes) => write!(out, "b!({yes})"),
        DeValue::Datetime(time) => write!(out, "d!({:?})", time.to_string()),
        DeValue::Array(items) => {
            out.push_str("l!(");
            for item in items {
                node(item.get_ref(), out);
                out.push(',');
            }
            out.push(')');
            Ok(())
        }
        DeValue::Table(inner) => {
            table(inner, out);
            Ok(())
        }
    };
}
