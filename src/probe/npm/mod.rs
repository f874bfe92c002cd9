//! `npm`: where npm installs global programs and whether they are found, read from its files instead of asking npm.

mod cache;
mod log;
mod prefix;
mod settings;

use serde::Deserialize;

use super::{Context, tool};
use crate::fact::{Fact, Reason, Type, Untold};
use crate::host::{Host, Right, Rules};
pub(super) use cache::NpmCache;
use prefix::Prefix;
pub(super) use prefix::global_modules;

/// Programs that come with Node and npm themselves.
const OWN: [&str; 6] = ["node", "npm", "npx", "corepack", "yarn", "pnpm"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Npm {}

const SOURCES: &[&str] = &["environment", "user", "everybody", "builtin", "default"];

impl Npm {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("found", Type::Bool),
            ("prefix", Type::Text),
            ("prefix_entry", Type::Text),
            ("prefix_source", Type::Word(SOURCES)),
            ("bin", Type::Text),
            ("path_entry", Type::Text),
            ("bin_on_path", Type::Bool),
            ("programs", Type::list(Type::Text)),
            ("writable", Type::Bool),
            ("scripts_off", Type::Bool),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        "npm's settings".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It reads npm's settings files to learn where npm puts programs.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(prefix) = Prefix::of(host) else {
            return Untold::because(Reason::NotAsked, "there is no npm whose settings could be read").into();
        };
        let rules = host.rules();
        let bin = prefix.bin(rules);
        let on_path = host.path_entries().iter().any(|entry| entry.absolute && rules.same(&entry.text, &bin));
        let own = |name: &String| OWN.contains(&name.split('.').next().unwrap_or_default());
        let programs = if rules.same(&bin, "/usr/bin") || rules.same(&bin, "/usr/local/bin") {
            Vec::new()
        } else {
            let is_file = |name: &String| {
                host.look(&rules.join(&bin, name)).is_ok_and(|seen| seen.what == crate::host::What::File)
            };
            host.list(&bin).unwrap_or_default().into_iter().filter(|name| !own(name) && is_file(name)).collect()
        };
        let programs = if rules == Rules::Windows { commands(programs) } else { programs };
        let nearest = host.nearest(&prefix.modules(rules));
        let writable = nearest.and_then(|folder| host.may(&folder, Right::Write));
        Fact::record([
            ("found", tool::resolve(context, "npm").is_some().into()),
            ("prefix", host.shorten(&prefix.folder).into()),
            ("prefix_entry", host.path_entry(&prefix.folder).into()),
            ("prefix_source", prefix.source.into()),
            ("bin", host.shorten(&bin).into()),
            ("path_entry", host.path_entry(&bin).into()),
            ("bin_on_path", on_path.into()),
            ("programs", programs.into()),
            ("writable", writable.into()),
            ("scripts_off", scripts_off(host).into()),
        ])
    }
}

fn scripts_off(host: &Host) -> bool {
    let value = settings::variable(host, "ignore_scripts")
        .or_else(|| settings::setting(host, settings::user_file(host).as_deref(), "ignore-scripts"));
    value.as_deref() == Some("true")
}

/// Of the files that npm puts beside each other on Windows, only the commands.
fn commands(names: Vec<String>) -> Vec<String> {
    names.iter().filter_map(|name| name.strip_suffix(".cmd").map(str::to_owned)).collect()
}
