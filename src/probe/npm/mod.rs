//! `npm`: where npm installs global programs and fetches packages from, read from its files instead of asking npm.

mod cache;
mod global;
mod log;
mod prefix;
mod registry;
mod settings;

use super::{BadParameter, Context, question, tool};
use crate::fact::{Fact, Known, Type, Typed, facts, spread};
use crate::host::Host;
pub(super) use cache::NpmCache;
pub(super) use prefix::global_modules;

question! {
    /// Where npm installs global programs and fetches packages from, read from its files instead of
    /// asking npm.
    pub struct Npm {}
    asked { "npm's settings" }
    looks { "It reads npm's settings files to learn where npm puts programs and fetches packages from." }
}

facts! {
    struct NpmFacts {
        found: bool,
        /// `ignore-scripts`.
        scripts_off: bool,
        /// npm stops where a package asks for another Node.js, instead of warning.
        engine_strict: Known<bool>,
    }
}

impl Npm {
    pub(super) fn facts(&self) -> Result<Type, BadParameter> {
        Ok(NpmFacts::TYPE.and(&global::Global::TYPE).and(&registry::Registry::TYPE))
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let engine_strict = settings::counting(host, "engine-strict");
        let facts = NpmFacts {
            found: tool::resolve(context, "npm").is_some(),
            scripts_off: scripts_off(host),
            engine_strict: engine_strict.map(|setting| setting.is_some_and(|setting| setting.value == "true")),
        };
        Fact::from(facts).with(spread(global::look(host))).with(spread(registry::look(host)))
    }
}

fn scripts_off(host: &Host) -> bool {
    let value = settings::variable(host, "ignore_scripts")
        .or_else(|| settings::setting(host, settings::user_file(host).as_deref(), "ignore-scripts"));
    value.as_deref() == Some("true")
}
