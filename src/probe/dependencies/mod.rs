//! `dependencies`: what the project's `package.json` asks for, what of it is in `node_modules`, and what its lock file says.

mod lock;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{Context, package, workspace};
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Host, Unseen};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dependencies {}

const MANAGERS: &[&str] = &["npm", "pnpm", "yarn", "bun", "deno"];

/// Names that are brought back.
const MOST_NAMES: usize = 8;

/// What a manager writes that keeps packages in no folder of the project.
const PLUGGED: [&str; 3] = [".pnp.cjs", ".pnp.js", ".pnp.data.json"];

impl Dependencies {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("folder", Type::Text),
            ("manager", Type::Word(MANAGERS)),
            ("wanted", Type::Int),
            ("any", Type::Bool),
            ("missing", Type::list(Type::Text)),
            ("locks", Type::list(Type::Text)),
            ("lock", Type::Text),
            ("named", Type::Word(MANAGERS)),
            ("managers", Type::list(Type::Text)),
            ("conflict", Type::Bool),
            ("differs", Type::list(Type::Text)),
            ("clean_install", Type::Text),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        "packages of the project, as package.json, the lock file and node_modules have them".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It reads package.json and the lock file, and looks which packages lie in node_modules.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let rules = host.rules();
        let mut manifests = workspace::up_to_root(host).map(|folder| (rules.join(&folder, "package.json"), folder));
        let Some((path, folder)) = manifests.find(|(path, _)| host.look(path).is_ok()) else {
            return Fact::Null;
        };
        let manifest = match read(host, &path) {
            Ok(manifest) => manifest,
            Err(unknown) => return unknown.into(),
        };
        let home = lock::home(host, &folder);
        let locks = lock::all(host, &home);
        let of_home = || manager_named(&read(host, &rules.join(&home, "package.json")).ok()?);
        let named = manager_named(&manifest).or_else(of_home);
        let mut managers: Vec<&str> = locks.iter().map(|lock| lock.manager).collect();
        managers.dedup();
        let manager = named.or(managers.first().copied());
        let lock = locks.iter().find(|lock| Some(lock.manager) == manager).or(locks.first());
        let wanted = wanted(host, &folder, &manifest);
        let missing = missing(host, &folder, &home, manager, &wanted);
        let any = missing.as_ref().map(|missing| missing.len() < wanted.len());
        Fact::record([
            ("folder", host.shorten(&folder).into()),
            ("manager", manager.into()),
            ("wanted", i64::try_from(wanted.len()).unwrap_or(i64::MAX).into()),
            ("any", any.map_or_else(|unknown| unknown.clone().into(), Fact::Bool)),
            (
                "missing",
                missing
                    .map_or_else(Fact::Unknown, |names| names.into_iter().take(MOST_NAMES).collect::<Vec<_>>().into()),
            ),
            ("locks", locks.iter().map(|lock| lock.file).collect::<Vec<_>>().into()),
            ("lock", lock.map(|lock| host.shorten(&lock.path)).into()),
            ("named", named.into()),
            ("managers", managers.into()),
            ("conflict", lock.map_or(Fact::Null, |lock| lock.is_in_conflict(host))),
            ("differs", lock.map_or(Fact::Null, |lock| lock.differs(host))),
            ("clean_install", clean_install(host, &home).into()),
        ])
    }
}

fn read(host: &Host, path: &str) -> Result<Value, Unknown> {
    let text =
        host.read_text(path, package::MOST).map_err(|_| Unknown::because(Reason::Unreadable, host.shorten(path)))?;
    serde_json::from_str(&text).map_err(|_| Unknown::because(Reason::Garbled, host.shorten(path)))
}

/// `"packageManager": "pnpm@10.2.0"`.
fn manager_named(manifest: &Value) -> Option<&'static str> {
    let named = manifest.get("packageManager")?.as_str()?.split('@').next()?;
    MANAGERS.iter().copied().find(|manager| *manager == named)
}

/// The folder from which a package is looked for, and its name.
type Wanted = (String, String);

/// What the project asks for, and its parts where it is a whole of several. Optional packages and those that somebody
/// else has to bring need not be there.
fn wanted(host: &Host, folder: &str, manifest: &Value) -> Vec<Wanted> {
    let mut wanted = names(host, folder, manifest);
    for part in workspace::members(host, folder) {
        if let Ok(manifest) = read(host, &host.rules().join(&part, "package.json")) {
            wanted.extend(names(host, &part, &manifest));
        }
    }
    wanted
}

fn names(host: &Host, folder: &str, manifest: &Value) -> Vec<Wanted> {
    let is_set_to = |name: &str, word: &str| host.var(name).is_some_and(|value| value == word);
    let production = is_set_to("NODE_ENV", "production")
        || is_set_to("npm_config_omit", "dev")
        || is_set_to("npm_config_production", "true");
    let parts: &[&str] = if production { &["dependencies"] } else { &["dependencies", "devDependencies"] };
    let keys = |part: &str| manifest.get(part).and_then(Value::as_object).into_iter().flatten();
    let optional: Vec<&String> =
        ["optionalDependencies", "peerDependencies"].iter().flat_map(|part| keys(part)).map(|(name, _)| name).collect();
    let all = parts.iter().flat_map(|part| keys(part)).map(|(name, _)| name);
    all.filter(|name| is_name(name) && !optional.contains(name)).map(|name| (folder.to_owned(), name.clone())).collect()
}

/// A stranger's `package.json` may say anything; what is no name of a package is not looked for.
fn is_name(name: &str) -> bool {
    let plain = |part: &str| {
        let fine = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
        !part.is_empty() && !part.starts_with('.') && part.chars().all(fine)
    };
    match name.strip_prefix('@').and_then(|rest| rest.split_once('/')) {
        Some((scope, name)) => plain(scope) && plain(name),
        None => plain(name),
    }
}

/// The names that lie in no `node_modules` where Node would look: here, and in every folder above.
fn missing(
    host: &Host,
    folder: &str,
    home: &str,
    manager: Option<&str>,
    wanted: &[Wanted],
) -> Result<Vec<String>, Unknown> {
    let rules = host.rules();
    let is_there = |folder: &str, name: &str| host.look(&rules.join(folder, name)).is_ok();
    let plugged = [folder, home].iter().any(|at| PLUGGED.iter().any(|name| is_there(at, name)));
    let deno = ["deno.json", "deno.jsonc", "deno.lock"].iter().any(|name| is_there(folder, name)) && manager.is_none();
    if plugged || deno || manager == Some("deno") {
        return Ok(Vec::new());
    }
    let mut missing = Vec::new();
    for (from, name) in wanted {
        let places = std::iter::successors(Some(from.clone()), |at| rules.parent(at));
        let mut found = false;
        for place in places.map(|at| rules.join(&rules.join(&at, "node_modules"), name)) {
            match host.look(&place) {
                Ok(_) => found = true,
                Err(Unseen::Absent) => continue,
                Err(_) => return Err(Unknown::because(Reason::Unreadable, host.shorten(&place))),
            }
            break;
        }
        if !found && !missing.contains(name) {
            missing.push(name.clone());
        }
    }
    Ok(missing)
}

/// The first workflow of the repository that installs exactly what the lock file says.
fn clean_install(host: &Host, home: &str) -> Option<String> {
    let rules = host.rules();
    let folder = rules.join(home, ".github/workflows");
    let names = host.list(&folder).unwrap_or_default().into_iter().take(20);
    let mut paths =
        names.filter(|name| name.ends_with(".yml") || name.ends_with(".yaml")).map(|name| rules.join(&folder, &name));
    let path = paths.find(|path| {
        let text = host.read_settings(path).unwrap_or_default();
        text.lines().any(|line| line.split('#').next().is_some_and(|line| line.contains("npm ci")))
            && !text.contains("working-directory")
    });
    path.map(|path| host.shorten(&path))
}

#[cfg(test)]
mod tests;
