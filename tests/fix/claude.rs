//! Fixes of the checks about Claude Code.

use crate::fix::elsewhere::Elsewhere;
use crate::fix::machine::Machine;

pub const ELSEWHERE: &[Elsewhere] = &[
    ("claude/api-key", "variable:remove-line", "a key that was deleted", &["~/.bashrc", "1"]),
    (
        "claude/state-file",
        "set-aside-windows",
        "notes in a folder of one's own, on Windows",
        &[r#"Copy-Item "D:\claude\.claude.json" "D:\claude\.claude.json.damaged""#],
    ),
];

/// A sign-in that works, as Claude Code keeps it.
pub const SIGNED_IN: &str = r#"{"claudeAiOauth":{"accessToken":"made-up","refreshToken":"made-up","expiresAt":4000000000000,"scopes":["user:inference"],"subscriptionType":"pro"}}"#;

/// A Claude Code as its own installer leaves it.
const CLAUDE: &str = "#!/bin/sh\necho '2.1.278 (Claude Code)'\n";

/// As `useradd` makes it.
const BASHRC: &str = "# ~/.bashrc: executed by bash(1) for non-login shells.\n\
    case $- in\n    *i*) ;;\n      *) return;;\nesac\nHISTSIZE=1000\nalias ll='ls -alF'\n";

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
    machine.mends("claude/billing", "variable:remove-line");
}

#[test]
fn a_key_that_waits_for_the_next_sign_in_goes_from_the_file_behind_the_link() {
    let machine = with_claude();
    let key = ["sk-", "ant-", "made-up"].concat();
    machine.write("dotfiles/profile", &format!("umask 022\nexport ANTHROPIC_API_KEY=\"{key}\""));
    machine.link(".profile", "dotfiles/profile");
    machine.mends("claude/billing", "drop-waiting");
}

#[test]
fn the_folder_of_claude_comes_onto_path() {
    let machine = Machine::new();
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    machine.write(".bashrc", "# no line end");
    machine.mends("claude/path", "path-line");
}

#[test]
fn the_folder_of_claude_comes_onto_path_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    machine.write(
        ".zshrc",
        "export ZSH=\"$HOME/.oh-my-zsh\"\nplugins=(git)\nbindkey -e\n\n# aliases\nalias gs='git status'",
    );
    machine.mends("claude/path", "path-line");
}

#[test]
fn the_folder_of_claude_comes_onto_path_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    machine.write(".config/fish/config.fish", "if status is-interactive\n    set -g fish_greeting\nend\n");
    machine.mends("claude/path", "path-line");
    assert!(!machine.window("echo $PATH").out.contains(".local/bin"), "fish remembers the folder");
}

#[test]
fn in_fish_without_settings_the_folder_of_claude_gets_the_first_file() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    machine.mends("claude/path", "path-line");
}

#[test]
fn claude_may_start_again() {
    let machine = Machine::new();
    machine.write(".bashrc", "export PATH=\"$HOME/.local/bin:$PATH\"\n");
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o640);
    machine.mends("claude/installed", "allow");
}

#[test]
fn the_alias_for_a_place_of_last_year_goes() {
    let machine = Machine::new();
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    let line = "alias claude=\"$HOME/.claude/local/claude\"";
    machine.write(".bashrc", &format!("{BASHRC}export PATH=\"$HOME/.local/bin:$PATH\"\n{line}\nalias la='ls -A'\n"));
    machine.mends("claude/path", "drop-alias");
}

#[test]
fn the_alias_for_a_place_of_last_year_goes_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    let line = "alias claude='~/.claude/local/claude'";
    machine.write(".zshrc", &format!("{line} # added by the installer\nexport PATH=\"$HOME/.local/bin:$PATH\"\n"));
    machine.mends("claude/path", "drop-alias");
}

#[test]
fn a_link_of_claude_that_leads_nowhere_goes() {
    let machine = Machine::new();
    machine.write(".bashrc", "export PATH=\"$HOME/.local/bin:$PATH\"\n");
    machine.link(".local/bin/claude", "../share/claude/versions/2.1.100");
    // Claude Code itself still has to be installed, which is never done without asking.
    machine.mends_to("claude/installed", "link:remove", "fail");
}

#[test]
fn a_dead_link_beside_a_claude_that_works_goes() {
    let machine = with_claude();
    machine.write(".bashrc", "export PATH=\"$HOME/.npm-global/bin:$PATH\"\n");
    machine.link(".npm-global/bin/claude", "../lib/node_modules/@anthropic-ai/claude-code/cli.js");
    machine.mends("claude/one-install", "link:remove");
}

#[test]
fn the_claude_that_updates_itself_comes_first() {
    let machine = with_claude();
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    machine.write(".bashrc", BASHRC);
    // The other copy stays, and is told as a second one.
    machine.mends_to("claude/one-install", "prefer-line", "warn");
}

#[test]
fn the_claude_that_updates_itself_comes_first_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.program("claude", "echo '2.0.1 (Claude Code)'");
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    machine.write(".config/fish/config.fish", "# my settings\nset -gx EDITOR nano\n");
    machine.mends_to("claude/one-install", "prefer-line", "warn");
}

#[test]
fn the_claude_that_updates_itself_comes_first_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    machine.program("claude", "echo '2.0.1 (Claude Code)'");
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    machine.mends_to("claude/one-install", "prefer-line", "warn");
}

#[test]
fn the_folder_of_the_old_copy_is_put_away() {
    let machine = with_claude();
    machine.write_with_mode(".claude/local/claude", "#!/bin/sh\necho '1.0.30 (Claude Code)'\n", 0o755);
    machine.write(".claude/local/package.json", "{}\n");
    machine.mends("claude/one-install", "put-away");
}

#[test]
fn the_alias_for_an_old_copy_goes_and_its_folder_is_put_away() {
    let machine = with_claude();
    machine.write_with_mode(".claude/local/claude", "#!/bin/sh\necho '1.0.30 (Claude Code)'\n", 0o755);
    machine.write(".bashrc", &format!("{BASHRC}alias claude=\"$HOME/.claude/local/claude\"\n"));
    machine.mends("claude/one-install", "drop-alias");
}

#[test]
fn the_folder_for_programs_may_be_written_again() {
    let machine = Machine::new().ordinary();
    machine.folder(".local/state", 0o755);
    machine.folder(".local/bin", 0o555);
    machine.mends("claude/folders", "allow");
}

#[test]
fn the_folder_of_the_login_may_be_written_again() {
    let machine = with_claude().ordinary();
    machine.folder(".claude", 0o500);
    machine.mends("claude/folders", "allow-login");
}

#[test]
fn claude_finds_its_login_where_it_always_was() {
    let machine = with_claude();
    machine.write(".bashrc", "export EDITOR=nano\r\nexport CLAUDE_CONFIG_DIR=\"$HOME/work\"\r\n");
    machine.mends("claude/signed-in", "variable:remove-line");
}

#[test]
fn claude_finds_its_login_where_it_always_was_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.program("claude", "echo '2.1.278 (Claude Code)'");
    machine.write_with_mode(".claude/.credentials.json", SIGNED_IN, 0o600);
    machine.write(".config/fish/conf.d/claude.fish", "# second account\nset -gx CLAUDE_CONFIG_DIR ~/.claude-work\n");
    machine.mends("claude/signed-in", "variable:remove-line");
}

#[test]
fn a_copy_of_the_damaged_notes_is_kept() {
    let machine = with_claude();
    machine.write_with_mode(".claude.json", "{\"numStartups\": 4, \"proj", 0o600);
    machine.mends_a_part("claude/state-file", "set-aside");
}

#[test]
fn a_copy_of_the_damaged_notes_is_kept_in_a_folder_with_a_blank() {
    let machine = with_claude();
    let machine = machine.given_below_home("CLAUDE_CONFIG_DIR", "my notes");
    machine.write_with_mode("my notes/.claude.json", "<html>", 0o600);
    machine.mends_a_part("claude/state-file", "set-aside");
}

#[test]
fn claude_talks_to_anthropic_again() {
    let machine = with_claude().online();
    machine.write(
        ".bashrc",
        "# a local gateway, see https://example.com/guide\nexport ANTHROPIC_BASE_URL=http://127.0.0.1:9\n",
    );
    machine.mends("claude/base-url", "variable:remove-line");
}

#[test]
fn the_same_line_goes_as_often_as_it_was_added() {
    let machine = with_claude();
    let line = "export ANTHROPIC_API_KEY=made-up-0123456789\n";
    machine.write(".bashrc", &format!("{BASHRC}{line}alias la='ls -A'\n{line}{line}"));
    machine.mends("claude/billing", "variable:remove-line");
}

#[test]
fn the_line_goes_from_the_file_that_the_start_up_file_reads() {
    let machine = with_claude();
    machine.write(".bashrc", "[ -f ~/.config/env.sh ] && . ~/.config/env.sh\n");
    machine
        .write(".config/env.sh", "export EDITOR=nano\n[ -z \"$CI\" ] && export ANTHROPIC_API_KEY=made-up-0123456789\n");
    machine.mends("claude/billing", "variable:remove-line");
}

#[test]
fn what_would_break_a_start_up_file_is_left_to_its_owner() {
    for content in [
        "if [ -d ~/site ]; then\n    export ANTHROPIC_API_KEY=made-up-0123456789\nfi\n",
        "export EDITOR=nano ANTHROPIC_API_KEY=made-up-0123456789\n",
        "export ANTHROPIC_API_KEY=\"made-up-0123456789\n\"\n",
    ] {
        let machine = with_claude();
        machine.write(".bashrc", content);
        let run = machine.doctor("fix claude/billing --yes");
        assert_eq!(machine.read(".bashrc"), content);
        assert!(run.out.contains("cannot change ~/.bashrc"), "{}", run.out);
    }
}

#[test]
fn claude_talks_to_anthropic_again_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    let machine = machine.online();
    machine.program("claude", "echo '2.1.278 (Claude Code)'");
    machine.write(".config/fish/config.fish", "set -gx ANTHROPIC_BASE_URL localhost:4000\n");
    machine.mends("claude/base-url", "variable:remove-line");
}
