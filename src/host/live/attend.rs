//! Programs that a person looks on at: they get the terminal, the folder and the environment, but no secret of it.

use std::ffi::OsStr;
use std::process::Stdio;
use std::time::Duration;

use process_wrap::tokio::CommandWrap;
use tokio::time::{sleep, timeout};

use super::programs::failure;
use super::{Live, Variables};
use crate::dotenv;
use crate::host::{StartFailure, scrub};

/// How much later than the program doctor may hear of a Ctrl-C.
const ECHO: Duration = Duration::from_millis(50);

/// A program to start for the learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attended {
    /// By its full path.
    pub program: String,
    pub args: Vec<String>,
    pub folder: String,
    pub company: Company,
}

/// Who is with a program while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Company {
    /// A person who can answer it, and end it.
    Person,
    /// Nobody: it gets no input, and is ended after this time.
    Nobody(Duration),
}

/// How such a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    Exited(i32),
    Signalled,
    NotStarted(StartFailure),
    TooLong,
    /// Somebody stopped doctor itself.
    Stopped,
}

impl Left {
    /// Why nothing came of it, in a sentence; none where it went well.
    pub fn words(self) -> Option<String> {
        let words = match self {
            Self::Exited(0) => return None,
            Self::Exited(code) => {
                return Some(format!("That did not work: it ended with exit code {code}. What it printed says why."));
            }
            Self::Signalled | Self::Stopped => "It was stopped before it was done.",
            Self::TooLong => "It took longer than ten minutes, so doctor stopped it.",
            Self::NotStarted(StartFailure::NotExecutable) => "It may not be started by this user.",
            Self::NotStarted(StartFailure::WrongArchitecture) => "It is made for another kind of computer.",
            Self::NotStarted(_) => "It could not be started.",
        };
        Some(words.to_owned())
    }
}

impl Live {
    /// The program that runs now.
    pub(in crate::host) fn own_program() -> Option<String> {
        std::env::current_exe().ok()?.to_str().map(str::to_owned)
    }

    /// Starts a program and waits for its end. Ctrl-C is for the program where a person is with it: doctor stays. One
    /// that works alone hears nothing of it, so it is ended when `stop` comes.
    pub async fn attend(&self, attended: &Attended, stop: impl Future<Output = ()>) -> Left {
        let mut command = CommandWrap::with_new(&attended.program, |command| {
            command.args(&attended.args).current_dir(&attended.folder).env_clear();
            command.envs(without_secrets(&self.variables));
            if attended.company != Company::Person {
                command.stdin(Stdio::null());
            }
        });
        if attended.company != Company::Person {
            #[cfg(unix)]
            command.wrap(process_wrap::tokio::ProcessSession);
            #[cfg(windows)]
            command.wrap(process_wrap::tokio::JobObject);
        }
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return Left::NotStarted(failure(&error, &attended.program)),
        };
        let limit = async {
            match attended.company {
                Company::Person => std::future::pending().await,
                Company::Nobody(limit) => sleep(limit).await,
            }
        };
        let stop = async {
            match attended.company {
                Company::Person => std::future::pending().await,
                Company::Nobody(_) => stop.await,
            }
        };
        tokio::pin!(limit, stop);
        let status = loop {
            tokio::select! {
                status = child.wait() => break status,
                () = &mut stop => {
                    let _ = child.start_kill();
                    return Left::Stopped;
                }
                // It went to the program as well, which decides for itself.
                _ = tokio::signal::ctrl_c(), if attended.company == Company::Person => {}
                () = &mut limit => {
                    // Fails only when nothing is left to end.
                    let _ = child.start_kill();
                    return Left::TooLong;
                }
            }
        };
        // Ctrl-C that ended the program may reach doctor a moment later, and was not meant for it.
        let _ = timeout(ECHO, tokio::signal::ctrl_c()).await;
        match status.ok().and_then(|status| status.code()) {
            Some(code) => Left::Exited(code),
            None => Left::Signalled,
        }
    }
}

/// Variables that lead to the network. A proxy's password stands in some of them, and that is where programs look for it.
fn is_way_out(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("_proxy")
}

fn without_secrets(variables: &Variables) -> impl Iterator<Item = (&OsStr, &OsStr)> {
    variables.all().filter(|(name, value)| {
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        is_way_out(&name) || !(dotenv::is_secret(&name.to_ascii_uppercase()) || scrub::text(&value) != *value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_gets_no_key_but_the_way_to_the_network() {
        let key = ["re", "_", "AbCdEf12", "_", "0123456789abcdefghijklmn"].concat();
        let pairs = [("HOME", "/h"), ("MY_TOKEN", "made-up"), ("MAIL", &key), ("https_proxy", "http://u:made-up@p:1")];
        let variables = Variables::of(pairs.map(|(name, value)| (name.into(), value.into())));
        let names: Vec<&OsStr> = without_secrets(&variables).map(|(name, _)| name).collect();
        assert_eq!(names, ["HOME", "https_proxy"]);
    }
}
