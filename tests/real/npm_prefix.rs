//! doctor reads npm's settings itself; here npm says whether it read them right.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::installed::{Tool, Tools, tools};
use crate::machine::Machine;

#[test]
fn without_any_setting_it_is_the_folder_around_node() {
    let Some(tools) = tools() else { return };
    agree([("no setting", machine(tools))]);
}

#[test]
fn a_link_to_node_leads_to_the_folder_around_the_real_node() {
    let Some(tools) = tools() else { return };
    agree([("a linked node", Machine::with(tools, &[Tool::Node, Tool::Npm]))]);
}

#[test]
fn the_users_npmrc_is_read_as_npm_reads_it() {
    users_npmrc(&[
        "prefix=/opt/mine",
        "prefix = ~/.npm-global",
        "prefix=~/.npm-global/",
        "prefix=\"~/with a blank\"",
        "prefix='/opt/quoted'",
        "prefix=${HOME}/.npm-global",
        "prefix=/opt/first\nprefix=/opt/last",
        "fund=false\nprefix=/opt/after\n",
        "; prefix=/opt/remark",
        "# prefix=/opt/remark",
        "PREFIX=/opt/shouted",
        "prefix=/opt/../opt/dots",
        "\u{feff}prefix=/opt/marked",
        "prefix=/opt/mine\r\n",
    ]);
}

#[test]
fn a_quoted_name_is_the_same_name() {
    users_npmrc(&["\"prefix\"=/opt/quoted"]);
}

#[test]
fn a_remark_after_the_value_is_no_part_of_it() {
    users_npmrc(&["prefix=/opt/mine ; remark", "prefix=/opt/mine # remark"]);
}

#[test]
fn a_setting_under_a_heading_is_none() {
    users_npmrc(&["[npm]\nprefix=/opt/heading"]);
}

#[test]
fn names_that_only_a_shell_fills_in_stay_as_they_are() {
    users_npmrc(&["prefix=/opt/$HOME", "prefix=/opt/${NOWHERE}/x"]);
}

#[test]
fn a_variable_beats_the_users_npmrc() {
    variables(&[
        ("npm_config_prefix", "/opt/variable"),
        ("NPM_CONFIG_PREFIX", "/opt/variable"),
        ("npm_config_prefix", "/opt/variable/"),
        ("npm_config_prefix", "~/variable"),
        ("npm_config_prefix", ""),
        ("PREFIX", "/opt/plain"),
    ]);
}

#[test]
fn a_variable_in_a_variable_is_filled_in() {
    variables(&[("npm_config_prefix", "${HOME}/variable")]);
}

#[test]
fn a_variable_counts_however_it_is_spelled() {
    variables(&[("Npm_Config_Prefix", "/opt/variable")]);
}

#[test]
fn without_an_npmrc_the_plain_variable_counts() {
    let Some(tools) = tools() else { return };
    let mut machine = machine(tools);
    machine.set("PREFIX", "/opt/plain");
    agree([("PREFIX", machine)]);
}

#[test]
fn another_users_npmrc_can_be_named() {
    let Some(tools) = tools() else { return };
    let named = ["npm_config_userconfig", "NPM_CONFIG_USERCONFIG"].map(|name| {
        let mut machine = machine(tools);
        machine.write("home/.npmrc", "prefix=/opt/usual\n");
        machine.write("home/other", "prefix=/opt/other\n");
        machine.set(name, machine.home().join("other").to_str().unwrap());
        (name, machine)
    });
    agree(named);
}

#[test]
fn the_projects_npmrc_cannot_move_global_installs() {
    let Some(tools) = tools() else { return };
    let machine = machine(tools);
    machine.write("project/package.json", "{\"name\": \"site\"}");
    machine.write("project/.npmrc", "prefix=/opt/project\n");
    agree([("a project's .npmrc", machine)]);
}

#[test]
fn the_npmrc_inside_npm_itself_counts_as_its_packager_meant() {
    let Some(tools) = tools() else { return };
    let packagers = machine_with_own_npm(tools, "/opt/packager");
    let users = machine_with_own_npm(tools, "/opt/packager");
    users.write("home/.npmrc", "prefix=/opt/user\n");
    agree([("npm's own npmrc", packagers), ("npm's own npmrc and a user's", users)]);
}

#[test]
fn the_npmrc_for_everybody_counts_too() {
    let Some(tools) = tools() else { return };
    let machine = machine_with_own_npm(tools, "${HOME}/../prefix");
    machine.write("prefix/etc/npmrc", "prefix=/opt/everybody\n");
    agree([("PREFIX/etc/npmrc", machine)]);
}

fn users_npmrc(texts: &[&'static str]) {
    let Some(tools) = tools() else { return };
    agree(texts.iter().map(|text| {
        let machine = machine(tools);
        machine.write("home/.npmrc", text);
        (*text, machine)
    }));
}

fn variables(pairs: &[(&'static str, &str)]) {
    let Some(tools) = tools() else { return };
    agree(pairs.iter().map(|(name, value)| {
        let mut machine = machine(tools);
        machine.write("home/.npmrc", "prefix=/opt/user\n");
        machine.set(name, value);
        (*name, machine)
    }));
}

/// A machine with Node in the folder where it was installed, and npm 11.
fn machine(tools: &Tools) -> Machine {
    let mut machine = Machine::with(tools, &[Tool::Npm]);
    let path = format!("{}:{}", machine.bin().display(), tools.file("node24/bin").display());
    machine.set("PATH", &path);
    machine
}

/// A machine with a copy of npm whose own settings a test may choose.
fn machine_with_own_npm(tools: &Tools, prefix: &str) -> Machine {
    let machine = machine(tools);
    let folder = machine.root().join("npm/node_modules");
    fs::create_dir_all(&folder).unwrap();
    let package = tools.npm(11).parent().and_then(Path::parent).unwrap().to_path_buf();
    assert!(Command::new("cp").arg("-R").arg(package).arg(&folder).status().unwrap().success());
    machine.link("npm", &folder.join("npm/bin/npm-cli.js"));
    machine.write("npm/node_modules/npm/npmrc", &format!("prefix={prefix}\n"));
    machine
}

/// Asks doctor and npm on every machine and tells all where they differ.
fn agree(machines: impl IntoIterator<Item = (&'static str, Machine)>) {
    let mut differences = Vec::new();
    for (setting, machine) in machines {
        let report = machine.look(&["claude/cli"]);
        let facts = report.facts("npm", "");
        let said = facts["prefix"].as_str().unwrap_or_default();
        let said = said.replacen('~', machine.home().to_str().unwrap(), usize::from(said.starts_with('~')));
        let npm = machine.ask("npm", &["prefix", "-g"]);
        if said != npm {
            differences.push(format!("{setting:?}: doctor says {said}, npm says {npm}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
