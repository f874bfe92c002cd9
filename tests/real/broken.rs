//! Files that have a tool's name and cannot be started: dead links, wrong modes, texts, programs for other processors.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::installed::{Tool, tools};
use crate::machine::Machine;

#[test]
fn a_link_to_nowhere_is_told_from_a_tool_that_was_never_installed() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    machine.link("claude", Path::new("/nowhere/claude"));
    machine.look(&["claude/installed"]).finding("claude/installed").fails_with("dead-link");
}

#[test]
fn claude_without_the_right_to_be_started_is_told_as_that() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    machine.remove("claude");
    let copy = machine.bin().join("claude");
    fs::copy(tools.package("@anthropic-ai/claude-code").join("bin/claude.exe"), &copy).unwrap();
    fs::set_permissions(copy, fs::Permissions::from_mode(0o644)).unwrap();
    machine.look(&["claude/installed"]).finding("claude/installed").fails_with("no-permission");
}

#[test]
fn a_program_for_another_processor_is_told_as_that_and_never_started() {
    let Some(tools) = tools() else { return };
    if has_emulator() {
        return;
    }
    let machine = Machine::whole(tools);
    machine.put("gh", 0o755, &elf_for_another_processor());
    machine.look(&["github/cli"]).finding("github/cli").fails_with("wrong-architecture");
}

#[test]
fn a_text_where_a_program_should_be_fails_every_check_of_a_tool() {
    let texts: [&[u8]; 2] = [b"404: Not Found\n", b"<!DOCTYPE html>\n<html>Not found</html>\n"];
    for text in texts {
        fails_everywhere(|machine, tool| machine.put(tool.command(), 0o755, text));
    }
}

#[test]
fn an_empty_file_or_a_program_that_says_nothing_is_never_called_healthy() {
    let Some(tools) = tools() else { return };
    let mut wrong = Vec::new();
    for (tool, text) in tools.all().into_iter().flat_map(|tool| [(tool, &b""[..]), (tool, b"#!/bin/sh\n")]) {
        let machine = Machine::whole(tools);
        machine.put(tool.command(), 0o755, text);
        let report = machine.look(&[tool.version_check()]);
        let finding = report.finding(tool.version_check());
        if finding.status() == "pass" {
            wrong.push(format!("{}: {}", tool.version_check(), finding.say()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_script_whose_interpreter_is_not_there_fails_every_check_of_a_tool() {
    fails_everywhere(|machine, tool| machine.put(tool.command(), 0o755, b"#!/nowhere/sh\necho 99.0.0\n"));
}

#[test]
fn a_script_with_line_ends_of_windows_fails_every_check_of_a_tool() {
    fails_everywhere(|machine, tool| machine.put(tool.command(), 0o755, b"#!/bin/sh\r\necho 99.0.0\r\n"));
}

#[test]
fn a_program_that_crashes_fails_every_check_of_a_tool() {
    fails_everywhere(|machine, tool| machine.put(tool.command(), 0o755, b"#!/bin/sh\nkill -SEGV $$\n"));
}

/// Breaks each tool on a machine of its own: its check fails, with a cause that is not `missing`, and names something to do.
fn fails_everywhere(break_it: impl Fn(&Machine, Tool)) {
    let Some(tools) = tools() else { return };
    let mut wrong = Vec::new();
    for tool in tools.all() {
        let machine = Machine::whole(tools);
        break_it(&machine, tool);
        let report = machine.look(&[tool.version_check()]);
        let finding = report.finding(tool.version_check());
        if finding.status() != "fail" || finding.cause() == Some("missing") {
            wrong.push(finding.to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The header of a program for the other one of the two processors that doctor's users have.
fn elf_for_another_processor() -> Vec<u8> {
    let machine: u16 = if cfg!(target_arch = "aarch64") { 0x3e } else { 0xb7 };
    let mut header = b"\x7fELF\x02\x01\x01".to_vec();
    header.resize(16, 0);
    header.extend(2_u16.to_le_bytes());
    header.extend(machine.to_le_bytes());
    header.resize(64, 0);
    header
}

/// Linux can be taught to run other processors' programs, and macOS knows no ELF at all.
fn has_emulator() -> bool {
    let taught = fs::read_dir("/proc/sys/fs/binfmt_misc").into_iter().flatten().flatten();
    let known = ["qemu", "rosetta", "fex", "box64"];
    let names: Vec<String> = taught.map(|entry| entry.file_name().to_string_lossy().to_lowercase()).collect();
    names.iter().any(|name| known.iter().any(|part| name.contains(part)))
}
