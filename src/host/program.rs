//! Programs that are started: the call, and the ways in which it can end.

use std::time::Duration;

use super::scrub;
use crate::fact::Unknown;

/// A program to start, by its full path, with no input and an environment that holds no secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    pub program: String,
    /// Arguments that stand first and only make the call harmless: a written world does not ask for them.
    pub guards: Vec<String>,
    pub args: Vec<String>,
    /// Variables beside those that every program gets.
    pub env: Vec<(String, String)>,
    /// Whether it also gets the variables that lead to the network: proxies and certificates.
    pub online: bool,
    /// When it is ended together with everything it started.
    pub limit: Duration,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Exited {
        code: i64,
        stdout: String,
        stderr: String,
    },
    /// Ended by a signal that doctor did not send.
    Signalled {
        signal: i64,
        stderr: String,
    },
    NotStarted(StartFailure),
    /// It hung, or would not stop talking: no answer.
    Unknown(Unknown),
}

/// Why a program could not be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartFailure {
    Absent,
    NotExecutable,
    WrongArchitecture,
    /// A script whose `#!` line names a program that is not there.
    NoInterpreter,
    Other,
}

impl Ended {
    /// Standard output of a call that ended with exit code 0.
    pub fn success(&self) -> Option<&str> {
        match self {
            Self::Exited { code: 0, stdout, .. } => Some(stdout),
            _ => None,
        }
    }

    pub(super) fn scrub(&mut self) {
        match self {
            Self::Exited { stdout, stderr, .. } => {
                *stdout = scrub::text(stdout);
                *stderr = scrub::text(stderr);
            }
            Self::Signalled { stderr, .. } => *stderr = scrub::text(stderr),
            Self::NotStarted(_) | Self::Unknown(_) => {}
        }
    }
}
