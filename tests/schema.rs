//! The committed schemas and the reference of probe kinds are what the types say, and every check that doctor carries
//! keeps to them. `SNAPSHOTS=overwrite cargo test --test suite schema` writes them again.

use std::fs;
use std::path::Path;

use doctor::catalog::{Catalog, cases_beside};
use doctor::schema::{cases_file, check_file, probe_reference, settings_file};
use doctor::settings::Settings;
use serde_json::{Value, json};

use crate::approved;
use crate::json_schema::Schema;

/// Of check files, and of files of cases.
fn schemas() -> [Schema; 2] {
    [check_file(), cases_file()].map(Schema::new)
}

fn read(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
}

/// The example of a check, and that of its cases.
fn skeleton() -> [Value; 2] {
    let mut blocks = include_str!("../checks/README.md").split("```toml\n").skip(1);
    [(); 2].map(|()| read(blocks.next().and_then(|rest| rest.split("```").next()).unwrap()))
}

#[test]
fn what_is_generated_from_the_types_is_fresh() {
    let schema = |file: &str, schema: Value| (file.to_owned(), format!("{schema:#}\n"));
    approved::compare_all([
        schema("checks/schema.json", check_file()),
        schema("checks/cases.schema.json", cases_file()),
        schema("docs/doctor.schema.json", settings_file()),
        ("checks/PROBES.md".to_owned(), probe_reference()),
    ]);
}

#[test]
fn every_check_that_doctor_carries_keeps_to_the_schema() {
    let [checks, cases] = schemas();
    for check in Catalog::built_in().unwrap().checks() {
        let file = format!("checks/{}.toml", check.id);
        for (schema, file) in [(&checks, file.clone()), (&cases, cases_beside(&file))] {
            let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file)).unwrap();
            assert_eq!(schema.flaws(&read(&text)), None, "{file}");
        }
    }
}

#[test]
fn what_doctor_refuses_the_schema_refuses() {
    let schemas = schemas();
    let skeleton = skeleton();
    assert!(schemas.iter().zip(&skeleton).all(|(schema, file)| schema.allows(file)));
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
        let of = usize::from(place.starts_with("/case"));
        let mut file = skeleton[of].clone();
        let (above, name) = place.rsplit_once('/').unwrap();
        file.pointer_mut(above).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value);
        assert!(!schemas[of].allows(&file), "{place}");
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
    let schema = Schema::new(settings_file());
    assert_eq!(schema.flaws(&written), None);
    written["extends"] = json!("/etc/passwd");
    assert!(!schema.allows(&written));
}
