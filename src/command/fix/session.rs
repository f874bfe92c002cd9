//! What all of `doctor fix` shares: the machine as it is now, new looks at it, and the conversation.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::runtime::Runtime;
use tokio::task::spawn_blocking;

use super::talk::Talk;
use crate::catalog::Catalog;
use crate::check::{CheckId, Pattern};
use crate::cli::Options;
use crate::command::End;
use crate::command::check::{interrupted, look};
use crate::command::output::Output;
use crate::command::settings::Ruling;
use crate::error::Fault;
use crate::fix::Mode;
use crate::host::{Attended, Company, Host, Left, Live, State, Variables, is_changed_since};
use crate::report::{Report, Status};
use crate::select::{Wish, select};

/// How long a program may work while nobody looks on.
const ALONE: Duration = Duration::from_secs(600);

pub(super) struct Session<'a> {
    runtime: &'a Runtime,
    pub(super) catalog: Catalog,
    options: &'a Options,
    ruling: Ruling,
    pub(super) output: &'a Output,
    pub(super) state: State,
    pub(super) mode: Mode,
    /// Somebody who answers, in the mode [`Mode::Asking`].
    pub(super) talk: Option<Talk>,
    /// The environment that is judged: doctor's own, or that of a new window once only that one shows what was mended.
    variables: Variables,
    /// Whether something works in new windows and not in this one.
    pub(super) this_window_is_old: bool,
    /// Whether the last look could also say what a new window would see.
    pub(super) new_window_is_known: bool,
    wish: Wish,
    /// When the last look that steps are taken from began.
    looked: Cell<Option<SystemTime>>,
}

/// Whether a look says on the screen how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Progress,
    Nothing,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        runtime: &'a Runtime,
        only: &[String],
        mode: Mode,
        options: &'a Options,
        output: &'a Output,
    ) -> Result<Self, Fault> {
        let catalog = crate::command::catalog()?;
        let variables = Variables::own();
        let host = Host::Live(Live::new(runtime.handle().clone(), options.folder.clone(), variables.clone()));
        let state = State::of(&host).ok_or_else(|| {
            Fault::new("doctor finds no home folder in which it could remember what it changes")
                .help("set the variable HOME to your home folder, and make that folder where it is missing")
        })?;
        let ruling = Ruling::new(options, &host, &catalog)?;
        let wish = crate::command::wish(only, options, &ruling);
        let talk = if mode == Mode::Asking { Talk::new() } else { None };
        Ok(Self {
            runtime,
            catalog,
            options,
            ruling,
            output,
            state,
            mode,
            talk,
            variables,
            this_window_is_old: false,
            new_window_is_known: true,
            wish,
            looked: Cell::new(None),
        })
    }

    /// The machine as it is now. Each look needs its own: when one is over, nothing is started through it any more.
    pub(super) fn host(&self) -> Host {
        Host::Live(self.live())
    }

    /// The same in the folder in which a change was made.
    pub(super) fn host_in(&self, folder: &str) -> Host {
        Host::Live(Live::new(self.runtime.handle().clone(), Some(folder.into()), self.variables.clone()))
    }

    fn live(&self) -> Live {
        Live::new(self.runtime.handle().clone(), self.options.folder.clone(), self.variables.clone())
    }

    pub(super) fn print(&self, text: &str) -> Result<(), End> {
        self.output.print(text)
    }

    /// Looks at everything that was asked for.
    pub(super) async fn look(&self) -> Result<Report, End> {
        self.look_at(&self.wish, self.host(), Shown::Progress).await
    }

    /// Looks at a few checks, and at what they need.
    pub(super) async fn look_at_these(&self, ids: &[&CheckId], shown: Shown) -> Result<Report, End> {
        self.look_at(&self.these(ids), self.host(), shown).await
    }

    /// Looks at one check, in this window's environment and, where that does not show it mended, in that of a new one.
    pub(super) async fn look_again(&mut self, id: &CheckId) -> Result<Report, End> {
        let here = self.look_at_these(&[id], Shown::Progress).await?;
        let is_fine = |report: &Report| report.finding(id).is_some_and(|finding| finding.status == Status::Pass);
        if is_fine(&here) || here.interrupted {
            return Ok(here);
        }
        let live = self.live();
        let there = spawn_blocking(move || live.in_new_window()).await.ok().flatten();
        self.new_window_is_known = there.as_ref().is_some_and(|there| there.is_exact);
        let there = there.map(|there| there.live).filter(|there| *there.variables() != self.variables);
        let Some(there) = there else { return Ok(here) };
        let variables = there.variables().clone();
        let report = self.look_at(&self.these(&[id]), Host::Live(there), Shown::Progress).await?;
        let cause = |report: &Report| report.finding(id).and_then(|finding| finding.cause.clone());
        let is_further = cause(&report).is_some() && cause(&report) != cause(&here);
        if !is_fine(&report) && !is_further {
            return Ok(here);
        }
        self.variables = variables;
        self.this_window_is_old = true;
        Ok(report)
    }

    fn these(&self, ids: &[&CheckId]) -> Wish {
        Wish { only: ids.iter().map(|id| Pattern::parse(id.as_str())).collect(), ..self.wish.clone() }
    }

    async fn look_at(&self, wish: &Wish, host: Host, shown: Shown) -> Result<Report, End> {
        let plan = select(&self.catalog, wish, host.machine())?;
        if shown == Shown::Progress {
            self.looked.set(Some(host.now().into()));
        }
        let output = (shown == Shown::Progress).then_some(self.output);
        Ok(look(&self.catalog, &plan, Arc::new(host), (self.options, &self.ruling), output).await)
    }

    /// Starts a program for the learner, in the folder that is judged.
    pub(super) async fn attend(&self, program: String, args: Vec<String>) -> Left {
        self.attend_in(&self.host(), program, args).await
    }

    /// The same in the folder of a host.
    pub(super) async fn attend_in(&self, host: &Host, program: String, args: Vec<String>) -> Left {
        let company = if self.talk.is_some() { Company::Person } else { Company::Nobody(ALONE) };
        let folder = host.folder().unwrap_or("/").to_owned();
        let Host::Live(live) = host else { return Left::TooLong };
        let left = live.attend(&Attended { program, args, folder, company }, interrupted()).await;
        if let Some(talk) = &self.talk {
            talk.tidy();
        }
        left
    }

    /// Whether a file was changed since the look that steps are taken from.
    pub(super) fn looked_before(&self, path: &str) -> bool {
        self.looked.get().is_none_or(|looked| is_changed_since(path, looked))
    }

    pub(super) fn is_offline(&self) -> bool {
        self.options.offline
    }
}
