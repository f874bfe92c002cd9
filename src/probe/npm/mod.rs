//! `npm`: where npm installs global programs and fetches packages from, read from its files instead of asking npm.

mod cache;
mod global;
mod log;
mod prefix;
mod registry;
mod settings;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, tool};
use crate::fact::{Fact, Facts, Type};
use crate::host::Host;
pub(super) use cache::NpmCache;
pub(super) use prefix::global_modules;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Npm {}

impl Npm {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let mut parts = vec![
            ("found".to_owned(), Type::Bool),
            ("scripts_off".to_owned(), Type::Bool),
            ("engine_strict".to_owned(), Type::Bool),
        ];
        parts.extend(global::types());
        parts.extend(registry::types());
        Ok(Type::Record(parts))
    }

    pub(super) fn asked(&self) -> String {
        "npm's settings".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It reads npm's settings files to learn where npm puts programs and fetches packages from.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let mut facts = Facts::from([
            ("found".to_owned(), tool::resolve(context, "npm").is_some().into()),
            ("scripts_off".to_owned(), scripts_off(host).into()),
            ("engine_strict".to_owned(), engine_strict(host)),
        ]);
        facts.extend(global::look(host));
        facts.extend(registry::look(host));
        Fact::Record(facts)
    }
}

fn scripts_off(host: &Host) -> bool {
    let value = settings::variable(host, "ignore_scripts")
        .or_else(|| settings::setting(host, settings::user_file(host).as_deref(), "ignore-scripts"));
    value.as_deref() == Some("true")
}

/// Whether npm stops where a package asks for another Node.js, instead of warning.
fn engine_strict(host: &Host) -> Fact {
    match settings::counting(host, "engine-strict") {
        Ok(setting) => setting.is_some_and(|setting| setting.value == "true").into(),
        Err(unknown) => unknown.into(),
    }
}
