//! `take`: the allow-list of what a probe brings back, as `"type:where"`, or as a list of records of such.

use std::collections::BTreeMap;

use jiff::fmt::rfc2822;
use jiff::{Timestamp, Unit};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::fact::{Fact, Reason, Type};
use crate::json_path;

use super::version;

/// Items of a list that are brought back.
const MOST_ITEMS: usize = 200;

/// One thing that is taken out of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "\"type:path\", or { list = \"path\", of = { name = \"type:path\" } }")]
pub(super) enum Take {
    One(String),
    List(TakeList),
}

/// A list of records.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakeList {
    list: String,
    /// Name of the fact → `"type:path"` inside each item, or `"type:$.path"` in the whole document.
    of: BTreeMap<String, String>,
}

/// Splits `"type:where"`.
///
/// # Errors
/// In words, with the allowed types.
pub(super) fn typed(written: &str) -> Result<(Type, &str), String> {
    let (kind, place) = split(written)?;
    Ok((kind.of_facts(), place))
}

/// The type of the facts that `take` promises.
///
/// # Errors
/// As for [`typed`].
pub(super) fn promised(take: &Take) -> Result<Type, String> {
    match take {
        Take::One(written) => Ok(split(written)?.0.of_facts()),
        Take::List(list) => {
            let parts = list.of.iter().map(|(name, written)| Ok((name.clone(), split(written)?.0.of_facts())));
            Ok(Type::list(Type::Record(parts.collect::<Result<_, String>>()?)))
        }
    }
}

/// What `take` names in a document: a missing part is null, one of another type is garbled.
pub(super) fn from_document(take: &Take, document: &Value, now: Timestamp) -> Fact {
    match take {
        Take::One(written) => one(written, document, now),
        Take::List(list) => match json_path::at(document, &list.list) {
            None | Some(Value::Null) => Fact::Null,
            Some(Value::Array(items)) => {
                let part = |item: &Value| {
                    let parts = list.of.iter().map(|(name, written)| {
                        let fact = match written.split_once(":$.") {
                            Some((kind, rest)) => one(&format!("{kind}:{rest}"), document, now),
                            None => one(written, item, now),
                        };
                        (name.clone(), fact)
                    });
                    Fact::Record(parts.collect())
                };
                Fact::List(items.iter().take(MOST_ITEMS).map(part).collect())
            }
            Some(_) => Fact::unknown(Reason::Garbled),
        },
    }
}

/// A piece of text as a fact of the promised type.
pub(super) fn from_text(kind: &Type, text: &str) -> Fact {
    let fact: Option<Fact> = match kind {
        Type::Int => text.parse().ok().map(Fact::Int),
        Type::Bool => text.parse().ok().map(Fact::Bool),
        Type::Version => version::find(text).map(Fact::Version),
        Type::Time => time(text).map(Fact::Time),
        _ => Some(Fact::text(text)),
    };
    fact.unwrap_or(Fact::unknown(Reason::Garbled))
}

/// Whole days from now until a time; negative when it is over.
pub(super) fn days_until(time: Timestamp, now: Timestamp) -> Fact {
    let hours = now.until((Unit::Hour, time)).map(|span| i64::from(span.get_hours()));
    hours.map_or(Fact::Null, |hours| Fact::Int(hours.div_euclid(24)))
}

/// Whole minutes from now until a time; negative when it is over.
pub(super) fn minutes_until(time: Timestamp, now: Timestamp) -> Fact {
    Fact::Int((time.as_second() - now.as_second()).div_euclid(60))
}

/// How far this computer's clock is ahead of a server's, in seconds; negative when it is behind. A kept answer says how
/// old it is.
pub(super) fn seconds_off(date: Option<&str>, age: Option<&str>, now: Timestamp) -> Fact {
    let age: i64 = age.and_then(|age| age.trim().parse().ok()).unwrap_or(0);
    date.and_then(time).map(|date| now.as_second() - date.as_second() - age).into()
}

/// A time as services write it: RFC 3339, that of HTTP headers, or `2026-12-20 15:00:00 UTC`, or the same with an offset.
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    if let Ok(time) = rfc2822::parse(text) {
        return Some(time.timestamp());
    }
    let text = text.strip_suffix(" UTC").map_or(text.to_owned(), |plain| format!("{plain} +0000"));
    Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", text).ok()
}

/// The type in `"type:where"`.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    Text,
    Texts,
    Int,
    Bool,
    Version,
    Time,
    /// Whole days from now until a time.
    Days,
    /// Seconds by which this computer's clock is ahead of a time.
    SecondsOff,
    /// Whether something stands there, whatever it is.
    There,
}

impl Word {
    fn of_facts(self) -> Type {
        match self {
            Self::Text => Type::Text,
            Self::Texts => Type::list(Type::Text),
            Self::Int | Self::Days | Self::SecondsOff => Type::Int,
            Self::Bool | Self::There => Type::Bool,
            Self::Version => Type::Version,
            Self::Time => Type::Time,
        }
    }
}

fn split(written: &str) -> Result<(Word, &str), String> {
    let (kind, place) = written
        .split_once(':')
        .ok_or_else(|| format!("`{written}` is not written as \"type:where\", such as \"text:engines.node\""))?;
    let kind = match kind {
        "text" => Word::Text,
        "texts" => Word::Texts,
        "int" => Word::Int,
        "bool" => Word::Bool,
        "version" => Word::Version,
        "time" => Word::Time,
        "days" => Word::Days,
        "there" => Word::There,
        "seconds_off" => Word::SecondsOff,
        other => {
            let known = "text texts int bool version time days seconds_off there";
            return Err(format!("`{other}` is not a type; types are: {known}"));
        }
    };
    Ok((kind, place))
}

/// A text that was found in a header or in what a program printed.
pub(super) fn from_found(written: &str, text: Option<&str>, now: Timestamp) -> Fact {
    let Ok((kind, _)) = split(written) else { return Fact::Null };
    let Some(text) = text else { return if kind == Word::There { false.into() } else { Fact::Null } };
    // A time that cannot be read is no news of any.
    match kind {
        Word::Time => time(text).map_or(Fact::Null, Fact::Time),
        Word::Days => time(text).map_or(Fact::Null, |time| days_until(time, now)),
        Word::SecondsOff => seconds_off(Some(text), None, now),
        Word::There => true.into(),
        Word::Texts => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Fact::List(parts.take(MOST_ITEMS).map(Fact::text).collect())
        }
        _ => from_text(&kind.of_facts(), text),
    }
}

fn one(written: &str, document: &Value, now: Timestamp) -> Fact {
    let Ok((kind, place)) = split(written) else { return Fact::Null };
    if kind == Word::Texts {
        let texts = json_path::all(document, place).into_iter();
        return Fact::List(texts.take(MOST_ITEMS).filter_map(|text| text.as_str().map(Fact::text)).collect());
    }
    match (kind, json_path::at(document, place)) {
        (Word::There, found) => found.is_some_and(|found| !found.is_null()).into(),
        (_, None | Some(Value::Null)) => Fact::Null,
        (Word::Bool, Some(Value::Bool(yes))) => Fact::Bool(*yes),
        (Word::Int, Some(Value::Number(number))) => number.as_i64().map_or(Fact::unknown(Reason::Garbled), Fact::Int),
        (Word::Text, Some(Value::String(text))) => Fact::text(text),
        (Word::Version, Some(Value::String(text))) => from_text(&Type::Version, text),
        (Word::Time, Some(Value::String(text))) => from_text(&Type::Time, text),
        (Word::SecondsOff, Some(Value::String(text))) => seconds_off(Some(text), None, now),
        (Word::Days, Some(Value::String(text))) => {
            time(text).map_or(Fact::unknown(Reason::Garbled), |time| days_until(time, now))
        }
        _ => Fact::unknown(Reason::Garbled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T12:00:00Z".parse().unwrap()
    }

    fn taken(written: &str, document: &str) -> Fact {
        let take: Take =
            toml::from_str::<BTreeMap<String, Take>>(&format!("x = {written}")).unwrap().remove("x").unwrap();
        from_document(&take, &serde_json::from_str(document).unwrap(), now())
    }

    #[test]
    fn a_missing_part_is_null_and_one_of_another_type_is_garbled() {
        assert_eq!(taken("'text:a.b'", r#"{"a": {}}"#), Fact::Null);
        assert_eq!(taken("'text:a'", r#"{"a": 1}"#), Fact::unknown(Reason::Garbled));
        assert_eq!(taken("'int:a.0'", r#"{"a": [7]}"#), Fact::Int(7));
    }

    #[test]
    fn whether_something_stands_there_is_told_whatever_it_is() {
        for (document, there) in [(r#"{"a": {"b": null}}"#, true), (r#"{"a": null}"#, false), ("[]", false)] {
            assert_eq!(taken("'there:a'", document), Fact::Bool(there), "{document}");
        }
    }

    #[test]
    fn lists_are_taken_as_records_or_as_texts() {
        let document = r#"{"data": [{"name": "a.dev", "up": true, "key": "x"}, {"name": "b.dev"}]}"#;
        assert_eq!(taken("'texts:data.*.name'", document), vec!["a.dev", "b.dev"].into());
        let first = Fact::record([("name", "a.dev".into()), ("up", true.into())]);
        let second = Fact::record([("name", "b.dev".into()), ("up", Fact::Null)]);
        let list = taken("{ list = 'data', of = { name = 'text:name', up = 'bool:up' } }", document);
        assert_eq!(list, Fact::List(vec![first, second]));
        let named =
            taken("{ list = 'data', of = { of = 'text:$.zone' } }", r#"{"zone": "z", "data": [{"zone": "no"}]}"#);
        assert_eq!(named, Fact::List(vec![Fact::record([("of", "z".into())])]));
    }

    #[test]
    fn a_list_in_a_header_is_split_at_its_commas() {
        assert_eq!(from_found("texts:header:x", Some("repo, read:org,"), now()), vec!["repo", "read:org"].into());
        assert_eq!(from_found("texts:header:x", Some(""), now()), Fact::List(Vec::new()));
        assert_eq!(from_found("texts:header:x", None, now()), Fact::Null);
    }

    #[test]
    fn a_clock_is_compared_with_that_of_a_server_and_a_kept_answer_counts_from_when_it_was_made() {
        let off = |date, age| seconds_off(date, age, now());
        assert_eq!(off(Some("Fri, 20 Nov 2026 11:59:00 GMT"), None), Fact::Int(60));
        assert_eq!(off(Some("Fri, 20 Nov 2026 12:10:00 GMT"), None), Fact::Int(-600));
        assert_eq!(off(Some("Fri, 20 Nov 2026 11:00:00 GMT"), Some("3600")), Fact::Int(0));
        assert_eq!((off(Some("now"), None), off(None, None)), (Fact::Null, Fact::Null));
    }

    #[test]
    fn times_are_read_as_services_write_them() {
        for (text, days) in [
            ("2026-11-22 13:00:00 UTC", Some(2)),
            ("2026-11-22 13:00:00 +0000", Some(2)),
            ("2026-11-20 11:00:00 -0700", Some(0)),
            ("2026-11-19T12:00:00Z", Some(-1)),
            ("Sun, 22 Nov 2026 13:00:00 GMT", Some(2)),
            ("soon", None),
        ] {
            assert_eq!(from_found("days:header:x", Some(text), now()), days.into(), "{text}");
        }
    }
}
