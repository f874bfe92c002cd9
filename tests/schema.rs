//! `checks/schema.json` is what the types say, and every check that doctor carries keeps to it.
//! `DOCTOR_BLESS=1 cargo test --test schema` writes it again.

use std::path::Path;
use std::{env, fs};

use doctor::catalog::Catalog;
use doctor::schema::{check_file, settings_file};
use doctor::settings::Settings;
use serde_json::{Value, json};

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&check_file()).unwrap()
}

fn read(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
}

fn skeleton() -> Value {
    read(
        include_str!("../checks/README.md")
            .split("```toml\n")
            .nth(1)
            .and_then(|rest| rest.split("```").next())
            .unwrap(),
    )
}

#[test]
fn the_schema_beside_the_checks_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("checks/schema.json");
    let fresh = format!("{:#}\n", check_file());
    if env::var_os("DOCTOR_BLESS").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == fresh, "checks/schema.json is stale: run DOCTOR_BLESS=1 cargo test --test schema");
}

#[test]
fn every_check_that_doctor_carries_keeps_to_the_schema() {
    let validator = validator();
    for check in Catalog::built_in().unwrap().checks() {
        let (file, text) = Catalog::text_of(&check.id).unwrap();
        if let Err(error) = validator.validate(&read(text)) {
            panic!("{file}: {} at {}", error, error.instance_path());
        }
    }
}

#[test]
fn what_doctor_refuses_the_schema_refuses() {
    let validator = validator();
    assert!(validator.is_valid(&skeleton()));
    for (place, value) in [
        ("/titel", json!("x")),
        ("/probe/jq/tool/nmae", json!("x")),
        ("/probe/jq/tol", json!({})),
        ("/cause/0/status", json!("bad")),
        ("/cause/0/fix", json!("page")),
        ("/fix/brew/risk", json!("none")),
        ("/case/0/os", json!("amiga")),
        ("/case/0/expect/stauts", json!("pass")),
        ("/case/0/run/jq", json!({"exti": 1})),
    ] {
        let mut check = skeleton();
        let (above, name) = place.rsplit_once('/').unwrap();
        check.pointer_mut(above).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value);
        assert!(!validator.is_valid(&check), "{place}");
    }
}

/// The example in the guide.
fn settings() -> &'static str {
    let guide = include_str!("../docs/settings.md");
    guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap()
}

#[test]
fn the_example_of_settings_is_right_for_doctor_and_for_the_schema() {
    let read_by_doctor = Settings::read("doctor.toml", settings()).unwrap();
    assert_eq!(read_by_doctor.accept.len(), 1);
    let written: toml::Table = toml::from_str(settings()).unwrap();
    assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>().len(), 9, "the example shows every key");
    let mut written = serde_json::to_value(written).unwrap();
    // JSON has no days: editors see the day as a text.
    written["accept"][0]["until"] = json!("2027-01-31");
    let validator = jsonschema::validator_for(&settings_file()).unwrap();
    if let Err(error) = validator.validate(&written) {
        panic!("{error} at {}", error.instance_path());
    }
    written["extends"] = json!("/etc/passwd");
    assert!(!validator.is_valid(&written));
}
