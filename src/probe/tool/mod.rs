//! `tool`: every install of a program, which one a terminal would start, what kind of file it is, and whether it runs.

mod binary;
mod class;
mod method;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::start::{STARTS, Started};
use super::{Context, version};
use crate::fact::{Fact, Type};
use crate::host::{Call, Ended, Host, StartFailure, What};

pub(super) use class::{Class, Place, is_shim, resolve};

/// Installs that are looked at closely; more are counted and not started.
const MOST_STARTS: usize = 6;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    name: String,
    /// Known places beside PATH, as full paths; one part may be `*`.
    #[serde(default)]
    also: Vec<String>,
    /// What to pass so that it prints its version and does nothing else.
    #[serde(default = "version_flag")]
    version: Vec<String>,
    /// `false`: only where it is, without starting it.
    #[serde(default = "yes")]
    start: bool,
    /// Variables that keep it from writing while it is asked.
    #[serde(default)]
    env: BTreeMap<String, String>,
}

fn version_flag() -> Vec<String> {
    vec!["--version".to_owned()]
}

fn yes() -> bool {
    true
}

const PROBLEMS: &[&str] = &["dangling-link", "not-executable", "folder"];

/// One install with what was learned about it.
struct Install {
    place: Place,
    on_path: bool,
    started: Started,
    version: Fact,
}

impl Tool {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let install = Type::record([
            ("path", Type::Text),
            ("real", Type::Text),
            ("folder", Type::Text),
            ("path_entry", Type::Text),
            ("on_path", Type::Bool),
            ("first", Type::Bool),
            ("class", Type::Word(Class::WORDS)),
            ("method", Type::Word(method::METHODS)),
            ("arch", Type::Word(crate::machine::Arch::WORDS)),
            ("start", Type::Word(STARTS)),
            ("version", Type::Version),
        ]);
        let broken = Type::record([("path", Type::Text), ("problem", Type::Word(PROBLEMS))]);
        Ok(Type::record([
            ("found", Type::Bool),
            ("path", Type::Text),
            ("real", Type::Text),
            ("folder", Type::Text),
            ("path_entry", Type::Text),
            ("class", Type::Word(Class::WORDS)),
            ("method", Type::Word(method::METHODS)),
            ("arch", Type::Word(crate::machine::Arch::WORDS)),
            ("start", Type::Word(STARTS)),
            ("exit", Type::Int),
            ("complaint", Type::Text),
            ("version", Type::Version),
            ("installs", Type::list(install.clone())),
            ("newest", install.clone()),
            ("elsewhere", Type::list(install)),
            ("broken", Type::list(broken)),
            ("project_copy", Type::Text),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        if self.start { format!("{} {}", self.name, self.version.join(" ")) } else { format!("where is {}", self.name) }
    }

    pub(super) fn looks(&self) -> String {
        let also = if self.also.is_empty() { "" } else { " and in the places where installers put it" };
        let start = match self.start {
            true => format!(", then runs `{} {}`", self.name, self.version.join(" ")),
            false => " without running it".to_owned(),
        };
        format!("It looks for {} along your PATH{also}{start}.", self.name)
    }

    pub(super) fn by_hand(&self) -> Option<String> {
        self.start.then(|| format!("{} {}", self.name, self.version.join(" ")))
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let (places, project_copy) = class::on_path(context, &self.name);
        let mut all: Vec<(Place, bool)> = places.into_iter().map(|place| (place, true)).collect();
        for path in self.also.iter().flat_map(|pattern| matching(host, pattern)) {
            let Ok(seen) = host.look(&path) else { continue };
            if seen.what == What::File && !host.is_in_project(&path) && !is_broken_on_path(host, &path) {
                let place = class::classify(context, &self.name, &path);
                if !all.iter().any(|(known, _)| host.rules().same(&known.real, &place.real)) {
                    all.push((place, false));
                }
            }
        }
        let installs = self.learn(context, all);
        let first = installs.iter().find(|install| install.on_path);
        let facts: Vec<Fact> = installs.iter().map(|install| install.fact(host, first)).collect();
        let elsewhere =
            installs.iter().zip(&facts).filter(|(install, _)| !install.on_path).map(|(_, fact)| fact.clone());
        let elsewhere = Fact::List(elsewhere.collect());
        let newest = newest(&installs).map_or(Fact::Null, |at| facts[at].clone());
        let broken = Fact::List(broken(host, &self.name));
        let project_copy = project_copy.map(|path| host.shorten(&path)).into();
        let mut answer = match installs.iter().position(|install| install.on_path) {
            Some(at) => facts[at].clone(),
            None => Fact::record([]),
        };
        if let Fact::Record(parts) = &mut answer {
            if let Some(install) = first {
                parts.insert("exit".to_owned(), install.started.exit.clone());
                parts.insert("complaint".to_owned(), install.started.complaint.clone());
            }
            // What tells one install from another says nothing of the first.
            parts.remove("first");
            parts.remove("on_path");
            parts.insert("found".to_owned(), first.is_some().into());
            parts.insert("newest".to_owned(), newest);
            parts.insert("installs".to_owned(), Fact::List(facts));
            parts.insert("elsewhere".to_owned(), elsewhere);
            parts.insert("broken".to_owned(), broken);
            parts.insert("project_copy".to_owned(), project_copy);
        }
        answer
    }

    /// Starts what may be started, all at once. Copies that are not first tell their version without a start where they can.
    fn learn(&self, context: Context<'_>, all: Vec<(Place, bool)>) -> Vec<Install> {
        let host = context.host;
        let first = all.iter().position(|(_, on_path)| *on_path);
        let mut calls = Vec::new();
        let mut callers = Vec::new();
        let mut installs: Vec<Install> = Vec::new();
        for (at, (place, on_path)) in all.into_iter().enumerate() {
            let packaged = if Some(at) == first { None } else { packaged_version(host, &place.real) };
            if self.start && packaged.is_none() && place.class.may_start() && calls.len() < MOST_STARTS {
                calls.push(Call {
                    program: place.path.clone(),
                    args: self.version.clone(),
                    env: host.expand_env(&self.env),
                    limit: context.limit,
                    ..Call::default()
                });
                callers.push(at);
            }
            let version = packaged.map_or(Fact::Null, Fact::Version);
            let started = match place.class {
                Class::WrongArchitecture => Started::on(host, Ended::NotStarted(StartFailure::WrongArchitecture)),
                _ => Started::not(),
            };
            installs.push(Install { place, on_path, started, version });
        }
        for (at, ended) in callers.into_iter().zip(host.start(calls)) {
            let mut started = Started::on(host, ended);
            installs[at].version = started.version();
            installs[at].started = started;
        }
        installs
    }
}

impl Install {
    fn fact(&self, host: &Host, first: Option<&Install>) -> Fact {
        let place = &self.place;
        Fact::record([
            ("path", host.shorten(&place.path).into()),
            ("real", host.shorten(&place.real).into()),
            ("folder", host.rules().parent(&place.path).map(|folder| host.shorten(&folder)).into()),
            ("path_entry", host.rules().parent(&place.path).map(|folder| host.path_entry(&folder)).into()),
            ("on_path", self.on_path.into()),
            ("first", first.is_some_and(|first| std::ptr::eq(first, self)).into()),
            ("class", place.class.fact()),
            ("method", method::of(host, &place.path, &place.real).into()),
            ("arch", place.arch.map(crate::machine::Arch::word).into()),
            ("start", self.started.start.clone()),
            ("version", self.version.clone()),
        ])
    }
}

/// The install with the highest version; of equals the one that comes first.
fn newest(installs: &[Install]) -> Option<usize> {
    let version = |at: &usize| match &installs[*at].version {
        Fact::Version(version) => Some(version),
        _ => None,
    };
    (0..installs.len()).rev().filter(|at| version(at).is_some()).max_by_key(version)
}

/// The version in the `package.json` of the npm package that a file belongs to.
fn packaged_version(host: &Host, real: &str) -> Option<crate::fact::Version> {
    let folder = super::package::folder_of(host, real)?;
    super::package::Manifest::read(host, &folder).ok()?.version
}

/// Paths that a pattern with at most one `*` part leads to, the newest name first.
fn matching(host: &Host, pattern: &str) -> Vec<String> {
    let rules = host.rules();
    // A place of another system, such as /opt/homebrew on Windows, is no place here.
    let Some(path) = host.expand(pattern).filter(|path| rules.is_absolute(path)) else { return Vec::new() };
    let star = if rules == crate::host::Rules::Windows { r"\*\" } else { "/*/" };
    let Some((before, after)) = path.split_once(star) else { return vec![path] };
    let mut names = host.list(before).unwrap_or_default();
    names.sort_by_key(|name| std::cmp::Reverse(version::find(name)));
    names.iter().map(|name| rules.join(&rules.join(before, name), after)).collect()
}

/// A file on PATH without the right to start: told among the broken ones, and no install of its own.
fn is_broken_on_path(host: &Host, path: &str) -> bool {
    let rules = host.rules();
    let folder = rules.parent(path).unwrap_or_default();
    let on_path = host.path_entries().iter().any(|entry| rules.same(&folder, &entry.text));
    on_path && host.may(path, crate::host::Right::Start) == Some(false)
}

/// Files of the tool's name on PATH that no shell can start.
fn broken(host: &Host, name: &str) -> Vec<Fact> {
    let rules = host.rules();
    let mut found = Vec::new();
    if rules == crate::host::Rules::Windows {
        return found;
    }
    for entry in host.path_entries().into_iter().filter(|entry| entry.absolute) {
        let path = rules.join(&entry.text, name);
        let Ok(link) = host.look_at_link(&path) else { continue };
        let problem = match host.look(&path) {
            Err(_) if link.what == What::Link => "dangling-link",
            Ok(seen) if seen.what == What::Folder => "folder",
            Ok(seen) if seen.what == What::File && host.may(&path, crate::host::Right::Start) == Some(false) => {
                "not-executable"
            }
            _ => continue,
        };
        found.push(Fact::record([("path", host.shorten(&path).into()), ("problem", problem.into())]));
    }
    found
}
