//! All checks and profiles: those built in, and files that are given by name. A check is compiled when it is first
//! asked for, so that their number costs start-up next to nothing.

mod causes;
mod compile;
mod constants;
mod credential;
mod entry;
mod file;
mod fixes;
mod probes;
mod profile;
mod questions;
mod shared;
mod source;
mod symptoms;

mod built_in {
    include!(concat!(env!("OUT_DIR"), "/built_in.rs"));
}

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::{Check, CheckId};
use crate::error::Fault;
use crate::service::Services;

pub use compile::cases_beside;
use entry::Entry;
pub use entry::Head;
#[cfg(feature = "schema")]
pub(crate) use file::schema;
pub use profile::Profile;
pub use questions::{by_hand, is_online, looks};
use shared::Shared;
pub(crate) use source::Source;

/// Checks by id, and profiles.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    entries: BTreeMap<CheckId, Entry>,
    profiles: Vec<Profile>,
    shared: Shared,
}

impl Catalog {
    /// The checks and profiles that doctor carries.
    ///
    /// # Errors
    /// The first fault in the head of any of them.
    pub fn built_in() -> Result<Self, Fault> {
        let mut catalog = Self::default();
        for (file, node) in built_in::FILES {
            let inner = file.trim_start_matches("checks/").trim_end_matches(".toml");
            match inner.split_once('/') {
                None | Some(("services", _)) => {}
                Some(("profiles", name)) => {
                    catalog.profiles.push(Profile::read(name, Source { file, text: "" }, node)?);
                }
                Some(_) => {
                    let id = id_of(file)?;
                    catalog.entries.insert(id, Entry::built_in(file, node)?);
                }
            }
        }
        Ok(catalog)
    }

    /// What doctor carries of services alone, for whoever needs no checks.
    ///
    /// # Errors
    /// The first fault in what checks share.
    pub fn built_in_services() -> Result<Arc<Services>, Fault> {
        shared::read_services()
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
        self.add(id.clone(), file, text.to_owned())?;
        self.compiled(&id)?;
        Ok(self)
    }

    /// The same, but only its head is looked at now, and the rest when it is first asked for.
    ///
    /// # Errors
    /// A fault in the head.
    pub fn add(&mut self, id: CheckId, file: &str, text: String) -> Result<(), Fault> {
        self.entries.insert(id, Entry::given(file, text)?);
        Ok(())
    }

    /// A check by its id, compiled.
    ///
    /// # Errors
    /// A fault in its file, or no such check.
    pub fn compiled(&self, id: &CheckId) -> Result<&Arc<Check>, Fault> {
        match self.entries.get(id) {
            Some(entry) => entry.check(id, &self.shared),
            None => Err(Fault::new(format!("there is no check `{id}`"))),
        }
    }

    /// A check by its id; none where there is no such check, or its file is wrong, which [`Catalog::compiled`] tells.
    pub fn check(&self, id: &CheckId) -> Option<&Check> {
        self.compiled(id).ok().map(Arc::as_ref)
    }

    /// The same, to be held by several.
    pub fn shared_check(&self, id: &CheckId) -> Option<Arc<Check>> {
        self.compiled(id).ok().cloned()
    }

    /// All checks, by id. This compiles every one of them.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.entries.keys().filter_map(|id| self.check(id))
    }

    /// The heads of all checks, by id: enough to choose and to list.
    pub fn heads(&self) -> impl Iterator<Item = (&CheckId, &Head)> {
        self.entries.iter().map(|(id, entry)| (id, &entry.head))
    }

    pub fn head(&self, id: &CheckId) -> Option<&Head> {
        self.entries.get(id).map(|entry| &entry.head)
    }

    /// What is known of services.
    pub fn services(&self) -> Arc<Services> {
        Arc::clone(self.shared.services())
    }

    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id == id)
    }

    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// Every need and every profile that a check names must exist, and no check may need itself.
    ///
    /// # Errors
    /// The first need or profile that is not there, or a circle of needs.
    pub fn links(&self) -> Result<(), Fault> {
        for (id, Entry { head, file, .. }) in &self.entries {
            if let Some(missing) = head.needs.iter().find(|id| !self.entries.contains_key(id)) {
                let area = self.entries.keys().filter(|id| id.area() == missing.area());
                let area: Vec<&str> = area.map(CheckId::as_str).collect();
                let fault = Fault::new(format!("needs `{missing}`, and there is no such check")).in_file(file);
                return Err(if area.is_empty() { fault } else { fault.help(format!("there are: {}", area.join(" "))) });
            }
            if let Some(unknown) = head.profiles.keys().find(|name| self.profile(name).is_none()) {
                let known: Vec<&str> = self.profiles.iter().map(|profile| profile.id.as_str()).collect();
                return Err(Fault::new(format!("there is no profile `{unknown}`"))
                    .in_file(file)
                    .help(format!("profiles: {}", known.join(" "))));
            }
            if self.needed_by(id).contains(&id) {
                return Err(Fault::new(format!("`{id}` needs itself, over `needs`")).in_file(file));
            }
        }
        Ok(())
    }

    /// Everything that a check needs, directly or through others.
    pub fn needed_by(&self, id: &CheckId) -> Vec<&CheckId> {
        let needs = |id: &CheckId| self.head(id).map_or(&[][..], |head| &head.needs);
        let mut found: Vec<&CheckId> = Vec::new();
        let mut open: Vec<&CheckId> = needs(id).iter().collect();
        while let Some(id) = open.pop() {
            if !found.contains(&id) {
                found.push(id);
                open.extend(needs(id));
            }
        }
        found
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
