//! The git program, asked so that a hostile repository starts nothing, nothing is written, and no server is reached.

use std::time::Duration;

use crate::fact::{Reason, Unknown};
use crate::host::{Call, Ended, Host};

/// Settings that a repository could use to start programs, switched off; names are printed as they are.
const HARMLESS: [&str; 5] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    "safe.bareRepository=explicit",
    "core.quotePath=false",
];

/// A repository that keeps a part of itself on a server would fetch it, by a program of its own choice.
const NO_NETWORK: [(&str, &str); 2] = [("GIT_ALLOW_PROTOCOL", "none"), ("GIT_NO_LAZY_FETCH", "1")];

/// A git program.
pub struct Git<'a> {
    host: &'a Host,
    program: String,
    folder: Option<String>,
    limit: Duration,
}

impl<'a> Git<'a> {
    /// Asks this program outside any repository; each answer may take as long as `limit`.
    pub fn new(host: &'a Host, program: String, limit: Duration) -> Self {
        Self { host, program, folder: None, limit }
    }

    /// Asks in a folder.
    #[must_use]
    pub fn within(self, folder: &str) -> Self {
        Self { folder: Some(folder.to_owned()), ..self }
    }

    fn call(&self, args: &[&str]) -> Call {
        let mut guards: Vec<String> =
            HARMLESS.iter().flat_map(|setting| ["-c".to_owned(), (*setting).to_owned()]).collect();
        if let Some(folder) = &self.folder {
            guards.extend(["-C".to_owned(), folder.clone()]);
        }
        let mut env: Vec<(String, String)> =
            NO_NETWORK.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        // With sudo, Git accepts a folder that belongs to the user who called sudo.
        env.extend(self.host.var("SUDO_UID").map(|user| ("SUDO_UID".to_owned(), user)));
        Call {
            program: self.program.clone(),
            guards,
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            env,
            limit: self.limit,
            ..Call::default()
        }
    }

    /// Asks several questions at once.
    pub fn ask<const N: usize>(&self, questions: [&[&str]; N]) -> [Ended; N] {
        let ended = <[Ended; N]>::try_from(self.ask_each(&questions));
        ended.unwrap_or_else(|_| std::array::from_fn(|_| Ended::Unknown(Reason::Crashed.into())))
    }

    /// Asks any number of questions at once; the answers come in their order.
    pub fn ask_each(&self, questions: &[&[&str]]) -> Vec<Ended> {
        self.host.start(questions.iter().map(|args| self.call(args)).collect())
    }
}

/// What Git printed; none where it ended with 1, by which it says that there is no such thing.
///
/// # Errors
/// Git ended in any other way, so the answer is unknown.
pub fn printed(host: &Host, ended: Ended) -> Result<Option<String>, Unknown> {
    match ended {
        Ended::Exited { code: 0, stdout, .. } => Ok(Some(stdout.trim_end().to_owned())),
        Ended::Exited { code: 1, .. } => Ok(None),
        Ended::Unknown(unknown) => Err(unknown),
        Ended::Exited { stderr, .. } | Ended::Signalled { stderr, .. } => Err(match first_line(&stderr) {
            Some(line) => Unknown::because(Reason::Unreadable, host.shorten_in(line)),
            None => Reason::Unreadable.into(),
        }),
        Ended::NotStarted(_) => Err(Reason::Unreadable.into()),
    }
}

/// The line in which Git says what is wrong.
pub fn first_line(stderr: &str) -> Option<&str> {
    let mut lines = stderr.lines().filter(|line| !line.trim().is_empty());
    lines.clone().find(|line| line.starts_with("fatal:")).or_else(|| lines.next())
}
