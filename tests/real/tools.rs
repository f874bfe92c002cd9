//! What a project asks of its tools: doctor says that npm will refuse just where the real npm does, and Corepack fetches nothing.

use crate::installed::{Tool, Tools, tools};
use crate::machine::Machine;

const CHECK: &str = "project/node-version";

fn with_node(tools: &Tools, node: &str) -> Machine {
    let machine = Machine::with(tools, &[Tool::Node, Tool::Npm]);
    machine.link("node", &tools.file(node).join("bin/node"));
    machine
}

/// Whether npm installs nothing for this project, instead of nothing being asked for.
fn npm_refuses(machine: &Machine) -> bool {
    let project = machine.project();
    let args = ["install", "--offline", "--ignore-scripts", "--prefix"];
    let ended = machine.start("npm", &[&args[..], &[project.to_str().unwrap()]].concat());
    // What it wrote is no part of the next look.
    let _ = std::fs::remove_file(project.join("package-lock.json"));
    !ended.status.success()
}

#[test]
fn doctor_says_that_npm_refuses_just_where_it_does() {
    let Some(tools) = tools() else { return };
    for (manifest, npmrc) in [
        (r#"{ "engines": { "node": ">=22" } }"#, "engine-strict=true\n"),
        (r#"{ "engines": { "node": ">=22" } }"#, ""),
        (r#"{ "engines": { "node": "*" } }"#, "engine-strict=true\n"),
        (r#"{ "devEngines": { "runtime": { "name": "node", "version": ">=22" } } }"#, ""),
        (r#"{ "devEngines": { "runtime": { "name": "node", "version": ">=22", "onFail": "warn" } } }"#, ""),
        (r#"{ "devEngines": { "runtime": { "name": "node", "version": ">=18" } } }"#, ""),
        (r#"{ "volta": { "node": "22.11.0" } }"#, ""),
    ] {
        for node in ["node20", "node24"] {
            let machine = with_node(tools, node);
            machine.write("project/package.json", manifest);
            machine.write("project/.npmrc", npmrc);
            let refuses = npm_refuses(&machine);
            let report = machine.look(&[CHECK]);
            let finding = report.finding(CHECK);
            assert_eq!(finding.status() == "fail", refuses, "{manifest} {npmrc} on {node}: {finding}");
        }
    }
}

#[test]
fn the_file_of_a_version_manager_is_compared_with_the_real_node() {
    let Some(tools) = tools() else { return };
    for (node, status) in [("node20", "warn"), ("node24", "pass")] {
        let machine = with_node(tools, node);
        machine.write("project/package.json", "{}");
        machine.write("project/.nvmrc", "# as online\nlts/krypton\n");
        let report = machine.look(&[CHECK]);
        let finding = report.finding(CHECK);
        assert_eq!(finding.status(), status, "{finding}");
    }
}

#[test]
fn corepack_is_not_made_to_fetch_what_stands_behind_its_name() {
    let Some(tools) = tools() else { return };
    let corepack = which::which("corepack").ok().and_then(|path| path.canonicalize().ok());
    let Some(shim) = corepack.map(|path| path.with_file_name("pnpm.js")).filter(|shim| shim.is_file()) else { return };
    let machine = with_node(tools, "node20");
    machine.link("pnpm", &shim);
    machine.write("project/package.json", r#"{ "packageManager": "pnpm@9.1.0" }"#);
    let report = machine.look(&["project/tools"]);
    let finding = report.finding("project/tools");
    assert_eq!(finding.status(), "pass", "{finding}");
    assert!(!machine.home().join(".cache/node").exists(), "Corepack fetched something");
}
