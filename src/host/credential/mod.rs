//! Which credential a program would use, and from where. Values are looked at here and never leave: only verdicts do.

mod carried;
mod env_file;
mod keychain;
mod secret;
mod settings;

use jiff::{Span, Timestamp};
use serde_json::Value;

use super::{Host, Unseen};
use crate::document::{Format, parse};
use crate::fact::{Reason, Unknown};
use crate::json_path::at;
use crate::service::{Declined, Entry, Flaw, Holds, Looks, Place, Service, Services, Source};

pub(super) use carried::{Carried, about, carried};
pub use env_file::{EnvFile, EnvLine, LineState, Misfit};
pub(super) use env_file::{env_file, env_variable, judged};
pub(super) use secret::Met;
pub use secret::Secret;
pub(super) use settings::folder;
pub use settings::{Setting, SettingName};

/// Before this no refresh token was given out, so an earlier end is none.
const FIRST_END: &str = "2025-01-01T00:00:00Z";
const LAST_END_YEARS: i64 = 10;

/// A credential that is there, without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub kind: String,
    /// The variable, the file or the keychain, as people name it.
    pub source: String,
    /// The file, where it is kept in one.
    pub file: Option<String>,
    /// The line of that file, from 1, where it is one of lines.
    pub line: Option<usize>,
    /// Whether that file belongs to the project.
    pub of_project: bool,
    /// Which kind of key it is, what people call it, and what is wrong with it, as far as the value shows.
    pub key: Option<String>,
    pub title: Option<String>,
    pub flaw: Option<Flaw>,
    /// What it is, where its service says that it is no secret, such as the number of an account.
    pub value: Option<String>,
    /// Whether others on this computer may read the file; none where the platform does not tell.
    pub open_to_others: Option<bool>,
    pub expires: Option<Timestamp>,
    /// Whether its owner can renew it; none where that does not show.
    pub renewable: Option<bool>,
    /// Whether the user told the owner not to use it; none where the owner asks nobody, or its notes cannot be read.
    pub declined: Option<bool>,
}

/// A credential with what may be sent of it.
pub(super) struct Found {
    pub(super) held: Held,
    pub(super) sendable: Option<Sendable>,
}

/// A value that may go to its service.
pub(super) struct Sendable {
    pub(super) value: Secret,
    /// What belongs to it, such as an e-mail address.
    pub(super) with: Option<Secret>,
}

/// Which credentials are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    pub services: &'a Services,
    /// The name of a service.
    pub service: &'a str,
    /// Only sources of these kinds; all when empty.
    pub kinds: &'a [String],
}

/// Every credential of a service that is there, the one that is used first.
///
/// # Errors
/// A place that could not be looked at before anything was found: what it holds would win.
pub(super) fn held(host: &Host, sought: Sought<'_>) -> Result<Vec<Found>, Unknown> {
    let Some(service) = sought.services.get(sought.service) else { return Ok(Vec::new()) };
    let here = |source: &&Source| {
        source.on.is_none_or(|os| os == host.machine().os)
            && (sought.kinds.is_empty() || sought.kinds.contains(&source.kind))
    };
    let mut all = Vec::new();
    for source in service.sources.iter().filter(here) {
        match look(host, sought, service, source) {
            Ok(Some(found)) => all.push(found),
            Ok(None) => {}
            Err(unknown) if all.is_empty() => return Err(unknown),
            // Something else is used already.
            Err(_) => {}
        }
    }
    Ok(all)
}

/// A setting of a service's owner, as it stands: the caller shows only what is no secret.
///
/// # Errors
/// A file that may hold it and could not be read.
pub(super) fn setting(host: &Host, service: &Service, name: &SettingName) -> Result<Option<Setting>, Unknown> {
    match name {
        SettingName::Variable(name) => settings::variable(host, service, name),
        SettingName::Setting(path) => settings::setting(host, service, path),
    }
}

fn look(host: &Host, sought: Sought<'_>, service: &Service, source: &Source) -> Result<Option<Found>, Unknown> {
    let found =
        match &source.place {
            Place::Variable { name, with, unless } => variable(host, service, name, with, unless)?,
            Place::Setting(name) => settings::setting(host, service, name)?.map(|set| Raw::from(set, None)),
            Place::InFile(entry) => in_file(host, service, entry)?,
            Place::File(file) => settings::place(host, service, file)
                .filter(|path| host.look(path).is_ok())
                .map(|path| Raw::in_file(host, path, String::new())),
            Place::Keychain { service, moved_by } => keychain::holds(host, service, moved_by.as_deref())?
                .then(|| Raw { value: String::new(), source: keychain::NAME.to_owned(), ..Raw::default() }),
        };
    let Some(raw) = found else { return Ok(None) };
    let sign = match &source.holds {
        Holds::MaybeIn(place) => return Err(Unknown::because(Reason::NotAsked, place.as_str())),
        Holds::SignOf(place) => Some(place),
        Holds::Value if raw.value.is_empty() => Some(&raw.source),
        Holds::Value => None,
    };
    if sign.is_none() && raw.line.is_some() && is_reference(&raw.value) {
        return Err(Unknown::because(Reason::NotAsked, format!("what {} refers to", raw.source)));
    }
    // Blanks at the end are taken off wherever a key is sent; the number of an account goes into an address instead.
    let dropped: &[char] = if service.drops_line_ends { &[' ', '\t', '\r', '\n'] } else { &[' ', '\t'] };
    let kept = raw.value.trim_end_matches(dropped);
    let kept = if kept.is_empty() || sought.services.may_show(sought.service, kept) { &raw.value } else { kept };
    let looks = match sign {
        Some(_) => Looks::default(),
        None => sought.services.look_at(sought.service, &source.keys, kept),
    };
    let public = looks.key.is_some() && sought.services.may_show(sought.service, &raw.value);
    // A sign of a secret is none: the name of a program or of a user may stand anywhere. Neither is a word of doctor's
    // own, which somebody wrote in the place of a key: hidden, it would be missing in every other answer.
    if sign.is_none() && !public && !sought.services.say(&raw.value) {
        host.met().remember(&raw.value);
    }
    let held = Held {
        // In the place of a key even what looks like a number may be a piece of one.
        value: (public && looks.flaw.is_none()).then(|| raw.value.clone()),
        kind: source.kind.clone(),
        source: sign.unwrap_or(&raw.source).clone(),
        open_to_others: raw.path.as_ref().filter(|_| sign.is_none()).and_then(|path| open_to_others(host, path)),
        file: raw.path.as_ref().map(|path| host.shorten(path)),
        line: raw.line,
        of_project: raw.path.as_ref().is_some_and(|path| host.is_of_project(path)),
        key: looks.key,
        title: looks.title,
        flaw: looks.flaw,
        expires: raw.expires,
        renewable: raw.renewable,
        declined: source.declined_in.as_ref().and_then(|list| declined(host, service, list, &raw.value)),
    };
    let sendable =
        (looks.sendable && !source.stays).then(|| Sendable { value: Secret::new(kept.to_owned()), with: raw.with });
    Ok(Some(Found { held, sendable }))
}

/// Whether a line of a file only says where the value is kept, for a program that puts it in: a password manager's
/// `op://…`, the encrypted values of dotenvx, another variable.
fn is_reference(value: &str) -> bool {
    let elsewhere = value.contains("://") && !value.starts_with("http");
    elsewhere || value.starts_with("encrypted:") || value.starts_with('$') || value.contains("${")
}

/// What was found in a place, with its value.
#[derive(Default)]
struct Raw {
    /// Empty where only its presence is known.
    value: String,
    with: Option<Secret>,
    source: String,
    path: Option<String>,
    line: Option<usize>,
    expires: Option<Timestamp>,
    renewable: Option<bool>,
}

impl Raw {
    fn from(set: Setting, with: Option<Secret>) -> Self {
        Self { value: set.value, with, source: set.source, path: set.path, line: set.line, ..Self::default() }
    }

    fn in_file(host: &Host, path: String, value: String) -> Self {
        Self { value, source: host.shorten(&path), path: Some(path), ..Self::default() }
    }
}

fn variable(
    host: &Host,
    service: &Service,
    name: &str,
    with: &[String],
    unless: &[String],
) -> Result<Option<Raw>, Unknown> {
    let is_off = |set: &Setting| unless.iter().any(|off| set.value.trim().eq_ignore_ascii_case(off));
    let Some(set) = settings::variable(host, service, name)?.filter(|set| !is_off(set)) else { return Ok(None) };
    if with.is_empty() {
        return Ok(Some(Raw::from(set, None)));
    }
    for other in with {
        if let Some(other) = settings::variable(host, service, other)? {
            return Ok(Some(Raw::from(set, Some(Secret::new(other.value)))));
        }
    }
    Ok(None)
}

fn in_file(host: &Host, service: &Service, entry: &Entry) -> Result<Option<Raw>, Unknown> {
    let Some(path) = entry.files.iter().find_map(|file| settings::place(host, service, file)) else { return Ok(None) };
    let json = match host.read_settings(&path) {
        Ok(text) => parse(&text, entry.format),
        Err(Unseen::Absent) => return Ok(None),
        Err(Unseen::Denied | Unseen::Unreadable) => {
            return Err(Unknown::because(Reason::Unreadable, host.shorten(&path)));
        }
    };
    // A file that its owner cannot read either holds nothing for it.
    let Some(json) = json else { return Ok(None) };
    let text = |place: &str| at(&json, place).and_then(Value::as_str).filter(|value| !value.is_empty());
    let wanted = entry.wants.as_ref().is_none_or(|wants| {
        let list = at(&json, &wants.list).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|word| word.as_str() == Some(&wants.word)))
    });
    let Some(value) = text(&entry.at).filter(|_| wanted) else { return Ok(None) };
    let time = |place: &Option<String>| at(&json, place.as_ref()?).and_then(time);
    let until = time(&entry.renewable_until).filter(|until| is_likely(*until, host.now()));
    let renewable =
        entry.renewed_by.as_ref().map(|place| text(place).is_some() && until.is_none_or(|until| until > host.now()));
    Ok(Some(Raw { expires: time(&entry.expires), renewable, ..Raw::in_file(host, path, value.to_owned()) }))
}

fn declined(host: &Host, service: &Service, notes: &Declined, value: &str) -> Option<bool> {
    let path = notes.files.iter().find_map(|file| settings::place(host, service, file))?;
    let text = match host.read_settings(&path) {
        Ok(text) => text,
        Err(Unseen::Absent) => return Some(false),
        Err(Unseen::Denied | Unseen::Unreadable) => return None,
    };
    let json = parse(&text, Format::Json)?;
    let skipped = value.chars().count().saturating_sub(notes.last);
    let end: String = value.chars().skip(skipped).collect();
    let list = at(&json, &notes.list).and_then(Value::as_array);
    Some(list.is_some_and(|list| list.iter().any(|known| known.as_str() == Some(&end))))
}

/// Milliseconds since 1970, or a time in words.
fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(millis) => Timestamp::from_millisecond(millis.as_i64()?).ok(),
        Value::String(words) => words.parse().ok(),
        _ => None,
    }
}

/// Whether the end of a refresh token is one that its owner believes.
fn is_likely(end: Timestamp, now: Timestamp) -> bool {
    let last = now.checked_add(Span::new().hours(LAST_END_YEARS * 8766));
    FIRST_END.parse().is_ok_and(|first: Timestamp| end >= first) && last.is_ok_and(|last| end <= last)
}

fn open_to_others(host: &Host, path: &str) -> Option<bool> {
    host.look(path).ok()?.mode.map(|mode| mode & 0o077 != 0)
}

#[cfg(test)]
mod tests;
