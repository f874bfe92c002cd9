//! `credential`: which credential a program would use, where it comes from, and which others it hides. Never its value.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, take};
use crate::fact::{Fact, Type};
use crate::host::{Held, Sought};
use crate::service::Flaw;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// The name of a file under `checks/services/`, without its ending.
    service: String,
    /// Only credentials of these kinds; all when left out.
    #[serde(default)]
    kinds: Vec<String>,
}

impl Credential {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("found", Type::Bool),
            ("kind", Type::Text),
            ("source", Type::Text),
            ("file", Type::Text),
            ("line", Type::Int),
            ("of_project", Type::Bool),
            ("key", Type::Text),
            ("title", Type::Text),
            ("flaw", Type::Word(Flaw::WORDS)),
            ("value", Type::Text),
            ("open_to_others", Type::Bool),
            ("expires", Type::Time),
            ("days_left", Type::Int),
            ("minutes_left", Type::Int),
            ("ended", Type::Bool),
            ("renewable", Type::Bool),
            ("declined", Type::Bool),
            ("hidden", Type::list(Type::Text)),
            ("folder", Type::Text),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        format!("which credential of {} is used", self.service)
    }

    pub(super) fn looks(&self) -> String {
        format!(
            "It looks where credentials of {} are kept and which one comes first. It shows none of them.",
            self.service
        )
    }

    /// Where the key that it finds may go.
    pub(super) fn goes(&self) -> String {
        format!("It sends that key nowhere but to {}.", self.service)
    }

    pub(super) fn sought<'a>(&'a self, context: Context<'a>) -> Sought<'a> {
        Sought { services: context.services, service: &self.service, kinds: &self.kinds }
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let held = match host.credentials(self.sought(context)) {
            Ok(held) => held,
            Err(unknown) => return Fact::Unknown(unknown),
        };
        let folder = context.services.get(&self.service).and_then(|service| host.folder_of(service));
        let hidden = held.iter().skip(1).map(|held| Fact::text(&held.kind)).collect();
        let used = held.first();
        let text = |part: fn(&Held) -> Option<String>| Fact::from(used.and_then(part));
        let expires = used.and_then(|used| used.expires);
        Fact::record([
            ("found", used.is_some().into()),
            ("kind", text(|used| Some(used.kind.clone()))),
            ("source", text(|used| Some(used.source.clone()))),
            ("file", text(|used| used.file.clone())),
            ("line", used.and_then(|used| i64::try_from(used.line?).ok()).into()),
            ("of_project", used.map(|used| used.of_project).into()),
            ("key", text(|used| used.key.clone())),
            ("title", text(|used| used.title.clone())),
            ("flaw", text(|used| used.flaw.map(|flaw| flaw.word().to_owned()))),
            ("value", text(|used| used.value.clone())),
            ("open_to_others", used.and_then(|used| used.open_to_others).into()),
            ("expires", expires.map_or(Fact::Null, Fact::Time)),
            ("days_left", expires.map_or(Fact::Null, |expires| take::days_until(expires, host.now()))),
            ("minutes_left", expires.map_or(Fact::Null, |expires| take::minutes_until(expires, host.now()))),
            ("ended", ended(used, expires.map(|expires| expires <= host.now())).into()),
            ("renewable", used.and_then(|used| used.renewable).into()),
            ("declined", used.and_then(|used| used.declined).into()),
            ("hidden", Fact::List(hidden)),
            ("folder", folder.map(|folder| host.shorten(&folder)).into()),
        ])
    }
}

/// Whether it can no longer be used; none where that does not show.
fn ended(used: Option<&Held>, expired: Option<bool>) -> Option<bool> {
    match (expired, used?.renewable) {
        (_, Some(true)) | (Some(false), _) => Some(false),
        (Some(true), _) => Some(true),
        (None, _) => None,
    }
}
