//! What Wrangler would put online: a script, a folder of files, or both, and whether they are there.

use serde_json::Value;

use crate::fact::words;
use crate::host::{Host, What};
use crate::probe::package::MOST;

words! {
    pub(super) enum EntryWord {
        Named = "named", Pages = "pages", Elsewhere = "elsewhere", None = "none",
    }

    pub(super) enum State {
        There = "there",
        /// A build makes it.
        NotBuilt = "not-built",
        Missing = "missing", Outside = "outside",
        /// A package, which a build tool looks up.
        Package = "package",
    }
}

/// Folders that only a build makes.
const BUILT: [&str; 8] = ["dist", "build", "out", "output", "public-build", "_site", "site-dist", "www"];

pub(super) struct Entry {
    pub(super) entry: Option<EntryWord>,
    pub(super) main: Option<String>,
    pub(super) main_state: Option<State>,
    pub(super) assets: Option<String>,
    pub(super) assets_state: Option<State>,
}

impl Entry {
    pub(super) fn of(host: &Host, folder: &str, config: &Value) -> Self {
        let main = config.get("main").and_then(Value::as_str);
        let assets = config.pointer("/assets/directory").and_then(Value::as_str);
        let builds = config.pointer("/build/command").is_some();
        let place = Place { host, folder, builds };
        let rebuilt = host.look(&host.rules().join(folder, ".wrangler/deploy/config.json")).is_ok();
        let pages = config.get("pages_build_output_dir").is_some();
        let of_part = |env: &Value| env.get("main").is_some() || env.get("assets").is_some();
        let in_parts = config.get("env").and_then(Value::as_object).is_some_and(|env| env.values().any(of_part));
        let elsewhere = rebuilt || in_parts || config.get("site").is_some() || is_said_elsewhere(host, folder);
        let entry = match (main.is_some() || assets.is_some(), config.get("name")) {
            _ if pages => Some(EntryWord::Pages),
            (true, _) => Some(EntryWord::Named),
            (false, _) if elsewhere => Some(EntryWord::Elsewhere),
            (false, Some(_)) => Some(EntryWord::None),
            (false, None) => None,
        };
        // What a build has made says itself what goes online.
        let judged = !rebuilt && !pages;
        Self {
            entry,
            main: main.map(str::to_owned),
            main_state: main.filter(|_| judged).map(|main| place.state(main, What::File)),
            assets: assets.map(str::to_owned),
            assets_state: assets.filter(|_| judged).map(|assets| place.state(assets, What::Folder)),
        }
    }
}

struct Place<'a> {
    host: &'a Host,
    folder: &'a str,
    /// Wrangler starts a build first.
    builds: bool,
}

impl Place<'_> {
    fn state(&self, named: &str, what: What) -> State {
        let rules = self.host.rules();
        let path = rules.join(self.folder, named);
        if !self.host.is_of_project(&path) {
            return State::Outside;
        }
        if self.host.look(&path).is_ok_and(|seen| seen.what == what) {
            return State::There;
        }
        if what == What::File && self.is_package(named) {
            return State::Package;
        }
        let parts: Vec<&str> = named.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let by_name = parts.iter().any(|part| BUILT.contains(part) || part.starts_with('.') && part.len() > 1);
        let has_build = scripts(self.host, self.folder).iter().any(|(name, _)| name.starts_with("build"));
        let generated = by_name && has_build;
        if self.builds || generated { State::NotBuilt } else { State::Missing }
    }

    /// A name such as `@scope/package/entry`, which a build tool looks up among the packages. Whether it is installed,
    /// another check tells.
    fn is_package(&self, named: &str) -> bool {
        if named.starts_with(['.', '/']) {
            return false;
        }
        let first = named.split('/').next().unwrap_or_default();
        let rules = self.host.rules();
        let installed = |folder: &str| self.host.look(&rules.join(&rules.join(folder, "node_modules"), first)).is_ok();
        let above = std::iter::successors(Some(self.folder.to_owned()), |at| rules.parent(at));
        named.starts_with('@') || named.contains(':') || above.into_iter().any(|folder| installed(&folder))
    }
}

/// The scripts of the `package.json` in a folder.
pub(super) fn scripts(host: &Host, folder: &str) -> Vec<(String, String)> {
    let manifest = manifest(host, folder).unwrap_or_default();
    let scripts = manifest.get("scripts").and_then(Value::as_object).into_iter().flatten();
    scripts.filter_map(|(name, line)| Some((name.clone(), line.as_str()?.to_owned()))).collect()
}

fn manifest(host: &Host, folder: &str) -> Option<Value> {
    let text = host.read_text(&host.rules().join(folder, "package.json"), MOST).ok()?;
    serde_json::from_str(&text).ok()
}

/// The words behind each `wrangler` of a line.
pub(super) fn calls(line: &str) -> impl Iterator<Item = Vec<&str>> {
    let parts = line.split(['&', ';', '|']).map(|part| part.split_whitespace().collect::<Vec<_>>());
    parts.filter_map(|words| {
        let at = words.iter().position(|word| *word == "wrangler")?;
        Some(words[at + 1..].to_vec())
    })
}

/// Whether a script or a build tool names what goes online: `wrangler deploy src/index.js`, or the plugin for Vite.
fn is_said_elsewhere(host: &Host, folder: &str) -> bool {
    let names_it = |words: Vec<&str>| {
        let deploys = words.first().is_some_and(|word| matches!(*word, "deploy" | "dev" | "publish" | "versions"));
        let named = words.iter().skip(1).any(|word| {
            word.contains('.')
                || word.starts_with("--assets")
                || word.starts_with("--script")
                || word.starts_with("--site")
        });
        deploys && named
    };
    let by_script = scripts(host, folder).iter().any(|(_, line)| calls(line).any(names_it));
    let plugin = manifest(host, folder).is_some_and(|manifest| {
        let asks = |part: &str| manifest.get(part).is_some_and(|part| part.get("@cloudflare/vite-plugin").is_some());
        asks("dependencies") || asks("devDependencies")
    });
    by_script || plugin
}
