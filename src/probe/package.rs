//! `package`: the npm package that would run here: the project's own, else the one on PATH, else the global one.

use serde::Deserialize;

use super::{Context, npm, question, tool, version, workspace};
use crate::fact::{Fact, Known, Reason, Version, facts, words};
use crate::host::{Host, Unseen};
use crate::json_path;

/// Bytes of a `package.json` that are read: as JSON they need many times as much memory.
pub(super) const MOST: usize = 256 << 10;

question! {
    /// An npm package that would run here: in the project and its workspaces, behind PATH, or in
    /// npm's global folder.
    pub struct Package {
        name: String,
        /// Its command, if that is not its name.
        bin: Option<String>,
        /// What is told where none is installed.
        newest: Option<Newest>,
    }
    asked { |it| format!("npm package {}", it.name) }
    looks { |it| format!(
        "It looks for the npm package {} in the project, behind your PATH, and in npm's global folder.",
        it.name
    ) }
    facts PackageFacts;
}

facts! {
    struct PackageFacts {
        found: bool,
        /// `project` `global` `newest`.
        place: Option<Place>,
        folder: Option<String>,
        version: Option<Known<Version>>,
        engines_node: Option<String>,
        /// All files that it starts are there.
        whole: Option<bool>,
        /// The first that is not.
        missing: Option<String>,
        /// The project's package.json asks for it.
        declared: Known<Option<bool>>,
    }
}

words! {
    enum Place {
        Project = "project", Global = "global", Newest = "newest",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Newest {
    version: String,
    engines_node: String,
}

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
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let declared = self.declared(host);
        let found = self.in_project(host).map(|folder| (folder, Place::Project));
        let found = found.or_else(|| self.global(context).map(|folder| (folder, Place::Global)));
        let Some((folder, place)) = found else { return self.absent(declared) };
        let manifest = match Manifest::read(host, &folder) {
            Ok(manifest) => manifest,
            Err(reason) => return Fact::unknown(reason),
        };
        let missing =
            manifest.bins.iter().map(|bin| host.rules().join(&folder, bin)).find(|bin| !has_content(host, bin));
        PackageFacts {
            found: true,
            place: Some(place),
            folder: Some(host.shorten(&folder)),
            version: Some(manifest.version.ok_or(Reason::Garbled.into())),
            engines_node: manifest.engines_node,
            whole: Some(missing.is_none()),
            missing: missing.map(|path| host.shorten(&path)),
            declared,
        }
        .into()
    }

    fn absent(&self, declared: Known<Option<bool>>) -> Fact {
        let newest = self.newest.as_ref();
        PackageFacts {
            found: false,
            place: newest.map(|_| Place::Newest),
            version: newest.and_then(|newest| version::find(&newest.version)).map(Ok),
            engines_node: newest.map(|newest| newest.engines_node.clone()),
            folder: None,
            whole: None,
            missing: None,
            declared,
        }
        .into()
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
    fn declared(&self, host: &Host) -> Known<Option<bool>> {
        for folder in workspace::up_to_root(host) {
            match Manifest::read(host, &folder) {
                Ok(manifest) => return Ok(Some(manifest.depends_on.contains(&self.name))),
                Err(Reason::NotRecorded) => {}
                Err(reason) => return Err(reason.into()),
            }
        }
        Ok(None)
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
