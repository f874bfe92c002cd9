//! A machine that lacks one tool: exactly that check fails, what builds on it waits, and the rest is as before.

use std::path::Path;

use crate::installed::{Tool, tools};
use crate::machine::Machine;

/// Folders beside PATH where doctor looks too, and where this computer may really have a copy.
const KNOWN_PLACES: [&str; 5] =
    ["/usr/local/bin", "/opt/homebrew/bin", "/usr/bin", "/snap/bin", "/home/linuxbrew/.linuxbrew/bin"];

#[test]
fn a_machine_without_git_lacks_only_git() {
    lacks_only(Tool::Git, &[]);
}

#[test]
fn a_machine_without_node_lacks_node_and_what_runs_on_it_waits() {
    lacks_only(Tool::Node, &[Tool::Npm]);
}

#[test]
fn a_machine_without_npm_lacks_only_npm() {
    lacks_only(Tool::Npm, &[]);
}

#[test]
fn a_machine_without_claude_lacks_only_claude() {
    lacks_only(Tool::Claude, &[]);
}

#[test]
fn a_machine_without_gh_lacks_only_gh() {
    lacks_only(Tool::Gh, &[]);
}

#[test]
fn a_machine_without_wrangler_lacks_only_wrangler() {
    lacks_only(Tool::Wrangler, &[]);
}

#[test]
fn a_machine_with_nothing_lacks_everything_and_says_so_without_a_crash() {
    let Some(tools) = tools() else { return };
    let machine = Machine::with(tools, &[]);
    let report = machine.look(&[]);
    for tool in [Tool::Node, Tool::Git, Tool::Claude] {
        let finding = report.finding(tool.check());
        assert_eq!(finding.status(), "fail", "{finding}");
    }
}

fn lacks_only(gone: Tool, waiting: &[Tool]) {
    let Some(tools) = tools() else { return };
    let everything = tools.all();
    let checks: Vec<&str> = everything.iter().map(|tool| tool.check()).collect();
    let machine = Machine::whole(tools);
    let healthy = machine.look(&checks);
    machine.remove(gone.command());
    let report = machine.look(&checks);

    for tool in everything {
        let (before, now) = (healthy.finding(tool.check()), report.finding(tool.check()));
        if tool == gone {
            assert!(is_absent(tool, now.cause()), "{now}");
            now.fails_with(now.cause().unwrap());
        } else if waiting.contains(&tool) {
            assert_eq!((now.status(), now.waits_for()), ("skip", Some(gone.check())), "{now}");
        } else {
            assert_eq!((now.status(), now.say()), (before.status(), before.say()), "{now}");
        }
    }
}

/// `missing`; where the computer under the test has a copy beside PATH, doctor may well have found it.
fn is_absent(tool: Tool, cause: Option<&str>) -> bool {
    let copy = KNOWN_PLACES.iter().any(|folder| Path::new(folder).join(tool.command()).exists());
    cause == Some("missing") || copy && cause == Some("not-on-path")
}
