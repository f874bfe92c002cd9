//! Programs of a simulated machine, by command line: how each ends, and where it lies.

use std::time::Duration;

use serde::Deserialize;

use super::plain::Plain;
use super::spec::absolute;
use crate::error::Fault;
use crate::host::{Ended, Rules, StartFailure};
use crate::machine::Os;

#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "the output as a text, or a table with stdout, stderr, exit, signal, takes or fails")]
pub enum RunSpec {
    Text(String),
    Table(RunTable),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RunTable {
    pub stdout: String,
    pub stderr: String,
    pub exit: i64,
    /// Ended by this signal instead of an exit code.
    pub signal: Option<i64>,
    /// Seconds until it answers.
    pub takes: u64,
    /// It cannot be started at all.
    pub fails: Option<StartSpec>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StartSpec {
    NotExecutable,
    WrongArchitecture,
    NoInterpreter,
}

impl From<StartSpec> for StartFailure {
    fn from(fails: StartSpec) -> Self {
        match fails {
            StartSpec::NotExecutable => Self::NotExecutable,
            StartSpec::WrongArchitecture => Self::WrongArchitecture,
            StartSpec::NoInterpreter => Self::NoInterpreter,
        }
    }
}

/// One command line and how it ends.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) path: String,
    pub(super) args: Vec<String>,
    /// How long it takes on that machine.
    pub(super) takes: Duration,
    pub(super) ended: Ended,
}

pub(super) fn program(line: &str, run: &RunSpec, home: &str, plain: &Plain, os: Os) -> Result<Program, Fault> {
    let mut words = words(line);
    if words.is_empty() {
        return Err(Fault::new("an empty command line cannot be run"));
    }
    let path = started_by(&words.remove(0), home, plain, os)?;
    let (ended, takes) = ended(run);
    Ok(Program { path, args: words, takes, ended })
}

/// How a program ends that is described by its output.
pub(super) fn ended(run: &RunSpec) -> (Ended, Duration) {
    let table = match run {
        RunSpec::Text(stdout) => RunTable { stdout: stdout.clone(), ..RunTable::default() },
        RunSpec::Table(table) => table.clone(),
    };
    let ended = match (table.fails, table.signal) {
        (Some(fails), _) => Ended::NotStarted(fails.into()),
        (None, Some(signal)) => Ended::Signalled { signal, stderr: table.stderr },
        (None, None) => Ended::Exited { code: table.exit, stdout: table.stdout, stderr: table.stderr },
    };
    (ended, Duration::from_secs(table.takes))
}

/// The full path of a program that is written as a path or a bare name.
pub(super) fn started_by(program: &str, home: &str, plain: &Plain, os: Os) -> Result<String, Fault> {
    let rules = if os == Os::Windows { Rules::Windows } else { Rules::Unix };
    let path = if program.contains(['/', '\\', '~']) {
        absolute(program, home, rules)?
    } else {
        let ending = if os == Os::Windows && !program.contains('.') { ".exe" } else { "" };
        rules.join(plain.programs, &format!("{program}{ending}"))
    };
    Ok(rules.clean(&path))
}

/// A command line split at blanks; double quotes hold a word with blanks together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
