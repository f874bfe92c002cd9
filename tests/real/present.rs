//! A machine on which every tool is there and healthy.

use crate::installed::{Tool, tools};
use crate::machine::Machine;

#[test]
fn every_healthy_tool_passes_and_is_named_with_its_real_version() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    let checks: Vec<&str> = tools.all().into_iter().map(Tool::version_check).collect();
    let report = machine.look(&checks);
    for tool in tools.all() {
        let (finding, version) = (report.finding(tool.version_check()), machine.version(tool.command()));
        // A distribution's own gh is often older than doctor likes, and healthy.
        if tool == Tool::Gh { finding.works_with(&version) } else { finding.passes_with(&version) }
    }
}

#[test]
fn one_check_alone_says_the_same_as_in_a_run_of_everything() {
    let Some(tools) = tools() else { return };
    let machine = Machine::whole(tools);
    let everything = machine.look(&[]);
    for tool in [Tool::Git, Tool::Claude] {
        let alone = machine.look(&[tool.check()]);
        let (alone, among) = (alone.finding(tool.check()), everything.finding(tool.check()));
        assert_eq!((alone.status(), alone.say()), (among.status(), among.say()));
    }
}
