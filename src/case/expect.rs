//! What a case expects of the finding.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::report::{Finding, FixShown, Status};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    status: Status,
    /// The worst cause.
    cause: Option<String>,
    /// Every cause that must hold, in any order, where that is more than one.
    causes: Option<Vec<String>>,
    /// Fixes that must be shown, in this order; none may stand between them.
    fix: Option<OneOrMore>,
    /// A part of what is to be typed, pasted or opened for the worst cause.
    command: Option<String>,
    /// A part of the sentence.
    say: Option<String>,
    /// A part of the detail.
    detail: Option<String>,
    /// Causes that cannot be told.
    undecided: Option<OneOrMore>,
    /// The cause of this check that the case's `error` points to first.
    explains: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "an id, or a list of ids")]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(super) fn ids(&self) -> Vec<&str> {
        match self {
            Self::One(id) => vec![id],
            Self::More(ids) => ids.iter().map(String::as_str).collect(),
        }
    }
}

impl Expect {
    /// Every cause that the case is about: with a message, the one that it points to.
    pub(super) fn causes(&self) -> Vec<&str> {
        if let Some(explained) = &self.explains {
            return vec![explained];
        }
        let all = self.causes.iter().flatten().chain(&self.cause);
        let mut ids: Vec<&str> = all.map(String::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Whether the message leads to another cause than expected. `found` is what it leads to first.
    pub(super) fn compare_explained(&self, error: Option<&str>, found: Option<String>) -> Option<String> {
        match (error, &self.explains) {
            (None, None) => None,
            (Some(_), expected) => differs("what the error means", listed(expected), listed(&found)),
            (None, Some(_)) => Some("`explains` needs the message: add error = \"…\"".to_owned()),
        }
    }

    /// Everything in which the finding differs from what is expected.
    pub(super) fn compare(&self, finding: &Finding) -> Vec<String> {
        let mut wrong = Vec::new();
        wrong.extend(differs("status", word(self.status), word(finding.status)));
        match (&self.cause, &finding.cause) {
            (None, Some(cause)) if self.status == finding.status => {
                wrong.push(format!("the case does not name the cause; add cause = \"{cause}\""));
            }
            (expected, found) => wrong.extend(differs("cause", listed(expected), listed(found))),
        }
        if !wrong.is_empty() {
            wrong.extend(finding.causes.iter().map(|cause| format!("found: {}: {}", cause.id, cause.say)));
            return wrong;
        }
        if let Some(causes) = &self.causes {
            let mut found: Vec<&str> = finding.causes.iter().map(|cause| cause.id.as_str()).collect();
            let mut expected: Vec<&str> = causes.iter().map(String::as_str).collect();
            found.sort_unstable();
            expected.sort_unstable();
            wrong.extend(differs("causes", expected.join(" "), found.join(" ")));
        }
        let worst = finding.causes.first();
        if let Some(fix) = &self.fix {
            let found: Vec<&str> = worst.map_or(Vec::new(), |cause| cause.fixes.iter().map(String::as_str).collect());
            wrong.extend(differs("fix", fix.ids().join(" "), found.join(" ")));
        }
        if let Some(undecided) = &self.undecided {
            let found: Vec<&str> = finding.undecided.iter().map(|undecided| undecided.cause.as_str()).collect();
            wrong.extend(differs("undecided", undecided.ids().join(" "), found.join(" ")));
        }
        let detail = worst.and_then(|cause| cause.detail.clone()).unwrap_or_default();
        for (what, part, whole) in [("say", &self.say, &finding.say), ("detail", &self.detail, &detail)] {
            if let Some(part) = part.as_ref().filter(|part| !whole.contains(part.as_str())) {
                wrong.push(format!("{what} is \"{whole}\", without \"{part}\""));
            }
        }
        if let Some(command) = &self.command {
            let ids = worst.map_or(&[][..], |cause| &cause.fixes);
            let typed: Vec<String> = ids.iter().filter_map(|id| finding.fix(id)).map(typed).collect();
            if !typed.iter().any(|line| line.contains(command.as_str())) {
                wrong.push(format!("no fix says \"{command}\"; they say: {}", typed.join(" | ")));
            }
        }
        wrong.extend(careless(finding));
        wrong
    }
}

fn differs(what: &str, expected: String, found: String) -> Option<String> {
    (expected != found).then(|| format!("{what} is {found}, not {expected}"))
}

/// What a fix tells to type, paste or open, as one text.
fn typed(fix: &FixShown) -> String {
    let mut parts = vec![fix.title.clone()];
    // Quoted, so that a command written as one word is not taken for the words it should be.
    let quoted = |word: &String| if word.contains(' ') { format!("'{word}'") } else { word.clone() };
    parts.extend(fix.run.iter().map(|run| run.iter().map(quoted).collect::<Vec<_>>().join(" ")));
    parts.extend(fix.paste.iter().flat_map(|paste| paste.sh.iter().chain(&paste.powershell).cloned()));
    parts.extend(fix.open.iter().chain(&fix.text).cloned());
    parts.extend(fix.edit.iter().flat_map(|edit| edit.append_line.iter().chain(&edit.remove_line).cloned()));
    parts.extend(fix.edit.iter().filter_map(|edit| Some(format!("{} {}=", edit.file, edit.set_key.as_ref()?))));
    parts.join(" ")
}

/// Faults that no case needs to spell out: a cause that leaves the learner without a fix, a sentence with a hole in it.
fn careless(finding: &Finding) -> Vec<String> {
    let mut wrong = Vec::new();
    for cause in finding.causes.iter().filter(|cause| cause.fixes.is_empty()) {
        wrong.push(format!("no fix of the cause `{}` fits this machine", cause.id));
    }
    if finding.status == Status::Unknown {
        return wrong;
    }
    let fixes = finding.fixes.iter().filter_map(|fix| serde_json::to_string(fix).ok());
    let causes =
        finding.causes.iter().map(|cause| format!("{} {}", cause.say, cause.detail.as_deref().unwrap_or_default()));
    for text in causes.chain(fixes).chain([finding.say.clone()]) {
        if text.contains("unknown") {
            wrong.push(format!("a fact in this text is not known: {text}"));
        }
    }
    wrong
}

/// The status as it is written in a case.
fn word(status: Status) -> String {
    format!("{status:?}").to_lowercase()
}

fn listed(id: &Option<String>) -> String {
    id.clone().unwrap_or_else(|| "none".to_owned())
}
