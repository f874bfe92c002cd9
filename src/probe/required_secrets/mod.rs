//! `required_secrets`: which secrets the project names, where each is set, and what is wrong with its value. Values stay
//! with the host.

mod code;
mod files;
mod state;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::wrangler_config::{self, Written};
use super::{Context, workspace};
use crate::dotenv::is_secret;
use crate::fact::{Fact, Type, Unknown};
use crate::host::{EnvLine, Host, LineState, Misfit};
use crate::service::Services;
use crate::settings::{self, Set, Settings};
use code::{Mention, Scanned};
use files::Files;
use state::{State, Told};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredSecrets {}

/// Parts of a project that are looked at.
const MOST_PLACES: usize = 8;
/// Names of one part.
const MOST_NAMES: usize = 40;

const HOW: &[&str] = &["settings", "required", "code", "example", "file"];

/// Keys by which tools sign in themselves, in a build or on a server that builds: other checks look at those.
const OF_TOOLS: [&str; 4] = ["GITHUB_TOKEN", "GH_TOKEN", "NPM_TOKEN", "NODE_AUTH_TOKEN"];

impl RequiredSecrets {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let place = Type::record([
            ("folder", Type::Text),
            ("target", Type::Text),
            ("example", Type::Text),
            ("wanted", Type::list(Type::Text)),
            ("sure", Type::Bool),
            ("file", Type::Text),
            ("stray", Type::Text),
            ("hidden", Type::list(Type::Text)),
            ("hiding", Type::Text),
            ("hidden_in", Type::Text),
            ("switched_off", Type::Bool),
        ]);
        let name = Type::record([
            ("name", Type::Text),
            ("how", Type::Word(HOW)),
            ("by", Type::Text),
            ("by_line", Type::Int),
            ("sure", Type::Bool),
            ("online", Type::Bool),
            ("state", Type::Word(State::WORDS)),
            ("file", Type::Text),
            ("line", Type::Int),
            ("near", Type::Text),
            ("target", Type::Text),
            ("misfit", Type::Word(Misfit::WORDS)),
            ("title", Type::Text),
            ("owner", Type::Text),
        ]);
        let marked = Type::record([("file", Type::Text), ("first", Type::Text)]);
        Ok(Type::record([
            ("places", Type::list(place)),
            ("names", Type::list(name)),
            ("marked", Type::list(marked)),
            ("incomplete", Type::Bool),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        "secrets that the project names, and where they are set".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It reads which secrets the project's code, its .env.example and its settings for Wrangler name, and whether .env, .dev.vars or the terminal set them. It shows no value.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let mut found = Found::default();
        // It is expected of the folder that doctor stands in, which comes first.
        let mut expected = expected(host);
        for folder in places(host) {
            if let Err(unknown) = found.add(context, &folder, std::mem::take(&mut expected)) {
                return unknown.into();
            }
        }
        Fact::record([
            ("places", Fact::List(found.places)),
            ("names", Fact::List(found.names)),
            ("marked", Fact::List(found.marked)),
            ("incomplete", found.incomplete.into()),
        ])
    }
}

/// The folder of the project that doctor stands in; where that is a whole of several parts, those too.
fn places(host: &Host) -> Vec<String> {
    let marked = workspace::up_to_root(host).find(|folder| host.has_project_file(folder));
    let Some(nearest) = marked.or_else(|| folder_with_expectations(host)) else {
        return Vec::new();
    };
    let parts = workspace::members(host, &nearest).into_iter().filter(|folder| host.has_project_file(folder));
    let mut all: Vec<String> = std::iter::once(nearest.clone()).chain(parts).collect();
    all.dedup();
    all.truncate(MOST_PLACES);
    all
}

/// A secret that a part of the project names.
struct Wanted {
    how: &'static str,
    by: String,
    line: Option<usize>,
    sure: bool,
    online: bool,
    /// Wrangler hands it over, so it must stand in the file that Wrangler reads.
    handed: bool,
}

#[derive(Default)]
struct Found {
    places: Vec<Fact>,
    names: Vec<Fact>,
    marked: Vec<Fact>,
    incomplete: bool,
}

impl Found {
    /// Looks at a part of the project, of which more may be `wanted` than its own files name.
    fn add(&mut self, context: Context<'_>, folder: &str, mut wanted: BTreeMap<String, Wanted>) -> Result<(), Unknown> {
        let (host, services) = (context.host, context.services);
        let written = wrangler_config::first(host, std::iter::once(folder.to_owned()))?;
        let config = written.as_ref().and_then(Written::parsed);
        let files = Files::of(host, services, folder)?;
        let scanned = code::scan(host, folder);
        self.incomplete |= scanned.incomplete;
        for (name, one) in self::wanted(host, config.as_ref(), written.as_ref(), &files, &scanned) {
            wanted.entry(name).or_insert(one);
        }
        let told = Told::new(context, folder, config.is_some(), &files, &scanned);
        let claimed: Vec<&str> =
            wanted.iter().filter(|(_, wanted)| wanted.how != "file").map(|(name, _)| name.as_str()).collect();
        let states: Vec<(&String, &Wanted, State)> = wanted
            .iter()
            .take(MOST_NAMES)
            .map(|(name, wanted)| (name, wanted, told.state(name, wanted, &claimed)))
            .collect();
        self.names.extend(states.iter().map(|(name, wanted, state)| {
            let target = matches!(state, State::Absent).then(|| told.file_for(wanted)).flatten();
            record(host, services, name, wanted, state, target)
        }));
        let bare = |sure: bool| {
            let chosen = states.iter().filter(move |(_, wanted, state)| state.is_without_file() && wanted.sure == sure);
            chosen.map(|(name, ..)| (*name).clone()).collect::<Vec<_>>()
        };
        let (sure, maybe) = (bare(true), bare(false));
        let hidden: Vec<String> = states
            .iter()
            .filter(|(.., state)| matches!(state, State::Hidden(_)))
            .map(|(name, ..)| (*name).clone())
            .collect();
        let is_sure = !sure.is_empty();
        let example = files.examples.first();
        let of_wrangler = example.is_some_and(|path| host.rules().name(path).starts_with(".dev.vars"));
        let shorten = |path: &String| host.shorten(path);
        self.places.push(Fact::record([
            ("folder", host.shorten(folder).into()),
            ("target", if of_wrangler { ".dev.vars" } else { ".env" }.into()),
            ("example", example.map(|path| host.rules().name(path).to_owned()).into()),
            ("wanted", if is_sure { sure } else { maybe }.into()),
            ("sure", is_sure.into()),
            ("file", files.all.first().map(|read| shorten(&read.path)).into()),
            ("stray", told.stray.as_ref().map(shorten).into()),
            ("hidden", hidden.into()),
            ("hiding", files.all.iter().find(|read| read.is_dev_vars()).map(|read| shorten(&read.path)).into()),
            ("hidden_in", files.all.iter().find(|read| !read.is_dev_vars()).map(|read| shorten(&read.path)).into()),
            ("switched_off", told.switched_off.into()),
        ]));
        let marked = files.all.iter().filter(|read| read.file.byte_order_mark);
        self.marked.extend(marked.map(|read| {
            let first =
                read.file.lines.iter().find(|line| line.state != LineState::Commented).map(|line| line.name.clone());
            Fact::record([("file", shorten(&read.path).into()), ("first", first.into())])
        }));
        Ok(())
    }
}

/// What the project's `doctor.toml` expects.
fn expected(host: &Host) -> BTreeMap<String, Wanted> {
    let Some((file, read)) = own_settings(host) else { return BTreeMap::new() };
    let by = host.shorten(&file);
    let one = |set: &Set<String>| {
        let line = usize::try_from(read.line(set)).ok();
        let wanted = Wanted { how: "settings", by: by.clone(), line, sure: true, online: false, handed: false };
        (set.value.clone(), wanted)
    };
    read.keys.iter().map(one).collect()
}

/// The project's `doctor.toml`. What is wrong with it, the run itself says.
fn own_settings(host: &Host) -> Option<(String, Settings)> {
    let file = host.nearest_in_project(settings::NAME)?;
    let text = host.text_of_project(&file, settings::MOST).ok()?;
    let read = Settings::read(&file, &text).ok()?;
    Some((file, read))
}

/// The folder of a `doctor.toml` that names keys, in a project that has no other file of a kind that doctor knows.
fn folder_with_expectations(host: &Host) -> Option<String> {
    host.project()?;
    let (file, read) = own_settings(host)?;
    if read.keys.is_empty() { None } else { host.rules().parent(&file) }
}

/// All secrets of a part, by name: what Wrangler is told to require, what the code names, what the example has, and what
/// stands in the files anyway.
fn wanted(
    host: &Host,
    config: Option<&Value>,
    written: Option<&Written>,
    files: &Files,
    scanned: &Scanned,
) -> BTreeMap<String, Wanted> {
    let mut wanted = BTreeMap::new();
    let bound = config.map(bound).unwrap_or_default();
    let is_ours = |name: &str| {
        !name.starts_with("CLOUDFLARE_")
            && !name.starts_with("CF_")
            && !OF_TOOLS.contains(&name)
            && !bound.iter().any(|bound| bound == name)
    };
    let required = config.and_then(|config| config.pointer("/secrets/required")?.as_array());
    for name in required.into_iter().flatten().filter_map(Value::as_str).filter(|name| is_name(name)) {
        let by = written.map(|written| host.shorten(&written.path)).unwrap_or_default();
        wanted.insert(
            name.to_owned(),
            Wanted { how: "required", by, line: None, sure: true, online: true, handed: true },
        );
    }
    for (name, mention) in scanned.mentions.iter().filter(|(name, mention)| is_ours(name) && !mention.optional) {
        let Mention { path, line, online, handed, .. } = mention;
        let from_code = || Wanted {
            how: "code",
            by: host.shorten(path),
            line: Some(*line),
            sure: true,
            online: *online,
            handed: *handed && config.is_some(),
        };
        wanted.entry(name.clone()).or_insert_with(from_code);
    }
    // Of these the code says itself that it goes on without them.
    let is_needless = |name: &str| scanned.mentions.get(name).is_some_and(|mention| mention.optional && mention.online);
    let none = Services::default();
    let examples = files.examples.iter().filter_map(|path| Some((path, host.env_file(&none, path, &[]).ok()?)));
    let from_example = examples.flat_map(|(path, file)| {
        let needed = file.lines.into_iter().filter(|line| !is_needless(&line.name));
        needed.map(move |line| ("example", path, false, line))
    });
    let from_files = files.all.iter().flat_map(|read| {
        let lines = read.file.lines.iter().cloned();
        lines.map(move |line| ("file", &read.path, read.is_dev_vars(), line))
    });
    let is_one = |line: &EnvLine| line.state != LineState::Commented && is_secret(&line.name) && is_ours(&line.name);
    for (how, path, online, line) in from_example.chain(from_files).filter(|(.., line)| is_one(line)) {
        let written_down =
            || Wanted { how, by: host.shorten(path), line: Some(line.number), sure: false, online, handed: false };
        wanted.entry(line.name.clone()).or_insert_with(written_down);
    }
    wanted
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() < 80 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Names that the settings of Wrangler bind to something: databases and the like, and variables for everybody.
fn bound(config: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![config];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(parts) => {
                for (name, part) in parts {
                    match part {
                        Value::Object(vars) if name == "vars" => names.extend(vars.keys().cloned()),
                        Value::String(text) if name == "binding" || name == "name" => names.push(text.clone()),
                        other => open.push(other),
                    }
                }
            }
            _ => {}
        }
    }
    names
}

fn record(host: &Host, services: &Services, name: &str, wanted: &Wanted, state: &State, target: Option<&str>) -> Fact {
    let number = |line: Option<usize>| line.and_then(|line| i64::try_from(line).ok()).filter(|line| *line > 0);
    let place = state.place();
    let owner = services.owner_of(name).and_then(|(owner, _)| services.get(owner)).map(|service| service.title.clone());
    let line = state.line();
    Fact::record([
        ("name", name.into()),
        ("how", wanted.how.into()),
        ("by", wanted.by.clone().into()),
        ("by_line", number(wanted.line).into()),
        ("sure", wanted.sure.into()),
        ("online", wanted.online.into()),
        ("state", state.word().into()),
        ("file", place.map(|place| host.shorten(&place.path)).into()),
        ("line", number(place.map(|place| place.number)).into()),
        ("near", state.near().map(str::to_owned).into()),
        ("target", target.map(|path| host.shorten(path)).into()),
        ("misfit", line.and_then(|line| line.misfit).map(Misfit::word).into()),
        ("title", line.and_then(|line| line.title.clone()).into()),
        ("owner", owner.into()),
    ])
}
