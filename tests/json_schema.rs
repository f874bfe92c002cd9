//! JSON Schemas, and what of a document does not keep to one.

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::Value;

const NAME: &str = "https://doctor.invalid/schema.json";

pub struct Schema {
    schemas: Schemas,
    root: SchemaIndex,
}

impl Schema {
    pub fn new(schema: Value) -> Self {
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V7);
        compiler.enable_format_assertions();
        compiler.add_resource(NAME, schema).unwrap();
        let mut schemas = Schemas::new();
        let root = compiler.compile(NAME, &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, root }
    }

    /// The schema of SARIF that OASIS publishes.
    pub fn sarif() -> Self {
        let mut schema: Value = serde_json::from_str(include_str!("leaks/sarif-schema-2.1.0.json")).unwrap();
        // A pattern with a bracket too many is no regular expression here, and doctor names no language.
        for part in ["run", "toolComponent"] {
            schema["definitions"][part]["properties"]["language"]["pattern"] = ".*".into();
        }
        Self::new(schema)
    }

    /// What does not keep to the schema, in words.
    pub fn flaws(&self, document: &Value) -> Option<String> {
        self.schemas.validate(document, self.root).err().map(|error| error.to_string())
    }

    pub fn allows(&self, document: &Value) -> bool {
        self.flaws(document).is_none()
    }
}

#[test]
fn the_schema_of_sarif_is_one_that_refuses() {
    let log = serde_json::json!({ "version": "2.1.0", "runs": [{ "results": [] }] });
    assert!(!Schema::sarif().allows(&log));
}
