//! `doctor check`: look, judge, report.

use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::output::Output;
use super::settings::Ruling;
use super::{End, catalog, host, wait, wish};
use crate::catalog::Catalog;
use crate::cli::Options;
use crate::diagnose::{Asked, diagnose};
use crate::host::Host;
use crate::render::Progress;
use crate::report::Report;
use crate::select::{Plan, select};

pub(super) fn check(runtime: &Runtime, only: &[String], options: &Options, output: &Output) -> Result<u8, End> {
    let catalog = catalog()?;
    let host = Arc::new(host(runtime, options)?);
    let ruling = Ruling::new(options, &host, &catalog)?;
    let wish = wish(only, options, &ruling);
    let plan = select(&catalog, &wish, host.machine())?;
    let first = runtime.block_on(look(&catalog, &plan, host, (options, &ruling), Some(output)));
    let report = wait::until_ready(runtime, &catalog, &wish, (options, &ruling), output, first)?;
    let code = report.exit_code(ruling.unsure());
    output.report(&report)?;
    Ok(code)
}

/// Looks at what a plan names. Says on the screen how far it is, where there is one.
pub(super) async fn look(
    catalog: &Catalog,
    plan: &Plan,
    host: Arc<Host>,
    (options, ruling): (&Options, &Ruling),
    output: Option<&Output>,
) -> Report {
    let (events, mut happenings) = mpsc::unbounded_channel();
    let asked = Asked {
        profile: ruling.profile.value.clone(),
        offline: options.offline,
        label: options.label.clone(),
        deadline: ruling.deadline.value,
        strictness: ruling.strictness(),
        settings: Arc::clone(&ruling.settings),
    };
    let mut progress = Progress::new(plan.chosen().count());
    output.inspect(|output| output.progress(&progress));
    let mut report = Box::pin(diagnose(catalog, plan, host, &asked, interrupted(), events));
    let report = loop {
        tokio::select! {
            report = &mut report => break report,
            Some(event) = happenings.recv() => {
                progress.tell(event);
                output.inspect(|output| output.progress(&progress));
            }
        }
    };
    output.inspect(|output| output.end_progress());
    report
}

/// Comes when the user wants to stop: Ctrl-C, a request to end, or a terminal that is closed.
pub(super) async fn interrupted() {
    #[cfg(unix)]
    let asked = async {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut end), Ok(mut hang_up)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = end.recv() => {}
            _ = hang_up.recv() => {}
        }
    };
    #[cfg(windows)]
    let asked = async {
        use tokio::signal::windows::{ctrl_break, ctrl_close};
        let (Ok(mut broken), Ok(mut closed)) = (ctrl_break(), ctrl_close()) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = broken.recv() => {}
            _ = closed.recv() => {}
        }
    };
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => if pressed.is_err() { std::future::pending::<()>().await },
        () = asked => {}
    }
}
