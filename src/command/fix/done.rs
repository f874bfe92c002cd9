//! What doctor changed: the list, and taking one back.

use super::perform::located;
use super::session::Session;
use super::talk::Answer;
use super::undo::{chosen, forget, put_back, to_put_back};
use crate::command::End;
use crate::error::Fault;
use crate::fix::{Mode, journal};
use crate::host::Left;
use crate::render::fix as words;

/// Lists what doctor changed.
pub(super) fn list(session: &Session<'_>) -> Result<u8, End> {
    let entries = journal::entries(&session.state.journal()?);
    session.print(&words::changes(&entries, session.output.look()))?;
    Ok(0)
}

/// Takes a change back.
pub(super) async fn undo(session: &Session<'_>, number: Option<u64>) -> Result<u8, End> {
    let look = session.output.look();
    let entries = journal::entries(&session.state.journal()?);
    let entry = chosen(&entries, number)?;
    let files = to_put_back(entry, &session.state)?;
    session.print(&words::taking_back(entry, look))?;
    if let Some(talk) = &session.talk {
        match talk.may_i("Take it back?", true).await {
            Answer::Yes => {}
            Answer::No => return Ok(0),
            Answer::Stop => return Ok(130),
        }
    }
    if let Some(undo) = &entry.change.undo {
        if session.mode == Mode::Silent {
            session.print(&words::undo_needs_yes(look))?;
            return Ok(1);
        }
        // Elsewhere, the same words may take away something else.
        let folder = entry.change.folder.as_deref().unwrap_or("/");
        let host = session.host_in(folder);
        if host.look(folder).is_err() {
            return Err(Fault::new(format!("{folder}, where the change was made, is not there any more"))
                .help("put the folder back, or take the change back by hand")
                .into());
        }
        let Some((program, args)) = located(undo, &host) else {
            session.print(&words::not_here(&undo[0], look))?;
            return Ok(1);
        };
        let left = session.attend_in(&host, program, args).await;
        session.print(&words::ended(left.words(), look))?;
        if left != Left::Exited(0) {
            return Ok(if left == Left::Stopped { 130 } else { 1 });
        }
    } else if entry.change.run.is_some() && entry.change.files.is_empty() {
        session.print(&words::undo_by_hand(entry, look))?;
        return Ok(1);
    }
    put_back(&files)?;
    forget(entry, &session.state, &session.host())?;
    session.print(&words::taken_back(entry, look))?;
    Ok(0)
}
