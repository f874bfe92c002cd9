//! What only a person can know: asked once, remembered with its date, asked again when that is long ago.

use super::session::Session;
use super::talk::Answer;
use crate::check::CheckId;
use crate::command::End;
use crate::fact::Reason;
use crate::render::fix as words;
use crate::report::{Finding, Report};

/// Asks about everything that only a person can know and has not said lately.
pub(super) async fn ask(session: &Session<'_>, report: &Report) -> Result<Answer, End> {
    let Some(talk) = &session.talk else { return Ok(Answer::No) };
    let look = session.output.look();
    let open: Vec<&(CheckId, Finding)> =
        report.checks.iter().filter(|(_, finding)| finding.blocked_by.is_none()).collect();
    for (id, finding) in open {
        for undecided in &finding.undecided {
            if undecided.unknown.reason != Reason::OnlyYou {
                continue;
            }
            let Some(whether) = undecided.unknown.detail.as_deref() else { continue };
            session.print(&words::only_you(id, finding, whether, look))?;
            match talk.may_i("Have you seen to it?", false).await {
                Answer::Yes => session.state.remember(whether, session.host().now())?,
                Answer::No => {}
                Answer::Stop => return Ok(Answer::Stop),
            }
        }
    }
    Ok(Answer::Yes)
}
