//! Profiles: who the report is for, and in which order areas are told.

use serde::Deserialize;

use super::source::Source;
use crate::error::Fault;
use crate::tree::{Node, read};

/// One file under `checks/profiles/`. Which checks belong to it stands in the checks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The file's name without its ending.
    #[serde(skip)]
    pub id: String,
    pub title: String,
    /// Areas in the order in which they are told; others follow by name.
    pub areas: Vec<String>,
}

impl Profile {
    pub(super) fn read(id: &str, source: Source<'_>, node: &Node<'_>) -> Result<Self, Fault> {
        let profile: Self = read(node).map_err(|misread| source.misread(&misread))?;
        Ok(Self { id: id.to_owned(), ..profile })
    }

    /// The place of an area in the order.
    pub fn rank(&self, area: &str) -> usize {
        self.areas.iter().position(|known| known == area).unwrap_or(self.areas.len())
    }
}
