//! `doctor fix --watch`: looks again and again at what is wrong, and ticks it off while the learner follows a guide.

use std::time::Duration;

use tokio::time::sleep;

use super::session::{Session, Shown};
use crate::check::CheckId;
use crate::command::End;
use crate::command::check::interrupted;
use crate::fix::to_mend;
use crate::render::fix as words;
use crate::report::{Report, Status, Unsure};

/// How long to wait between two looks. Services are asked too, so not too often.
const EVERY: Duration = Duration::from_secs(5);

/// Looks until nothing is wrong, or until the learner stops it.
pub(super) async fn watch(session: &Session<'_>) -> Result<u8, End> {
    let look = session.output.look();
    let mut report = session.look().await?;
    session.print(&words::watching(&report, look))?;
    let mut open = wrong(&report);
    while !open.is_empty() && !report.interrupted {
        tokio::select! {
            () = sleep(EVERY) => {}
            () = interrupted() => return Ok(130),
        }
        let ids: Vec<&CheckId> = open.iter().collect();
        let now = session.look_at_these(&ids, Shown::Nothing).await?;
        if now.interrupted {
            return Ok(130);
        }
        let mended: Vec<&CheckId> = open.iter().filter(|id| is_fine(&now, id)).collect();
        if mended.is_empty() {
            continue;
        }
        session.print(&words::ticked(&mended, &now, look))?;
        // What waited for it shows only now.
        let after = session.look().await?;
        let known = |id: &&CheckId| report.finding(id).is_some_and(|finding| finding.status != Status::Pass);
        let now_open = wrong(&after);
        let new: Vec<&CheckId> = now_open.iter().filter(|id| !open.contains(id) || !known(id)).collect();
        session.print(&words::appeared(&new, &after, look))?;
        (open, report) = (now_open, after);
    }
    session.print(&words::watched(&report, look))?;
    Ok(report.exit_code(Unsure::Told))
}

/// What has to be mended. Warnings are for later.
fn wrong(report: &Report) -> Vec<CheckId> {
    let fails = |id: &&CheckId| report.finding(id).is_some_and(|finding| finding.status == Status::Fail);
    to_mend(report).into_iter().filter(fails).cloned().collect()
}

fn is_fine(report: &Report, id: &CheckId) -> bool {
    report.finding(id).is_some_and(|finding| matches!(finding.status, Status::Pass | Status::Warn))
}
