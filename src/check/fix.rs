//! Fixes: what to do about a cause, with its risk.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::machine::{Machine, Platform};
use crate::template::Template;

/// One thing to do.
#[derive(Clone, Debug)]
pub struct Fix {
    pub id: String,
    pub title: Template,
    /// Where it can be done; everywhere when empty.
    pub on: Vec<Platform>,
    pub when: Option<Condition>,
    pub action: Action,
    pub risk: Risk,
}

/// The closed list of ways to do something.
#[derive(Clone, Debug)]
pub enum Action {
    /// A program and its arguments, one text each.
    Run(Vec<Template>),
    /// Text to paste into a shell; shown and never run.
    Paste {
        sh: Option<Template>,
        powershell: Option<Template>,
    },
    /// A page to open in the browser.
    Open(Template),
    /// Words.
    Text(Template),
    Edit {
        file: Template,
        change: Change,
    },
}

/// A change to a file.
#[derive(Clone, Debug)]
pub enum Change {
    /// The number of the line, counted from 1.
    RemoveLine(Template),
    AppendLine(Template),
}

/// What a fix may touch, from the mildest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    Safe,
    EditsFile,
    Installs,
    SignsIn,
    NeedsAdmin,
    CostsMoney,
    Manual,
}

/// One step of a cause's fix: a fix by id, or the first of several that fits this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    One(String),
    FirstThatFits(Vec<String>),
}

impl Step {
    pub fn ids(&self) -> &[String] {
        match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::FirstThatFits(ids) => ids,
        }
    }
}

impl Fix {
    /// Every text of the fix.
    pub fn texts(&self) -> Vec<&Template> {
        let mut texts = vec![&self.title];
        match &self.action {
            Action::Run(words) => texts.extend(words),
            Action::Paste { sh, powershell } => texts.extend(sh.iter().chain(powershell)),
            Action::Open(text) | Action::Text(text) => texts.push(text),
            Action::Edit { file, change: Change::RemoveLine(line) | Change::AppendLine(line) } => {
                texts.extend([file, line]);
            }
        }
        texts
    }

    /// First names of the facts that the fix reads.
    pub fn roots(&self) -> Vec<String> {
        let when = self.when.iter().flat_map(Condition::roots);
        self.texts().into_iter().flat_map(Template::roots).chain(when).collect()
    }

    /// Whether its platform is this one. Its `when` is judged on facts, by the judge.
    pub fn is_for(&self, machine: &Machine) -> bool {
        self.on.is_empty() || self.on.iter().any(|platform| machine.is(*platform))
    }
}
