//! Keys that a project's `doctor.toml` says to live with, each by its fingerprint: without commit and line, so that it
//! stays the same when the history is written anew.

use jiff::civil::Date;

use super::report::{Accepted, Notice, Report, ReportedKey, Status};
use crate::settings::{Acceptance, LEAKS, Settings};

/// Lets the settings count. An accepted key becomes a note; one that its service still accepts counts whatever they say.
/// Only where `everywhere` was looked at is a key gone that was not found.
pub fn accept(report: &mut Report, settings: &Settings, today: Date, everywhere: bool) {
    let is_gone = everywhere && report.gaps.is_empty();
    let mine = settings.accept.iter().filter(|set| set.value.check == LEAKS);
    for set in mine {
        let Acceptance { cause, about, reason, until, .. } = &set.value;
        let names = |told: &&mut ReportedKey| told.rule == *cause && told.fingerprint == *about;
        let mut named = report.findings.iter_mut().filter(names).peekable();
        let say = match named.peek() {
            None if !is_gone => None,
            None => {
                let about = about.as_deref().unwrap_or_default();
                Some(format!("there is no {cause} {about} any more, so this can go"))
            }
            Some(told) if told.status == Status::Live => {
                Some(format!("the key {} still works, and such a key counts whatever is accepted", told.masked))
            }
            Some(told) if *until < today => {
                Some(format!("the key {} was accepted until {until}, and that day is over: decide again", told.masked))
            }
            Some(_) => None,
        };
        match say {
            Some(say) => report.notices.push(Notice { say, line: settings.line(set) }),
            None => named.for_each(|told| {
                told.note = true;
                told.accepted = Some(Accepted { reason: reason.clone(), until: until.to_string() });
            }),
        }
    }
    report.judge();
}
