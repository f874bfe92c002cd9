//! `history`: keys that stand in earlier versions of the project and in no file any more that Git would take along.

use serde::Deserialize;

use super::{BadParameter, Context};
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::git::Repository;
use crate::host::Host;
use crate::leaks::{self, Finding, Location, LocationKind};
use crate::secrets::{Rule, Rules};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct History {}

/// More bytes of packs than these take longer than a check may: `doctor leaks` looks through them.
const MAX_PACKED: u64 = 64 << 20;
/// Larger files of the project, in bytes, are not looked into: keys in them are told as ones of earlier versions.
const MAX_FILE: u64 = 16 << 20;
/// More keys are not told.
const MAX_KEYS: usize = 50;

impl History {
    pub(super) fn facts(&self) -> Result<Type, BadParameter> {
        Ok(Type::record([
            ("commits", Type::Int),
            ("complete", Type::Bool),
            (
                "keys",
                Type::list(Type::record([
                    ("title", Type::Text),
                    ("masked", Type::Text),
                    ("location", Type::Text),
                    ("since", Type::Text),
                    ("pushed", Type::Bool),
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
        let Some(project) = host.project().filter(|project| project.repository) else {
            return Fact::record([("commits", Fact::Null), ("complete", Fact::Null), ("keys", Fact::List(Vec::new()))]);
        };
        let rules = match Rules::new(context.services) {
            Ok(rules) => rules,
            Err(problem) => return Unknown::because(Reason::Crashed, problem).into(),
        };
        let Ok(repository) = Repository::of_project(host, &project.root) else {
            return Fact::unknown(Reason::Unreadable);
        };
        if repository.packed_bytes() > MAX_PACKED {
            return Unknown::because(
                Reason::NotAsked,
                "a history as long as this one, for which there is doctor leaks",
            )
            .into();
        }
        // What Git ignores today does not matter here: a commit holds what it holds.
        let leaks = leaks::saved(&repository, &rules, MAX_FILE);
        let is_lost = |location: &Location| !matches!(location.kind, LocationKind::Worktree | LocationKind::Index);
        let lost = leaks.findings.iter().filter(|finding| finding.locations.iter().all(is_lost)).take(MAX_KEYS);
        let keys = lost.filter_map(|finding| key(host, finding, rules.rule(finding.rule))).collect();
        Fact::record([
            ("commits", i64::try_from(leaks.scanned.commits).unwrap_or(i64::MAX).into()),
            ("complete", leaks.scanned.is_complete().into()),
            ("keys", Fact::List(keys)),
        ])
    }
}

fn key(host: &Host, finding: &Finding, rule: &Rule) -> Option<Fact> {
    let location = finding.locations.first()?;
    let name = match (&location.path, location.in_message) {
        (Some(path), _) => path,
        (None, true) => "the message of a commit",
        (None, false) => "a file whose name is lost",
    };
    host.hide_from_now_on(&finding.secret);
    Some(Fact::record([
        ("title", rule.title.as_str().into()),
        ("masked", finding.masked.as_str().into()),
        ("location", name.into()),
        ("since", location.when.map(|when| when.strftime("%Y-%m-%d").to_string()).into()),
        ("pushed", finding.locations.iter().any(|location| location.pushed).into()),
        ("can", rule.leak.can.as_str().into()),
        ("revoke", rule.leak.revoke.as_str().into()),
        ("page", rule.leak.page.clone().into()),
    ]))
}
