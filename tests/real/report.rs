//! doctor's JSON report, read as a stranger's program would read it.

use std::process::Output;

use serde_json::Value;

#[derive(Debug)]
pub struct Report(Value);

impl Report {
    /// # Panics
    /// Where doctor printed no report.
    pub fn read(output: &Output) -> Self {
        let value: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("no report: {error}: {}", String::from_utf8_lossy(&output.stderr)));
        assert_eq!(value["schema"], "doctor.report/1", "{value}");
        Self(value)
    }

    /// What was found for one check.
    pub fn finding(&self, check: &str) -> Finding<'_> {
        let value = &self.0["checks"][check];
        assert!(value.is_object(), "{check} is not in the report");
        Finding { check: check.to_owned(), value }
    }

    /// What was found for every check.
    #[cfg(target_os = "linux")]
    pub fn findings(&self) -> impl Iterator<Item = Finding<'_>> {
        let checks = self.0["checks"].as_object().expect("checks");
        checks.iter().map(|(check, value)| Finding { check: check.clone(), value })
    }

    /// The facts of the only question of a kind whose text holds `asked`.
    pub fn facts(&self, kind: &str, asked: &str) -> &Value {
        let probes = self.0["probes"].as_object().expect("probes");
        let fits = |probe: &&Value| probe["kind"] == kind && probe["asked"].as_str().unwrap().contains(asked);
        let found: Vec<&Value> = probes.values().filter(fits).collect();
        assert!(!found.is_empty(), "nobody asked {kind} {asked}");
        &found[0]["facts"]
    }
}

#[derive(Debug)]
pub struct Finding<'a> {
    check: String,
    value: &'a Value,
}

impl Finding<'_> {
    #[cfg(target_os = "linux")]
    pub fn check(&self) -> &str {
        &self.check
    }

    pub fn status(&self) -> &str {
        self.value["status"].as_str().unwrap()
    }

    /// The worst cause.
    pub fn cause(&self) -> Option<&str> {
        self.value["cause"].as_str()
    }

    pub fn say(&self) -> &str {
        self.value["say"].as_str().unwrap()
    }

    /// The check that this one waits for.
    pub fn waits_for(&self) -> Option<&str> {
        self.value["blocked_by"].as_str()
    }

    /// Asserts that the check passes and names this version.
    pub fn passes_with(&self, version: &str) {
        assert_eq!(self.status(), "pass", "{self}");
        assert!(self.say().contains(version), "{version} is not named: {self}");
    }

    /// Asserts that the check passes, or warns of a tool that works and is old, and names this version.
    pub fn works_with(&self, version: &str) {
        let old = (self.status(), self.cause()) == ("warn", Some("too-old"));
        assert!(self.status() == "pass" || old, "{self}");
        assert!(self.say().contains(version), "{version} is not named: {self}");
    }

    /// Asserts that the check fails for this reason, and says what to do.
    pub fn fails_with(&self, cause: &str) {
        assert_eq!((self.status(), self.cause()), ("fail", Some(cause)), "{self}");
        assert!(!self.fixes().is_empty(), "nothing to do is named: {self}");
    }

    /// What is to be done, in order.
    pub fn fixes(&self) -> &[Value] {
        self.value["fixes"].as_array().unwrap()
    }

    /// The commands that are to be run, in order, each with its arguments.
    pub fn commands(&self) -> Vec<Vec<&str>> {
        let commands = self.fixes().iter().filter_map(|fix| fix["run"].as_array());
        commands.map(|words| words.iter().filter_map(Value::as_str).collect()).collect()
    }
}

impl std::fmt::Display for Finding<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {:#}", self.check, self.value)
    }
}
