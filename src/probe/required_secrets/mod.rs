//! `required_secrets`: which secrets the project names, where each is set, and what is wrong with its value. Values stay
//! with the host.

mod code;
mod files;
mod state;

use std::collections::BTreeMap;

use serde_json::Value;

use super::wrangler_config::{self, Written};
use super::{Context, question, workspace};
use crate::dotenv::is_secret;
use crate::fact::{Fact, Unknown, facts, words};
use crate::host::{EnvLine, Host, LineState};
use crate::service::{Flaw, Services};
use crate::settings::{self, Set, Settings};
use code::{Mention, Scanned};
use files::Files;
use state::{State, StateWord, Told};

question! {
    /// Which secrets (keys, tokens, passwords) the project names, and where each is set. Values
    /// stay where they are; only verdicts come back. It reads `secrets.required` of Wrangler's
    /// settings, up to 400 files of source (not packages, builds, tests and links), the example
    /// files, `.env*` and `.dev.vars*`. Public names (`VITE_…`), what Wrangler binds and Wrangler's
    /// own keys are left out.
    pub struct RequiredSecrets {}
    asked { "secrets that the project names, and where they are set" }
    looks { "It reads which secrets the project's code, its .env.example and its settings for Wrangler name, and whether .env, .dev.vars or the terminal set them. It shows no value." }
    facts RequiredSecretsFacts;
}

facts! {
    struct RequiredSecretsFacts {
        /// One for each part of the project.
        places: Vec<PlaceFacts>,
        names: Vec<Name>,
        /// Files that begin with an invisible mark.
        marked: Vec<Marked>,
        /// There was more source than is read.
        incomplete: bool,
    }

    struct PlaceFacts {
        folder: String,
        /// The file to make.
        target: &'static str,
        example: Option<String>,
        /// Set nowhere, because there is no file.
        wanted: Vec<String>,
        /// Something of it cannot be done without.
        sure: bool,
        file: Option<String>,
        /// A file in another folder.
        stray: Option<String>,
        /// Set in `hidden_in`, which Wrangler does not read because of `hiding` or because it is
        /// `switched_off`.
        hidden: Vec<String>,
        hiding: Option<String>,
        hidden_in: Option<String>,
        switched_off: bool,
    }

    struct Name {
        name: String,
        /// `settings`: doctor.toml names it.
        how: How,
        /// Who names it.
        by: String,
        by_line: Option<usize>,
        /// It cannot do without.
        sure: bool,
        /// What runs online uses it.
        online: bool,
        state: StateWord,
        file: Option<String>,
        line: Option<usize>,
        /// The name that stands in its place.
        near: Option<String>,
        /// Where the state is `absent`: the file that its line belongs into; null where that is not plain.
        target: Option<String>,
        /// What is wrong with the value.
        flaw: Option<Flaw>,
        /// What it is instead.
        title: Option<String>,
        /// Whose key belongs there.
        owner: Option<String>,
    }

    struct Marked {
        file: String,
        first: Option<String>,
    }
}

words! {
    enum How {
        Settings = "settings", Required = "required", Code = "code", Example = "example", File = "file",
    }
}

/// Parts of a project that are looked at.
const MOST_PLACES: usize = 8;
/// Names of one part.
const MOST_NAMES: usize = 40;

/// Keys by which tools sign in themselves, in a build or on a server that builds: other checks look at those.
const OF_TOOLS: [&str; 4] = ["GITHUB_TOKEN", "GH_TOKEN", "NPM_TOKEN", "NODE_AUTH_TOKEN"];

impl RequiredSecrets {
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
        RequiredSecretsFacts {
            places: found.places,
            names: found.names,
            marked: found.marked,
            incomplete: found.incomplete,
        }
        .into()
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
    how: How,
    by: String,
    line: Option<usize>,
    sure: bool,
    online: bool,
    /// Wrangler hands it over, so it must stand in the file that Wrangler reads.
    handed: bool,
}

#[derive(Default)]
struct Found {
    places: Vec<PlaceFacts>,
    names: Vec<Name>,
    marked: Vec<Marked>,
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
            wanted.iter().filter(|(_, wanted)| wanted.how != How::File).map(|(name, _)| name.as_str()).collect();
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
        self.places.push(PlaceFacts {
            folder: host.shorten(folder),
            target: if of_wrangler { ".dev.vars" } else { ".env" },
            example: example.map(|path| host.rules().name(path).to_owned()),
            wanted: if is_sure { sure } else { maybe },
            sure: is_sure,
            file: files.all.first().map(|read| shorten(&read.path)),
            stray: told.stray.as_ref().map(shorten),
            hidden,
            hiding: files.all.iter().find(|read| read.is_dev_vars()).map(|read| shorten(&read.path)),
            hidden_in: files.all.iter().find(|read| !read.is_dev_vars()).map(|read| shorten(&read.path)),
            switched_off: told.switched_off,
        });
        let marked = files.all.iter().filter(|read| read.file.byte_order_mark);
        self.marked.extend(marked.map(|read| {
            let first =
                read.file.lines.iter().find(|line| line.state != LineState::Commented).map(|line| line.name.clone());
            Marked { file: shorten(&read.path), first }
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
        let wanted = Wanted { how: How::Settings, by: by.clone(), line, sure: true, online: false, handed: false };
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
            Wanted { how: How::Required, by, line: None, sure: true, online: true, handed: true },
        );
    }
    for (name, mention) in scanned.mentions.iter().filter(|(name, mention)| is_ours(name) && !mention.optional) {
        let Mention { path, line, online, handed, .. } = mention;
        let from_code = || Wanted {
            how: How::Code,
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
        needed.map(move |line| (How::Example, path, false, line))
    });
    let from_files = files.all.iter().flat_map(|read| {
        let lines = read.file.lines.iter().cloned();
        lines.map(move |line| (How::File, &read.path, read.is_dev_vars(), line))
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

fn record(host: &Host, services: &Services, name: &str, wanted: &Wanted, state: &State, target: Option<&str>) -> Name {
    let number = |line: Option<usize>| line.filter(|line| *line > 0);
    let place = state.place();
    let owner = services.owner_of(name).and_then(|(owner, _)| services.get(owner)).map(|service| service.title.clone());
    let line = state.line();
    Name {
        name: name.to_owned(),
        how: wanted.how,
        by: wanted.by.clone(),
        by_line: number(wanted.line),
        sure: wanted.sure,
        online: wanted.online,
        state: state.word(),
        file: place.map(|place| host.shorten(&place.path)),
        line: number(place.map(|place| place.number)),
        near: state.near().map(str::to_owned),
        target: target.map(|path| host.shorten(path)),
        flaw: line.and_then(|line| line.flaw),
        title: line.and_then(|line| line.title.clone()),
        owner,
    }
}
