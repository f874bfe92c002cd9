//! npm packages that are there and yet do not run: half installed, damaged, or too new for the Node beside them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use crate::installed::{Tool, Tools, tools};
use crate::machine::Machine;

#[test]
fn claude_as_npm_12_installs_it_is_told_as_half_installed() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    machine.link("npm", &tools.npm(12));
    machine.link("claude", &tools.file("stub/bin/claude"));
    machine.look(&["claude/cli"]).finding("claude/cli").fails_with("not-whole");
}

#[test]
fn wrangler_with_a_lost_file_is_told_as_half_installed() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    machine.link("wrangler", &wrangler_without(tools, &machine, "wrangler-dist/cli.js"));
    assert!(!machine.start("wrangler", &["--version"]).status.success(), "it is not broken at all");
    machine.look(&["cloudflare/wrangler-version"]).finding("cloudflare/wrangler-version").fails_with("not-whole");
}

#[test]
fn wrangler_without_the_packages_that_it_needs_does_not_start_and_its_own_words_are_told() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    machine.link("wrangler", &wrangler_without(tools, &machine, "node_modules"));
    let report = machine.look(&["cloudflare/wrangler-version"]);
    let finding = report.finding("cloudflare/wrangler-version");
    finding.fails_with("does-not-start");
    // Node first prints the place in its own source where it stopped, which helps nobody.
    assert!(finding.to_string().contains("Cannot find module"), "{finding}");
}

#[test]
fn an_option_that_this_node_does_not_know_is_told_as_that() {
    let Some(tools) = tools() else { return };
    let mut machine = Machine::whole(tools);
    machine.link("node", &tools.file("node20/bin/node"));
    machine.set("NODE_OPTIONS", "--use-system-ca");
    machine.look(&["tool/node"]).finding("tool/node").fails_with("bad-options");
}

#[test]
fn a_node_too_old_for_the_installed_wrangler_is_told_as_that() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    machine.link("node", &tools.file("node20/bin/node"));
    assert!(!machine.start("wrangler", &["--version"]).status.success(), "this wrangler runs on Node 20");
    let report = machine.look(&["cloudflare/"]);
    report.finding("cloudflare/node").fails_with("too-old");
    let wrangler = report.finding("cloudflare/wrangler-version");
    assert_ne!(wrangler.status(), "fail", "the same trouble is told twice: {wrangler}");
}

#[test]
fn an_old_node_does_not_touch_claude_which_brings_its_own() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    machine.link("node", &tools.file("node20/bin/node"));
    machine.look(&["claude/cli"]).finding("claude/cli").passes_with(&machine.version("claude"));
}

#[test]
fn an_npm_too_new_for_its_node_passes_just_where_it_starts() {
    let Some(tools) = tools() else { return };
    for node in ["node24", "node20"] {
        let machine = Machine::whole(tools);
        machine.link("node", &tools.file(node).join("bin/node"));
        machine.link("npm", &tools.npm(12));
        let starts = machine.start("npm", &["--version"]).status.success();
        let report = machine.look(&["tool/npm"]);
        let finding = report.finding("tool/npm");
        assert_eq!(finding.status() != "fail", starts, "on {node}: {finding}");
    }
}

#[test]
fn the_version_of_a_package_is_the_one_that_its_program_prints() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    let report = machine.look(&["cloudflare/", "claude/"]);
    let facts = report.facts("package", "wrangler");
    assert_eq!(facts["version"], machine.version(Tool::Wrangler.command()), "{facts}");
    assert_eq!((&facts["place"], &facts["whole"]), (&"global".into(), &true.into()), "{facts}");
    assert_eq!(facts["folder"], tools.package("wrangler").to_str().unwrap(), "{facts}");
}

/// The program of a copy of the installed wrangler that lacks one part.
fn wrangler_without(tools: &Tools, machine: &Machine, part: &str) -> PathBuf {
    let whole = tools.package("wrangler");
    let copy = machine.root().join("global/lib/node_modules/wrangler");
    let copied = |folder: &str| {
        fs::create_dir_all(copy.join(folder)).unwrap();
        for entry in fs::read_dir(whole.join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), copy.join(folder).join(entry.file_name())).unwrap();
            }
        }
    };
    ["", "bin", "wrangler-dist"].into_iter().for_each(copied);
    symlink(whole.join("node_modules"), copy.join("node_modules")).unwrap();
    fs::remove_file(copy.join(part)).unwrap();
    copy.join("bin/wrangler.js")
}
