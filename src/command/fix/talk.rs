//! The conversation: a question, an answer, and Ctrl-C at any moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::sleep;

use crate::command::check::interrupted;
use crate::host::{Secret, Settings, Terminal};

/// How often the terminal is asked whether somebody typed.
const GLANCE: Duration = Duration::from_millis(100);

/// What came of a question.
#[derive(Debug)]
pub(super) enum Heard<T> {
    Said(T),
    /// Nothing within the time that was given.
    Nothing,
    /// Ctrl-C, or the terminal is gone.
    Stopped,
}

/// An answer to "shall I?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    Stop,
}

/// Somebody at a terminal.
#[derive(Clone, Debug)]
pub(super) struct Talk {
    terminal: Terminal,
    settings: Settings,
}

impl Talk {
    /// None where nobody can answer.
    pub(super) fn new() -> Option<Self> {
        Terminal::here().map(|terminal| Self { terminal, settings: terminal.settings() })
    }

    /// Asks until the answer is one of those that are offered.
    pub(super) async fn may_i(&self, question: &str, usual: bool) -> Answer {
        let choice = if usual { "[Enter = yes, n = no, q = stop]" } else { "[y = yes, Enter = no, q = stop]" };
        loop {
            let Heard::Said(line) = self.line(&format!("{question} {choice} "), None).await else {
                return Answer::Stop;
            };
            match line.trim().to_lowercase().as_str() {
                "" => return if usual { Answer::Yes } else { Answer::No },
                "y" | "yes" | "j" | "ja" => return Answer::Yes,
                "n" | "no" | "nein" => return Answer::No,
                "q" | "quit" | "exit" => return Answer::Stop,
                _ => {}
            }
        }
    }

    /// Asks for a line. With `patience`, gives up for now after that time; what was typed by then is kept.
    pub(super) async fn line(&self, question: &str, patience: Option<Duration>) -> Heard<String> {
        let (terminal, question) = (self.terminal, question.to_owned());
        let is_over = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&is_over);
        let mut reading = spawn_blocking(move || terminal.line(&question, GLANCE, || asked.load(Ordering::Relaxed)));
        let waiting = async {
            match patience {
                Some(patience) => sleep(patience).await,
                None => std::future::pending().await,
            }
        };
        let heard = tokio::select! {
            line = &mut reading => return match line {
                Ok(Ok(Some(line))) => Heard::Said(line),
                _ => Heard::Stopped,
            },
            () = interrupted() => Heard::Stopped,
            () = waiting => Heard::Nothing,
        };
        is_over.store(true, Ordering::Relaxed);
        // Nobody else may read from the terminal before this one has let go of it.
        if matches!(heard, Heard::Nothing)
            && let Ok(Ok(Some(line))) = reading.await
        {
            return Heard::Said(line);
        }
        heard
    }

    /// Asks for something that nobody may see.
    pub(super) async fn hidden(&self, question: &str) -> Heard<Secret> {
        let (terminal, question) = (self.terminal, question.to_owned());
        let reading = spawn_blocking(move || terminal.hidden(&question));
        tokio::select! {
            secret = reading => match secret {
                Ok(Ok(secret)) => Heard::Said(secret),
                _ => Heard::Stopped,
            },
            () = interrupted() => {
                self.settings.put_back();
                Heard::Stopped
            }
        }
    }

    /// A program may have left the terminal in a state in which nothing can be read.
    pub(super) fn tidy(&self) {
        self.settings.put_back();
    }
}
