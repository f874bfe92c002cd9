//! `doctor fix --undo`: takes a change back, and never overwrites what somebody changed since.

use crate::command::End;
use crate::error::Fault;
use crate::fix::journal::{self, Entry, Event, Fate};
use crate::host::{Host, Snapshot, State, remove_created, replace, snapshot};
use crate::report::written_time;

/// A file that is put back: what stands there, and what stood there before.
#[derive(Debug)]
pub(super) struct Back {
    path: String,
    now: Snapshot,
    before: Snapshot,
    created: Vec<String>,
}

/// For as many days a change can be taken back. Copies may hold keys, so they are not kept for ever.
const KEPT_DAYS: i64 = 30;

/// Settles what an interrupted doctor left open, as far as the files show it, and drops copies that are too old.
pub(super) fn settle(state: &State, host: &Host) -> Result<(), Fault> {
    for entry in journal::entries(&state.journal()?) {
        let then: Option<jiff::Timestamp> = entry.at.parse().ok();
        if then.is_some_and(|then| host.now().duration_since(then).as_hours() > KEPT_DAYS * 24) {
            entry.change.files.iter().filter_map(|kept| kept.copy.as_deref()).for_each(|copy| state.drop_copy(copy));
        }
        if entry.fate != Fate::Begun || entry.change.run.is_some() {
            continue;
        }
        let now: Vec<String> = entry.change.files.iter().map(|kept| super::change::mark(&kept.path)).collect();
        let files = || entry.change.files.iter().zip(&now);
        let event = if files().all(|(kept, now)| kept.before == *now) {
            Event::Dropped
        } else if files().all(|(kept, now)| kept.becomes.as_ref() == Some(now)) {
            Event::Done { after: now }
        } else {
            continue;
        };
        state.note(&journal::line(entry.number, written_time(host.now()), event))?;
    }
    Ok(())
}

/// The change to take back: the one with the number, or the last that stands.
pub(super) fn chosen(entries: &[Entry], number: Option<u64>) -> Result<&Entry, Fault> {
    let Some(number) = number else {
        let last = entries.iter().rev().find(|entry| entry.stands());
        return last.ok_or_else(|| Fault::new("doctor has changed nothing that could be taken back"));
    };
    let entry = entries.iter().find(|entry| entry.number == number);
    let Some(entry) = entry.filter(|entry| entry.fate != Fate::Dropped) else {
        return Err(Fault::new(format!("there is no change {number}")).help("doctor fix --changes lists them"));
    };
    if entry.fate == Fate::Undone {
        return Err(Fault::new(format!("change {number} was taken back already")));
    }
    let later = entries.iter().find(|later| {
        later.number > number && later.stands() && entry.change.files.iter().any(|kept| later.touched(&kept.path))
    });
    match later {
        Some(later) => Err(Fault::new(format!("change {} wrote to the same file later", later.number))
            .help(format!("take that back first: doctor fix --undo {}", later.number))),
        None => Ok(entry),
    }
}

/// What has to be put back. Looks at all files before the first is touched.
pub(super) fn to_put_back(entry: &Entry, state: &State) -> Result<Vec<Back>, Fault> {
    let mut all = Vec::new();
    for (at, kept) in entry.change.files.iter().enumerate() {
        let now = snapshot(&kept.path).map_err(|why| Fault::new(format!("{}: {}", kept.path, why.words())))?;
        if now.mark() == kept.before {
            continue;
        }
        let after = match &entry.fate {
            Fate::Done { after } => after.get(at).cloned(),
            _ => None,
        };
        if after.as_ref() != Some(&now.mark()) {
            let copy = kept.copy.as_ref().map(|copy| format!("; the old content is in {}", state.place_of(copy)));
            return Err(Fault::new(format!("{} was changed since, and doctor does not overwrite that", kept.path))
                .help(format!("open it and take the change out by hand{}", copy.unwrap_or_default())));
        }
        let before = before(&kept.before, kept.copy.as_deref(), state)?;
        all.push(Back { path: kept.path.clone(), now, before, created: kept.created.clone() });
    }
    Ok(all)
}

/// What stood there, from its mark and the copy.
fn before(mark: &str, copy: Option<&str>, state: &State) -> Result<Snapshot, Fault> {
    let mut words = mark.splitn(3, ' ');
    let kind = words.next().unwrap_or_default();
    let mode = || mark.split(' ').nth(1).and_then(|mode| u32::from_str_radix(mode, 8).ok());
    let snapshot = match (kind, copy) {
        ("file", Some(copy)) => {
            let gone = |_| {
                Fault::new(format!("the copy is gone: doctor keeps copies for {KEPT_DAYS} days"))
                    .help("take the change out by hand")
            };
            Snapshot::File { bytes: state.copy(copy).map_err(gone)?, mode: mode() }
        }
        ("link", _) => Snapshot::Link { to: mark.trim_start_matches("link ").to_owned() },
        ("folder", _) => Snapshot::Folder { mode: mode() },
        ("sealed", _) => {
            let size = mark.rsplit(' ').next().and_then(|size| size.parse().ok()).unwrap_or(0);
            Snapshot::Sealed { mode: mode(), size }
        }
        _ => Snapshot::Absent,
    };
    if snapshot.mark() != mark {
        return Err(Fault::new("the copy that doctor kept is damaged, so nothing was put back"));
    }
    Ok(snapshot)
}

/// Puts the files back.
pub(super) fn put_back(files: &[Back]) -> Result<(), Fault> {
    for file in files {
        replace(&file.path, &file.now, &file.before)
            .map_err(|why| Fault::new(format!("{} was not put back: {}", file.path, why.words())))?;
        remove_created(&file.created);
    }
    Ok(())
}

/// Writes down that it was taken back, and forgets the copies.
pub(super) fn forget(entry: &Entry, state: &State, host: &Host) -> Result<(), End> {
    state.note(&journal::line(entry.number, written_time(host.now()), Event::Undone))?;
    entry.change.files.iter().filter_map(|kept| kept.copy.as_deref()).for_each(|copy| state.drop_copy(copy));
    Ok(())
}
