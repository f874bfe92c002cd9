//! Fixes that no machine of this kind can do: what doctor would start there is looked at on the simulated machine of a case.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use doctor::catalog::{Catalog, id_of};
use doctor::diagnose::{Asked, diagnose};
use doctor::host::{Host, World};
use doctor::judge::Strictness;
use doctor::select::{Entry, Plan};
use serde_json::Value;
use tokio::runtime::Builder;
use tokio::sync::mpsc::unbounded_channel;

/// A fix, the case of its check file whose machine it is for, and what doctor would do there: the words of a program, the
/// text for a shell, or the file and its line.
pub type Elsewhere = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// What doctor would do about a check on the machine of a case, with nothing else in the way.
pub fn shown(check: &str, fix: &str, case: &str) -> Vec<String> {
    let finding = finding(check, case);
    let fixes = finding["fixes"].as_array().unwrap();
    let found = fixes.iter().find(|known| known["id"] == fix);
    let found = found.unwrap_or_else(|| panic!("{check}, case `{case}`, does not show `{fix}`:\n{finding:#}"));
    does(found)
}

fn finding(check: &str, case: &str) -> Value {
    let catalog = Catalog::built_in().unwrap();
    let id = id_of(&format!("checks/{check}.toml")).unwrap();
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("checks/{check}.cases.toml"));
    let written: toml::Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
    let cases = written["case"].as_array().unwrap();
    let found = cases.iter().find(|known| known["name"].as_str() == Some(case));
    let mut world = found.unwrap_or_else(|| panic!("{check} has no case `{case}`")).as_table().unwrap().clone();
    for about in ["name", "expect", "shows", "resembles", "error"] {
        world.remove(about);
    }
    let world = World::build(world.try_into().unwrap(), &catalog.services()).unwrap();
    let plan = Plan { entries: vec![Entry { id, required: true, left_out: None }] };
    let asked = Asked {
        profile: "workshop".to_owned(),
        offline: false,
        label: None,
        deadline: Duration::from_secs(20),
        strictness: Strictness::Required,
        settings: Default::default(),
    };
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let host = Arc::new(Host::World(world));
    let report = runtime.block_on(diagnose(&catalog, &plan, host, &asked, pending(), unbounded_channel().0));
    serde_json::to_value(&report).unwrap()["checks"][check].clone()
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
