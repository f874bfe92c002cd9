//! What stands in `action.yml` and in the file for pre-commit.

use std::collections::BTreeSet;
use std::fs;

use yaml_rust2::{Yaml, YamlLoader};

use crate::action::runner::root;

pub fn read(file: &str) -> Yaml {
    let text = fs::read_to_string(root().join(file)).unwrap();
    YamlLoader::load_from_str(&text).unwrap().remove(0)
}

pub fn steps(action: &Yaml) -> &Vec<Yaml> {
    action["runs"]["steps"].as_vec().unwrap()
}

pub fn pairs(yaml: &Yaml) -> Vec<(String, String)> {
    let hash = yaml.as_hash().cloned().unwrap_or_default();
    hash.iter().map(|(name, value)| (name.as_str().unwrap().to_owned(), value.as_str().unwrap().to_owned())).collect()
}

#[test]
fn it_is_made_of_steps_in_bash_that_hold_no_expression() {
    let action = read("action.yml");
    assert_eq!(action["runs"]["using"].as_str(), Some("composite"));
    for step in steps(&action) {
        let run = step["run"].as_str().unwrap();
        assert!(!run.contains("${{"), "an expression would be read as a part of the script: {run}");
        assert!(run.starts_with("set -eu -o pipefail\n"), "{run}");
        assert_eq!(step["shell"].as_str(), Some("bash"));
    }
}

#[test]
fn what_it_uses_of_others_is_pinned_to_a_commit() {
    for step in steps(&read("action.yml")) {
        let Some(uses) = step["uses"].as_str() else { continue };
        let commit = uses.split_once('@').map_or("", |(_, commit)| commit);
        assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{uses}");
    }
}

#[test]
fn each_input_is_told_about_and_used() {
    let action = read("action.yml");
    let mut used = BTreeSet::new();
    for step in steps(&action) {
        for (_, value) in pairs(&step["env"]) {
            for rest in value.split("inputs.").skip(1) {
                used.insert(rest.split([' ', '}']).next().unwrap().to_owned());
            }
        }
    }
    let inputs = action["inputs"].as_hash().unwrap();
    let known: BTreeSet<String> = inputs.keys().map(|name| name.as_str().unwrap().to_owned()).collect();
    assert_eq!(used, known);
    for (name, input) in inputs {
        assert!(input["description"].as_str().is_some_and(|text| text.ends_with('.')), "{name:?}");
        assert!(input["default"].as_str().is_some(), "{name:?} has no default");
    }
}

#[test]
fn what_doctor_says_is_handed_on() {
    let action = read("action.yml");
    assert!(steps(&action).iter().any(|step| step["id"].as_str() == Some("doctor")));
    for name in ["verdict", "failed"] {
        let value = action["outputs"][name]["value"].as_str().unwrap();
        assert_eq!(value, format!("${{{{ steps.doctor.outputs.{name} }}}}"));
    }
}

#[test]
fn the_version_is_that_of_this_doctor() {
    assert_eq!(read("action.yml")["inputs"]["version"]["default"].as_str(), Some(env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_list_of_hashes_holds_nothing_else() {
    let list = fs::read_to_string(root().join("action/checksums.txt")).unwrap();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (hash, name) = line.split_once("  ").unwrap();
        assert!(hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{line}");
        assert!(name.starts_with("doctor-"), "{line}");
    }
}

#[test]
fn the_hook_looks_at_what_is_about_to_be_committed() {
    let hooks = read(".pre-commit-hooks.yaml");
    let hooks = hooks.as_vec().unwrap();
    let known: Vec<(&str, &str)> =
        hooks.iter().map(|hook| (hook["id"].as_str().unwrap(), hook["language"].as_str().unwrap())).collect();
    assert_eq!(known, [("doctor-leaks", "rust"), ("doctor-leaks-system", "system")]);
    for hook in hooks {
        assert_eq!(hook["entry"].as_str(), Some("doctor leaks --staged"));
        assert_eq!((hook["pass_filenames"].as_bool(), hook["always_run"].as_bool()), (Some(false), Some(true)));
    }
}

/// The blocks of a document that are written in YAML.
fn examples(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let blocks = text.split("```yaml\n").skip(1);
    blocks.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_documents_tell_all_inputs_and_no_others() {
    let text = fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let table = text.split("| input | what it does |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with("| `"));
    let told: BTreeSet<&str> = rows.map(|row| row.split('`').nth(1).unwrap()).collect();
    let action = read("action.yml");
    let known = action["inputs"].as_hash().unwrap().keys().map(|name| name.as_str().unwrap());
    assert_eq!(told, known.collect());
}

#[test]
fn the_examples_can_be_read_and_take_only_what_there_is() {
    let action = read("action.yml");
    let hooks = read(".pre-commit-hooks.yaml");
    let mut count = 0;
    for file in ["docs/ci.md", "README.md"] {
        for example in examples(file) {
            let mut open =
                YamlLoader::load_from_str(&example).unwrap_or_else(|error| panic!("{file}: {error}\n{example}"));
            while let Some(yaml) = open.pop() {
                if yaml["uses"].as_str().is_some_and(|uses| uses.contains("/doctor@")) {
                    count += 1;
                    for name in yaml["with"].as_hash().unwrap().keys() {
                        assert!(!action["inputs"][name.as_str().unwrap()].is_badvalue(), "{file}: {name:?}");
                    }
                }
                if let Some(id) = yaml["id"].as_str().filter(|id| id.starts_with("doctor-")) {
                    count += 1;
                    assert!(hooks.as_vec().unwrap().iter().any(|hook| hook["id"].as_str() == Some(id)), "{file}: {id}");
                }
                open.extend(yaml.as_vec().into_iter().flatten().cloned());
                open.extend(yaml.as_hash().into_iter().flatten().map(|(_, value)| value.clone()));
            }
        }
    }
    assert_eq!(count, 3);
}
