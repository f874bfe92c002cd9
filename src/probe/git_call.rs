//! Git, asked so that a hostile repository starts nothing, nothing is written, and no server is reached.

use super::{Context, tool};
use crate::fact::{Fact, Reason, Unknown};
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

/// The Git that a terminal would start.
pub(super) struct Git<'a> {
    context: Context<'a>,
    program: String,
    folder: Option<String>,
}

impl<'a> Git<'a> {
    /// Asked outside any repository.
    ///
    /// # Errors
    /// There is no Git, or one that must not be started.
    pub(super) fn find(context: Context<'a>) -> Result<Self, Unknown> {
        let place = tool::resolve(context, "git").filter(|place| place.class.may_start());
        let program =
            place.ok_or_else(|| Unknown::because(Reason::NotAsked, "there is no Git that could be asked"))?.path;
        Ok(Self { context, program, folder: None })
    }

    /// Asked in a folder.
    pub(super) fn within(self, folder: &str) -> Self {
        Self { folder: Some(folder.to_owned()), ..self }
    }

    /// Asked in the project's repository; none where no project has one.
    ///
    /// # Errors
    /// As for [`Git::find`].
    pub(super) fn in_repository(context: Context<'a>) -> Result<Option<Self>, Unknown> {
        match context.host.project() {
            Some(project) if project.repository => Ok(Some(Self::find(context)?.within(&project.root))),
            Some(_) | None => Ok(None),
        }
    }

    fn call(&self, args: &[&str]) -> Call {
        let mut guards: Vec<String> =
            HARMLESS.iter().flat_map(|setting| ["-c".to_owned(), (*setting).to_owned()]).collect();
        if let Some(folder) = &self.folder {
            guards.extend(["-C".to_owned(), folder.clone()]);
        }
        let mut env: Vec<(String, String)> =
            NO_NETWORK.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        // With sudo, Git takes a folder for your own that belongs to whoever called sudo.
        env.extend(self.context.host.var("SUDO_UID").map(|user| ("SUDO_UID".to_owned(), user)));
        Call {
            program: self.program.clone(),
            guards,
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            env,
            limit: self.context.limit,
            ..Call::default()
        }
    }

    /// Asks all of it at once.
    pub(super) fn ask<const N: usize>(&self, questions: [&[&str]; N]) -> [Ended; N] {
        let ended = <[Ended; N]>::try_from(self.ask_each(&questions));
        ended.unwrap_or_else(|_| std::array::from_fn(|_| Ended::Unknown(Reason::Crashed.into())))
    }

    /// The same for any number of questions; the answers come in their order.
    pub(super) fn ask_each(&self, questions: &[&[&str]]) -> Vec<Ended> {
        self.context.host.start(questions.iter().map(|args| self.call(args)).collect())
    }
}

/// What Git printed; none where it ended with 1, by which it says that there is no such thing.
///
/// # Errors
/// Any other end: it could not tell.
pub(super) fn printed(host: &Host, ended: Ended) -> Result<Option<String>, Unknown> {
    match ended {
        Ended::Exited { code: 0, stdout, .. } => Ok(Some(stdout.trim_end().to_owned())),
        Ended::Exited { code: 1, .. } => Ok(None),
        Ended::Unknown(unknown) => Err(unknown),
        Ended::Exited { stderr, .. } | Ended::Signalled { stderr, .. } => Err(complaint(host, &stderr)),
        Ended::NotStarted(_) => Err(Reason::Unreadable.into()),
    }
}

fn complaint(host: &Host, stderr: &str) -> Unknown {
    match first_line(stderr) {
        Some(line) => Unknown::because(Reason::Unreadable, host.shorten_in(line)),
        None => Reason::Unreadable.into(),
    }
}

/// The line by which Git says what is wrong.
pub(super) fn first_line(stderr: &str) -> Option<&str> {
    let mut lines = stderr.lines().filter(|line| !line.trim().is_empty());
    lines.clone().find(|line| line.starts_with("fatal:")).or_else(|| lines.next())
}

/// A part of an answer, or why there is none.
pub(super) fn told<T: Into<Fact>>(part: Result<T, Unknown>) -> Fact {
    part.map_or_else(Fact::Unknown, Into::into)
}
