//! Fixes of the checks about Claude Code.

use crate::elsewhere::Elsewhere;
use crate::machine::Machine;

pub const ELSEWHERE: &[Elsewhere] = &[];

/// A sign-in that works, as Claude Code keeps it.
pub const SIGNED_IN: &str = r#"{"claudeAiOauth":{"accessToken":"made-up","refreshToken":"made-up","expiresAt":4000000000000,"scopes":["user:inference"],"subscriptionType":"pro"}}"#;

fn with_claude() -> Machine {
    let machine = Machine::new();
    machine.program("claude", "echo '2.1.278 (Claude Code)'");
    machine.write_with_mode(".claude/.credentials.json", SIGNED_IN, 0o600);
    machine
}

#[test]
fn the_line_that_sets_the_key_goes_and_comes_back() {
    let machine = with_claude();
    machine.write(".bashrc", "# mine\nexport ANTHROPIC_API_KEY=made-up-0123456789\nalias ll='ls -l'\n");
    machine.mends("claude/billing", "drop-line");
}

#[test]
fn the_folder_of_claude_comes_onto_path() {
    let machine = Machine::new();
    machine.write_with_mode(".local/bin/claude", "#!/bin/sh\necho '2.1.278 (Claude Code)'\n", 0o755);
    machine.write(".bashrc", "# no line end");
    machine.mends("claude/cli", "path-line");
}
