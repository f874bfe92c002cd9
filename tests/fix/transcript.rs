//! The transcript in README.md is what a person sees. See `tests/approved.rs`.

use crate::approved;
use crate::fix::claude::SIGNED_IN;
use crate::fix::machine::Machine;
use crate::fix::terminal::Person;

const BEGIN: &str = "<!-- transcript -->\n```\n";
const END: &str = "```\n<!-- end of transcript -->";

#[test]
fn the_readme_shows_a_machine_that_goes_from_red_to_green() {
    let machine = Machine::new();
    machine.write_with_mode(".local/bin/claude", "#!/bin/sh\necho '2.1.278 (Claude Code)'\n", 0o755);
    machine.write_with_mode(".claude/.credentials.json", SIGNED_IN, 0o600);
    machine.write(".bashrc", "# ~/.bashrc\nexport ANTHROPIC_API_KEY=made-up-0123456789\nalias ll='ls -l'\n");
    let mut person = Person::types_plainly(&machine, "fix tool/git-identity claude/path claude/billing");
    person.reads("Run it now?").answers("").reads("Which name should").reads(">").answers("Ada Lovelace");
    person.reads("Run it now?").answers("").reads("Which e-mail").reads("emails. >").answers("ada@lovelace.uk");
    person.reads("Change the file?").answers("").reads("Go on?").answers("").reads("Change the file?").answers("");
    let (code, _) = person.waits();
    let screen = format!("$ doctor fix\n{}", person.screen().trim_end_matches("exit\n"));
    assert_eq!(code, 0, "{screen}");

    let readme = include_str!("../../README.md");
    let start = readme.find(BEGIN).unwrap() + BEGIN.len();
    let end = start + readme[start..].find(END).unwrap();
    approved::compare("README.md", &format!("{}{screen}{}", &readme[..start], &readme[end..]));
}
