//! `package`: the npm package that would run here: the project's own, else the one on PATH, else the global one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, npm, tool, version, workspace};
use crate::fact::{Fact, Reason, Type, Version};
use crate::host::{Host, Unseen};
use crate::json_path;

/// Bytes of a `package.json` that are read: as JSON they need many times as much memory.
pub(super) const MOST: usize = 256 << 10;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Package {
    name: String,
    /// The command that it brings, where that is not its name.
    bin: Option<String>,
    /// What would be fetched where none is installed.
    newest: Option<Newest>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Newest {
    version: String,
    engines_node: String,
}

const PLACES: &[&str] = &["project", "global", "newest"];

/// What doctor reads of a `package.json`.
pub(super) struct Manifest {
    name: Option<String>,
    pub(super) version: Option<Version>,
    engines_node: Option<String>,
    /// Files that its commands start, relative to its folder.
    bins: Vec<String>,
    depends_on: Vec<String>,
}

impl Package {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("found", Type::Bool),
            ("place", Type::Word(PLACES)),
            ("folder", Type::Text),
            ("version", Type::Version),
            ("engines_node", Type::Text),
            ("whole", Type::Bool),
            ("missing", Type::Text),
            ("declared", Type::Bool),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        format!("npm package {}", self.name)
    }

    pub(super) fn looks(&self) -> String {
        format!(
            "It looks for the npm package {} in the project, behind your PATH, and in npm's global folder.",
            self.name
        )
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let declared = self.declared(host);
        let found = self.in_project(host).map(|folder| (folder, "project"));
        let found = found.or_else(|| self.global(context).map(|folder| (folder, "global")));
        let Some((folder, place)) = found else { return self.absent(declared) };
        let manifest = match Manifest::read(host, &folder) {
            Ok(manifest) => manifest,
            Err(reason) => return Fact::unknown(reason),
        };
        let missing =
            manifest.bins.iter().map(|bin| host.rules().join(&folder, bin)).find(|bin| !has_content(host, bin));
        Fact::record([
            ("found", true.into()),
            ("place", place.into()),
            ("folder", host.shorten(&folder).into()),
            ("version", manifest.version.map_or(Fact::unknown(Reason::Garbled), Fact::Version)),
            ("engines_node", manifest.engines_node.into()),
            ("whole", missing.is_none().into()),
            ("missing", missing.map(|path| host.shorten(&path)).into()),
            ("declared", declared),
        ])
    }

    fn absent(&self, declared: Fact) -> Fact {
        let newest = self.newest.as_ref();
        Fact::record([
            ("found", false.into()),
            ("place", newest.map(|_| "newest").into()),
            ("version", newest.and_then(|newest| version::find(&newest.version)).into()),
            ("engines_node", newest.map(|newest| newest.engines_node.clone()).into()),
            ("declared", declared),
        ])
    }

    fn in_project(&self, host: &Host) -> Option<String> {
        workspace::folders(host).find_map(|folder| self.in_modules_of(host, &folder))
    }

    fn in_modules_of(&self, host: &Host, folder: &str) -> Option<String> {
        let rules = host.rules();
        let candidate = rules.join(&rules.join(folder, "node_modules"), &self.name);
        host.look(&rules.join(&candidate, "package.json")).is_ok().then_some(candidate)
    }

    /// The package behind the command on PATH, else in npm's global folder.
    fn global(&self, context: Context<'_>) -> Option<String> {
        let host = context.host;
        let rules = host.rules();
        let bin = self.bin.as_deref().unwrap_or(&self.name);
        let on_path = tool::resolve(context, bin);
        let behind = on_path.as_ref().and_then(|place| folder_of(host, &place.real)).filter(|folder| {
            Manifest::read(host, folder).is_ok_and(|manifest| manifest.name.as_deref() == Some(self.name.as_str()))
        });
        let beside =
            on_path.and_then(|place| rules.parent(&place.path)).map(|folder| rules.join(&folder, "node_modules"));
        let global = npm::global_modules(host);
        let holds = |modules: String| {
            let candidate = rules.join(&modules, &self.name);
            host.look(&rules.join(&candidate, "package.json")).is_ok().then_some(candidate)
        };
        behind.or_else(|| beside.into_iter().chain(global).find_map(holds))
    }

    /// Whether the project's `package.json` asks for it.
    fn declared(&self, host: &Host) -> Fact {
        for folder in workspace::up_to_root(host) {
            match Manifest::read(host, &folder) {
                Ok(manifest) => return manifest.depends_on.contains(&self.name).into(),
                Err(Reason::NotRecorded) => {}
                Err(reason) => return Fact::unknown(reason),
            }
        }
        Fact::Null
    }
}

impl Manifest {
    /// Reads `package.json` in a folder. Absent is told as `NotRecorded`.
    pub(super) fn read(host: &Host, folder: &str) -> Result<Self, Reason> {
        let text = host.read_text(&host.rules().join(folder, "package.json"), MOST).map_err(|unseen| match unseen {
            Unseen::Absent => Reason::NotRecorded,
            Unseen::Denied | Unseen::Unreadable => Reason::Unreadable,
        })?;
        let value: serde_json::Value = serde_json::from_str(&text).map_err(|_| Reason::Garbled)?;
        let text = |path: &str| json_path::at(&value, path).and_then(|value| value.as_str()).map(str::to_owned);
        let keys = |path: &str| {
            let object = json_path::at(&value, path).and_then(|value| value.as_object());
            object.into_iter().flat_map(|object| object.keys().cloned()).collect::<Vec<_>>()
        };
        let bins = match value.get("bin") {
            Some(serde_json::Value::String(bin)) => vec![bin.clone()],
            Some(serde_json::Value::Object(bins)) => {
                bins.values().filter_map(|bin| bin.as_str().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        };
        let main = text("main");
        Ok(Self {
            name: text("name"),
            version: text("version").as_deref().and_then(version::find),
            engines_node: text("engines.node"),
            bins: bins.into_iter().chain(main).collect(),
            depends_on: [keys("dependencies"), keys("devDependencies")].concat(),
        })
    }
}

/// The folder of the npm package that a file belongs to.
pub(super) fn folder_of(host: &Host, real: &str) -> Option<String> {
    let rules = host.rules();
    let mut at = rules.parent(real);
    while let Some(folder) = at {
        let above = rules.parent(&folder)?;
        let scoped = rules.name(&above).starts_with('@');
        let holder = if scoped { rules.parent(&above)? } else { above.clone() };
        if rules.name(&holder) == "node_modules" {
            return Some(folder);
        }
        at = Some(above);
    }
    None
}

/// A file that is there and not empty; `main` may leave out its ending or name a folder.
fn has_content(host: &Host, path: &str) -> bool {
    let variants = [path.to_owned(), format!("{path}.js"), host.rules().join(path, "index.js")];
    variants.iter().any(|path| host.look(path).is_ok_and(|seen| seen.size > 0))
}
