//! Where a shell would find a program is where doctor says it is.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::installed::{Tool, tools};
use crate::machine::Machine;

#[test]
fn doctor_finds_the_program_that_a_shell_would_start() {
    let Some(tools) = tools() else { return };
    let mut machine = Machine::whole(tools);
    let (first, second) = (machine.root().join("first"), machine.root().join("second"));
    for folder in [&first, &second] {
        fs::create_dir(folder).unwrap();
    }
    // None of these is what a shell starts: a folder, a dead link, a file without the right.
    fs::create_dir(first.join("claude")).unwrap();
    std::os::unix::fs::symlink("/nowhere", first.join("git")).unwrap();
    machine.write("first/npm", "#!/bin/sh\n");
    // This one is.
    machine.write("second/node", "#!/bin/sh\necho v24.99.0\n");
    fs::set_permissions(second.join("node"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = [first, "relative".into(), second.clone(), second, machine.bin()].map(|part| part.display().to_string());
    machine.set("PATH", &path.join(":"));

    let chosen = [Tool::Git, Tool::Node, Tool::Npm, Tool::Claude];
    let report = machine.look(&chosen.map(Tool::check));
    for tool in chosen {
        let facts = report.facts("tool", tool.command());
        assert_eq!(facts["path"], shell_finds(&machine, tool, &path.join(":")), "{facts}");
    }
    assert_eq!(report.facts("tool", "node")["version"], "24.99.0");
}

#[test]
fn the_version_of_every_tool_is_the_one_that_it_prints() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    let checks: Vec<&str> = tools.all().into_iter().map(Tool::check).collect();
    let report = machine.look(&checks);
    for tool in [Tool::Git, Tool::Node, Tool::Npm, Tool::Claude] {
        let facts = report.facts("tool", tool.command());
        assert_eq!(facts["version"], machine.version(tool.command()), "{facts}");
        let real = fs::canonicalize(tools.program(tool)).unwrap();
        assert_eq!(facts["real"], Value::from(real.to_str().unwrap()), "{facts}");
    }
}

fn shell_finds(machine: &Machine, tool: Tool, path: &str) -> String {
    let asked = format!("PATH='{path}'; command -v {}", tool.command());
    machine.link("sh", Path::new("/bin/sh"));
    machine.ask("sh", &["-c", &asked])
}
