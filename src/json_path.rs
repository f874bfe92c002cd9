//! The way to a value inside JSON, as check and service files write it: `a.b.0`, with quotes around a name that has dots.

use serde_json::Value;

/// Follows a path into a JSON value.
pub fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    parts(path).into_iter().try_fold(value, step)
}

/// All values that a path leads to, where a part `*` stands for every item, and `[name=text]` or `[name!=text]` for
/// those items of which that is true.
pub fn all<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    parts(path).into_iter().fold(vec![value], |values, part| {
        let each = values.into_iter();
        if let Some(test) = part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
            return each.flat_map(items).filter(|item| holds(item, test)).collect();
        }
        if part != "*" {
            return each.filter_map(|value| step(value, part)).collect();
        }
        each.flat_map(|value| match value {
            Value::Array(items) => items.iter().collect(),
            Value::Object(items) => items.values().collect(),
            _ => Vec::new(),
        })
        .collect()
    })
}

/// The items of a list; anything else is one by itself, so that a second test can follow the first.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    let (list, alone) = match value {
        Value::Array(list) => (list.as_slice(), None),
        other => (&[][..], Some(other)),
    };
    list.iter().chain(alone)
}

fn holds(item: &Value, test: &str) -> bool {
    let is = |name: &str, text: &str| item.get(name).and_then(Value::as_str) == Some(text);
    match test.split_once("!=") {
        Some((name, text)) => !is(name, text),
        None => test.split_once('=').is_some_and(|(name, text)| is(name, text)),
    }
}

fn step<'a>(value: &'a Value, part: &str) -> Option<&'a Value> {
    match value {
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        other => other.get(part),
    }
}

fn parts(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (part, after) = match rest.strip_prefix('"').and_then(|inside| inside.split_once('"')) {
            Some((part, after)) => (part, after.strip_prefix('.').unwrap_or(after)),
            None => rest.split_once('.').unwrap_or((rest, "")),
        };
        parts.push(part);
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_lead_through_names_items_and_names_with_dots() {
        let value = json!({"a": [{"b": 1}, {"b": 2}], "git.hub": {"user": "ada"}});
        assert_eq!(at(&value, "a.1.b"), Some(&json!(2)));
        assert_eq!(at(&value, r#""git.hub".user"#), Some(&json!("ada")));
        assert_eq!(at(&value, "git.hub.user"), None);
        assert_eq!(all(&value, "a.*.b"), [&json!(1), &json!(2)]);
        assert!(all(&value, "x.*.b").is_empty());
    }

    #[test]
    fn items_are_chosen_by_what_stands_in_them() {
        let value = json!({"data": [{"n": "a", "up": "yes"}, {"n": "b", "up": "no"}, {"n": "c"}]});
        assert_eq!(all(&value, "data.[up=yes].n"), [&json!("a")]);
        assert_eq!(all(&value, "data.[up!=yes].n"), [&json!("b"), &json!("c")]);
        assert_eq!(all(&value, "data.[up!=yes].[n!=c].n"), [&json!("b")]);
        assert!(all(&value, "data.[up].n").is_empty());
    }
}
