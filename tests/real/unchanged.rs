//! Looking changes nothing: not one name, mode, size, time or content, anywhere that doctor or what it starts could write.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::installed::tools;
use crate::machine::Machine;

/// Files up to this size are compared by content; any write to a larger one shows in its times.
const READ_WHOLE: u64 = 1 << 20;

/// Changes that are told: the first ones show which tool it was.
const MOST_TOLD: usize = 8;

#[test]
fn a_full_look_changes_nothing_in_home_project_or_tools() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    furnish(&machine);
    unchanged(&machine, tools.folder(), || drop(machine.look(&[])));
}

#[test]
fn a_look_at_an_empty_home_leaves_it_empty() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    unchanged(&machine, tools.folder(), || drop(machine.look(&[])));
    assert_eq!(fs::read_dir(machine.home()).unwrap().count(), 0);
    assert_eq!(fs::read_dir(machine.temporary()).unwrap().count(), 0);
}

#[test]
fn a_look_at_broken_tools_changes_nothing_either() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    furnish(&machine);
    machine.link("node", &tools.file("node20/bin/node"));
    machine.link("npm", &tools.npm(12));
    machine.link("claude", &tools.file("stub/bin/claude"));
    unchanged(&machine, tools.folder(), || drop(machine.look(&[])));
}

/// What a learner's home and project hold: logins of the old kinds that tools like to rewrite, and settings.
fn furnish(machine: &Machine) {
    machine.write("home/.gitconfig", "[user]\n\tname = Learner\n\temail = learner@example.com\n");
    machine.write("home/.npmrc", "fund=false\n");
    machine.write("home/.claude.json", "{\"hasCompletedOnboarding\": true, \"numStartups\": 3}\n");
    machine.write("home/.claude/settings.json", "{\"model\": \"sonnet\"}\n");
    machine.write("home/.config/gh/hosts.yml", "github.com:\n    user: learner\n    git_protocol: https\n");
    machine.write(
        "home/.config/.wrangler/config/default.toml",
        "oauth_token = \"none\"\nexpiration_time = \"2020-01-01T00:00:00.000Z\"\nrefresh_token = \"none\"\n",
    );
    machine.write("project/package.json", "{\"name\": \"site\", \"devDependencies\": {\"wrangler\": \"^4\"}}\n");
    machine.write("project/wrangler.toml", "name = \"site\"\ncompatibility_date = \"2026-01-01\"\n");
    machine.write("project/index.html", "<h1>Site</h1>\n");
    machine.ask("git", &["init", "--quiet", "."]);
    machine.ask("git", &["add", "."]);
}

pub fn unchanged(machine: &Machine, tools: &Path, act: impl Fn()) {
    let everything = || {
        let mut seen = BTreeMap::new();
        for folder in [machine.root(), tools] {
            look_into(folder, &mut seen);
        }
        // Programs are started in the root folder: what they drop there shows as a new name.
        for entry in fs::read_dir("/").unwrap().flatten() {
            seen.insert(entry.path(), "name".to_owned());
        }
        seen
    };
    let before = everything();
    act();
    let after = everything();
    let gone = before.iter().filter(|(path, _)| !after.contains_key(*path));
    let other = after.iter().filter(|(path, state)| before.get(*path) != Some(*state));
    let changes: Vec<String> = gone.chain(other).map(|(path, state)| format!("{} {state}", path.display())).collect();
    let first: Vec<&String> = changes.iter().take(MOST_TOLD).collect();
    assert!(changes.is_empty(), "{} changes: {first:#?}", changes.len());
}

/// Notes the state of a path and of all below it. Links are looked at, never followed.
fn look_into(path: &Path, seen: &mut BTreeMap<PathBuf, String>) {
    let meta = fs::symlink_metadata(path).unwrap();
    let content = if meta.is_symlink() {
        fs::read_link(path).unwrap().into_os_string().into_encoded_bytes()
    } else if meta.is_file() && meta.len() <= READ_WHOLE {
        // A file that the user may not read cannot be compared by content.
        fs::read(path).unwrap_or_default()
    } else {
        Vec::new()
    };
    let times = (meta.mtime(), meta.mtime_nsec(), meta.ctime(), meta.ctime_nsec());
    let state = format!("mode {:o} size {} times {times:?} content {:x}", meta.mode(), meta.len(), sum(&content));
    seen.insert(path.to_path_buf(), state);
    if meta.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            look_into(&entry.unwrap().path(), seen);
        }
    }
}

fn sum(bytes: &[u8]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
