//! Every fix that doctor may do without asking is done in this suite, or it is said why it cannot be done here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use doctor::catalog::Catalog;
use doctor::check::{Action, Risk, Window};

/// Fixes that no machine of this kind can do, each with the reason. What doctor would start is looked at in the cases of
/// the check.
const ELSEWHERE: &[(&str, &str, &str)] = &[];

#[test]
fn every_fix_that_needs_no_question_is_done_by_a_test() {
    let done = done_here();
    let mut missing = Vec::new();
    for check in Catalog::built_in().unwrap().checks() {
        for fix in &check.fixes {
            let by_doctor = match &fix.action {
                Action::Run(_) | Action::Edit { .. } => true,
                Action::Paste { window, .. } => *window == Window::Any,
                Action::Open(_) | Action::Text(_) => false,
            };
            let key = (check.id.to_string(), fix.id.clone());
            let elsewhere = ELSEWHERE.iter().any(|(check, fix, _)| (*check, *fix) == (&key.0, &key.1));
            if by_doctor && matches!(fix.risk, Risk::Safe | Risk::EditsFile) && !done.contains(&key) && !elsewhere {
                missing.push(format!("{} {}", key.0, key.1));
            }
        }
    }
    assert!(missing.is_empty(), "{} fixes that nothing here does:\n{}", missing.len(), missing.join("\n"));
}

/// The fixes that tests of this folder name: `mends("check", "fix")` and kin.
fn done_here() -> BTreeSet<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fix");
    let mut done = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for call in text.split(".mends").skip(1) {
            let mut words = call.split('"').skip(1).step_by(2);
            if let (Some(check), Some(fix)) = (words.next(), words.next()) {
                done.insert((check.to_owned(), fix.to_owned()));
            }
        }
    }
    done
}
