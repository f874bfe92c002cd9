//! npm's global folder: who chose it, whether programs in it are found, and whether new ones may be put there.

use super::prefix::Prefix;
use super::settings::Source;
use crate::fact::{Known, Reason, Unknown, facts};
use crate::host::{Host, Right, Rules, What};

/// Programs that come with Node and npm themselves.
const OWN: [&str; 6] = ["node", "npm", "npx", "corepack", "yarn", "pnpm"];

facts! {
    pub(super) struct Global {
        /// Where npm installs for all projects.
        prefix: String,
        /// The same for a line in double quotes.
        prefix_entry: String,
        prefix_source: Source,
        /// The folder inside it with the programs.
        bin: String,
        /// The same for a line that sets PATH.
        path_entry: String,
        bin_on_path: bool,
        /// What npm put there; empty in a folder that all programs of the system share.
        programs: Vec<String>,
        writable: Option<bool>,
    }
}

pub(super) fn look(host: &Host) -> Known<Global> {
    let unknown = || Unknown::because(Reason::NotAsked, "there is no npm whose settings could be read");
    let prefix = Prefix::of(host).ok_or_else(unknown)?;
    let rules = host.rules();
    let bin = prefix.bin(rules);
    let nearest = host.nearest(&prefix.modules(rules));
    Ok(Global {
        prefix: host.shorten(&prefix.folder),
        prefix_entry: host.path_entry(&prefix.folder),
        prefix_source: prefix.source,
        bin_on_path: is_on_path(host, &bin),
        programs: programs(host, &bin),
        path_entry: host.path_entry(&bin),
        bin: host.shorten(&bin),
        writable: nearest.and_then(|folder| host.may(&folder, Right::Write)),
    })
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
