//! What doctor says to do is done for real, without the network, and then doctor is asked again.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::installed::{Tool, tools};
use crate::machine::Machine;

#[test]
fn the_command_for_a_program_without_the_right_to_start_repairs_it() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    machine.put("claude", 0o644, b"#!/bin/sh\necho '9.9.9 (Claude Code)'\n");
    let report = machine.look(&["claude/installed"]);
    let finding = report.finding("claude/installed");
    finding.fails_with("no-permission");
    obey(&finding.commands());
    machine.look(&["claude/cli"]).finding("claude/cli").passes_with("9.9.9");
}

#[test]
fn the_command_for_a_dead_link_takes_it_away() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    machine.link("claude", Path::new("/nowhere/claude"));
    let report = machine.look(&["claude/installed"]);
    obey(&report.finding("claude/installed").commands());
    assert!(fs::symlink_metadata(machine.bin().join("claude")).is_err(), "the link is still there");
    machine.look(&["claude/installed"]).finding("claude/installed").fails_with("missing");
}

#[test]
fn the_line_for_programs_that_npm_hides_makes_a_new_terminal_find_them() {
    let Some(tools) = tools() else { return };
    let machine = Machine::with(tools, &[Tool::Node, Tool::Npm]);
    let bin = machine.home().join(".npm-global/bin");
    fs::create_dir_all(&bin).unwrap();
    symlink(tools.program(Tool::Wrangler), bin.join("wrangler")).unwrap();
    machine.write("home/.npmrc", "prefix=~/.npm-global\n");
    machine.link("bash", Path::new("/bin/bash"));
    let find = ["-i", "-c", "command -v wrangler"];
    assert!(!machine.start("bash", &find).status.success(), "it is found without the line");

    let report = machine.look(&["tool/npm-programs"]);
    let finding = report.finding("tool/npm-programs");
    assert_eq!(finding.cause(), Some("folder-not-on-path"), "{finding}");
    let edit = finding.fixes().iter().map(|fix| &fix["edit"]).find(|edit| edit.is_object()).expect("a line to add");
    let file = edit["file"].as_str().unwrap().replacen('~', machine.home().to_str().unwrap(), 1);
    let mut start_up = OpenOptions::new().append(true).create(true).open(file).unwrap();
    writeln!(start_up, "{}", edit["append_line"].as_str().unwrap()).unwrap();
    drop(start_up);
    assert_eq!(machine.ask("bash", &find), bin.join("wrangler").to_str().unwrap());
}

#[test]
fn npm_12_is_told_to_let_claude_finish() {
    let Some(tools) = tools() else { return };
    let mut machine = Machine::with(tools, &[Tool::Node, Tool::Claude]);
    machine.link("npm", &tools.npm(12));
    // As if npm 12 had put it into a folder of the learner's own. What it fetched for nothing is left out.
    let package = "lib/node_modules/@anthropic-ai/claude-code";
    let prefix = machine.home().join(".npm-global");
    for folder in [prefix.join("bin"), prefix.join(package).join("bin")] {
        fs::create_dir_all(folder).unwrap();
    }
    for file in ["package.json", "bin/claude.exe"] {
        fs::copy(tools.file("stub").join(package).join(file), prefix.join(package).join(file)).unwrap();
    }
    symlink(Path::new("..").join(package).join("bin/claude.exe"), prefix.join("bin/claude")).unwrap();
    machine.write("home/.npmrc", "prefix=~/.npm-global\n");
    machine.set("PATH", &format!("{}:{}", prefix.join("bin").display(), machine.bin().display()));

    let report = machine.look(&["claude/cli"]);
    let finding = report.finding("claude/cli");
    finding.fails_with("not-whole");
    let name = "@anthropic-ai/claude-code";
    let command = ["npm", "install", "-g", &format!("--allow-scripts={name}"), name];
    assert_eq!(finding.commands(), [command], "{finding}");
}

fn obey(commands: &[Vec<&str>]) {
    let first = commands.first().expect("a command to run");
    assert!(Command::new(first[0]).args(&first[1..]).status().unwrap().success(), "{first:?}");
}
