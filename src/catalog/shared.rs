//! What checks share: where installers put well-known tools beside PATH, and what is known of services.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::source::Source;
use crate::check::Kind;
use crate::error::Fault;
use crate::service::Services;

/// Told once, for every check that asks about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// Paths by the name of the tool, out of `checks/tools.toml`.
    tools: BTreeMap<String, Vec<String>>,
    /// Files under `checks/services/`, by their names without ending.
    pub(super) services: Arc<Services>,
}

impl Shared {
    pub(super) fn add_tools(&mut self, source: Source<'_>) -> Result<(), Fault> {
        self.tools = toml::from_str(source.text).map_err(|error| source.toml_fault(&error))?;
        Ok(())
    }

    pub(super) fn add_service(&mut self, name: &str, source: Source<'_>) -> Result<(), Fault> {
        let service = toml::from_str(source.text).map_err(|error| source.toml_fault(&error))?;
        Arc::make_mut(&mut self.services).add(name, service);
        Ok(())
    }

    /// Fills in what a question names and everybody shares, and looks that it is there.
    pub(super) fn complete(&self, kind: Kind, params: &mut DeTable<'_>) -> Result<(), String> {
        match kind {
            Kind::Tool => self.paths(params),
            Kind::Credential | Kind::Setting => self.service(params)?,
            _ => {}
        }
        Ok(())
    }

    /// Adds the paths of a known tool to a question that names none of its own.
    fn paths(&self, params: &mut DeTable<'_>) {
        let name = params.get("name").and_then(|name| name.get_ref().as_str());
        let known = name.and_then(|name| self.tools.get(name));
        let (Some(paths), false) = (known, params.contains_key("also")) else { return };
        let path = |path: &String| Spanned::new(0..0, DeValue::String(path.clone().into()));
        let paths = DeValue::Array(paths.iter().map(path).collect());
        params.insert(Spanned::new(0..0, "also".into()), Spanned::new(0..0, paths));
    }

    fn service(&self, params: &DeTable<'_>) -> Result<(), String> {
        let Some(name) = params.get("service").and_then(|name| name.get_ref().as_str()) else { return Ok(()) };
        if self.services.get(name).is_none() {
            let known: Vec<&str> = self.services.names().collect();
            return Err(format!("there is no service `{name}`; there are: {}", known.join(" ")));
        }
        Ok(())
    }
}
