//! Questions to the person at the terminal.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use super::Secret;

/// A terminal where somebody reads and can answer.
#[derive(Clone, Copy, Debug)]
pub struct Terminal;

impl Terminal {
    /// The terminal that doctor was started in, where there is one.
    pub fn here() -> Option<Self> {
        (io::stdin().is_terminal() && io::stdout().is_terminal()).then_some(Self)
    }

    /// One line of the answer, without the line end; none at the end of the input, or when `is_over` says so, which is
    /// asked after each `glance`. Waits.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn line(self, question: &str, glance: Duration, is_over: impl Fn() -> bool) -> io::Result<Option<String>> {
        if !question.is_empty() {
            forget_typed();
        }
        show(question)?;
        while !typed(glance)? {
            if is_over() {
                return Ok(None);
            }
        }
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// An answer that is not shown while it is typed or pasted. Waits.
    ///
    /// # Errors
    /// The terminal is gone, or cannot hide what is typed.
    #[cfg(unix)]
    pub fn hidden(self, question: &str) -> io::Result<Secret> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let as_it_was = tcgetattr(io::stdin())?;
        let mut silent = as_it_was.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        // Before the question: somebody may paste the moment it stands there.
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?;
        let mut line = String::new();
        let read = show(question).and_then(|()| io::stdin().read_line(&mut line));
        tcsetattr(io::stdin(), OptionalActions::Now, &as_it_was)?;
        if read? == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        Ok(Secret::new(line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// An answer that is not shown while it is typed or pasted. Waits.
    ///
    /// # Errors
    /// The terminal is gone, or cannot hide what is typed.
    #[cfg(windows)]
    pub fn hidden(self, question: &str) -> io::Result<Secret> {
        show(question)?;
        rpassword::read_password().map(Secret::new)
    }

    /// How the terminal is set, to be put back after a question that was broken off.
    #[cfg(unix)]
    pub fn settings(self) -> Settings {
        Settings(rustix::termios::tcgetattr(io::stdin()).ok())
    }

    #[cfg(not(unix))]
    pub fn settings(self) -> Settings {
        Settings
    }
}

/// How a terminal was set.
#[cfg(unix)]
#[derive(Clone, Debug)]
pub struct Settings(Option<rustix::termios::Termios>);

#[cfg(not(unix))]
#[derive(Clone, Debug)]
pub struct Settings;

impl Settings {
    #[cfg(unix)]
    pub fn put_back(&self) {
        if let Some(settings) = &self.0 {
            // A terminal that is gone needs nothing.
            let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, settings);
        }
    }

    #[cfg(not(unix))]
    pub fn put_back(&self) {}
}

fn show(question: &str) -> io::Result<()> {
    let mut screen = io::stdout().lock();
    screen.write_all(question.as_bytes())?;
    screen.flush()
}

/// What was typed before a question stood there is no answer to it.
#[cfg(unix)]
fn forget_typed() {
    // A terminal that is gone is noticed when it is read.
    let _ = rustix::termios::tcflush(io::stdin(), rustix::termios::QueueSelector::IFlush);
}

#[cfg(not(unix))]
fn forget_typed() {}

/// Whether a whole line waits to be read, after at most a moment.
#[cfg(unix)]
fn typed(glance: Duration) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = io::stdin();
    let mut waiting = [PollFd::new(&stdin, PollFlags::IN)];
    let glance = Timespec::try_from(glance).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    match poll(&mut waiting, Some(&glance)) {
        Ok(count) => Ok(count > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// There, only reading tells, and that waits.
#[cfg(not(unix))]
fn typed(_: Duration) -> io::Result<bool> {
    Ok(true)
}
