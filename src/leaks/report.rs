//! What `doctor leaks` says, ready for any format: no secret is in it.

use serde::Serialize;

use super::locations::{Location, LocationKind};
use super::{Leaks, Scanned};
use crate::host::scrub;
use crate::secrets::{Rule, Rules};

/// What stands for a key within a name.
const HIDDEN: &str = "[hidden]";

/// The whole report; `doctor.leaks/1` in JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub schema: &'static str,
    pub doctor: &'static str,
    /// The folder, as people write it.
    pub repository: String,
    /// The folder of the project, where commands that name its files have to run; none where that is the one people are in.
    #[serde(skip)]
    pub root: Option<String>,
    pub verdict: Verdict,
    pub scanned: Counts,
    /// What could not be looked at: with any of it, nothing found does not mean that nothing is there.
    pub gaps: Vec<Gap>,
    pub findings: Vec<ReportedKey>,
    /// What is odd about what the project's `doctor.toml` accepts.
    pub notices: Vec<Notice>,
}

/// Something odd about the settings of the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    pub say: String,
    /// Of `doctor.toml`, counted from 1.
    pub line: u32,
}

/// What `doctor.toml` says about a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Accepted {
    pub reason: String,
    /// The last day, such as `2027-01-31`.
    pub until: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A key stands where it does not belong.
    Leaks,
    /// Everything was looked at, and no key stands where it does not belong.
    Clean,
    /// Nothing was found, but not everything could be looked at.
    Incomplete,
}

impl Verdict {
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Leaks => 1,
            Self::Incomplete => 4,
        }
    }
}

/// How much was looked at.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    pub blobs: u64,
    /// All objects and files together, in bytes.
    pub bytes: u64,
    pub commits: u64,
    /// Files of the project that were read.
    pub files: u64,
    pub unreadable: u64,
}

/// Something that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    pub kind: GapKind,
    pub count: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapKind {
    /// Only a part of the history was cloned.
    Shallow,
    /// Objects are named and not here.
    Missing,
    /// Objects or packs are damaged or may not be read.
    Broken,
    TooLarge,
    /// The names of branches could not be read, so where keys stand is told less well; nothing is overlooked.
    Names,
    /// Files of the project that may not be read.
    Files,
}

/// One key.
#[derive(Clone, Debug, Serialize)]
pub struct ReportedKey {
    /// The service and the kind, such as `resend/key`.
    pub rule: String,
    /// The name of the service, as people know it.
    pub service: String,
    /// What it is: "a key of Resend".
    pub title: String,
    pub masked: String,
    /// In characters.
    pub length: usize,
    /// The same for the same key in every run; none where a short key could be guessed from it.
    pub fingerprint: Option<String>,
    pub status: Status,
    /// Why it could not be told whether it still works.
    pub why: Option<String>,
    /// Whether it is only told, because it stands where keys belong, works no more, or was accepted.
    pub note: bool,
    pub accepted: Option<Accepted>,
    /// With it, others can …
    pub can: String,
    pub revoke: Revoke,
    pub locations: Vec<Location>,
    /// How many locations there are beyond those.
    pub more_locations: usize,
}

/// How a key is made worthless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revoke {
    pub text: String,
    pub open: Option<String>,
}

/// Whether a key still works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Live,
    Revoked,
    Unknown,
    #[default]
    NotChecked,
}

impl Report {
    pub fn new(repository: String, leaks: &Leaks, rules: &Rules) -> Self {
        let findings: Vec<ReportedKey> = leaks.findings.iter().map(|finding| told(finding, rules)).collect();
        let gaps = gaps(&leaks.scanned);
        let scanned = &leaks.scanned;
        let scanned = Counts {
            blobs: scanned.blobs,
            bytes: scanned.bytes,
            commits: scanned.commits,
            files: scanned.files,
            unreadable: scanned.broken + scanned.missing + scanned.too_large + scanned.unread_files,
        };
        let mut report = Self {
            schema: "doctor.leaks/1",
            doctor: env!("CARGO_PKG_VERSION"),
            repository,
            root: None,
            verdict: Verdict::Clean,
            scanned,
            gaps,
            findings,
            notices: Vec::new(),
        };
        report.judge();
        report.scrubbed()
    }

    /// The verdict, from what is in the report.
    pub fn judge(&mut self) {
        let hides = |gap: &Gap| gap.kind != GapKind::Names;
        self.verdict = match (self.findings.iter().any(|finding| !finding.note), self.gaps.iter().any(hides)) {
            (true, _) => Verdict::Leaks,
            (false, true) => Verdict::Incomplete,
            (false, false) => Verdict::Clean,
        };
    }

    /// Without anything that strangers may have put into names to hide or to forge a line of the report.
    #[must_use]
    pub fn scrubbed(mut self) -> Self {
        self.repository = line(&self.repository);
        self.root = self.root.as_deref().map(line);
        for told in &mut self.findings {
            let ReportedKey { rule, service, title, masked, can, revoke, .. } = told;
            for text in [rule, service, title, masked, can, &mut revoke.text] {
                *text = line(text);
            }
            for text in [&mut told.why, &mut told.revoke.open, &mut told.fingerprint].into_iter().flatten() {
                *text = line(text);
            }
            for text in told.accepted.iter_mut().map(|accepted| &mut accepted.reason) {
                *text = line(text);
            }
            for location in &mut told.locations {
                let names = [&mut location.path, &mut location.commit].into_iter().flatten();
                names.chain(&mut location.refs).for_each(|text| *text = line(text));
            }
        }
        self.notices.iter_mut().for_each(|notice| notice.say = line(&notice.say));
        self
    }
}

/// A text that is safe to show, in one line.
fn line(raw: &str) -> String {
    scrub::text(raw).replace(['\n', '\t'], " ")
}

fn told(finding: &super::Finding, rules: &Rules) -> ReportedKey {
    let rule = rules.rule(finding.rule);
    // A file or a branch may be named after a key.
    let hidden = |text: &str| without_keys(&scrub::without(text, &finding.secret), rules);
    let is_harmless = |location: &Location| location.kind == LocationKind::Ignored;
    ReportedKey {
        rule: rule.id.clone(),
        service: rule.service.clone(),
        title: rule.title.clone(),
        masked: finding.masked.clone(),
        length: finding.len,
        fingerprint: (rule.bits >= Rule::STRONG).then(|| finding.fingerprint.to_string()),
        status: finding.status,
        why: finding.why.clone(),
        accepted: None,
        note: finding.status == Status::Revoked || finding.locations.iter().all(is_harmless),
        can: rule.leak.can.clone(),
        revoke: Revoke { text: rule.leak.revoke.clone(), open: rule.leak.page.clone() },
        locations: finding.locations.iter().map(|location| location.with_names(hidden)).collect(),
        more_locations: finding.more_locations,
    }
}

fn without_keys(text: &str, rules: &Rules) -> String {
    let mut shown = text.to_owned();
    for hit in rules.find_all(text.as_bytes()).iter().rev() {
        // Keys are ASCII, so their ends are ends of letters; of what is none, nothing is shown.
        if text.get(hit.range()).is_none() {
            return HIDDEN.to_owned();
        }
        shown.replace_range(hit.range(), HIDDEN);
    }
    shown
}

fn gaps(scanned: &Scanned) -> Vec<Gap> {
    let is_shallow = u64::from(scanned.is_shallow);
    let names = u64::from(scanned.names_unread);
    [
        (GapKind::Shallow, is_shallow),
        (GapKind::Missing, scanned.missing),
        (GapKind::Broken, scanned.broken),
        (GapKind::TooLarge, scanned.too_large),
        (GapKind::Files, scanned.unread_files),
        (GapKind::Names, names),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(kind, count)| Gap { kind, count })
    .collect()
}
