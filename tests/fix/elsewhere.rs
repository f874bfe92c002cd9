//! Fixes that no machine of this kind can do: what doctor would start there is looked at on the written machine of a case.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A fix, the case of its check file whose machine it is for, and what doctor would do there: the words of a program, the
/// text for a shell, or the file and its line.
pub type Elsewhere = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// What doctor would do about a check on the machine of a case.
pub fn shown(check: &str, fix: &str, case: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("checks/{check}.toml"));
    let text = fs::read_to_string(&file).unwrap();
    let written: toml::Table = text.parse().unwrap();
    let cases = written["case"].as_array().unwrap();
    let found = cases.iter().find(|known| known["name"].as_str() == Some(case));
    let mut world = found.unwrap_or_else(|| panic!("{check} has no case `{case}`")).as_table().unwrap().clone();
    let profile = world.get("profile").and_then(toml::Value::as_str).unwrap_or("workshop").to_owned();
    for about in ["name", "expect", "shows", "resembles", "error", "profile"] {
        world.remove(about);
    }
    let at =
        std::env::temp_dir().join(format!("doctor-elsewhere-{}-{}.toml", std::process::id(), check.replace('/', "-")));
    fs::write(&at, toml::to_string(&world).unwrap()).unwrap();
    let mut doctor = Command::new(env!("CARGO_BIN_EXE_doctor"));
    doctor.args(["check", check, "--format", "json", "--profile", &profile, "--world"]).arg(&at);
    let output = doctor.output().unwrap();
    let _ = fs::remove_file(&at);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding = &report["checks"][check];
    let fixes = finding["fixes"].as_array().unwrap_or_else(|| panic!("{check}: no finding in {report:#}"));
    let found = fixes.iter().find(|known| known["id"] == fix);
    let found = found.unwrap_or_else(|| panic!("{check}, case `{case}`, does not show `{fix}`:\n{finding:#}"));
    does(found)
}

fn does(fix: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if let Some(run) = fix["run"].as_array() {
        return run.iter().map(text).collect();
    }
    let parts = |whole: &Value, names: &[&str]| -> Vec<String> {
        names.iter().map(|name| &whole[*name]).filter(|part| part.is_string()).map(text).collect()
    };
    if fix["paste"].is_object() {
        return parts(&fix["paste"], &["sh", "powershell"]);
    }
    parts(&fix["edit"], &["file", "append_line", "remove_line", "set_key"])
}
