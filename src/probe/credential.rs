//! `credential`: which credential a program would use, where it comes from, and which others it hides. Never its value.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Type};
use crate::service::Service;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// The name of a file under `checks/services/`, without its ending.
    #[schemars(with = "String")]
    service: Service,
}

impl Credential {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("found", Type::Bool),
            ("kind", Type::Text),
            ("source", Type::Text),
            ("file", Type::Text),
            ("expires", Type::Time),
            ("ended", Type::Bool),
            ("hidden", Type::list(Type::Text)),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        format!("which credential of {} is used", self.service.title)
    }

    pub(super) fn looks(&self) -> String {
        format!(
            "It looks where the credentials of {} are kept and which one comes first. It shows none of them.",
            self.service.title
        )
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let held = match host.credentials(&self.service) {
            Ok(held) => held,
            Err(untold) => return Fact::Untold(untold),
        };
        let used = held.first();
        let expired = used.and_then(|used| used.expires).map(|expires| expires <= host.now());
        let renewable = used.and_then(|used| used.renewable);
        let ended = match (expired, renewable) {
            (_, Some(true)) | (Some(false), _) => Some(false),
            (Some(true), _) => Some(true),
            (None, _) => None,
        };
        let hidden = held.iter().skip(1).map(|held| Fact::text(&held.kind)).collect();
        Fact::record([
            ("found", used.is_some().into()),
            ("kind", used.map(|used| used.kind.clone()).into()),
            ("source", used.map(|used| used.source.clone()).into()),
            ("file", used.and_then(|used| used.file.clone()).into()),
            ("expires", used.and_then(|used| used.expires).map_or(Fact::Null, Fact::Time)),
            ("ended", ended.into()),
            ("hidden", Fact::List(hidden)),
        ])
    }
}
