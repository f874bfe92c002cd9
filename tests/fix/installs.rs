//! Real installs: the real npm brings the real Wrangler, out of what `tests/real/install.sh` fetched, and takes it away.

use std::path::{Path, PathBuf};

use crate::fix::machine::Machine;
use crate::fix::terminal::Person;

/// Where `install.sh` put the real tools. None, said aloud, where it has not run.
fn tools() -> Option<PathBuf> {
    let chosen = std::env::var_os("DOCTOR_REAL_TOOLS").map(PathBuf::from);
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/real-tools");
    let tools = chosen.unwrap_or_else(usual);
    if tools.join("offline/ready").exists() {
        return Some(tools);
    }
    assert!(std::env::var_os("DOCTOR_REAL").is_none(), "npm is not there: tests/real/install.sh installs it");
    println!("NOT RUN: npm is not there: tests/real/install.sh installs it");
    None
}

#[test]
fn wrangler_comes_into_the_project_and_goes_again() {
    let Some(tools) = tools() else { return };
    let machine = Machine::new();
    let (node, npm) = (tools.join("node24/bin/node"), tools.join("npm11/node_modules/npm/bin/npm-cli.js"));
    machine.brings("node", &node);
    machine.program("npm", &format!("exec node '{}' \"$@\"", npm.display()));
    machine.write(".npmrc", &format!("cache={}\noffline=true\nlogs-max=0\n", tools.join("offline").display()));
    machine.write("site/package.json", "{ \"name\": \"site\", \"version\": \"1.0.0\" }\n");
    machine.write("site/wrangler.jsonc", "{ \"name\": \"site\", \"compatibility_date\": \"2026-01-01\" }\n");
    assert_eq!(machine.finding("cloudflare/wrangler")["status"], "fail");

    let mut person = Person::types(&machine, "fix cloudflare/wrangler");
    person.reads("npm install --save-dev wrangler").reads("Run it now?").answers("");
    let (_, screen) = person.reads("Fixed").waits();
    assert_eq!(machine.finding("cloudflare/wrangler")["status"], "pass", "{screen}");
    assert!(machine.site().join("node_modules/.bin/wrangler").exists());

    let mut person = Person::types(&machine, "fix --undo");
    person.reads("Take it back?").answers("").reads("was taken back").waits();
    assert!(!machine.site().join("node_modules/wrangler").exists());
    assert_eq!(machine.finding("cloudflare/wrangler")["status"], "fail");
}
