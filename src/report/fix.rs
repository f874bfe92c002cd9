//! A fix as reports show it, with everything filled in.

use serde::Serialize;

use crate::check::{Action, Asked, Change, Fix, Risk, Window};
use crate::fact::Facts;
use crate::template::{Filled, Template};

/// A fix with everything filled in. Exactly one of the ways to do it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FixShown {
    pub id: String,
    pub title: String,
    pub run: Option<Vec<String>>,
    pub paste: Option<PasteShown>,
    pub open: Option<String>,
    pub text: Option<String>,
    pub edit: Option<EditShown>,
    pub risk: Risk,
    /// Who can do it.
    pub by: Doer,
    /// Files that `run` or `paste` may change.
    pub touches: Vec<String>,
    /// The program and its arguments that take it back, where copies of files do not.
    pub undo: Option<Vec<String>>,
    pub ask: Option<Asked>,
    /// The folder to do it in, where that is not the one that was judged.
    pub folder: Option<String>,
}

/// Who can do what a fix asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Doer {
    /// `doctor fix`, when the learner agrees.
    Doctor,
    /// The learner alone.
    You,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PasteShown {
    pub sh: Option<String>,
    pub powershell: Option<String>,
    /// Where it does what it is for.
    pub window: Window,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditShown {
    pub file: String,
    pub remove_line: Option<String>,
    pub append_line: Option<String>,
    /// The name whose value the learner is asked for.
    pub set_key: Option<String>,
}

impl FixShown {
    /// A fix with its facts filled in.
    pub fn filled(fix: &Fix, facts: &Facts) -> Self {
        Self::made(fix, |text| text.say(facts), |word| word.words(facts), |text| text.is_plain(facts))
    }

    /// A fix before a run, with the facts that are known already.
    pub fn outlined(fix: &Fix, known: &Facts) -> Self {
        let words = |word: &Template| match word.fill(known) {
            Filled::Text(_) => word.words(known),
            Filled::Nothing | Filled::Unknown(_) => vec![word.outline(known)],
        };
        Self::made(fix, |text| text.outline(known), words, |_| true)
    }

    fn made(
        fix: &Fix,
        print: impl Fn(&Template) -> String,
        words: impl Fn(&Template) -> Vec<String>,
        is_plain: impl Fn(&Template) -> bool,
    ) -> Self {
        let mut shown = Self {
            id: fix.id.clone(),
            title: print(&fix.title),
            run: None,
            paste: None,
            open: None,
            text: None,
            edit: None,
            risk: fix.risk,
            by: Doer::Doctor,
            touches: fix.touches.iter().map(&print).collect(),
            undo: fix.undo.as_ref().map(|undo| undo.iter().flat_map(&words).collect()),
            ask: fix.ask.clone(),
            folder: None,
        };
        match &fix.action {
            Action::Run(run) => shown.run = Some(run.iter().flat_map(words).collect()),
            Action::Paste { sh, powershell, window } => {
                let may_run = *window == Window::Any && sh.iter().chain(powershell).all(is_plain);
                shown.by = if may_run { Doer::Doctor } else { Doer::You };
                let (sh, powershell) = (sh.as_ref().map(&print), powershell.as_ref().map(&print));
                shown.paste = Some(PasteShown { sh, powershell, window: *window });
            }
            Action::Open(page) => (shown.open, shown.by) = (Some(print(page)), Doer::You),
            Action::Text(words) => (shown.text, shown.by) = (Some(print(words)), Doer::You),
            Action::Edit { file, change } => {
                let mut edit = EditShown { file: print(file), remove_line: None, append_line: None, set_key: None };
                match change {
                    Change::RemoveLine(line) => edit.remove_line = Some(print(line)),
                    Change::AppendLine(line) => {
                        // A shell reads the line: what stands in it as a fact must mean nothing to it.
                        shown.by = if is_plain(line) { Doer::Doctor } else { Doer::You };
                        edit.append_line = Some(print(line));
                    }
                    Change::SetKey(name) => edit.set_key = Some(print(name)),
                }
                shown.edit = Some(edit);
            }
        }
        shown
    }
}
