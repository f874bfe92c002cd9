//! Asks for a key, looks at it before it is written, and writes it where the project reads it.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::change::{Prepared, Unprepared, with_key};
use super::perform::{Taken, edit};
use super::session::Session;
use super::talk::{Answer, Heard, Talk};
use crate::check::CheckId;
use crate::command::End;
use crate::fix::{Step, Way};
use crate::host::{EnvLine, Host, LineState, Secret};
use crate::leaks::report::Status;
use crate::render::fix as words;
use crate::service::Flaw;
use crate::verify;

pub(super) async fn set(
    session: &Session<'_>,
    id: &CheckId,
    step: &Step<'_>,
    prepared: Prepared,
    host: &Host,
) -> Result<Taken, End> {
    let (Some(talk), Way::Edit(wanted)) = (&session.talk, step.way) else { return Ok(Taken::Left) };
    let (Some(name), Some(file)) = (wanted.set_key.as_deref(), prepared.files.first()) else { return Ok(Taken::Left) };
    let key = match asked(session, talk, name, host).await? {
        Heard::Said(key) => key,
        Heard::Nothing => return Ok(Taken::Left),
        Heard::Stopped => return Ok(Taken::Stopped),
    };
    let file = match with_key(file, name, &key) {
        Ok(file) => file,
        Err(Unprepared::AlreadySo) => {
            session.print(&words::already(session.output.look()))?;
            return Ok(Taken::Did);
        }
        Err(Unprepared::Not(why)) => {
            session.print(&words::not_changed(step, &why, session.output.look()))?;
            return Ok(Taken::Left);
        }
    };
    edit(session, id, step, vec![file], host)
}

/// Asks until there is a key that looks right and that its service does not refuse, or until nobody wants to any more.
async fn asked(session: &Session<'_>, talk: &Talk, name: &str, host: &Host) -> Result<Heard<Secret>, End> {
    let look = session.output.look();
    let services = session.catalog.services();
    loop {
        let key = match talk.hidden(&words::ask_key(name, look)).await {
            Heard::Said(key) => key,
            other => return Ok(other),
        };
        session.print("\n")?;
        let line = host.look_at_value(&services, name, &key);
        if line.state == LineState::Empty {
            return Ok(Heard::Nothing);
        }
        // The end of the line that came along is cut off before it is written.
        let flaw = line.flaw.filter(|flaw| *flaw != Flaw::Spaced);
        if let Some(flaw) = flaw {
            session.print(&words::odd_key(&why_odd(name, flaw, &line), look))?;
            match talk.may_i("Write it all the same?", false).await {
                Answer::Yes => return Ok(Heard::Said(key)),
                Answer::No => continue,
                Answer::Stop => return Ok(Heard::Stopped),
            }
        }
        if session.is_offline() {
            return Ok(Heard::Said(key));
        }
        let (asking, name, host) = (Arc::clone(&services), name.to_owned(), session.host());
        let answer = spawn_blocking(move || {
            let answer = verify::check_one(&asking, &host, &name, &key);
            (answer, key)
        });
        let Ok((answer, key)) = answer.await else { return Ok(Heard::Nothing) };
        session.print(&words::live_key(answer, line.owner.as_deref(), look))?;
        if answer != Some(Status::Revoked) {
            return Ok(Heard::Said(key));
        }
    }
}

fn why_odd(name: &str, flaw: Flaw, line: &EnvLine) -> String {
    let owner = line.owner.as_ref().map_or_else(|| "another key".to_owned(), |owner| format!("a key of {owner}"));
    match (flaw, &line.title) {
        (Flaw::OtherService | Flaw::OtherKind, Some(title)) => {
            format!("That is {title}, and {name} wants {owner}.")
        }
        (Flaw::OtherService | Flaw::OtherKind, None) => format!("That does not look like what {name} wants."),
        (Flaw::Quoted, _) => "There are quotation marks in it, which are no part of a key.".to_owned(),
        (Flaw::Placeholder, _) => "That is the word that instructions put there, not a key.".to_owned(),
        _ => "There is something in it that no key has. Perhaps it was not copied whole.".to_owned(),
    }
}
