//! The format of check files as a JSON Schema, for editors: put together from the types that read them.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::case;
use crate::catalog;
use crate::check::Kind;
use crate::probe::Question;
use crate::settings;

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
