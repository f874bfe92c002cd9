//! What checks share: where installers put well-known tools beside PATH, what is known of services, and common fixes.
//! Read when it is first needed.

use std::sync::{Arc, OnceLock};

use super::built_in;
use super::source::Source;
use crate::check::Kind;
use crate::error::Fault;
use crate::service::Services;
use crate::tree::{Entry, Node, read};

/// Tells where installers put tools.
const TOOLS: &str = "checks/tools.toml";

/// Holds the fixes that several checks have in common.
const FIXES: &str = "checks/fixes.toml";

/// Tells what is known of services, one file each.
const SERVICES: &str = "checks/services/";

/// Told once, for every check that asks about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// Files under `checks/services/`, by their names without ending.
    services: OnceLock<Arc<Services>>,
}

impl Shared {
    /// What is known of services. Those that are built in are right, as tests say.
    pub(super) fn services(&self) -> &Arc<Services> {
        self.services.get_or_init(|| read_services().unwrap_or_default())
    }

    /// A common fix, by its id such as `gh:login`, and the file that it is from.
    pub(super) fn fix(&self, id: &str) -> Option<(&'static str, &'static Node<'static>)> {
        let (group, name) = id.split_once(':')?;
        Some((FIXES, file(FIXES)?.get(group)?.get(name)?))
    }

    /// Every common fix, by its id.
    pub(super) fn fixes() -> Vec<String> {
        let groups = file(FIXES).map_or(&[][..], Node::entries);
        groups
            .iter()
            .flat_map(|group| group.node.entries().iter().map(move |fix| format!("{}:{}", group.key, fix.key)))
            .collect()
    }

    /// Adds to a question what it names and everybody shares, and looks that it is there.
    ///
    /// # Errors
    /// A service that there is not, in words.
    pub(super) fn complete<'t>(&self, kind: Kind, mut params: Vec<Entry<'t>>) -> Result<Vec<Entry<'t>>, String> {
        let text = |key: &str| params.iter().find(|entry| entry.key == key).and_then(|entry| entry.node.as_text());
        match kind {
            Kind::Tool if !params.iter().any(|entry| entry.key == "also") => {
                let paths = text("name").and_then(|name| file(TOOLS)?.get(name));
                params.extend(paths.map(|paths| Entry::new("also", paths.clone())));
            }
            Kind::Credential | Kind::Setting => {
                if let Some(name) = text("service").filter(|name| self.services().get(name).is_none()) {
                    let known: Vec<&str> = self.services().names().collect();
                    return Err(format!("there is no service `{name}`; there are: {}", known.join(" ")));
                }
            }
            _ => {}
        }
        Ok(params)
    }
}

/// A file that is built in.
fn file(path: &str) -> Option<&'static Node<'static>> {
    built_in::FILES.iter().find(|(known, _)| *known == path).map(|(_, node)| node)
}

/// Everything under `checks/services/`.
///
/// # Errors
/// The first fault in any of these files.
pub(super) fn read_services() -> Result<Arc<Services>, Fault> {
    let mut services = Services::default();
    for (file, node) in built_in::FILES {
        let Some(name) = file.strip_prefix(SERVICES) else { continue };
        let service = read(node).map_err(|misread| Source { file, text: "" }.misread(&misread))?;
        services.add(name.trim_end_matches(".toml"), service);
    }
    Ok(Arc::new(services))
}
