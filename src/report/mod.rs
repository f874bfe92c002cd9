//! The finished report: all that a renderer sees, in the shape of the JSON contract `doctor.report/1`.

mod fix;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::check::{CheckId, Kind, Proof, Severity};
use crate::fact::{Fact, Reason, Unknown};
use crate::machine::{Machine, Project};

pub use fix::{Doer, EditShown, FixShown, PasteShown};

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
    /// What the project's `doctor.toml` changed; none where there is no such file.
    pub settings: Option<Settings>,
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
    pub unknown: usize,
    /// Whether one of these is about the keys of whoever runs doctor.
    pub keys_unknown: bool,
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
    pub undecided: Vec<UndecidedCause>,
    /// The root of what stands in the way.
    pub blocked_by: Option<CheckId>,
    /// Why it was left out or is waiting.
    pub skip: Option<SkipReason>,
    /// Ids of the probes that it was judged on.
    pub uses: Vec<String>,
    pub fixes: Vec<FixShown>,
    /// What somebody decided to live with.
    pub accepted: Vec<Accepted>,
    pub duration_ms: u64,
    /// Whether a pass rests on facts that are missing: then it waits for what it needs, like anything else.
    #[serde(skip)]
    pub hollow: bool,
    /// Whether only the project's settings make it a fail: then nothing waits for it.
    #[serde(skip)]
    pub raised: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    Blocked,
    Offline,
    Platform,
    Profile,
    Deselected,
    /// Everything that is wrong was accepted.
    Accepted,
    /// The project's settings switch it off.
    Off,
}

/// A cause that holds.
#[derive(Clone, Debug, Serialize)]
pub struct CauseFound {
    pub id: String,
    pub status: Severity,
    pub say: String,
    pub detail: Option<String>,
    /// Where it stands; for a cause with items, each has its own.
    pub place: Option<Place>,
    /// Where the cause was judged for a list: each item that holds.
    pub items: Vec<ItemFound>,
    /// Ids in [`Finding::fixes`], in the order in which they are done.
    pub fixes: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ItemFound {
    pub say: String,
    /// What it is about: the same in every run.
    pub about: String,
    pub place: Option<Place>,
    pub fixes: Vec<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// As facts write it: below the project's root, or from `~` or `/` on.
    pub file: String,
    /// Counted from 1.
    pub line: Option<u32>,
}

/// One thing that is wrong: a cause, or an item of one.
#[derive(Clone, Copy, Debug)]
pub struct Wrong<'a> {
    pub cause: &'a CauseFound,
    pub say: &'a str,
    pub about: Option<&'a str>,
    pub place: Option<&'a Place>,
    /// Ids in [`Finding::fixes`].
    pub fixes: &'a [String],
}

impl CauseFound {
    /// What is wrong, one by one: the items, or the cause itself where it has none.
    pub fn wrongs(&self) -> Vec<Wrong<'_>> {
        if self.items.is_empty() {
            let (place, fixes) = (self.place.as_ref(), &self.fixes);
            return vec![Wrong { cause: self, say: &self.say, about: None, place, fixes }];
        }
        let items = self.items.iter();
        items
            .map(|item| Wrong {
                about: Some(&item.about),
                place: item.place.as_ref(),
                fixes: &item.fixes,
                say: &item.say,
                cause: self,
            })
            .collect()
    }
}

/// Something that is wrong, and that the project's `doctor.toml` says to live with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Accepted {
    pub cause: String,
    /// The item; none where the cause has none.
    pub about: Option<String>,
    /// How bad it would be, were it not accepted.
    pub status: Severity,
    pub say: String,
    pub reason: String,
    /// The last day on which it is accepted, such as `2027-01-31`.
    pub until: String,
    pub weight: Weight,
}

/// What becomes of something that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// It counts for nothing and is told only on demand.
    None,
    /// It is told as a warning: the day is over, or it is about keys.
    Warning,
}

/// The settings of a project, as far as they say anything to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    pub file: String,
    /// What is odd about them.
    pub notices: Vec<Notice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    pub kind: NoticeKind,
    pub say: String,
    pub line: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// Nothing that it names is wrong any more.
    UnusedAcceptance,
    ExpiredAcceptance,
    /// It is about this computer's keys, which no project's file decides.
    NotTheProjects,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NotReady => "not-ready",
            Self::Unsure => "unsure",
        }
    }
}

impl NoticeKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::UnusedAcceptance => "unused-acceptance",
            Self::ExpiredAcceptance => "expired-acceptance",
            Self::NotTheProjects => "not-the-projects",
        }
    }
}

/// A cause that could not be told.
#[derive(Clone, Debug, Serialize)]
pub struct UndecidedCause {
    pub cause: String,
    pub status: Severity,
    #[serde(flatten, serialize_with = "reason")]
    pub unknown: Unknown,
}

/// A question and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answered {
    pub kind: Kind,
    pub asked: String,
    /// What could not be told stands as `{"unknown": "reason"}`, at the top or in its place.
    pub facts: Fact,
    #[serde(serialize_with = "reason_or_null")]
    pub unknown: Option<Unknown>,
    pub duration_ms: u64,
}

/// What an unsure verdict means for the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsure {
    Told,
    Allowed,
    /// The project's file says so, which decides nothing about the keys of whoever runs doctor.
    AllowedByProject,
}

impl Report {
    /// The exit code, from the report alone: 0 ready, 1 not ready, 4 unsure, 130 interrupted.
    pub fn exit_code(&self, unsure: Unsure) -> u8 {
        match (self.interrupted, self.verdict, unsure) {
            (true, _, _) => 130,
            (_, Verdict::Ready, _) | (_, Verdict::Unsure, Unsure::Allowed) => 0,
            (_, Verdict::Unsure, Unsure::AllowedByProject) if !self.headline.keys_unknown => 0,
            (_, Verdict::NotReady, _) => 1,
            (_, Verdict::Unsure, _) => 4,
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
        let for_you =
            |undecided: &UndecidedCause| matches!(undecided.unknown.reason, Reason::OnlyYou | Reason::Confirmed);
        self.status == Status::Unknown && !self.undecided.is_empty() && self.undecided.iter().all(for_you)
    }

    /// Whether a person confirmed lately all that could not be told.
    pub fn is_confirmed(&self) -> bool {
        self.is_for_you() && self.undecided.iter().all(|undecided| undecided.unknown.reason == Reason::Confirmed)
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

fn reason<S: Serializer>(unknown: &Unknown, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = BTreeMap::from([("reason", serde_json::json!(unknown.reason))]);
    map.insert("detail", serde_json::json!(unknown.detail));
    serializer.collect_map(map)
}

fn reason_or_null<S: Serializer>(unknown: &Option<Unknown>, serializer: S) -> Result<S::Ok, S::Error> {
    match unknown {
        Some(unknown) => reason(unknown, serializer),
        None => serializer.serialize_none(),
    }
}
