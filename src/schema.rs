//! The format of check files as a JSON Schema, for editors: put together from the types that read them.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::case;
use crate::catalog;
use crate::check::Kind;
use crate::fact::Type;
use crate::probe::Question;
use crate::settings;
use crate::tree::Node;

/// The schema of a check file.
pub fn check_file() -> Value {
    let mut generator = SchemaSettings::draft07().into_generator();
    let mut schema = catalog::schema(&mut generator);
    let probe = probe(&mut generator);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("probe".to_owned(), probe.to_value());
    }
    titled(schema, "A check of doctor", generator)
}

/// The schema of the file of cases beside a check.
pub fn cases_file() -> Value {
    let mut generator = SchemaSettings::draft07().into_generator();
    let case = case::schema(&mut generator);
    let schema = json_schema!({
        "type": "object",
        "properties": {
            "case": {
                "description": "A simulated machine, and what must be found on it.",
                "type": "array",
                "items": case,
            },
        },
        "additionalProperties": false,
    });
    titled(schema, "The cases of a check of doctor", generator)
}

/// The schema of `doctor.toml`.
pub fn settings_file() -> Value {
    let mut generator = SchemaSettings::draft07().into_generator();
    let schema = settings::schema(&mut generator);
    titled(schema, "The settings of a project for doctor", generator)
}

fn titled(mut schema: Schema, title: &str, mut generator: SchemaGenerator) -> Value {
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!(title));
    schema.insert("definitions".to_owned(), Value::Object(generator.take_definitions(true)));
    schema.to_value()
}

/// Probes by name, each with exactly one kind and its parameters.
fn probe(generator: &mut SchemaGenerator) -> Schema {
    let kinds: Map<String, Value> =
        Kind::ALL.iter().map(|kind| (kind.word().to_owned(), parameters(*kind, generator).to_value())).collect();
    json_schema!({
        "description": "What is asked of the machine: a name, then the kind of question.",
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": kinds,
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
        },
    })
}

/// The parameters of a kind, and those that every kind has.
fn parameters(kind: Kind, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = Question::schema(kind, generator);
    let everywhere = json!({
        "when": {"type": "string", "description": "A condition on earlier facts: else it is not asked."},
        "conclusive_when": {"type": "string", "description": "A condition on its own facts: an answer for which it does not hold tells nothing."},
        "each": {"type": "string", "description": "A list: asked once for each of its items."},
        "limit": {"type": "string", "description": "How long it may take, such as \"10s\"."},
    });
    if let Some(own) = schema.ensure_object().entry("properties").or_insert_with(|| json!({})).as_object_mut() {
        own.extend(everywhere.as_object().cloned().unwrap_or_default());
    }
    schema
}

/// The reference of probe kinds, for `checks/PROBES.md`: what each asks for and what it brings back.
pub fn probe_reference() -> String {
    let mut text = REFERENCE_HEAD.to_owned();
    for kind in Kind::ALL {
        let mut generator =
            SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true).into_generator();
        let schema = Question::schema(*kind, &mut generator).to_value();
        text.push_str(&format!("\n## `{}`\n\n", kind.word()));
        if let Some(about) = schema["description"].as_str() {
            text.push_str(&format!("{}\n\n", one_line(about)));
        }
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, one) in schema["properties"].as_object().into_iter().flatten() {
            let needed = if required.contains(&name.as_str()) { "required" } else { "may be left out" };
            let about = one["description"].as_str().map(|about| format!(": {}", one_line(about))).unwrap_or_default();
            text.push_str(&format!("- parameter `{name}` ({}, {needed}){about}\n", json_type(one)));
        }
        if let Some(facts) = sample(*kind, &schema, &required).and_then(|question| question.facts().ok()) {
            list(&mut text, "fact ", &facts, 0);
        }
    }
    text
}

const REFERENCE_HEAD: &str = "# Kinds of probes

What each kind asks for and what it brings back, generated from the types that do it:
`DOCTOR_BLESS=1 cargo test --test schema` writes this file again. Every fact may also be null or
unknown. What every kind takes besides is in [README.md](README.md#probes).
";

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn json_type(schema: &Value) -> String {
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("value"),
        kind => kind.as_str().unwrap_or("value"),
    };
    match kind {
        "array" => format!("list of {}", json_type(&schema["items"])),
        "boolean" => "true or false".to_owned(),
        "object" => "table".to_owned(),
        "string" => "text".to_owned(),
        "integer" => "whole number".to_owned(),
        other => other.to_owned(),
    }
}

/// A question with the least that it needs, to learn which facts it always brings back.
fn sample(kind: Kind, schema: &Value, required: &[&str]) -> Option<Question> {
    let fill = |name: &&str| {
        let value = match schema["properties"][*name]["type"].as_str() {
            Some("array") => json!(["HKCU\\x"]),
            Some("integer") => json!(1),
            _ => json!("HKCU\\x"),
        };
        ((*name).to_owned(), value)
    };
    let mut params: Map<String, Value> = required.iter().map(fill).collect();
    if kind == Kind::Setting {
        params.insert("name".to_owned(), json!("NAME"));
    }
    let params = toml::to_string(&params).ok()?;
    Question::read(kind, &Node::parse(&params).ok()?).ok()
}

fn list(text: &mut String, what: &str, facts: &Type, depth: usize) {
    for part in facts.parts() {
        let (kind, inside) = match &part.kind {
            Type::Record(_) => ("record".to_owned(), &part.kind),
            Type::List(item) if !item.parts().is_empty() => ("list of records".to_owned(), &**item),
            Type::List(item) => (format!("list of {}", words(item)), &part.kind),
            other => (words(other), other),
        };
        let about = if part.about.is_empty() { String::new() } else { format!(": {}", part.about.trim()) };
        text.push_str(&format!("{}- {what}`{}` ({kind}){about}\n", "  ".repeat(depth), part.name));
        list(text, "", inside, depth + 1);
    }
}

fn words(kind: &Type) -> String {
    match kind {
        Type::Word(words) => format!("`{}`", words.join("` `")),
        other => other.to_string(),
    }
}
