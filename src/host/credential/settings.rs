//! What the owner of a service has set: variables of the terminal and those in its files, in its order.

use serde_json::Value;

use crate::document::{Format, parse};
use crate::dotenv;
use crate::fact::{Reason, Unknown};
use crate::host::{Host, Unseen};
use crate::json_path::at;
use crate::service::{Service, Settings, SettingsFile, Trust};

/// Something that is set, and where. May be a secret.
pub struct Setting {
    pub value: String,
    /// The variable, or the file, as people name it.
    pub source: String,
    pub path: Option<String>,
    /// The line of a file of lines, from 1.
    pub line: Option<usize>,
    /// Whether the file belongs to the project.
    pub of_project: bool,
}

/// What is looked for among settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingName {
    /// A variable, of the terminal or set in a file.
    Variable(String),
    /// The place of a setting in the owner's own files.
    Setting(String),
}

/// A path of a service file, with `{folder}` filled in; none where something in it is not known here.
pub(super) fn place(host: &Host, service: &Service, path: &str) -> Option<String> {
    match path.strip_prefix("{folder}") {
        Some(rest) => folder(host, service).map(|folder| host.rules().clean(&format!("{folder}{rest}"))),
        None => host.expand(path),
    }
}

/// The folder in which the owner keeps its files on this machine.
pub(in crate::host) fn folder(host: &Host, service: &Service) -> Option<String> {
    let here = service.folders.iter().filter(|folder| folder.on.is_none_or(|os| os == host.machine().os));
    here.filter_map(|folder| {
        let path = host.expand(&folder.path)?;
        (!folder.if_there || host.look(&path).is_ok()).then_some(path)
    })
    .next()
}

/// A variable. An empty one counts as unset; in a file it ends the search too, as it does for the owners that have such files.
pub(super) fn variable(host: &Host, service: &Service, name: &str) -> Result<Option<Setting>, Unknown> {
    let in_part = |file: &SettingsFile| format!("{}.{name}", file.part.as_deref().unwrap_or("env"));
    for settings in &service.settings {
        let found = match settings {
            Settings::Terminal(_) => {
                let value = host.var(name).filter(|value| !value.is_empty());
                value.map(|value| Setting { value, source: name.to_owned(), path: None, line: None, of_project: false })
            }
            Settings::Json(file) => in_document(host, service, file, Format::Json, &in_part(file))?,
            Settings::Jsonc(file) => in_document(host, service, file, Format::Jsonc, &in_part(file))?,
            Settings::Toml(file) => in_document(host, service, file, Format::Toml, &in_part(file))?,
            Settings::Dotenv(file) => in_dotenv(host, service, file, name)?,
        };
        if let Some(found) = found {
            return Ok(Some(found).filter(|found| !found.value.is_empty()));
        }
    }
    Ok(None)
}

/// A setting that stands in the owner's files beside its variables.
pub(super) fn setting(host: &Host, service: &Service, path: &str) -> Result<Option<Setting>, Unknown> {
    for settings in &service.settings {
        if let Settings::Json(file) = settings
            && let Some(found) = in_document(host, service, file, Format::Json, path)?
        {
            return Ok(Some(found).filter(|found| !found.value.is_empty()));
        }
    }
    Ok(None)
}

fn in_document(
    host: &Host,
    service: &Service,
    file: &SettingsFile,
    format: Format,
    name: &str,
) -> Result<Option<Setting>, Unknown> {
    let Some(path) = counted(host, service, file) else { return Ok(None) };
    let text = match host.read_settings(&path) {
        Ok(text) => text,
        Err(Unseen::Absent) => return Ok(None),
        Err(Unseen::Denied | Unseen::Unreadable) => return unreadable(host, &path),
    };
    // A damaged file counts for nothing, and its owner says no word of it.
    let Some(json) = parse(&text, format) else { return Ok(None) };
    let value = match at(&json, name) {
        Some(Value::String(text)) => text.clone(),
        Some(other @ (Value::Number(_) | Value::Bool(_))) => other.to_string(),
        _ => return Ok(None),
    };
    let of_project = host.is_of_project(&path);
    Ok(Some(Setting { value, source: host.shorten(&path), path: Some(path), line: None, of_project }))
}

fn in_dotenv(host: &Host, service: &Service, file: &SettingsFile, name: &str) -> Result<Option<Setting>, Unknown> {
    let Some(path) = counted(host, service, file) else { return Ok(None) };
    let bytes = match host.read_whole(&path, host.most_settings(&path)) {
        Ok(bytes) => bytes,
        Err(Unseen::Absent) => return Ok(None),
        Err(Unseen::Denied | Unseen::Unreadable) => return unreadable(host, &path),
    };
    let text = String::from_utf8_lossy(&bytes);
    Ok(dotenv::find(&text, name).map(|line| {
        let source = format!("{name} in {}", host.shorten(&path));
        let of_project = host.is_of_project(&path);
        Setting { value: line.value.to_owned(), source, path: Some(path), line: Some(line.number), of_project }
    }))
}

/// A project's file that cannot be read is no reason to know nothing of the rest.
fn unreadable(host: &Host, path: &str) -> Result<Option<Setting>, Unknown> {
    if host.is_of_project(path) && host.look(path).is_ok_and(|seen| seen.what != crate::host::What::File) {
        return Ok(None);
    }
    Err(Unknown::because(Reason::Unreadable, host.shorten(path)))
}

/// The path of a settings file, where it counts on this machine.
fn counted(host: &Host, service: &Service, file: &SettingsFile) -> Option<String> {
    if file.on.is_some_and(|os| os != host.machine().os) {
        return None;
    }
    if file.if_trusted.as_ref().is_some_and(|trust| !is_trusted(host, service, trust)) {
        return None;
    }
    place(host, service, &file.file)
}

fn is_trusted(host: &Host, service: &Service, trust: &Trust) -> bool {
    let path = trust.files.iter().find_map(|file| place(host, service, file));
    let text = path.and_then(|path| host.read_settings(&path).ok());
    let Some(json) = text.and_then(|text| parse(&text, Format::Json)) else { return false };
    let projects = at(&json, &trust.projects).and_then(Value::as_object);
    let folders = [host.project().map(|project| project.root.clone()), host.folder().map(str::to_owned)];
    let said_yes = |folder: &String| {
        let known = projects.into_iter().flatten().find(|(known, _)| host.rules().same(known, folder));
        known.is_some_and(|(_, project)| project.get(&trust.yes) == Some(&Value::Bool(true)))
    };
    folders.iter().flatten().any(said_yes)
}
