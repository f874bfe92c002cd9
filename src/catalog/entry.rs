//! One check of a catalog: what lists and plans need of it, and the check itself once somebody asks.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::compile::{Depth, compile};
use super::file::OneOrMore;
use super::shared::Shared;
use super::source::Source;
use crate::check::{Check, CheckId, Requirement};
use crate::error::Fault;
use crate::machine::{Machine, Platform};
use crate::tree::{Node, read};

/// What is at the top of a check file: enough to choose and to list.
#[derive(Clone, Debug)]
pub struct Head {
    /// The healthy condition.
    pub title: String,
    pub needs: Vec<CheckId>,
    /// In which profiles it is, and whether it is required there.
    pub profiles: BTreeMap<String, Requirement>,
    /// Where it means anything; everywhere when empty.
    pub on: Vec<Platform>,
}

/// The keys of a head. Others are passed over: whoever compiles the check looks at them.
#[derive(Deserialize)]
struct HeadFile {
    title: String,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    profiles: BTreeMap<String, Requirement>,
    #[serde(default)]
    on: OneOrMore<Platform>,
}

impl Head {
    fn read(source: Source<'_>, node: &Node<'_>) -> Result<Self, Fault> {
        let file: HeadFile = read(node).map_err(|misread| source.misread(&misread))?;
        Ok(Self {
            title: file.title,
            needs: file.needs.iter().filter_map(|id| CheckId::parse(id)).collect(),
            profiles: file.profiles,
            on: file.on.into(),
        })
    }

    pub fn fits(&self, machine: &Machine) -> bool {
        self.on.is_empty() || self.on.iter().any(|platform| machine.is(*platform))
    }
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) head: Head,
    pub(super) file: Cow<'static, str>,
    body: Body,
    check: OnceLock<Arc<Check>>,
}

#[derive(Clone, Debug)]
enum Body {
    BuiltIn(&'static Node<'static>),
    Text(String),
}

impl Entry {
    pub(super) fn built_in(file: &'static str, node: &'static Node<'static>) -> Result<Self, Fault> {
        let head = Head::read(Source { file, text: "" }, node)?;
        Ok(Self { head, file: file.into(), body: Body::BuiltIn(node), check: OnceLock::new() })
    }

    /// A file that is not built in. Only its head is read: the keys before the first table, where TOML has them.
    pub(super) fn given(file: &str, text: String) -> Result<Self, Fault> {
        let head = |text: &str| {
            let source = Source { file, text };
            Node::parse(text).map_err(|misread| source.misread(&misread)).and_then(|node| Head::read(source, &node))
        };
        // All of it is read where a table is the head's own, or a line of a text only looks like a table.
        let top = text.find("\n[").filter(|_| !text.contains("[profiles]")).map(|end| &text[..=end]);
        let head = match top.map(head) {
            Some(Ok(found)) => found,
            _ => head(&text)?,
        };
        Ok(Self { head, file: file.to_owned().into(), body: Body::Text(text), check: OnceLock::new() })
    }

    /// The check, compiled when it is first asked for.
    pub(super) fn check(&self, id: &CheckId, shared: &Shared) -> Result<&Arc<Check>, Fault> {
        if let Some(check) = self.check.get() {
            return Ok(check);
        }
        let compiled = match &self.body {
            Body::BuiltIn(node) => {
                compile(id.clone(), Source { file: &self.file, text: "" }, node, shared, Depth::Deferred)?
            }
            Body::Text(text) => {
                let source = Source { file: &self.file, text };
                let node = Node::parse(text).map_err(|misread| source.misread(&misread))?;
                compile(id.clone(), source, &node, shared, Depth::Full)?
            }
        };
        Ok(self.check.get_or_init(|| Arc::new(compiled)))
    }
}
