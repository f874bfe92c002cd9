//! The finished report: all that a renderer sees, in the shape of the JSON contract `doctor.report/1`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::check::{Action, Asked, Change, CheckId, Fix, Kind, Proof, Risk, Severity, Window};
use crate::fact::{Fact, Facts, Reason, Untold};
use crate::machine::{Machine, Project};
use crate::template::{Filled, Template};

/// Version of the JSON contract. Changes are additive only.
pub const SCHEMA: &str = "doctor.report/1";

/// All findings of one run, and the facts that they were judged on.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub schema: &'static str,
    /// Version of doctor.
    pub doctor: &'static str,
    pub profile: String,
    pub label: Option<String>,
    pub started: String,
    pub duration_ms: u64,
    pub machine: Machine,
    pub project: Option<Project>,
    pub verdict: Verdict,
    pub counts: Counts,
    pub next: Option<Next>,
    /// The numbers of the first line that people read; derived, so not part of the contract.
    #[serde(skip)]
    pub headline: Headline,
    /// In the order in which they are told.
    #[serde(serialize_with = "as_map")]
    pub checks: Vec<(CheckId, Finding)>,
    #[serde(serialize_with = "as_map")]
    pub probes: Vec<(String, Answered)>,
    /// Whether the run was broken off by the user.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
}

/// Whether this machine is ready for the profile, from its required checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Ready,
    NotReady,
    /// Nothing is known to be wrong, and something that would count could not be told.
    Unsure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Pass,
    Warn,
    Fail,
    Skip,
    Unknown,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub pass: usize,
    pub warn: usize,
    pub fail: usize,
    pub skip: usize,
    pub unknown: usize,
}

/// What the first line for people says in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headline {
    /// Findings that stand between this machine and the verdict `ready`.
    pub to_fix: usize,
    /// Checks that wait for others.
    pub waiting: usize,
    /// Optional checks that fail, and warnings, where they do not count.
    pub to_look_at: usize,
    /// Checks that count and could not be told.
    pub untold: usize,
}

/// The one thing to do first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Next {
    pub check: CheckId,
    pub fix: Option<String>,
}

/// The result of one check.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub title: String,
    pub required: bool,
    pub status: Status,
    pub say: String,
    /// Id of the worst cause that holds.
    pub cause: Option<String>,
    pub proof: Option<Proof>,
    pub causes: Vec<CauseFound>,
    pub untold: Vec<UntoldCause>,
    /// The root of what stands in the way.
    pub blocked_by: Option<CheckId>,
    /// Why it was left out or is waiting.
    pub skip: Option<SkipReason>,
    /// Ids of the probes that it was judged on.
    pub uses: Vec<String>,
    pub fixes: Vec<FixShown>,
    pub duration_ms: u64,
    /// Whether a pass rests on facts that are missing: then it waits for what it needs, like anything else.
    #[serde(skip)]
    pub hollow: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    Blocked,
    Offline,
    Platform,
    Profile,
    Deselected,
}

/// A cause that holds.
#[derive(Clone, Debug, Serialize)]
pub struct CauseFound {
    pub id: String,
    pub status: Severity,
    pub say: String,
    pub detail: Option<String>,
    /// Where the cause was judged for a list: each item that holds.
    pub items: Vec<ItemFound>,
    /// Ids in [`Finding::fixes`], in the order in which they are done.
    pub fixes: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ItemFound {
    pub say: String,
    pub fixes: Vec<String>,
}

/// A cause that could not be told.
#[derive(Clone, Debug, Serialize)]
pub struct UntoldCause {
    pub cause: String,
    pub status: Severity,
    #[serde(flatten, serialize_with = "reason")]
    pub untold: Untold,
}

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

/// A question and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answered {
    pub kind: Kind,
    pub asked: String,
    /// What could not be told stands as `{"untold": "reason"}`, at the top or in its place.
    pub facts: Fact,
    #[serde(serialize_with = "reason_or_null")]
    pub untold: Option<Untold>,
    pub duration_ms: u64,
}

/// What an unsure verdict means for the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsure {
    Told,
    Allowed,
}

impl Report {
    /// The exit code, from the report alone: 0 ready, 1 not ready, 4 unsure, 130 interrupted.
    pub fn exit_code(&self, unsure: Unsure) -> u8 {
        match (self.interrupted, self.verdict, unsure) {
            (true, _, _) => 130,
            (_, Verdict::Ready, _) | (_, Verdict::Unsure, Unsure::Allowed) => 0,
            (_, Verdict::NotReady, _) => 1,
            (_, Verdict::Unsure, Unsure::Told) => 4,
        }
    }

    pub fn finding(&self, id: &CheckId) -> Option<&Finding> {
        self.checks.iter().find(|(known, _)| known == id).map(|(_, finding)| finding)
    }
}

impl Finding {
    pub fn fix(&self, id: &str) -> Option<&FixShown> {
        self.fixes.iter().find(|fix| fix.id == id)
    }

    /// Whether all that could not be told is what only a person can know.
    pub fn is_for_you(&self) -> bool {
        let for_you = |untold: &UntoldCause| matches!(untold.untold.reason, Reason::OnlyYou | Reason::Confirmed);
        self.status == Status::Unknown && !self.untold.is_empty() && self.untold.iter().all(for_you)
    }

    /// Whether a person confirmed lately all that could not be told.
    pub fn is_confirmed(&self) -> bool {
        self.is_for_you() && self.untold.iter().all(|untold| untold.untold.reason == Reason::Confirmed)
    }
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
            Filled::Nothing | Filled::Untold(_) => vec![word.outline(known)],
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

impl Counts {
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.status {
                Status::Pass => counts.pass += 1,
                Status::Warn => counts.warn += 1,
                Status::Fail => counts.fail += 1,
                Status::Skip => counts.skip += 1,
                Status::Unknown => counts.unknown += 1,
            }
        }
        counts
    }
}

/// A time as the report writes it: UTC, whole seconds.
pub fn written_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn as_map<K: std::fmt::Display, V: Serialize, S: Serializer>(
    pairs: &[(K, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key.to_string(), value)))
}

fn reason<S: Serializer>(untold: &Untold, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = BTreeMap::from([("reason", serde_json::json!(untold.reason))]);
    map.insert("detail", serde_json::json!(untold.detail));
    serializer.collect_map(map)
}

fn reason_or_null<S: Serializer>(untold: &Option<Untold>, serializer: S) -> Result<S::Ok, S::Error> {
    match untold {
        Some(untold) => reason(untold, serializer),
        None => serializer.serialize_none(),
    }
}
