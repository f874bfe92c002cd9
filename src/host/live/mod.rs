//! This machine, as it is.
#![expect(clippy::disallowed_methods, reason = "this is the door that the bans point to")]

mod attend;
mod disk;
mod door;
mod environment;
mod files;
mod http;
mod programs;
mod registry;
mod strays;
mod variables;
mod window;
mod write;

use std::path::PathBuf;
use std::sync::OnceLock;

use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::credential::Redactor;
use crate::machine::{Machine, Project};
pub use attend::{Attended, Company, Left};
pub use variables::Variables;
pub use window::printed;
pub(super) use write::is_of_another;
pub use write::{is_changed_since, remove_created, replace, snapshot};

/// The machine that doctor runs on.
#[derive(Debug)]
pub struct Live {
    variables: Variables,
    machine: Machine,
    home: Option<String>,
    folder: Option<String>,
    /// Found when first asked for.
    project: OnceLock<Option<Project>>,
    runtime: Handle,
    /// Told once, when the run is over: every program that still runs is ended.
    over: watch::Sender<bool>,
    clients: http::Clients,
    pub(super) redactor: Redactor,
    /// Unlike that of any other run on this machine.
    run: String,
}

impl Live {
    /// Takes the machine as an environment shows it: doctor's own, or that of a new terminal.
    ///
    /// `folder` is the folder to judge (`-C`); none means the current one. Programs are driven by `runtime`.
    pub fn new(runtime: Handle, folder: Option<PathBuf>, variables: Variables) -> Self {
        Self {
            machine: environment::machine(&variables),
            home: environment::home(&variables),
            folder: environment::folder(folder),
            project: OnceLock::new(),
            runtime,
            over: watch::Sender::new(false),
            clients: http::Clients::default(),
            redactor: Redactor::default(),
            run: format!("{}-{}", std::process::id(), Timestamp::now().as_nanosecond()),
            variables,
        }
    }

    /// The environment that this machine is judged by.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Ends every program that is still running, with all that it started, and waits until they are gone.
    pub async fn end(&self) {
        self.over.send_replace(true);
        self.over.closed().await;
        let run = self.run.clone();
        // On a thread of its own: even reading about a process can hang. What goes wrong there, nobody can mend.
        let _ = spawn_blocking(move || strays::end(&run)).await;
    }

    pub(super) fn machine(&self) -> &Machine {
        &self.machine
    }

    pub(super) fn project(&self) -> &OnceLock<Option<Project>> {
        &self.project
    }

    pub(super) fn home(&self) -> Option<&str> {
        self.home.as_deref()
    }

    pub(super) fn folder(&self) -> Option<&str> {
        self.folder.as_deref()
    }

    pub(super) fn var(&self, name: &str) -> Option<String> {
        self.variables.var(name)
    }

    pub(super) fn var_in_any_case(&self, name: &str) -> Option<String> {
        self.variables.var_in_any_case(name)
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Whether the processor has AVX, as a program sees it; none for processors that never have it.
    pub(super) fn has_avx(&self) -> Option<bool> {
        environment::has_avx()
    }

    pub(super) fn is_admin(&self) -> Option<bool> {
        environment::is_admin()
    }
}
