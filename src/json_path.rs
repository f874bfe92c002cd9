//! The way to a value inside JSON, as check and service files write it: `a.b.0`, with quotes around a name that has dots.

use serde_json::Value;

/// Follows a path into a JSON value.
pub fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    parts(path).into_iter().try_fold(value, step)
}

/// All values that a path leads to, where a part `*` stands for every item.
pub fn all<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    parts(path).into_iter().fold(vec![value], |values, part| {
        let each = values.into_iter();
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
}
