//! The way through all that is wrong, check by check.

use std::collections::BTreeSet;

use tokio::runtime::Runtime;

use super::change::{Prepared, Unprepared, prepare};
use super::confirm;
use super::perform::{Taken, key_of, perform};
use super::session::{Session, Shown};
use super::talk::{Answer, Heard};
use crate::check::CheckId;
use crate::cli::{FixArgs, Options};
use crate::command::End;
use crate::command::output::Output;
use crate::command::settings::Ruling;
use crate::fix::{Consent, Mode, Outcome, Step, Way, consent, newly_wrong, outcome, steps, to_mend};
use crate::host::Host;
use crate::render::fix as words;
use crate::report::{Report, Status, Unsure};

/// How often a check is looked at while the learner does something elsewhere.
const EVERY: std::time::Duration = std::time::Duration::from_secs(8);

/// What a learner stopped with Ctrl-C or `q`.
const STOPPED: u8 = 130;

/// Shows what would be done, and does nothing.
pub(super) fn dry(runtime: &Runtime, args: &FixArgs, options: &Options, output: &Output) -> Result<u8, End> {
    let catalog = crate::command::catalog()?;
    let host = std::sync::Arc::new(crate::command::host(runtime, options)?);
    let ruling = Ruling::new(options, &host, &catalog)?;
    let plan = crate::select::select(&catalog, &crate::command::wish(&args.only, options, &ruling), host.machine())?;
    let asked = (options, &ruling);
    let look = crate::command::check::look(&catalog, &plan, std::sync::Arc::clone(&host), asked, Some(output));
    let report = runtime.block_on(look);
    if output.is_json() {
        output.print_json(&words::plan_json(&report, &told_steps(&report)))?;
        return Ok(report.exit_code(Unsure::Told));
    }
    let mut text = words::opening(&report, output.look());
    for (at, id) in to_mend(&report).into_iter().enumerate() {
        text.push_str(&words::heading(at + 1, id, &report, output.look()));
        for step in steps(&report, id) {
            let prepared = prepare(&step, &host);
            text.push_str(&words::step(&step, can_undo(&prepared), &report, output.look()));
            text.push_str(&shown(&prepared, &step, &host, output));
        }
    }
    text.push_str(&words::nothing_done(output.look()));
    output.print(&text)?;
    Ok(report.exit_code(Unsure::Told))
}

fn told_steps(report: &Report) -> Vec<(&CheckId, Vec<Step<'_>>)> {
    to_mend(report).into_iter().map(|id| (id, steps(report, id))).collect()
}

/// What an edit would change, or why it cannot be made.
fn shown(prepared: &Result<Prepared, Unprepared>, step: &Step<'_>, host: &Host, output: &Output) -> String {
    match prepared {
        Ok(prepared) => words::diff(&prepared.diff, |line| host.hide_in_line(line), output.look()),
        Err(Unprepared::AlreadySo) => words::already(output.look()),
        Err(Unprepared::Not(why)) => words::not_changed(step, why, output.look()),
    }
}

fn can_undo(prepared: &Result<Prepared, Unprepared>) -> bool {
    prepared.as_ref().map_or(true, |prepared| prepared.can_undo)
}

/// Whether the walk goes on.
enum Course<T> {
    On(T),
    Stopped,
}

/// Walks through everything that is wrong.
pub(super) async fn walk(session: &mut Session<'_>) -> Result<u8, End> {
    let mut report = session.look().await?;
    if report.interrupted {
        return Ok(STOPPED);
    }
    let look = *session.output.look();
    session.print(&words::opening(&report, &look))?;
    let mut seen: BTreeSet<CheckId> = BTreeSet::new();
    let mut is_past_what_counts = false;
    let mut stopped = false;
    while let Some(id) = to_mend(&report).into_iter().find(|id| !seen.contains(id)).cloned() {
        let counts = report.finding(&id).is_some_and(|finding| finding.required && finding.status == Status::Fail);
        if !counts && !is_past_what_counts && !seen.is_empty() {
            is_past_what_counts = true;
            let rest = to_mend(&report).into_iter().filter(|id| !seen.contains(id)).count();
            if let Some(talk) = &session.talk {
                match talk.may_i(&words::go_on(rest, &look), true).await {
                    Answer::Yes => {}
                    Answer::No => break,
                    Answer::Stop => {
                        stopped = true;
                        break;
                    }
                }
            }
        }
        seen.insert(id.clone());
        session.print(&words::heading(seen.len(), &id, &report, &look))?;
        match mend(session, &id, &report).await? {
            Course::On(None) => {}
            Course::On(Some(after)) => {
                let wrong = newly_wrong(&report, &after);
                if !wrong.is_empty() {
                    session.print(&words::newly_wrong(&wrong, &look))?;
                }
                report = after;
            }
            Course::Stopped => {
                stopped = true;
                break;
            }
        }
    }
    if !stopped && session.mode == Mode::Asking {
        stopped = confirm::ask(session, &report).await? == Answer::Stop;
    }
    session.print(&words::closing(&report, session.this_window_is_old, session.mode, stopped, &look))?;
    Ok(if stopped { STOPPED } else { report.exit_code(Unsure::Told) })
}

/// Goes through the steps for one check until it is fine. Gives a new report of everything where something was done.
async fn mend(session: &mut Session<'_>, id: &CheckId, whole: &Report) -> Result<Course<Option<Report>>, End> {
    let look = *session.output.look();
    let mut current = whole.clone();
    let mut tried: BTreeSet<String> = BTreeSet::new();
    let mut did_something = false;
    let mut is_fresh = false;
    loop {
        let host = session.host();
        let all = steps(&current, id);
        let Some((step, prepared, key)) = next(&all, &tried, &host) else { break };
        if !is_fresh && is_stale(session, step, &prepared) {
            let after = session.look_again(id).await?;
            if after.interrupted {
                return Ok(Course::Stopped);
            }
            (current, is_fresh) = (after, true);
            continue;
        }
        is_fresh = false;
        tried.insert(key);
        session.print(&words::step(step, can_undo(&prepared), &current, &look))?;
        session.print(&shown(&prepared, step, &host, session.output))?;
        let taken = match prepared {
            Ok(prepared) => agree_and_perform(session, id, step, prepared, &host).await?,
            Err(_) => Taken::Left,
        };
        match taken {
            Taken::Stopped => return Ok(Course::Stopped),
            Taken::Left => continue,
            Taken::Did | Taken::Failed => did_something = true,
        }
        let after = session.look_again(id).await?;
        if after.interrupted {
            return Ok(Course::Stopped);
        }
        let (Some(was), Some(is)) = (current.finding(id), after.finding(id)) else { break };
        let came = outcome(was, is);
        let is_last = next(&steps(&after, id), &tried, &host).is_none();
        session.print(&words::outcome(&came, is, is_last, session.this_window_is_old, &look))?;
        if came == Outcome::Fixed {
            let rest = all.iter().filter(|step| !tried.contains(&key_of(step, None)));
            session.print(&words::afterwards(rest, &after, &look))?;
            break;
        }
        if is_of_start_up(step, &host) && !session.new_window_is_known {
            session.print(&words::look_in_new_window(&look))?;
            break;
        }
        if taken == Taken::Failed || matches!(came, Outcome::Waits | Outcome::Unknown) {
            break;
        }
        current = after;
    }
    Ok(Course::On(if did_something { Some(session.look().await?) } else { None }))
}

/// Whether a step edits what only a new window reads.
fn is_of_start_up(step: &Step<'_>, host: &Host) -> bool {
    let Way::Edit(edit) = step.way else { return false };
    edit.set_key.is_none() && host.expand(&edit.file).is_some_and(|file| !host.is_of_project(&file))
}

/// Whether a step goes by the number of a line, and the file was changed since that was found.
fn is_stale(session: &Session<'_>, step: &Step<'_>, prepared: &Result<Prepared, Unprepared>) -> bool {
    let (Way::Edit(edit), Ok(prepared)) = (step.way, prepared) else { return false };
    edit.remove_line.is_some() && prepared.files.iter().any(|file| session.looked_before(&file.path))
}

/// The first step that was not tried yet, with what it needs and what it is known by.
fn next<'s, 'a>(
    all: &'s [Step<'a>],
    tried: &BTreeSet<String>,
    host: &Host,
) -> Option<(&'s Step<'a>, Result<Prepared, Unprepared>, String)> {
    all.iter().find_map(|step| {
        let prepared = prepare(step, host);
        let key = key_of(step, prepared.as_ref().ok());
        (!tried.contains(&key)).then_some((step, prepared, key))
    })
}

async fn agree_and_perform(
    session: &mut Session<'_>,
    id: &CheckId,
    step: &Step<'_>,
    prepared: Prepared,
    host: &Host,
) -> Result<Taken, End> {
    match consent(step, session.mode, prepared.can_undo) {
        Consent::Leave => {
            session.print(&words::left(step, session.mode, session.output.look()))?;
            return Ok(Taken::Left);
        }
        Consent::GoAhead => {}
        Consent::Ask { .. } if matches!(step.way, Way::Read(_) | Way::Paste(_)) => return wait(session, id).await,
        Consent::Ask { usual } => {
            let Some(talk) = &session.talk else { return Ok(Taken::Left) };
            match talk.may_i(&words::question(step), usual).await {
                Answer::Yes => {}
                Answer::No => return Ok(Taken::Left),
                Answer::Stop => return Ok(Taken::Stopped),
            }
        }
    }
    let taken = perform(session, id, step, prepared, host).await?;
    if taken == Taken::Did && matches!(step.way, Way::Open(_)) { wait(session, id).await } else { Ok(taken) }
}

/// Waits until the learner says that it is done, or until a look shows it.
async fn wait(session: &Session<'_>, id: &CheckId) -> Result<Taken, End> {
    let Some(talk) = &session.talk else { return Ok(Taken::Left) };
    let mut question = words::WAITING;
    loop {
        match talk.line(question, Some(EVERY)).await {
            Heard::Said(line) => match line.trim().to_lowercase().as_str() {
                "q" | "quit" => return Ok(Taken::Stopped),
                "s" | "n" | "skip" => return Ok(Taken::Left),
                _ => return Ok(Taken::Did),
            },
            Heard::Stopped => return Ok(Taken::Stopped),
            Heard::Nothing => {
                let report = session.look_at_these(&[id], Shown::Nothing).await?;
                if report.finding(id).is_some_and(|finding| finding.status == Status::Pass) {
                    session.print("\n")?;
                    return Ok(Taken::Did);
                }
                question = "";
            }
        }
    }
}
