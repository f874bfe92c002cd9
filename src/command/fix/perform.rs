//! Does one step that was agreed to.

use super::change::{Prepared, Touched, begin};
use super::key;
use super::session::Session;
use super::talk::Heard;
use crate::check::{CheckId, Risk};
use crate::command::End;
use crate::fix::diff::Line;
use crate::fix::{Step, Way};
use crate::host::{Host, Left};
use crate::machine::{Os, Shell};
use crate::render::fix as words;
use crate::report::PasteShown;

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Did,
    /// It was not wanted, or cannot be done here.
    Left,
    /// It was tried, and what was started says that it did not work.
    Failed,
    Stopped,
}

/// What a step is known by, also when it has another number in the next report.
pub(super) fn key_of(step: &Step<'_>, prepared: Option<&Prepared>) -> String {
    match step.way {
        Way::Edit(edit) => {
            let gone = prepared.map_or(&[][..], |prepared| &prepared.diff).iter().find_map(|line| match line {
                Line::Removed(_, text) => Some(text.as_str()),
                Line::Same(..) | Line::Added(..) => None,
            });
            // Of several lines that are the same, each is a step of its own.
            let count =
                prepared.and_then(|prepared| prepared.files.first()).zip(gone).map(|(file, gone)| file.count(gone));
            format!("{} {:?} {:?} {gone:?} {count:?}", edit.file, edit.append_line, edit.set_key)
        }
        Way::Run(words) => format!("{words:?}"),
        Way::Shell(paste) | Way::Paste(paste) => format!("{paste:?}"),
        Way::Open(text) | Way::Read(text) => format!("{} {text}", step.fix.title),
    }
}

pub(super) async fn perform(
    session: &Session<'_>,
    id: &CheckId,
    step: &Step<'_>,
    prepared: Prepared,
    host: &Host,
) -> Result<Taken, End> {
    match step.way {
        Way::Edit(edit) if edit.set_key.is_some() => key::set(session, id, step, prepared, host).await,
        Way::Edit(_) => edit(session, id, step, prepared.files, host),
        Way::Run(run) => {
            let run = match answered(session, step, run).await {
                Heard::Said(run) => run,
                Heard::Nothing => return Ok(Taken::Left),
                Heard::Stopped => return Ok(Taken::Stopped),
            };
            let Some((program, args)) = located(&run, host) else {
                session.print(&words::not_here(&run[0], session.output.look()))?;
                return Ok(Taken::Left);
            };
            start(session, id, step, prepared, host, (program, args, run)).await
        }
        Way::Shell(paste) => {
            let Some((program, args, text)) = shell(paste, host) else {
                session.print(&words::not_here("a shell for this", session.output.look()))?;
                return Ok(Taken::Left);
            };
            start(session, id, step, prepared, host, (program, args, vec![text])).await
        }
        Way::Open(page) => {
            open(session, page, host).await?;
            Ok(Taken::Did)
        }
        Way::Paste(_) | Way::Read(_) => Ok(Taken::Did),
    }
}

/// Makes an edit, and says how it is taken back.
pub(super) fn edit(
    session: &Session<'_>,
    id: &CheckId,
    step: &Step<'_>,
    files: Vec<Touched>,
    host: &Host,
) -> Result<Taken, End> {
    let begun = begin(&session.state, host, id.as_str(), step, None, files)?;
    match begun.edit(host)? {
        Ok(number) => session.print(&words::edited(number, session.output.look())).map(|()| Taken::Did),
        Err(why) => {
            session.print(&words::not_changed(step, &why.words(), session.output.look()))?;
            Ok(Taken::Left)
        }
    }
}

async fn start(
    session: &Session<'_>,
    id: &CheckId,
    step: &Step<'_>,
    prepared: Prepared,
    host: &Host,
    (program, args, told): (String, Vec<String>, Vec<String>),
) -> Result<Taken, End> {
    let there = step.fix.folder.as_ref().and_then(|_| host.project()).map(|project| session.host_in(&project.root));
    let host = there.as_ref().unwrap_or(host);
    let leaves_traces = matches!(step.fix.risk, Risk::Safe | Risk::EditsFile | Risk::Installs | Risk::NeedsAdmin);
    let begun = if leaves_traces {
        Some(begin(&session.state, host, id.as_str(), step, Some(told), prepared.files)?)
    } else {
        None
    };
    let left = session.attend_in(host, program, args).await;
    if let Some(begun) = begun {
        match left {
            Left::NotStarted(_) => begun.drop(host)?,
            _ => begun.end(host)?,
        }
    }
    session.print(&words::ended(left.words(), session.output.look()))?;
    Ok(match left {
        Left::Exited(0) => Taken::Did,
        Left::Stopped => Taken::Stopped,
        _ => Taken::Failed,
    })
}

/// The words with what only the learner can say.
async fn answered(session: &Session<'_>, step: &Step<'_>, run: &[String]) -> Heard<Vec<String>> {
    let Some(asked) = &step.fix.ask else { return Heard::Said(run.to_vec()) };
    let Some(talk) = &session.talk else { return Heard::Nothing };
    let answer = match talk.line(&words::asked(&asked.say, session.output.look()), None).await {
        Heard::Said(answer) => answer,
        Heard::Nothing => return Heard::Nothing,
        Heard::Stopped => return Heard::Stopped,
    };
    let answer = answer.trim();
    if answer.is_empty() || answer.starts_with('-') {
        return Heard::Nothing;
    }
    let word = |word: &String| if *word == asked.like { answer.to_owned() } else { word.clone() };
    Heard::Said(run.iter().map(word).collect())
}

/// The program by its full path, and its arguments as a shell would hand them over.
pub(super) fn located(run: &[String], host: &Host) -> Option<(String, Vec<String>)> {
    let (name, args) = run.split_first()?;
    let args = args.iter().map(|word| expanded(word, host)).collect();
    if name == "doctor" {
        return host.own_program().map(|program| (program, args));
    }
    if name.contains(['/', '\\']) {
        let program = host.expand_home(name)?;
        return (host.rules().is_absolute(&program) && !host.is_in_project(&program)).then_some((program, args));
    }
    let hits = host.find_all(name);
    hits.into_iter().find(|hit| host.is_trusted(hit)).map(|hit| (hit.path, args))
}

fn expanded(word: &str, host: &Host) -> String {
    let is_of_home = word.starts_with("~/") || word.starts_with(r"~\");
    if is_of_home { host.expand_home(word).unwrap_or_else(|| word.to_owned()) } else { word.to_owned() }
}

/// The shell for a text, its arguments, and the text.
fn shell(paste: &PasteShown, host: &Host) -> Option<(String, Vec<String>, String)> {
    let machine = host.machine();
    let is_windows = matches!(machine.shell, Shell::Powershell | Shell::Cmd)
        || (machine.os == Os::Windows && machine.shell == Shell::Other);
    let (names, text): (&[&str], _) = match (is_windows, &paste.powershell, &paste.sh) {
        (true, Some(text), _) | (_, Some(text), None) => (&["pwsh", "powershell"], text),
        (true, None, Some(text)) => (&["cmd"], text),
        (false, _, Some(text)) if machine.shell == Shell::Fish => (&["fish"], text),
        (false, _, Some(text)) => (&["bash", "sh"], text),
        (_, None, None) => return None,
    };
    let flags: &[&str] = match names[0] {
        "pwsh" => &["-NoProfile", "-Command"],
        "cmd" => &["/C"],
        _ => &["-c"],
    };
    let find = |name: &&str| host.find_all(name).into_iter().find(|hit| host.is_trusted(hit));
    let program = names.iter().find_map(find)?.path;
    let args = flags.iter().map(|flag| (*flag).to_owned()).chain([text.clone()]).collect();
    Some((program, args, text.clone()))
}

/// Opens a page in the browser; where there is none, the address is on the screen already.
async fn open(session: &Session<'_>, page: &str, host: &Host) -> Result<(), End> {
    if !(page.starts_with("https://") || page.starts_with("http://")) {
        return Ok(());
    }
    let openers: &[&str] = match host.machine().os {
        Os::Macos => &["open"],
        Os::Windows => &["explorer"],
        Os::Linux => &["wslview", "xdg-open"],
    };
    let found = openers.iter().find_map(|name| located(&[(*name).to_owned(), page.to_owned()], host));
    match found {
        Some((program, args)) => {
            session.attend(program, args).await;
            Ok(())
        }
        None => session.print(&words::open_by_hand(page, session.output.look())),
    }
}
