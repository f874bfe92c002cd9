//! TOML values as facts: the constants of a check.

use jiff::Timestamp;
use toml::Value;

use crate::fact::{Fact, Type};

/// A constant as a fact. Dates without a time mean the start of the day, UTC.
///
/// # Errors
/// A fraction, a time without a date, or a list of unlike items; in words.
pub(crate) fn from_toml(value: &Value) -> Result<Fact, String> {
    Ok(match value {
        Value::String(text) => Fact::text(text),
        Value::Integer(number) => Fact::Int(*number),
        Value::Boolean(yes) => Fact::Bool(*yes),
        Value::Datetime(time) => Fact::Time(timestamp(&time.to_string())?),
        Value::Float(_) => return Err("`data` holds a fraction; facts are whole numbers".to_owned()),
        Value::Array(items) => {
            let items = items.iter().map(from_toml).collect::<Result<Vec<_>, _>>()?;
            if items.windows(2).any(|pair| Type::of(&pair[0]) != Type::of(&pair[1])) {
                return Err("`data` holds a list whose items are not alike".to_owned());
            }
            Fact::List(items)
        }
        Value::Table(table) => Fact::Record(
            table.iter().map(|(name, value)| Ok((name.clone(), from_toml(value)?))).collect::<Result<_, String>>()?,
        ),
    })
}

fn timestamp(text: &str) -> Result<Timestamp, String> {
    let full = if text.len() == "2026-01-01".len() { format!("{text}T00:00:00Z") } else { text.to_owned() };
    full.parse().map_err(|_| format!("`{text}` in `data` is not a date or a time with a zone"))
}
