//! Starting a program to ask it something, told as facts.

use crate::fact::{Fact, Reason, Untold};
use crate::host::{Ended, StartFailure};

/// How a start went.
pub(super) const STARTS: &[&str] =
    &["ok", "failed", "signal", "not-executable", "wrong-architecture", "no-interpreter", "not-started"];

/// Characters of output that become a fact.
const MOST_OUTPUT: usize = 200;

/// A start as facts: the word for how it went, the exit code, the first words of its complaint, and its output if it went well.
pub(super) struct Started {
    pub(super) start: Fact,
    pub(super) exit: Fact,
    pub(super) complaint: Fact,
    pub(super) stdout: Option<String>,
}

impl Started {
    pub(super) fn not() -> Self {
        Self { start: "not-started".into(), exit: Fact::Null, complaint: Fact::Null, stdout: None }
    }

    fn word(word: &str) -> Self {
        Self { start: word.into(), ..Self::not() }
    }
}

impl From<Ended> for Started {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Exited { code: 0, stdout, .. } => {
                Self { exit: Fact::Int(0), stdout: Some(stdout), ..Self::word("ok") }
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
                Self::untold(Untold::because(Reason::Unreadable, "the system did not let doctor start it"))
            }
            Ended::Untold(untold) => Self::untold(untold),
        }
    }
}

impl Started {
    fn untold(untold: Untold) -> Self {
        Self {
            start: Fact::Untold(untold.clone()),
            exit: Fact::Untold(untold.clone()),
            complaint: Fact::Untold(untold),
            stdout: None,
        }
    }
}

/// The first line that says something, cut to a length that fits a report.
fn first_words(text: &str) -> Fact {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.map(|line| line.chars().take(MOST_OUTPUT).collect::<String>()).into()
}
