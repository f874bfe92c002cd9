//! All checks and profiles: those built in, and files that are given by name.

mod bearing;
mod compile;
mod data;
mod fixes;
mod probes;
mod profile;
mod shared;
mod source;
mod written;

mod built_in {
    include!(concat!(env!("OUT_DIR"), "/built_in.rs"));
}

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::{Cause, Check, CheckId};
use crate::error::Fault;
use crate::service::Services;

pub use compile::cases_beside;
pub use profile::Profile;
use shared::Shared;
pub(crate) use source::Source;
pub(crate) use written::schema;

/// Tells where installers put tools.
const TOOLS: &str = "checks/tools.toml";

/// Tells what is known of services, one file each.
const SERVICES: &str = "checks/services/";

/// Checks by id, and profiles.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    checks: BTreeMap<CheckId, Arc<Check>>,
    profiles: Vec<Profile>,
    shared: Shared,
}

impl Catalog {
    /// The checks and profiles that doctor carries.
    ///
    /// # Errors
    /// The first fault in any of them.
    pub fn built_in() -> Result<Self, Fault> {
        let catalog = Self::built_in_without(&[])?;
        catalog.links()?;
        Ok(catalog)
    }

    /// What doctor carries of services alone, for whoever needs no checks.
    ///
    /// # Errors
    /// The first fault in what checks share.
    pub fn built_in_services() -> Result<Arc<Services>, Fault> {
        Ok(Self::shared()?.services)
    }

    fn shared() -> Result<Shared, Fault> {
        let mut shared = Shared::default();
        for (file, text) in built_in::FILES {
            let source = Source { file, text };
            match file.strip_prefix(SERVICES).map(|name| name.trim_end_matches(".toml")) {
                Some(name) => shared.add_service(name, source)?,
                None if *file == TOOLS => shared.add_tools(source)?,
                None => {}
            }
        }
        Ok(shared)
    }

    /// The built-in checks but some, which files of the same ids will replace.
    ///
    /// # Errors
    /// The first fault in any of the others.
    pub fn built_in_without(replaced: &[CheckId]) -> Result<Self, Fault> {
        let mut catalog = Self { shared: Self::shared()?, ..Self::default() };
        for (path, text) in built_in::FILES {
            let source = Source { file: path, text };
            let inner = path.trim_start_matches("checks/").trim_end_matches(".toml");
            match inner.split_once('/') {
                Some(("profiles", name)) => catalog.profiles.push(Profile::read(name, source)?),
                None if *path == TOOLS => {}
                Some(("services", _)) => {}
                _ if replaced.iter().any(|id| id.as_str() == inner) => {}
                _ => catalog.add(source)?,
            }
        }
        Ok(catalog)
    }

    /// Adds a check file that is not built in; one with the same id as a built-in check takes its place.
    ///
    /// # Errors
    /// A fault in the file; what it needs is looked at by [`Catalog::links`].
    pub fn with_file(self, file: &str, text: &str) -> Result<(Self, CheckId), Fault> {
        let id = id_of(file)?;
        Ok((self.with_check(id.clone(), file, text)?, id))
    }

    /// The same, with an id that is known already.
    ///
    /// # Errors
    /// As for [`Catalog::with_file`].
    pub fn with_check(mut self, id: CheckId, file: &str, text: &str) -> Result<Self, Fault> {
        let check = compile::compile(id.clone(), Source { file, text }, &self.shared)?;
        self.checks.insert(id, Arc::new(check));
        Ok(self)
    }

    /// The path and the text of a built-in check file, by the check's id.
    pub fn text_of(id: &CheckId) -> Option<(&'static str, &'static str)> {
        let path = format!("checks/{id}.toml");
        built_in::FILES.iter().find(|(known, _)| *known == path).copied()
    }

    pub fn check(&self, id: &CheckId) -> Option<&Check> {
        self.checks.get(id).map(Arc::as_ref)
    }

    /// The same, to be held by several.
    pub fn shared_check(&self, id: &CheckId) -> Option<Arc<Check>> {
        self.checks.get(id).map(Arc::clone)
    }

    /// All checks, by id.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.checks.values().map(Arc::as_ref)
    }

    /// What is known of services.
    pub fn services(&self) -> Arc<Services> {
        Arc::clone(&self.shared.services)
    }

    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id == id)
    }

    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    fn add(&mut self, source: Source<'_>) -> Result<(), Fault> {
        let id = id_of(source.file)?;
        if self.checks.contains_key(&id) {
            return Err(Fault::new(format!("there are two checks `{id}`")).in_file(source.file));
        }
        let check = compile::compile(id.clone(), source, &self.shared)?;
        self.checks.insert(id, Arc::new(check));
        Ok(())
    }

    /// Every need and every profile that a check names must exist, and no check may need itself.
    ///
    /// # Errors
    /// The first need or profile that is not there, or a circle of needs.
    pub fn links(&self) -> Result<(), Fault> {
        let file = |check: &Check| format!("checks/{}.toml", check.id);
        for check in self.checks.values() {
            if let Some(missing) = check.needs.iter().find(|id| !self.checks.contains_key(id)) {
                let area = self.checks.keys().filter(|id| id.area() == missing.area());
                let area: Vec<&str> = area.map(CheckId::as_str).collect();
                let fault = Fault::new(format!("needs `{missing}`, and there is no such check")).in_file(&file(check));
                return Err(if area.is_empty() { fault } else { fault.help(format!("there are: {}", area.join(" "))) });
            }
            if let Some(unknown) = check.profiles.keys().find(|name| self.profile(name).is_none()) {
                let known: Vec<&str> = self.profiles.iter().map(|profile| profile.id.as_str()).collect();
                return Err(Fault::new(format!("there is no profile `{unknown}`"))
                    .in_file(&file(check))
                    .help(format!("profiles: {}", known.join(" "))));
            }
            if self.needed_by(check).contains(&&check.id) {
                return Err(Fault::new(format!("`{}` needs itself, over `needs`", check.id)).in_file(&file(check)));
            }
        }
        Ok(())
    }

    /// The causes whose symptoms stand in a message, the longest symptom first.
    pub fn causes_of(&self, message: &str) -> Vec<(&Check, &Cause)> {
        let message = plain(message);
        let mut found: Vec<(usize, &Check, &Cause)> = Vec::new();
        for check in self.checks.values() {
            for cause in &check.causes {
                let symptoms = cause.symptom.iter().map(|symptom| plain(symptom));
                if let Some(length) =
                    symptoms.filter(|symptom| holds(&message, symptom)).map(|symptom| symptom.len()).max()
                {
                    found.push((length, check, cause));
                }
            }
        }
        found.sort_by_key(|(length, ..)| std::cmp::Reverse(*length));
        found.into_iter().map(|(_, check, cause)| (check, cause)).collect()
    }

    /// Everything that a check needs, directly or through others.
    pub fn needed_by(&self, check: &Check) -> Vec<&CheckId> {
        let mut found: Vec<&CheckId> = Vec::new();
        let mut open: Vec<&CheckId> =
            self.checks.get(&check.id).map_or(Vec::new(), |check| check.needs.iter().collect());
        while let Some(id) = open.pop() {
            if !found.contains(&id) {
                found.push(id);
                open.extend(self.checks.get(id).into_iter().flat_map(|check| &check.needs));
            }
        }
        found
    }
}

/// Whether a symptom stands in a message as words of its own.
fn holds(message: &str, symptom: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    message.match_indices(symptom).any(|(at, _)| {
        let (before, after) = (message[..at].chars().next_back(), message[at + symptom.len()..].chars().next());
        let cut_before = word(before) && word(symptom.chars().next());
        let cut_after = word(after) && word(symptom.chars().next_back());
        !cut_before && !cut_after
    })
}

/// A message as it is compared: lower case, single blanks, straight quotes, no quotes of shells.
fn plain(text: &str) -> String {
    let straight: String =
        text.to_lowercase().chars().map(|c| if matches!(c, '‘' | '’' | '`') { '\'' } else { c }).collect();
    let words: Vec<&str> = straight.split_whitespace().collect();
    let joined = words.join(" ");
    // zsh says it the other way round than bash; both forms are one symptom.
    match joined.split_once("command not found: ") {
        Some((before, after)) => {
            let (name, rest) = after.split_once(' ').unwrap_or((after, ""));
            format!("{before}{name}: command not found {rest}")
        }
        None => joined,
    }
}

/// The id that a path gives: what stands below the last folder `checks`, else the last folder and the name.
///
/// # Errors
/// A path that is not written as `area/name.toml`.
pub fn id_of(file: &str) -> Result<CheckId, Fault> {
    let plain = file.replace('\\', "/");
    let parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let below = match parts.iter().rposition(|part| *part == "checks") {
        Some(at) if parts.len() - at > 2 => &parts[at + 1..],
        _ => &parts[parts.len().saturating_sub(2)..],
    };
    let id = below.join("/");
    id.strip_suffix(".toml").and_then(CheckId::parse).ok_or_else(|| {
        Fault::new("this is not the path of a check")
            .in_file(file)
            .help("a check's file is called area/name.toml, in lower-case letters, digits and hyphens")
    })
}
