//! Fixes: what to do about a cause, with its risk.

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
    /// What the program or the pasted text may change, file by file: `doctor fix` keeps a copy of each before.
    pub touches: Vec<Template>,
    /// The program and its arguments that take it back, where copies of files do not.
    pub undo: Option<Vec<Template>>,
    pub ask: Option<Asked>,
    pub within: Within,
}

/// The folder that the words of a fix go by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Within {
    #[default]
    Anywhere,
    /// The project's root, which its paths start from.
    Project,
}

/// What only the learner can say, such as a name. It takes the place of `like` in the words of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    pub say: String,
    /// What stands there until somebody said it: a word of `run`.
    pub like: String,
}

/// The closed list of ways to do something.
#[derive(Clone, Debug)]
pub enum Action {
    /// A program and its arguments, one text each.
    Run(Vec<Template>),
    /// Text to paste into a shell.
    Paste {
        sh: Option<Template>,
        powershell: Option<Template>,
        window: Window,
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

/// Where pasted text does what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    /// Only in the window where it is pasted: it changes a variable, or the folder.
    This,
    /// In any shell, so `doctor fix` may start one.
    Any,
}

/// A change to a file.
#[derive(Clone, Debug)]
pub enum Change {
    /// The number of the line, counted from 1.
    RemoveLine(Template),
    AppendLine(Template),
    /// The name in a file of lines such as `NAME=value`. Its value is a secret that only the learner has.
    SetKey(Template),
}

/// What a fix may touch, from the mildest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
            Action::Paste { sh, powershell, .. } => texts.extend(sh.iter().chain(powershell)),
            Action::Open(text) | Action::Text(text) => texts.push(text),
            Action::Edit {
                file,
                change: Change::RemoveLine(line) | Change::AppendLine(line) | Change::SetKey(line),
            } => texts.extend([file, line]),
        }
        texts.extend(self.touches.iter().chain(self.undo.iter().flatten()));
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
