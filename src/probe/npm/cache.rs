//! `npm_cache`: the folder where npm keeps copies of what it fetched: whose it is, and what npm's last log complains about.

use std::collections::VecDeque;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{log, settings};
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Host, Right, Rules, Seen, Unseen, What};
use crate::probe::Context;

/// Entries of the cache that are looked at, nearest first.
const MOST_ENTRIES: usize = 2_000;

/// Folders below the cache that are entered.
const DEEPEST: usize = 6;

/// Not needed by npm: what cannot be written there is left out without a word.
const LOGS: &str = "_logs";

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NpmCache {}

const SOURCES: &[&str] = &["environment", "project", "user", "everybody", "builtin", "default"];

/// What stops npm in its cache.
#[derive(Default)]
struct Walked {
    /// The first folder that the user may not write, or file of the administrator that he may not read.
    blocked: Option<String>,
    /// The first of these that belongs to the administrator.
    foreign: Option<String>,
    /// The first folder that could not be looked into.
    unseen: Option<String>,
}

impl NpmCache {
    pub(in crate::probe) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("folder", Type::Text),
            ("path_entry", Type::Text),
            ("source", Type::Word(SOURCES)),
            ("exists", Type::Bool),
            ("writable", Type::Bool),
            ("blocked", Type::Text),
            ("foreign", Type::Text),
            ("log", Type::Text),
            ("log_trouble", Type::Word(log::TROUBLES)),
        ]))
    }

    pub(in crate::probe) fn asked(&self) -> String {
        "npm's cache".to_owned()
    }

    pub(in crate::probe) fn looks(&self) -> String {
        "It looks at the folder where npm keeps copies of packages, and for known words at the end of npm's last log there.".to_owned()
    }

    pub(in crate::probe) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let (folder, source) = match place(host) {
            Ok(Some(place)) => place,
            Ok(None) => return Unknown::because(Reason::NotRecorded, "npm's cache has no folder here").into(),
            Err(unknown) => return unknown.into(),
        };
        let (log, log_trouble) = last_log(host, &folder);
        let exists = match host.look(&folder) {
            Ok(_) => Fact::Bool(true),
            Err(Unseen::Absent) => Fact::Bool(false),
            Err(Unseen::Denied | Unseen::Unreadable) => Fact::unknown(Reason::Unreadable),
        };
        let walked = walk(host, &folder);
        let told = |found: Option<String>| match (&found, &walked.unseen) {
            (None, Some(unseen)) => Unknown::because(Reason::Unreadable, host.shorten(unseen)).into(),
            _ => found.map(|path| host.shorten(&path)).into(),
        };
        Fact::record([
            ("folder", host.shorten(&folder).into()),
            ("path_entry", host.path_entry(&host.real(&folder).unwrap_or_else(|_| folder.clone())).into()),
            ("source", source.into()),
            ("writable", writable(host, &folder, &exists, &walked)),
            ("exists", exists),
            ("blocked", told(walked.blocked.clone())),
            ("foreign", told(walked.foreign.clone())),
            ("log", log),
            ("log_trouble", log_trouble),
        ])
    }
}

/// The folder, and what says so.
fn place(host: &Host) -> Result<Option<(String, &'static str)>, Unknown> {
    let rules = host.rules();
    let default = if rules == Rules::Windows { "%LOCALAPPDATA%/npm-cache" } else { "~/.npm" };
    let default = host.expand(default).map(|folder| (folder, "default"));
    let Some(set) = settings::counting(host, "cache")? else { return Ok(default) };
    let absolute = |path: String| match host.folder() {
        Some(folder) => rules.join(folder, &path),
        None => path,
    };
    let chosen = host.expand_home(&set.value).map(|path| (absolute(path), set.source));
    // npm hands its cache on to the programs that it starts: then the variable chose nothing.
    let is_handed_on = match (&chosen, &default) {
        (Some((chosen, "environment")), Some((default, _))) => rules.same(chosen, default),
        _ => false,
    };
    Ok(if is_handed_on { default } else { chosen })
}

/// On Windows, nothing tells whether a folder may be written.
fn writable(host: &Host, folder: &str, exists: &Fact, walked: &Walked) -> Fact {
    if host.rules() == Rules::Windows {
        return Fact::Null;
    }
    let here = match exists {
        Fact::Bool(true) if walked.blocked.is_some() => Some(false),
        Fact::Bool(true) if walked.unseen.is_some() => return Fact::unknown(Reason::Unreadable),
        Fact::Bool(_) => host.nearest(folder).and_then(|nearest| host.may(&nearest, Right::Write)),
        other => return other.clone(),
    };
    // Where not even the home folder may be written, the disk is read-only or doctor is shut in: that is not the cache's fault.
    let home = host.home().filter(|home| host.rules().is_within(folder, home));
    match home.and_then(|home| host.may(home, Right::Write)) {
        Some(false) if here == Some(false) && walked.foreign.is_none() => {
            Unknown::because(Reason::Refused, "nothing in your home folder may be written").into()
        }
        _ => here.into(),
    }
}

/// Looks at the entries of the cache level by level. Links are not followed, so a loop ends and nothing outside is judged.
fn walk(host: &Host, cache: &str) -> Walked {
    let mut walked = Walked::default();
    let Ok(real) = host.real(cache) else { return walked };
    let Ok(top) = host.look(&real) else { return walked };
    let is_admin = host.is_admin() == Some(true);
    let rules = host.rules();
    let mut budget = MOST_ENTRIES;
    let mut waiting = VecDeque::from([(real.clone(), top, 0)]);
    while let Some((path, seen, depth)) = waiting.pop_front() {
        if !is_admin && is_blocked(host, &path, seen) {
            if seen.owned_by_admin == Some(true) && walked.foreign.is_none() {
                walked.foreign = Some(path.clone());
            }
            walked.blocked.get_or_insert_with(|| path.clone());
        }
        if seen.what != What::Folder || depth >= DEEPEST || budget == 0 || walked.foreign.is_some() {
            continue;
        }
        let names = match host.list(&path) {
            Ok(names) => names,
            Err(Unseen::Absent) => continue,
            Err(Unseen::Denied | Unseen::Unreadable) => {
                walked.unseen.get_or_insert(path);
                continue;
            }
        };
        for name in names.iter().filter(|name| depth > 0 || *name != LOGS).take(budget) {
            budget -= 1;
            let entry = rules.join(&path, name);
            if let Ok(seen) = host.look_at_link(&entry) {
                waiting.push_back((entry, seen, depth + 1));
            }
        }
    }
    walked
}

/// npm only reads the files in its cache: those of the administrator do no harm as long as they can be read.
fn is_blocked(host: &Host, path: &str, seen: Seen) -> bool {
    match seen.what {
        What::Folder => host.may(path, Right::Write) == Some(false),
        What::File => seen.owned_by_admin == Some(true) && host.may(path, Right::Read) == Some(false),
        What::Link | What::Other => false,
    }
}

/// The newest log, and a word for what it complains about. Their names begin with the time.
fn last_log(host: &Host, cache: &str) -> (Fact, Fact) {
    let rules = host.rules();
    let folder = rules.join(cache, LOGS);
    let unreadable = || (Fact::unknown(Reason::Unreadable), Fact::unknown(Reason::Unreadable));
    let names = match host.list(&folder) {
        Ok(names) => names,
        Err(Unseen::Absent) => return (Fact::Null, Fact::Null),
        Err(Unseen::Denied | Unseen::Unreadable) => return unreadable(),
    };
    let Some(name) = names.iter().rfind(|name| name.ends_with(".log")) else { return (Fact::Null, Fact::Null) };
    let path = rules.join(&folder, name);
    let trouble = match host.read_end(&path, log::MOST) {
        Ok(bytes) => log::trouble(host, &bytes).into(),
        Err(_) => Fact::unknown(Reason::Unreadable),
    };
    (host.shorten(&path).into(), trouble)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::{World, WorldSpec};

    fn ask(machine: &str) -> Fact {
        let spec: WorldSpec = toml::from_str(machine).unwrap();
        let host = Host::World(World::build(spec, &Default::default()).unwrap());
        NpmCache {}.ask(Context { host: &host, services: &Default::default(), limit: Duration::from_secs(1) })
    }

    #[test]
    fn the_folder_is_where_npm_would_put_it() {
        for (machine, folder) in [
            ("", "~/.npm"),
            ("os = 'windows'", r"~\AppData\Local\npm-cache"),
            ("env.NPM_CONFIG_CACHE = '~/c'", "~/c"),
            ("files.'~/.npmrc' = 'cache=.c'\nfolder = '~/site'", "~/site/.c"),
        ] {
            let answer = ask(machine);
            assert_eq!(answer.part("folder").as_text(), Some(folder), "{machine}");
            assert_eq!(answer.part("exists"), Fact::Bool(false));
        }
    }

    #[test]
    fn a_variable_with_which_npm_only_hands_its_default_on_is_none() {
        for (variable, source) in [("{home}/.npm", "default"), ("/c", "environment")] {
            let answer = ask(&format!("env.npm_config_cache = '{variable}'"));
            assert_eq!(answer.part("source").as_text(), Some(source), "{variable}");
        }
    }

    #[test]
    fn only_what_stops_npm_counts_as_the_administrators() {
        let cache = "files.'~/.npm/_cacache/index-v5/a/b/c' = '{}'";
        for (machine, foreign) in [
            ("", None),
            ("files.'~/.npm/_cacache/tmp' = { folder = true, owner = 'root' }", Some("~/.npm/_cacache/tmp")),
            ("files.'~/.npm/_cacache/tmp' = { folder = true, owner = 'root', mode = 0o777 }", None),
            ("files.'~/.npm/_cacache/x' = { text = '', owner = 'root' }", None),
            ("files.'~/.npm/_cacache/x' = { text = '', owner = 'root', mode = 0o600 }", Some("~/.npm/_cacache/x")),
            ("files.'~/.npm/_logs' = { folder = true, owner = 'root' }", None),
            ("files.'~/.npm/_cacache/tmp' = { folder = true, mode = 0o555 }", None),
            ("admin = true\nfiles.'~/.npm/_cacache/tmp' = { folder = true, owner = 'root' }", None),
            ("files.'~/.npm/1/2/3/4/5/6' = { folder = true, owner = 'root' }", Some("~/.npm/1/2/3/4/5/6")),
            ("files.'~/.npm/1/2/3/4/5/6/7' = { folder = true, owner = 'root' }", None),
        ] {
            let answer = ask(&format!("{machine}\n{cache}"));
            assert_eq!(answer.part("foreign").as_text(), foreign, "{machine}");
        }
    }

    #[test]
    fn links_lead_nowhere_and_loops_end() {
        let loops = "files.'~/data' = { folder = true, owner = 'root' }
            files.'~/.npm/_cacache/loop' = { link = '../_cacache' }
            files.'~/.npm/_cacache/out' = { link = '/home/learner/data' }";
        assert_eq!(ask(loops).part("blocked"), Fact::Null);
        let cache_is_a_link = "files.'~/.npm' = { link = '/data/npm' }
            files.'/data/npm/_cacache' = { folder = true, owner = 'root' }";
        let answer = ask(cache_is_a_link);
        assert_eq!(answer.part("foreign").as_text(), Some("/data/npm/_cacache"));
        assert_eq!(answer.part("path_entry").as_text(), Some("/data/npm"));
    }

    #[test]
    fn no_more_entries_are_looked_at_than_allowed() {
        let many = |count: usize| -> String {
            let files: String = (0..count).map(|at| format!("files.'~/.npm/{at:05}' = ''\n")).collect();
            format!("{files}files.'~/.npm/zz' = {{ folder = true, owner = 'root' }}")
        };
        assert_eq!(ask(&many(MOST_ENTRIES - 1)).part("foreign").as_text(), Some("~/.npm/zz"));
        assert_eq!(ask(&many(MOST_ENTRIES)).part("foreign"), Fact::Null);
    }

    #[test]
    fn a_home_folder_that_may_not_be_written_is_not_the_caches_fault() {
        let home = "files.'/home/learner' = { folder = true, mode = 0o555 }";
        let cache = "files.'~/.npm' = { folder = true, mode = 0o555 }";
        assert!(ask(home).part("writable").first_unknown().is_some());
        assert!(ask(&format!("{home}\n{cache}")).part("writable").first_unknown().is_some());
        assert_eq!(ask(cache).part("writable"), Fact::Bool(false));
        assert_eq!(ask("").part("writable"), Fact::Bool(true));
    }

    #[test]
    fn what_cannot_be_looked_into_may_hold_anything() {
        let answer = ask("files.'~/.npm/_cacache' = { folder = true, denied = true }");
        assert_eq!(answer.part("blocked").as_text(), Some("~/.npm/_cacache"));
        assert!(answer.part("foreign").first_unknown().is_some());
    }

    #[test]
    fn the_newest_log_alone_is_read_and_only_its_end() {
        let logs = |old: &str, new: &str| {
            let name = "files.'~/.npm/_logs/2026-01";
            format!(
                "{name}-01T10_00_00_000Z-debug-0.log' = '''{old}'''\n{name}-02T10_00_00_000Z-debug-0.log' = '''{new}'''"
            )
        };
        let bad = "1 error code EINTEGRITY";
        let answer = ask(&logs("", bad));
        assert_eq!(answer.part("log_trouble").as_text(), Some("integrity"));
        assert_eq!(answer.part("log").as_text(), Some("~/.npm/_logs/2026-01-02T10_00_00_000Z-debug-0.log"));
        assert_eq!(ask(&logs(bad, "")).part("log_trouble"), Fact::Null);
        let long = format!("{bad}\n{}", "2 silly x\n".repeat(log::MOST / 10));
        assert_eq!(ask(&logs("", &long)).part("log_trouble"), Fact::Null);
        let denied = "files.'~/.npm/_logs' = { folder = true, denied = true }";
        assert!(ask(denied).part("log_trouble").first_unknown().is_some());
    }
}
