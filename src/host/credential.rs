//! Which credential a program would use, and from where. Values are looked at here and never leave: only verdicts do.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::{Call, Ended, Host, StartFailure, Unseen};
use crate::fact::{Reason, Untold};
use crate::json_path::at;
use crate::machine::Os;
use crate::service::{Entry, Place, Service, Source};

/// Bytes of a file that are read.
const MOST: usize = 8 << 20;

/// How long the keychain may take.
const LIMIT: Duration = Duration::from_secs(5);

/// The exit code of `security` for an entry that is not there.
const NO_SUCH_ENTRY: i64 = 44;

/// A credential that is there, without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub kind: String,
    /// The variable, the file or the keychain, as people name it.
    pub source: String,
    /// The file, where it is kept in one.
    pub file: Option<String>,
    pub expires: Option<Timestamp>,
    /// Whether its owner can renew it; none where that does not show.
    pub renewable: Option<bool>,
}

/// Every credential of a service that is there, the one that is used first.
///
/// # Errors
/// A place that could not be looked at before anything was found: what it holds would win.
pub(super) fn held(host: &Host, service: &Service) -> Result<Vec<Held>, Untold> {
    let mut all = Vec::new();
    for source in &service.source {
        match look(host, source) {
            Ok(Some(held)) => all.push(held),
            Ok(None) => {}
            Err(untold) if all.is_empty() => return Err(untold),
            // Something else is used already.
            Err(_) => {}
        }
    }
    Ok(all)
}

fn look(host: &Host, source: &Source) -> Result<Option<Held>, Untold> {
    let held = |source_name: String| Held {
        kind: source.kind.clone(),
        source: source_name,
        file: None,
        expires: None,
        renewable: None,
    };
    match &source.place {
        Place::Variable(name) => {
            let set = host.var(name).is_some_and(|value| !value.is_empty());
            Ok(set.then(|| held(name.clone())))
        }
        Place::Keychain { service, moved_by } => {
            if host.machine().os != Os::Macos {
                return Ok(None);
            }
            let moved = moved_by.as_deref().and_then(|name| host.var(name)).is_some_and(|value| !value.is_empty());
            if moved {
                return Err(Untold::because(Reason::NotAsked, "an entry of the keychain under another name"));
            }
            Ok(in_keychain(host, service)?.then(|| held("the keychain of this Mac".to_owned())))
        }
        Place::Json(entry) => in_json(host, entry).map(|found| {
            found.map(|found| Held {
                file: Some(found.file.clone()),
                expires: found.expires,
                renewable: found.renewable,
                ..held(found.file)
            })
        }),
    }
}

/// Asks whether an entry exists, without its value: that would open a window.
fn in_keychain(host: &Host, service: &str) -> Result<bool, Untold> {
    let args = ["find-generic-password", "-s", service].map(str::to_owned).to_vec();
    let program = "/usr/bin/security".to_owned();
    let call = Call { program, guards: Vec::new(), args, env: Vec::new(), limit: LIMIT };
    match host.start_one(call) {
        Ended::Exited { code: 0, .. } => Ok(true),
        Ended::Exited { code: NO_SUCH_ENTRY, .. } | Ended::NotStarted(StartFailure::Absent) => Ok(false),
        Ended::Untold(untold) => Err(untold),
        _ => Err(Untold::because(Reason::Locked, "the keychain of this Mac")),
    }
}

/// What stands in a file beside the value.
struct InFile {
    file: String,
    expires: Option<Timestamp>,
    renewable: Option<bool>,
}

fn in_json(host: &Host, entry: &Entry) -> Result<Option<InFile>, Untold> {
    let Some(path) = entry.files.iter().find_map(|file| host.expand(file)) else { return Ok(None) };
    let file = host.shorten(&path);
    let text = match host.read_text(&path, MOST) {
        Ok(text) => text,
        Err(Unseen::Absent) => return Ok(None),
        Err(Unseen::Denied | Unseen::Unreadable) => return Err(Untold::because(Reason::Unreadable, file)),
    };
    // A file that its owner cannot read either holds nothing for it.
    let Ok(json) = serde_json::from_str::<Value>(&text) else { return Ok(None) };
    let holds = |place: &str| at(&json, place).and_then(Value::as_str).is_some_and(|value| !value.is_empty());
    let wanted = entry.wants.as_ref().is_none_or(|wants| {
        let list = at(&json, &wants.list).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|word| word.as_str() == Some(&wants.word)))
    });
    if !holds(&entry.at) || !wanted {
        return Ok(None);
    }
    let time = |place: &Option<String>| {
        let millis = place.as_ref().and_then(|place| at(&json, place)?.as_i64())?;
        Timestamp::from_millisecond(millis).ok()
    };
    let until = time(&entry.renewable_until);
    let renewable = entry.renewed_by.as_ref().map(|place| holds(place) && until.is_none_or(|until| until > host.now()));
    Ok(Some(InFile { file, expires: time(&entry.expires), renewable }))
}
