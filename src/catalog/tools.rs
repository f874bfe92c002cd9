//! Where installers put well-known tools beside PATH: told once, for every check that asks for one.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::source::Source;
use crate::check::Kind;
use crate::error::Fault;

/// Paths by the name of the tool, out of `checks/tools.toml`.
#[derive(Clone, Debug, Default)]
pub(super) struct Tools(BTreeMap<String, Vec<String>>);

impl Tools {
    pub(super) fn read(source: Source<'_>) -> Result<Self, Fault> {
        toml::from_str(source.text).map(Self).map_err(|error| source.toml_fault(&error))
    }

    /// Adds the paths of a known tool to a question that names none of its own.
    pub(super) fn complete(&self, kind: Kind, params: &mut DeTable<'_>) {
        let name = params.get("name").and_then(|name| name.get_ref().as_str());
        let known = name.and_then(|name| self.0.get(name));
        let (Kind::Tool, Some(paths), false) = (kind, known, params.contains_key("also")) else { return };
        let path = |path: &String| Spanned::new(0..0, DeValue::String(path.clone().into()));
        let paths = DeValue::Array(paths.iter().map(path).collect());
        params.insert(Spanned::new(0..0, "also".into()), Spanned::new(0..0, paths));
    }
}
