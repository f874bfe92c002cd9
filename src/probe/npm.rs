//! `npm`: where npm installs global programs and whether they are found, read from its files instead of asking npm.

use serde::Deserialize;

use super::{Context, tool};
use crate::fact::{Fact, Reason, Type, Untold};
use crate::host::{Host, Right, Rules};

/// Bytes of an `.npmrc` that are read.
const MOST: usize = 1 << 20;

/// Programs that come with Node and npm themselves.
const OWN: [&str; 6] = ["node", "npm", "npx", "corepack", "yarn", "pnpm"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Npm {}

const SOURCES: &[&str] = &["environment", "user", "builtin", "default"];

impl Npm {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("found", Type::Bool),
            ("prefix", Type::Text),
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
        Fact::record([
            ("found", tool::resolve(context, "npm").is_some().into()),
            ("prefix", host.shorten(&prefix.folder).into()),
            ("prefix_source", prefix.source.into()),
            ("bin", host.shorten(&bin).into()),
            ("path_entry", host.path_entry(&bin).into()),
            ("bin_on_path", on_path.into()),
            ("programs", programs.into()),
            ("writable", writable(host, &prefix.modules(rules)).into()),
            ("scripts_off", scripts_off(host).into()),
        ])
    }
}

/// Of the files that npm puts beside each other on Windows, only the commands.
fn commands(names: Vec<String>) -> Vec<String> {
    names.iter().filter_map(|name| name.strip_suffix(".cmd").map(str::to_owned)).collect()
}

/// npm's folder for global installs, and which setting says so.
struct Prefix {
    folder: String,
    source: &'static str,
}

impl Prefix {
    /// Environment, then the user's `.npmrc`, then the one that came with npm, then the folder around Node.
    fn of(host: &Host) -> Option<Self> {
        let rules = host.rules();
        let from_env = ["npm_config_prefix", "NPM_CONFIG_PREFIX"].iter().find_map(|name| host.var(name));
        let node = host.find_all("node").into_iter().find(|hit| hit.entry.absolute && !host.is_in_project(&hit.path));
        let npm = host.find_all("npm").into_iter().find(|hit| hit.entry.absolute && !host.is_in_project(&hit.path));
        node.as_ref().or(npm.as_ref())?;
        if let Some(folder) = from_env.filter(|value| !value.is_empty()).and_then(|value| host.expand(&value)) {
            return Some(Self { folder, source: "environment" });
        }
        if let Some(folder) =
            setting(host, user_config(host).as_deref(), "prefix").and_then(|value| host.expand(&value))
        {
            return Some(Self { folder, source: "user" });
        }
        let builtin = npm.and_then(|hit| builtin_config(host, &hit.path));
        if let Some(folder) = setting(host, builtin.as_deref(), "prefix").and_then(|value| host.expand(&value)) {
            return Some(Self { folder, source: "builtin" });
        }
        if let Some(folder) = host.var("PREFIX").filter(|value| rules.is_absolute(value)) {
            return Some(Self { folder, source: "environment" });
        }
        // A version manager's shim lies nowhere near the Node that it starts.
        let node = node.filter(|hit| !tool::is_shim(host, &hit.path))?;
        let beside = rules.parent(&node.path)?;
        let folder = if rules == Rules::Windows { beside } else { rules.parent(&beside)? };
        Some(Self { folder, source: "default" })
    }

    fn bin(&self, rules: Rules) -> String {
        if rules == Rules::Windows { self.folder.clone() } else { rules.join(&self.folder, "bin") }
    }

    fn modules(&self, rules: Rules) -> String {
        let name = if rules == Rules::Windows { "node_modules" } else { "lib/node_modules" };
        rules.join(&self.folder, name)
    }
}

/// The folder of globally installed packages.
pub(super) fn global_modules(host: &Host) -> Option<String> {
    Prefix::of(host).map(|prefix| prefix.modules(host.rules()))
}

fn user_config(host: &Host) -> Option<String> {
    let chosen = ["npm_config_userconfig", "NPM_CONFIG_USERCONFIG"].iter().find_map(|name| host.var(name));
    chosen.filter(|path| !path.is_empty()).or_else(|| host.expand("~/.npmrc"))
}

/// The `npmrc` inside npm's own package, where distributions and installers set the prefix.
fn builtin_config(host: &Host, npm: &str) -> Option<String> {
    let rules = host.rules();
    let real = host.real(npm).ok()?;
    let inside = super::package::folder_of(host, &real);
    let beside = rules.parent(npm).map(|folder| rules.join(&folder, "node_modules/npm"));
    let folder = inside.filter(|folder| rules.name(folder) == "npm").or(beside)?;
    Some(rules.join(&folder, "npmrc"))
}

/// A setting in an ini-like file; `${NAME}` is filled in from the environment. Other lines may hold tokens: they go nowhere.
fn setting(host: &Host, file: Option<&str>, name: &str) -> Option<String> {
    let text = host.read_text(file?, MOST).ok()?;
    let value = text.lines().rev().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == name).then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    })?;
    Some(value.replace("${", "$").replace('}', "")).filter(|value| !value.is_empty())
}

fn scripts_off(host: &Host) -> bool {
    let from_env = ["npm_config_ignore_scripts", "NPM_CONFIG_IGNORE_SCRIPTS"].iter().find_map(|name| host.var(name));
    let value = from_env.or_else(|| setting(host, user_config(host).as_deref(), "ignore-scripts"));
    value.as_deref() == Some("true")
}

/// Whether the user may write there, or into the nearest folder above that exists.
fn writable(host: &Host, folder: &str) -> Option<bool> {
    let mut at = Some(folder.to_owned());
    while let Some(path) = at {
        if host.look(&path).is_ok() {
            return host.may(&path, Right::Write);
        }
        at = host.rules().parent(&path);
    }
    None
}
