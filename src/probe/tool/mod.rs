//! `tool`: every install of a program, which one a terminal would start, what kind of file it is, and whether it runs.

mod binary;
mod class;
mod method;

use std::collections::BTreeMap;

use super::start::{Start, Started};
use super::{Context, question, version};
use crate::fact::{Fact, Known, Version, facts, words};
use crate::host::{Call, Ended, Host, StartFailure, What};
use crate::machine::Arch;

use method::Method;

pub(super) use class::{Class, Place, is_shim, resolve};

/// Installs that are looked at closely; more are counted and not started.
const MOST_STARTS: usize = 6;

question! {
    /// Finds every install of a program, sorts them by what they are, and starts the one that a
    /// terminal would start to ask its version.
    pub struct Tool {
        name: String,
        /// Paths where installers put it beside PATH; one part may be `*`. Left out: those of
        /// `checks/tools.toml`, so that the same tool is asked once for all checks.
        #[serde(default)]
        also: Vec<String>,
        /// The arguments with which it prints its version and does nothing else; left out:
        /// `--version`.
        #[serde(default = "version_flag")]
        version: Vec<String>,
        /// `false`: only where it is, without starting it.
        #[serde(default = "yes")]
        start: bool,
        /// Variables for it; `{absent}` is a path that does not exist, `{unwritable}` one that
        /// cannot be made.
        #[serde(default)]
        env: BTreeMap<String, String>,
    }
    facts ToolFacts;
}

facts! {
    struct ToolFacts {
        /// A program of that name is on PATH, outside the project; whether it works, `start` tells.
        found: bool,
        /// What a terminal would start. The home folder is written `~` in every fact.
        path: Option<String>,
        /// With all links followed.
        real: Option<String>,
        folder: Option<String>,
        /// The folder as it stands in a line that sets PATH: `$HOME/.local/bin`.
        path_entry: Option<String>,
        /// All but `native` and `shim` (a version manager's) are never started. `apple-stub` needs
        /// the developer tools.
        class: Option<Known<Class>>,
        /// How it came onto the machine, from where its file lies.
        method: Option<Method>,
        /// For which processor; null for a script.
        arch: Option<Arch>,
        /// `silent`: it ended well and printed no version; `failed`: its exit code is not 0, or it
        /// lacks a library; `signal`: it crashed; `not-started`: its class forbids it, or it is a
        /// further copy that need not be. A hang is unknown.
        start: Option<Known<Start>>,
        exit: Option<Known<Option<i64>>>,
        /// The line with which it complained.
        complaint: Option<Known<Option<String>>>,
        /// The first number with a dot in what it prints, filled to three parts: `jq-1.7-apple` is
        /// 1.7.0. Null when it did not start.
        version: Option<Known<Option<Version>>>,
        /// All that were found, on PATH and elsewhere.
        installs: Vec<Install>,
        /// The install with the highest version.
        newest: Option<Install>,
        /// Installs that are not on PATH.
        elsewhere: Vec<Install>,
        /// Files of that name on PATH that nothing can start, whether or not another one works.
        broken: Vec<Broken>,
        /// The copy inside the project that comes before it on PATH, and is not started.
        project_copy: Option<String>,
    }

    #[derive(Clone)]
    struct Install {
        path: String,
        real: String,
        folder: Option<String>,
        path_entry: Option<String>,
        on_path: bool,
        /// The one that a terminal would start.
        first: bool,
        class: Known<Class>,
        method: Method,
        arch: Option<Arch>,
        start: Known<Start>,
        version: Known<Option<Version>>,
    }

    struct Broken {
        path: String,
        problem: Problem,
    }
}

words! {
    enum Problem {
        DanglingLink = "dangling-link", NotExecutable = "not-executable", Folder = "folder",
    }
}

fn version_flag() -> Vec<String> {
    vec!["--version".to_owned()]
}

fn yes() -> bool {
    true
}

/// One install with what was learned about it.
struct Learned {
    place: Place,
    on_path: bool,
    started: Started,
    version: Known<Option<Version>>,
}

impl Tool {
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
        let all: Vec<Install> = installs.iter().map(|install| install.facts(host, first)).collect();
        let used = all.iter().find(|install| install.first).cloned();
        let started = first.map(|install| &install.started);
        ToolFacts {
            found: used.is_some(),
            path: used.as_ref().map(|install| install.path.clone()),
            real: used.as_ref().map(|install| install.real.clone()),
            folder: used.as_ref().and_then(|install| install.folder.clone()),
            path_entry: used.as_ref().and_then(|install| install.path_entry.clone()),
            class: used.as_ref().map(|install| install.class.clone()),
            method: used.as_ref().map(|install| install.method),
            arch: used.as_ref().and_then(|install| install.arch),
            start: used.as_ref().map(|install| install.start.clone()),
            exit: started.map(|started| started.exit.clone()),
            complaint: started.map(|started| started.complaint.clone()),
            version: used.map(|install| install.version),
            newest: newest(&installs).map(|at| all[at].clone()),
            elsewhere: all.iter().filter(|install| !install.on_path).cloned().collect(),
            installs: all,
            broken: broken(host, &self.name),
            project_copy: project_copy.map(|path| host.shorten(&path)),
        }
        .into()
    }

    /// Starts what may be started, all at once. Copies that are not first tell their version without a start where they can.
    fn learn(&self, context: Context<'_>, all: Vec<(Place, bool)>) -> Vec<Learned> {
        let host = context.host;
        let first = all.iter().position(|(_, on_path)| *on_path);
        let mut calls = Vec::new();
        let mut callers = Vec::new();
        let mut installs: Vec<Learned> = Vec::new();
        for (at, (place, on_path)) in all.into_iter().enumerate() {
            let packaged = if Some(at) == first { None } else { packaged_version(host, &place.real) };
            if self.start && packaged.is_none() && place.may_start() && calls.len() < MOST_STARTS {
                calls.push(Call {
                    program: place.path.clone(),
                    args: self.version.clone(),
                    env: host.expand_env(&self.env),
                    limit: context.limit,
                    ..Call::default()
                });
                callers.push(at);
            }
            let version = Ok(packaged);
            let started = match place.class {
                Ok(Class::WrongArchitecture) => Started::on(host, Ended::NotStarted(StartFailure::WrongArchitecture)),
                _ => Started::not(),
            };
            installs.push(Learned { place, on_path, started, version });
        }
        for (at, ended) in callers.into_iter().zip(host.start(calls)) {
            let mut started = Started::on(host, ended);
            installs[at].version = started.version();
            installs[at].started = started;
        }
        installs
    }
}

impl Learned {
    fn facts(&self, host: &Host, first: Option<&Learned>) -> Install {
        let place = &self.place;
        Install {
            path: host.shorten(&place.path),
            real: host.shorten(&place.real),
            folder: host.rules().parent(&place.path).map(|folder| host.shorten(&folder)),
            path_entry: host.rules().parent(&place.path).map(|folder| host.path_entry(&folder)),
            on_path: self.on_path,
            first: first.is_some_and(|first| std::ptr::eq(first, self)),
            class: place.class.clone(),
            method: method::of(host, &place.path, &place.real),
            arch: place.arch,
            start: self.started.start.clone(),
            version: self.version.clone(),
        }
    }
}

/// The install with the highest version; of equals the one that comes first.
fn newest(installs: &[Learned]) -> Option<usize> {
    let version = |at: &usize| match &installs[*at].version {
        Ok(version) => version.as_ref(),
        Err(_) => None,
    };
    (0..installs.len()).rev().filter(|at| version(at).is_some()).max_by_key(version)
}

/// The version in the `package.json` of the npm package that a file belongs to.
fn packaged_version(host: &Host, real: &str) -> Option<Version> {
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
fn broken(host: &Host, name: &str) -> Vec<Broken> {
    let rules = host.rules();
    let mut found = Vec::new();
    if rules == crate::host::Rules::Windows {
        return found;
    }
    for entry in host.path_entries().into_iter().filter(|entry| entry.absolute) {
        let path = rules.join(&entry.text, name);
        let Ok(link) = host.look_at_link(&path) else { continue };
        let problem = match host.look(&path) {
            Err(_) if link.what == What::Link => Problem::DanglingLink,
            Ok(seen) if seen.what == What::Folder => Problem::Folder,
            Ok(seen) if seen.what == What::File && host.may(&path, crate::host::Right::Start) == Some(false) => {
                Problem::NotExecutable
            }
            _ => continue,
        };
        found.push(Broken { path: host.shorten(&path), problem });
    }
    found
}
