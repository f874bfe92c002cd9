//! npm's global folder: who chose it, whether programs in it are found, and whether new ones may be put there.

use super::prefix::Prefix;
use crate::fact::{Fact, Facts, Reason, Type, Unknown};
use crate::host::{Host, Right, Rules, What};

/// Programs that come with Node and npm themselves.
const OWN: [&str; 6] = ["node", "npm", "npx", "corepack", "yarn", "pnpm"];

const SOURCES: &[&str] = &["environment", "user", "everybody", "builtin", "default"];

pub(super) fn types() -> Vec<(String, Type)> {
    [
        ("prefix", Type::Text),
        ("prefix_entry", Type::Text),
        ("prefix_source", Type::Word(SOURCES)),
        ("bin", Type::Text),
        ("path_entry", Type::Text),
        ("bin_on_path", Type::Bool),
        ("programs", Type::list(Type::Text)),
        ("writable", Type::Bool),
    ]
    .map(|(name, kind)| (name.to_owned(), kind))
    .into()
}

pub(super) fn look(host: &Host) -> Facts {
    let Some(prefix) = Prefix::of(host) else {
        let unknown = Unknown::because(Reason::NotAsked, "there is no npm whose settings could be read");
        return types().into_iter().map(|(name, _)| (name, Fact::Unknown(unknown.clone()))).collect();
    };
    let rules = host.rules();
    let bin = prefix.bin(rules);
    let nearest = host.nearest(&prefix.modules(rules));
    let writable = nearest.and_then(|folder| host.may(&folder, Right::Write));
    [
        ("prefix", host.shorten(&prefix.folder).into()),
        ("prefix_entry", host.path_entry(&prefix.folder).into()),
        ("prefix_source", prefix.source.into()),
        ("bin", host.shorten(&bin).into()),
        ("path_entry", host.path_entry(&bin).into()),
        ("bin_on_path", is_on_path(host, &bin).into()),
        ("programs", programs(host, &bin).into()),
        ("writable", writable.into()),
    ]
    .map(|(name, fact)| (name.to_owned(), fact))
    .into()
}

/// Under whichever name: a link in PATH, or a home folder that is one, leads to the same programs.
fn is_on_path(host: &Host, bin: &str) -> bool {
    let rules = host.rules();
    let real = host.real(bin).ok();
    let is_bin = |entry: &str| {
        rules.same(entry, bin)
            || real.as_deref().is_some_and(|bin| host.real(entry).is_ok_and(|entry| rules.same(&entry, bin)))
    };
    host.path_entries().iter().any(|entry| entry.absolute && is_bin(&entry.text))
}

/// What npm put into the folder; in one that all programs of the system share, nobody knows.
fn programs(host: &Host, bin: &str) -> Vec<String> {
    let rules = host.rules();
    if rules.same(bin, "/usr/bin") || rules.same(bin, "/usr/local/bin") {
        return Vec::new();
    }
    let own = |name: &String| OWN.contains(&name.split('.').next().unwrap_or_default());
    let is_file = |name: &String| host.look(&rules.join(bin, name)).is_ok_and(|seen| seen.what == What::File);
    let names = host.list(bin).unwrap_or_default().into_iter().filter(|name| !own(name) && is_file(name)).collect();
    if rules == Rules::Windows { commands(names) } else { names }
}

/// Of the files that npm puts beside each other on Windows, only the commands.
fn commands(names: Vec<String>) -> Vec<String> {
    names.iter().filter_map(|name| name.strip_suffix(".cmd").map(str::to_owned)).collect()
}
