//! Starting a program to ask it something, told as facts.

use super::version;
use crate::fact::{Known, Reason, Unknown, Version, words};
use crate::host::{Ended, Host, StartFailure};

words! {
    /// How a start went.
    pub(super) enum Start {
        Ok = "ok",
        /// It ended well and printed no version.
        Silent = "silent",
        Failed = "failed", Signal = "signal", NotExecutable = "not-executable",
        WrongArchitecture = "wrong-architecture", NoInterpreter = "no-interpreter", NotStarted = "not-started",
    }
}

/// Characters of output that become a fact.
const MOST_OUTPUT: usize = 200;

/// A start as facts: the word for how it went, the exit code, the first words of its complaint, and its output if it went well.
pub(super) struct Started {
    pub(super) start: Known<Start>,
    pub(super) exit: Known<Option<i64>>,
    pub(super) complaint: Known<Option<String>>,
    pub(super) stdout: Option<String>,
    /// Kept for programs that print their version there.
    pub(super) stderr: Option<String>,
}

impl Started {
    pub(super) fn not() -> Self {
        Self::word(Start::NotStarted)
    }

    fn word(word: Start) -> Self {
        Self { start: Ok(word), exit: Ok(None), complaint: Ok(None), stdout: None, stderr: None }
    }
}

impl Started {
    /// How a start on that machine went, with the home folder written as people read it.
    pub(super) fn on(host: &Host, ended: Ended) -> Self {
        let started = Self::of(ended);
        let complaint = started.complaint.map(|said| said.map(|said| host.shorten_in(&said)));
        Self { complaint, ..started }
    }

    fn of(ended: Ended) -> Self {
        match ended {
            Ended::Exited { code: 0, stdout, stderr } => {
                Self { exit: Ok(Some(0)), stdout: Some(stdout), stderr: Some(stderr), ..Self::word(Start::Ok) }
            }
            Ended::Exited { code, stdout, stderr } => {
                let said = if stderr.trim().is_empty() { stdout } else { stderr };
                Self { exit: Ok(Some(code)), complaint: Ok(first_words(&said)), ..Self::word(Start::Failed) }
            }
            Ended::Signalled { stderr, .. } => {
                Self { complaint: Ok(first_words(&stderr)), ..Self::word(Start::Signal) }
            }
            Ended::NotStarted(StartFailure::NotExecutable) => Self::word(Start::NotExecutable),
            Ended::NotStarted(StartFailure::WrongArchitecture) => Self::word(Start::WrongArchitecture),
            Ended::NotStarted(StartFailure::NoInterpreter) => Self::word(Start::NoInterpreter),
            Ended::NotStarted(StartFailure::Absent | StartFailure::Other) => {
                Self::unknown(Unknown::because(Reason::Unreadable, "the system did not let doctor start it"))
            }
            Ended::Unknown(unknown) => Self::unknown(unknown),
        }
    }

    /// The version that it printed. One that ends well and prints none is silent: nobody knows what it is.
    pub(super) fn version(&mut self) -> Known<Option<Version>> {
        let found = [&self.stdout, &self.stderr].into_iter().flatten().find_map(|text| version::find(text));
        match (&found, &self.start) {
            (None, Err(unknown)) => return Err(unknown.clone()),
            (None, Ok(Start::Ok)) => self.start = Ok(Start::Silent),
            _ => {}
        }
        Ok(found)
    }

    fn unknown(unknown: Unknown) -> Self {
        Self {
            start: Err(unknown.clone()),
            exit: Err(unknown.clone()),
            complaint: Err(unknown),
            stdout: None,
            stderr: None,
        }
    }
}

/// The line that names the error, else the first that says something; cut to a length that fits a report.
fn first_words(text: &str) -> Option<String> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let names_it = |line: &&str| {
        let first = line.split([':', ' ', '[']).next().unwrap_or_default();
        first.ends_with("Error") || first == "fatal" || first == "error"
    };
    // Node shows where in its own code it stopped before it says why.
    let is_code = |line: &&str| ["node:", "throw ", "^", "at ", "file://"].iter().any(|start| line.starts_with(start));
    let line = lines().find(names_it).or_else(|| lines().find(|line| !is_code(line))).or_else(|| lines().next());
    line.map(|line| line.chars().take(MOST_OUTPUT).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complaint_is_the_line_that_names_the_error() {
        let node =
            "node:internal/modules/cjs/loader:1568\n  throw err;\n  ^\n\nError: Cannot find module 'x'\n    at y";
        for (text, expected) in [
            (node, "Error: Cannot find module 'x'"),
            ("\n\nfatal: bad config line 3\nmore", "fatal: bad config line 3"),
            ("it is broken\nvery", "it is broken"),
            ("node:internal/x\n", "node:internal/x"),
        ] {
            assert_eq!(first_words(text).as_deref(), Some(expected));
        }
        assert_eq!(first_words(" \n"), None);
    }
}
