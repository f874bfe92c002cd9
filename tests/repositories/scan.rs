//! Runs doctor on a repository and reads its report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::repositories::made::keys::{Keys, Shown};
use crate::repositories::made::program::{Ran, run};

pub const DOCTOR: &str = env!("CARGO_BIN_EXE_doctor");

/// What doctor said.
#[derive(Debug)]
pub struct Report {
    pub ran: Ran,
    json: Value,
}

/// `doctor leaks` on this folder, in a home of its own.
pub fn scan(folder: &Path, home: &Path) -> Report {
    let mut doctor = Command::new(DOCTOR);
    doctor.args(["leaks", "--format", "json"]).arg(folder);
    read(run(quiet(&mut doctor, home), Vec::new()))
}

/// With nothing of this computer but its programs.
pub fn quiet<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", home).current_dir(home)
}

pub fn read(ran: Ran) -> Report {
    assert!(matches!(ran.code, Some(0..=2 | 4)), "ended with {:?}: {}", ran.code, ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    let json: Value = serde_json::from_slice(&ran.stdout).unwrap_or_default();
    let report = Report { ran, json };
    let expected = match report.json["verdict"].as_str() {
        Some("clean") => 0,
        Some("leaks") => 1,
        Some("incomplete") => 4,
        _ => 2,
    };
    assert_eq!(report.ran.code, Some(expected), "{}", String::from_utf8_lossy(&report.ran.stdout));
    report
}

impl Report {
    pub fn code(&self) -> i32 {
        self.ran.code.unwrap()
    }

    /// What could not be looked at.
    pub fn gaps(&self) -> BTreeMap<&str, u64> {
        let gaps = self.json["gaps"].as_array().map(Vec::as_slice).unwrap_or_default();
        gaps.iter().map(|gap| (gap["kind"].as_str().unwrap(), gap["count"].as_u64().unwrap())).collect()
    }

    pub fn findings(&self) -> &[Value] {
        self.json["findings"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    pub fn shown(&self) -> BTreeSet<Shown> {
        self.findings().iter().map(shown).collect()
    }

    /// Where each key stands: the kinds of its locations with their paths.
    pub fn locations(&self, key: &Shown) -> BTreeSet<(String, Option<String>)> {
        let finding = self.findings().iter().find(|finding| shown(finding) == *key);
        let locations = finding.map_or(&[][..], |finding| finding["locations"].as_array().unwrap());
        let text = |value: &Value| value.as_str().map(str::to_owned);
        locations.iter().map(|place| (text(&place["kind"]).unwrap(), text(&place["path"]))).collect()
    }

    /// That all keys were found which were put somewhere, nothing else, and that none of them is told.
    pub fn holds_exactly(&self, keys: &Keys) {
        self.holds_at_least(keys);
        let found = self.shown();
        let strange: Vec<_> = found.iter().filter(|shown| !keys.planted.contains_key(*shown)).collect();
        assert!(strange.is_empty(), "nobody put these there: {strange:#?}");
    }

    pub fn holds_at_least(&self, keys: &Keys) {
        let found = self.shown();
        let missed: Vec<_> = keys.planted.iter().filter(|(shown, _)| !found.contains(*shown)).collect();
        assert!(missed.is_empty(), "{} of {} keys were missed: {missed:#?}", missed.len(), keys.planted.len());
        self.tells_none(keys);
    }

    pub fn tells_none(&self, keys: &Keys) {
        let said = String::from_utf8_lossy(&self.ran.stdout).into_owned() + &self.ran.stderr;
        for secret in keys.secrets.iter().filter(|secret| secret.len() >= 16) {
            assert!(!said.contains(secret.as_str()), "a key is told");
        }
    }
}

pub fn shown(finding: &Value) -> Shown {
    let text = |name: &str| finding[name].as_str().unwrap().to_owned();
    (text("rule"), text("masked"))
}
