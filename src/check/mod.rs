//! A check: what must be true, how it is looked at, what can be wrong, and how each is fixed. Read from one file, fully checked.

mod fix;
mod id;
mod kind;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::condition::{Condition, Expression, Place};
use crate::fact::Fact;
use crate::machine::Platform;
use crate::template::Template;
use crate::tree::{Entry, Node, Value};

pub use fix::{Action, Asked, Change, Fix, Risk, Step, Window, Within};
pub use id::{CheckId, Pattern};
pub(crate) use kind::each_kind;
pub use kind::{Kind, Proof};

/// One check, ready to be asked and judged.
#[derive(Clone, Debug)]
pub struct Check {
    pub id: CheckId,
    /// The healthy condition.
    pub title: String,
    pub why: String,
    pub needs: Vec<CheckId>,
    /// In which profiles it stands, and whether it is required there.
    pub profiles: BTreeMap<String, Requirement>,
    /// Where it means anything; everywhere when empty.
    pub on: Vec<Platform>,
    /// Whether it may come right by itself within minutes.
    pub comes_right: bool,
    /// Facts derived from those of the probes, in an order in which each comes after those that it uses.
    pub lets: Vec<(String, Expression)>,
    /// What is said when nothing is wrong: the first that holds; the title where none does.
    pub pass: Vec<Pass>,
    /// The check's own constants: `data.*` in conditions and sentences.
    pub data: Fact,
    /// In an order in which every probe comes after those that feed it.
    pub probes: Vec<Probe>,
    pub causes: Vec<Cause>,
    pub fixes: Vec<Fix>,
}

/// Whether a profile counts a check towards the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Requirement {
    Required,
    Optional,
}

/// One question that a check asks the machine.
#[derive(Clone, Debug)]
pub struct Probe {
    pub name: String,
    pub kind: Kind,
    pub params: Params,
    pub when: Option<Condition>,
    /// What its answer must be like to tell anything, over its own facts too.
    pub conclusive_when: Option<Condition>,
    /// Asked once for each item of this list, with the item as `item`.
    pub each: Option<Place>,
    pub limit: Duration,
    /// Names of the probes whose facts it needs.
    pub inputs: Vec<String>,
}

/// What is said when nothing is wrong.
#[derive(Clone, Debug)]
pub struct Pass {
    /// When it is said; always where there is none.
    pub when: Option<Condition>,
    pub say: Template,
}

/// A probe's parameters: texts may be sentences over earlier facts.
#[derive(Clone, Debug)]
pub enum Params {
    Text(Template),
    Plain(Node<'static>),
    List(Vec<Params>),
    Table(BTreeMap<String, Params>),
}

/// One way for the check to be wrong.
#[derive(Clone, Debug)]
pub struct Cause {
    pub id: String,
    /// None where nothing on the machine shows it: then it only explains what the learner sees elsewhere.
    pub rule: Option<Rule>,
    pub say: Template,
    pub detail: Option<Template>,
    pub place: Option<Standing>,
    /// What it is about, in a word that stays the same: a name, a path, a host.
    pub about: Option<Template>,
    /// What the learner sees elsewhere when this is the cause: for `doctor explain --error`.
    pub symptom: Vec<String>,
    pub fix: Vec<Step>,
}

/// Where the cause stands: a file, and a line in it.
#[derive(Clone, Debug)]
pub struct Standing {
    pub file: Template,
    pub line: Option<Template>,
}

/// When a cause holds, and how bad that is.
#[derive(Clone, Debug)]
pub struct Rule {
    pub status: Severity,
    pub when: Condition,
    /// Judged for each item of this list.
    pub each: Option<Place>,
    /// How many items it takes.
    pub at_least: usize,
}

/// How bad a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Warn,
    /// Nobody can tell whether it is wrong, and the sentence says why.
    Unknown,
    Fail,
}

impl Params {
    /// The parameters as they are written, with the facts in them by name.
    pub fn written(&self) -> Node<'static> {
        match self {
            Self::Text(template) => Node::text(template.source().to_owned()),
            Self::Plain(node) => node.clone(),
            Self::List(items) => Node::new(Value::List(items.iter().map(Self::written).collect()), 0..0),
            Self::Table(table) => {
                Node::table(table.iter().map(|(name, params)| Entry::new(name.clone(), params.written())).collect())
            }
        }
    }
}

impl Check {
    pub fn fix(&self, id: &str) -> Option<&Fix> {
        self.fixes.iter().find(|fix| fix.id == id)
    }

    pub fn fits(&self, machine: &crate::machine::Machine) -> bool {
        self.on.is_empty() || self.on.iter().any(|platform| machine.is(*platform))
    }
}
