//! Every fix that doctor may do without asking is done in this suite, or it is said why it cannot be done here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use doctor::catalog::Catalog;
use doctor::check::{Action, Risk, Window};

use crate::fix::elsewhere::{Elsewhere, shown};
use crate::fix::{claude, cloudflare, github, network, project, safety, system, tool};

/// What each area leaves to simulated machines.
const ELSEWHERE: &[&[Elsewhere]] = &[
    claude::ELSEWHERE,
    cloudflare::ELSEWHERE,
    github::ELSEWHERE,
    network::ELSEWHERE,
    project::ELSEWHERE,
    safety::ELSEWHERE,
    system::ELSEWHERE,
    tool::ELSEWHERE,
];

fn elsewhere() -> impl Iterator<Item = &'static Elsewhere> {
    ELSEWHERE.iter().copied().flatten()
}

#[test]
fn what_cannot_be_done_here_is_right_on_a_written_machine() {
    for (check, fix, case, does) in elsewhere() {
        assert_eq!(shown(check, fix, case), *does, "{check} {fix}");
    }
}

#[test]
fn every_fix_that_needs_no_question_is_done_by_a_test() {
    let done = done_here();
    let mut missing = Vec::new();
    for check in Catalog::built_in().unwrap().checks() {
        for fix in &check.fixes {
            // What only explains a pasted message is never found, so doctor never comes to its fix.
            let mut found = check.causes.iter().filter(|cause| cause.rule.is_some());
            if !found.any(|cause| cause.fix.iter().any(|step| step.ids().contains(&fix.id))) {
                continue;
            }
            let by_doctor = match &fix.action {
                Action::Run(_) | Action::Edit { .. } => true,
                Action::Paste { window, .. } => *window == Window::Any,
                Action::Open(_) | Action::Text(_) => false,
            };
            let key = (check.id.to_string(), fix.id.clone());
            let elsewhere = elsewhere().any(|(check, fix, ..)| (*check, *fix) == (&key.0, &key.1));
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
