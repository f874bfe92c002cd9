//! `path`: what the variable PATH holds, entry by entry, and which folders of the system it leaves out.

use super::{Context, question};
use crate::fact::{Fact, facts};
use crate::host::{Host, PathEntry, Rules, Unseen, What};

question! {
    /// What the variable PATH holds, entry by entry, and which folders of the system it leaves out.
    pub struct Path {}
    asked { "what PATH holds" }
    looks { "It reads the variable PATH and looks whether its folders are there." }
    facts PathFacts;
}

facts! {
    struct PathFacts {
        /// Not when it is empty.
        set: bool,
        count: usize,
        /// Folders that do not exist.
        dead: Vec<String>,
        doubled: Vec<String>,
        /// An empty entry of Unix is `(empty)`.
        relative: Vec<Relative>,
        /// Entries that still hold `~`, `$NAME` or `%NAME%`, and the folder that they mean is there.
        unexpanded: Vec<String>,
        /// The system's own folders whose programs are nowhere on PATH.
        system_missing: Vec<String>,
        /// The same as they stand in a line that sets PATH; null when none is missing.
        path_entry: Option<String>,
    }

    struct Relative {
        text: String,
    }
}

/// Where a Unix system keeps its basic programs, and two that show it: not every system has both in both folders, and
/// some keep there only what scripts ask for by full path.
const UNIX_FOLDERS: [&str; 2] = ["/usr/bin", "/bin"];
const UNIX_PROGRAMS: [&str; 2] = ["ls", "awk"];

impl Path {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let entries = host.path_entries();
        let mut parts = Parts::default();
        entries.iter().for_each(|entry| parts.sort(host, entry));
        let missing = system_missing(host, &entries);
        let separator = if host.rules() == Rules::Windows { ";" } else { ":" };
        PathFacts {
            set: !entries.is_empty(),
            count: entries.len(),
            dead: parts.dead,
            doubled: doubled(host),
            relative: parts.relative,
            unexpanded: parts.unexpanded,
            path_entry: (!missing.is_empty()).then(|| missing.join(separator)),
            system_missing: missing,
        }
        .into()
    }
}

/// The entries that do not lead to a folder as they stand.
#[derive(Default)]
struct Parts {
    dead: Vec<String>,
    relative: Vec<Relative>,
    unexpanded: Vec<String>,
}

impl Parts {
    fn sort(&mut self, host: &Host, entry: &PathEntry) {
        let text = &entry.text;
        let is_there = |folder: &str| host.look(folder).is_ok();
        if is_unexpanded(host, text) && !is_there(&folder_of(host, entry)) {
            // Only where the folder that was meant is there, something is lost.
            match host.expand(text).filter(|meant| is_there(meant)) {
                Some(_) => self.unexpanded.push(text.clone()),
                None => self.dead.push(text.clone()),
            }
        } else if entry.absolute {
            self.dead.extend((host.look(text) == Err(Unseen::Absent)).then(|| host.shorten(text)));
        } else if !text.is_empty() || host.rules() == Rules::Unix {
            // Windows passes over empty entries.
            let text = if text.is_empty() { "(empty)" } else { text.as_str() }.to_owned();
            self.relative.push(Relative { text });
        }
    }
}

/// Whether an entry still holds a `~` or the name of a variable, which only a shell fills in, and only while it sets PATH.
fn is_unexpanded(host: &Host, text: &str) -> bool {
    let home = text == "~" || text.starts_with("~/") || text.starts_with(r"~\");
    let named = |rest: &str| rest.starts_with(|c: char| c == '{' || c == '_' || c.is_ascii_alphabetic());
    let variable = match host.rules() {
        Rules::Unix => text.split('$').skip(1).any(named),
        Rules::Windows => text.split('%').nth(2).is_some(),
    };
    home || variable
}

fn folder_of(host: &Host, entry: &PathEntry) -> String {
    match host.folder() {
        Some(folder) if !entry.absolute => host.rules().join(folder, &entry.text),
        _ => entry.text.clone(),
    }
}

/// The entries that PATH holds more than once, each told once.
fn doubled(host: &Host) -> Vec<String> {
    let rules = host.rules();
    let list = host.var("PATH").unwrap_or_default();
    let entries: Vec<&str> = rules.split_list(&list).into_iter().filter(|entry| !entry.is_empty()).collect();
    let mut doubled: Vec<String> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let before = entries[..at].iter().filter(|known| rules.same(known, entry)).count();
        if before == 1 {
            doubled.push(host.shorten(&rules.clean(entry)));
        }
    }
    doubled
}

/// The system's folders whose basic programs are in no folder of PATH. One place under two names is told once.
fn system_missing(host: &Host, entries: &[PathEntry]) -> Vec<String> {
    let rules = host.rules();
    let (folders, programs): (Vec<String>, &[&str]) = match rules {
        Rules::Unix => (UNIX_FOLDERS.map(str::to_owned).to_vec(), &UNIX_PROGRAMS),
        Rules::Windows => {
            let root = host.var("SystemRoot").unwrap_or_else(|| r"C:\Windows".to_owned());
            (vec![rules.join(&root, "System32")], &["cmd.exe"])
        }
    };
    let holds = |folder: &str, name: &str| {
        host.look(&rules.join(folder, name)).is_ok_and(|seen| matches!(seen.what, What::File | What::Other))
    };
    let is_found = |name: &str| entries.iter().any(|entry| entry.absolute && holds(&entry.text, name));
    let lost: Vec<&&str> = programs.iter().filter(|name| !is_found(name)).collect();
    let mut missing: Vec<(String, String)> = Vec::new();
    for folder in folders {
        let real = host.real(&folder).unwrap_or_else(|_| folder.clone());
        let is_new = missing.iter().all(|(_, known)| !rules.same(known, &real));
        if is_new && lost.iter().any(|name| holds(&folder, name)) {
            missing.push((folder, real));
        }
    }
    missing.into_iter().map(|(folder, _)| folder).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::World;

    fn path(machine: &str) -> Fact {
        let host = Host::World(World::build(toml::from_str(machine).unwrap(), &Default::default()).unwrap());
        Path {}.ask(Context { host: &host, services: &Default::default(), limit: Duration::from_secs(1) })
    }

    fn told(machine: &str, part: &str) -> String {
        path(machine).part(part).to_string()
    }

    #[test]
    fn an_empty_path_is_not_set() {
        assert_eq!(told("env.PATH = ''", "set"), "no");
        assert_eq!(told("", "set"), "yes");
        assert_eq!(told("env.PATH = '/a:/b:/a'", "count"), "2");
    }

    #[test]
    fn folders_that_are_gone_and_folders_told_twice_are_facts() {
        let machine = "env.PATH = '/a:/b/:/a:{home}/c:/b'\nfiles.'/a' = { folder = true }";
        assert_eq!(told(machine, "dead"), "/b, ~/c");
        assert_eq!(told(machine, "doubled"), "/a, /b");
        let windows = "os = 'windows'\nenv.PATH = 'C:\\A;c:\\a\\;;'";
        assert_eq!(told(windows, "doubled"), r"c:\a");
    }

    #[test]
    fn entries_below_the_current_folder_are_told_from_those_that_nobody_filled_in() {
        let relative = |machine: &str| match path(machine).part("relative") {
            Fact::List(items) => items.iter().map(|item| item.part("text").to_string()).collect::<Vec<_>>().join(" "),
            other => panic!("{other:?}"),
        };
        let there = "files = { '~/bin' = { folder = true }, '~/x' = { folder = true } }\n";
        let machine = &format!("{there}env.PATH = '.:/a:node_modules/.bin:~/bin:$HOME/x:~/gone:$Z/x:${{Z}}:/a$'");
        assert_eq!(relative(machine), ". node_modules/.bin");
        assert_eq!(relative("env.PATH = '/a:'"), "(empty)");
        assert_eq!(told(machine, "unexpanded"), "~/bin, $HOME/x");
        assert_eq!(told(machine, "dead"), "/a, ~/gone, $Z/x, ${Z}, /a$");
        let windows =
            &format!("os = 'windows'\n{there}env.PATH = '%USERPROFILE%\\x;C:\\PROGRA~1\\x;C:\\100%\\x;%J%\\x;'");
        assert_eq!((relative(windows), told(windows, "unexpanded")), (String::new(), r"%USERPROFILE%\x".to_owned()));
    }

    #[test]
    fn a_folder_that_is_really_called_so_is_nobodys_slip() {
        let machine = "env.PATH = '/opt/$x/bin'\nfiles.'/opt/$x/bin' = { folder = true }";
        assert_eq!(told(machine, "unexpanded"), "");
    }

    #[test]
    fn a_folder_of_the_system_is_missing_where_its_programs_are_nowhere_on_path() {
        let merged = "files = { '/bin' = { link = 'usr/bin' }, '/usr/bin/ls' = 'x', '/usr/bin/awk' = 'x' }\n";
        let mac = "files = { '/bin/ls' = 'x', '/usr/bin/awk' = 'x' }\n";
        let nixos = "files = { '/bin/sh' = 'x', '/usr/bin/env' = 'x' }\n";
        let pure = "files = { '/usr/bin/ls' = 'x', '/usr/bin/awk' = 'x', '/n/ls' = 'x', '/n/awk' = 'x' }\n";
        for (machine, path, expected) in [
            (merged, "/n", "/usr/bin"),
            (merged, "/bin", ""),
            (merged, "/usr/bin/", ""),
            (mac, "/n", "/usr/bin:/bin"),
            (mac, "/usr/bin", "/bin"),
            (mac, "/usr/bin:/bin", ""),
            (nixos, "/n", ""),
            (pure, "/n", ""),
            (pure, "n:.", "/usr/bin"),
        ] {
            let told = self::path(&format!("env.PATH = '{path}'\n{machine}")).part("path_entry");
            assert_eq!(told, Some(expected).filter(|text| !text.is_empty()).into(), "{path} {machine}");
        }
        let windows = "os = 'windows'\nfiles.'D:\\Win\\System32\\cmd.exe' = 'x'\nenv.SystemRoot = 'D:\\Win'\n";
        assert_eq!(told(&format!("{windows}env.PATH = 'C:\\x'"), "system_missing"), r"D:\Win\System32");
        assert_eq!(told(&format!("{windows}env.PATH = 'd:\\win\\SYSTEM32\\'"), "system_missing"), "");
    }
}
