//! `history`: keys that stand in earlier versions of the project and in no file any more that Git would take along.

use std::path::Path;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::objects::Repository;
use crate::host::{Host, WrittenKey};
use crate::leaks::{self, Finding, Place, Standing};
use crate::rules::{Rule, Rules};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct History {}

/// More bytes of packs than these take longer than a check may: `doctor leaks` looks through them.
const MOST_PACKED: u64 = 64 << 20;
/// Larger files of the project, in bytes, are not looked into: keys in them are told as ones of earlier versions.
const LARGEST_FILE: u64 = 16 << 20;
/// More keys are not told.
const MOST_KEYS: usize = 50;

impl History {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("commits", Type::Int),
            ("complete", Type::Bool),
            (
                "keys",
                Type::list(Type::record([
                    ("title", Type::Text),
                    ("masked", Type::Text),
                    ("place", Type::Text),
                    ("since", Type::Text),
                    ("sent", Type::Bool),
                    ("can", Type::Text),
                    ("revoke", Type::Text),
                    ("page", Type::Text),
                ])),
            ),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        "all objects of the repository".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It looks for keys in everything that the project's repository remembers, as doctor leaks does.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(project) = host.project().filter(|project| project.repository) else { return nothing() };
        let rules = match Rules::new(context.services) {
            Ok(rules) => rules,
            Err(problem) => return Unknown::because(Reason::Crashed, problem).into(),
        };
        if let Some(written) = host.written_history() {
            let rule = |key: &WrittenKey| rules.all().iter().find(|rule| rule.id == key.rule);
            let keys = written.keys.iter().filter_map(|key| Some(told_of_written(key, rule(key)?)));
            return told(written.commits, !written.incomplete, keys.collect());
        }
        let Ok(repository) = Repository::find(Path::new(&project.root)) else {
            return Fact::unknown(Reason::Unreadable);
        };
        if repository.packed_bytes() > MOST_PACKED {
            return Unknown::because(
                Reason::NotAsked,
                "a history as long as this one, for which there is doctor leaks",
            )
            .into();
        }
        // What Git passes over today does not matter here: what was saved before is out of the file's hands.
        let leaks = leaks::saved(&repository, &rules, LARGEST_FILE);
        let lost = |finding: &&Finding| {
            finding.places.iter().all(|place| !matches!(place.standing, Standing::Worktree | Standing::Index))
        };
        let keys = leaks.findings.iter().filter(lost).take(MOST_KEYS);
        let keys = keys.filter_map(|finding| told_of(host, finding, rules.rule(finding.rule))).collect();
        let commits = i64::try_from(leaks.scanned.commits).unwrap_or(i64::MAX);
        told(commits, leaks.scanned.is_complete(), keys)
    }
}

/// There is no repository.
fn nothing() -> Fact {
    Fact::record([("commits", Fact::Null), ("complete", Fact::Null), ("keys", Fact::List(Vec::new()))])
}

fn told(commits: i64, complete: bool, keys: Vec<Fact>) -> Fact {
    Fact::record([("commits", Fact::Int(commits)), ("complete", complete.into()), ("keys", Fact::List(keys))])
}

fn told_of(host: &Host, finding: &Finding, rule: &Rule) -> Option<Fact> {
    let place = finding.places.first()?;
    let since = place.when.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let since = since.map(|when| when.strftime("%Y-%m-%d").to_string());
    let sent = finding.places.iter().any(|place| place.is_pushed);
    host.hide_from_now_on(&finding.secret);
    Some(key(rule, &finding.masked, &named(place), since.as_deref(), sent))
}

fn told_of_written(written: &WrittenKey, rule: &Rule) -> Fact {
    let named = written.path.clone().unwrap_or_else(|| "the message of a commit".to_owned());
    key(rule, &format!("{}…", rule.starts), &named, written.since.as_deref(), written.sent)
}

fn named(place: &Place) -> String {
    match (&place.path, place.in_message) {
        (Some(path), _) => path.clone(),
        (None, true) => "the message of a commit".to_owned(),
        (None, false) => "a file whose name is lost".to_owned(),
    }
}

fn key(rule: &Rule, masked: &str, place: &str, since: Option<&str>, sent: bool) -> Fact {
    Fact::record([
        ("title", rule.title.as_str().into()),
        ("masked", masked.into()),
        ("place", place.into()),
        ("since", since.map(str::to_owned).into()),
        ("sent", sent.into()),
        ("can", rule.leak.can.as_str().into()),
        ("revoke", rule.leak.revoke.as_str().into()),
        ("page", rule.leak.page.clone().into()),
    ])
}
