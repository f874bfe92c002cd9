//! `take`: the allow-list of what a probe brings back, as `"type:where"`.

use crate::fact::{Fact, Reason, Type};

use super::version;

/// Splits `"type:where"`.
///
/// # Errors
/// In words, with the allowed types.
pub(super) fn parse(written: &str) -> Result<(Type, &str), String> {
    let (kind, place) = written
        .split_once(':')
        .ok_or_else(|| format!("`{written}` is not written as \"type:where\", such as \"text:engines.node\""))?;
    let kind = match kind {
        "text" => Type::Text,
        "int" => Type::Int,
        "bool" => Type::Bool,
        "version" => Type::Version,
        other => return Err(format!("`{other}` is not a type; types are: text int bool version")),
    };
    Ok((kind, place))
}

/// A piece of text as a fact of the promised type.
pub(super) fn from_text(kind: &Type, text: &str) -> Fact {
    let fact: Option<Fact> = match kind {
        Type::Int => text.parse().ok().map(Fact::Int),
        Type::Bool => text.parse().ok().map(Fact::Bool),
        Type::Version => version::find(text).map(Fact::Version),
        _ => Some(Fact::text(text)),
    };
    fact.unwrap_or(Fact::untold(Reason::Garbled))
}

/// A JSON value as a fact of the promised type: a missing one is null, one of another type is garbled.
pub(super) fn from_json(kind: &Type, value: Option<&serde_json::Value>) -> Fact {
    use serde_json::Value;
    match (kind, value) {
        (_, None | Some(Value::Null)) => Fact::Null,
        (Type::Bool, Some(Value::Bool(yes))) => Fact::Bool(*yes),
        (Type::Int, Some(Value::Number(number))) => number.as_i64().map_or(Fact::untold(Reason::Garbled), Fact::Int),
        (Type::Text, Some(Value::String(text))) => Fact::text(text),
        (Type::Version, Some(Value::String(text))) => from_text(&Type::Version, text),
        _ => Fact::untold(Reason::Garbled),
    }
}
