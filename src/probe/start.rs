//! Starting a program to ask it something, told as facts.

use super::version;
use crate::fact::{Fact, Reason, Unknown};
use crate::host::{Ended, Host, StartFailure};

/// How a start went.
pub(super) const STARTS: &[&str] =
    &["ok", "silent", "failed", "signal", "not-executable", "wrong-architecture", "no-interpreter", "not-started"];

/// Characters of output that become a fact.
const MOST_OUTPUT: usize = 200;

/// A start as facts: the word for how it went, the exit code, the first words of its complaint, and its output if it went well.
pub(super) struct Started {
    pub(super) start: Fact,
    pub(super) exit: Fact,
    pub(super) complaint: Fact,
    pub(super) stdout: Option<String>,
    /// Kept for programs that print their version there.
    pub(super) stderr: Option<String>,
}

impl Started {
    pub(super) fn not() -> Self {
        Self { start: "not-started".into(), exit: Fact::Null, complaint: Fact::Null, stdout: None, stderr: None }
    }

    fn word(word: &str) -> Self {
        Self { start: word.into(), ..Self::not() }
    }
}

impl Started {
    /// How a start on that machine went, with the home folder written as people read it.
    pub(super) fn on(host: &Host, ended: Ended) -> Self {
        let started = Self::of(ended);
        match started.complaint {
            Fact::Text(said) => Self { complaint: host.shorten_in(&said).into(), ..started },
            complaint => Self { complaint, ..started },
        }
    }

    fn of(ended: Ended) -> Self {
        match ended {
            Ended::Exited { code: 0, stdout, stderr } => {
                Self { exit: Fact::Int(0), stdout: Some(stdout), stderr: Some(stderr), ..Self::word("ok") }
            }
            Ended::Exited { code, stdout, stderr } => {
                let said = if stderr.trim().is_empty() { stdout } else { stderr };
                Self { exit: Fact::Int(code), complaint: first_words(&said), ..Self::word("failed") }
            }
            Ended::Signalled { stderr, .. } => Self { complaint: first_words(&stderr), ..Self::word("signal") },
            Ended::NotStarted(StartFailure::NotExecutable) => Self::word("not-executable"),
            Ended::NotStarted(StartFailure::WrongArchitecture) => Self::word("wrong-architecture"),
            Ended::NotStarted(StartFailure::NoInterpreter) => Self::word("no-interpreter"),
            Ended::NotStarted(StartFailure::Absent | StartFailure::Other) => {
                Self::unknown(Unknown::because(Reason::Unreadable, "the system did not let doctor start it"))
            }
            Ended::Unknown(unknown) => Self::unknown(unknown),
        }
    }

    /// The version that it printed. One that ends well and prints none is silent: nobody knows what it is.
    pub(super) fn version(&mut self) -> Fact {
        let found = [&self.stdout, &self.stderr].into_iter().flatten().find_map(|text| version::find(text));
        match (found, &self.start) {
            (Some(version), _) => Fact::Version(version),
            (None, Fact::Unknown(unknown)) => Fact::Unknown(unknown.clone()),
            (None, start) => {
                if *start == Fact::text("ok") {
                    self.start = "silent".into();
                }
                Fact::Null
            }
        }
    }

    fn unknown(unknown: Unknown) -> Self {
        Self {
            start: Fact::Unknown(unknown.clone()),
            exit: Fact::Unknown(unknown.clone()),
            complaint: Fact::Unknown(unknown),
            stdout: None,
            stderr: None,
        }
    }
}

/// The line that names the error, else the first that says something; cut to a length that fits a report.
fn first_words(text: &str) -> Fact {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let names_it = |line: &&str| {
        let first = line.split([':', ' ', '[']).next().unwrap_or_default();
        first.ends_with("Error") || first == "fatal" || first == "error"
    };
    // Node shows where in its own code it stopped before it says why.
    let is_code = |line: &&str| ["node:", "throw ", "^", "at ", "file://"].iter().any(|start| line.starts_with(start));
    let line = lines().find(names_it).or_else(|| lines().find(|line| !is_code(line))).or_else(|| lines().next());
    line.map(|line| line.chars().take(MOST_OUTPUT).collect::<String>()).into()
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
            assert_eq!(first_words(text), expected.into());
        }
        assert_eq!(first_words(" \n"), Fact::Null);
    }
}
