//! `--wait`: looks again at what may come right by itself, services and sites, until it does or the time is over.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::time::sleep;

use super::check::{interrupted, look};
use super::output::Output;
use super::settings::Ruling;
use super::{End, host};
use crate::catalog::{Catalog, is_online};
use crate::check::{CheckId, Pattern};
use crate::cli::Options;
use crate::report::{Report, Status};
use crate::select::{Wish, select};

/// Between two looks: short at first, for a server that is just starting.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Services are asked too, so not too often.
const MOST_PAUSE: Duration = Duration::from_secs(10);

/// The report once nothing is left to wait for, or when the time is over. Meanwhile says only what it waits for.
pub(super) fn until_ready(
    runtime: &Runtime,
    catalog: &Catalog,
    wish: &Wish,
    (options, ruling): (&Options, &Ruling),
    output: &Output,
    first: Report,
) -> Result<Report, End> {
    let Some(wait) = ruling.wait.value else { return Ok(first) };
    let end = Instant::now() + wait;
    let mut open = unready(catalog, &first);
    // A simulated machine stays as it is.
    if options.world.is_some() || open.is_empty() {
        return Ok(first);
    }
    let mut pause = FIRST_PAUSE;
    let mut changed = false;
    while !open.is_empty() && !first.interrupted {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        output.waits(&open, left);
        let passed = runtime.block_on(rested(pause.min(left)));
        output.end_progress();
        if !passed {
            return Ok(Report { interrupted: true, ..first });
        }
        let again = Wish { only: open.iter().map(|id| Pattern::parse(id.as_str())).collect(), ..wish.clone() };
        let host = Arc::new(host(runtime, options)?);
        let plan = select(catalog, &again, host.machine())?;
        let now = runtime.block_on(look(catalog, &plan, host, (options, ruling), None));
        if now.interrupted {
            return Ok(Report { interrupted: true, ..first });
        }
        let still = unready(catalog, &now);
        let before = open.len();
        open.retain(|id| still.contains(id));
        changed |= open.len() < before;
        pause = (pause * 2).min(MOST_PAUSE);
    }
    if !changed {
        return Ok(first);
    }
    // What became ready may have kept others waiting.
    let host = Arc::new(host(runtime, options)?);
    let plan = select(catalog, wish, host.machine())?;
    Ok(runtime.block_on(look(catalog, &plan, host, (options, ruling), Some(output))))
}

/// Whether the pause passed without somebody stopping doctor.
async fn rested(pause: Duration) -> bool {
    tokio::select! {
        () = sleep(pause) => true,
        () = interrupted() => false,
    }
}

/// What another look may find ready: what says so of itself, and what the network kept from being told.
fn unready(catalog: &Catalog, report: &Report) -> Vec<CheckId> {
    let may_come = |id: &CheckId, status: Status| {
        let Some(check) = catalog.check(id) else { return false };
        match status {
            Status::Fail | Status::Warn => check.comes_right,
            Status::Unknown => check.comes_right || is_online(check),
            Status::Pass | Status::Skip => false,
        }
    };
    let open = report.checks.iter().filter(|(id, finding)| !finding.is_for_you() && may_come(id, finding.status));
    open.map(|(id, _)| id.clone()).collect()
}
