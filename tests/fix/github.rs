//! Fixes of the checks about GitHub.

use crate::fix::elsewhere::Elsewhere;
use crate::fix::machine::Machine;

/// GitHub has to refuse a token; and where the system has a gh, no other is the only one.
pub const ELSEWHERE: &[Elsewhere] = &[
    ("github/token", "variable:remove-line", "a revoked token in a start-up file", &["~/.zshrc", "2"]),
    ("github/cli", "program:allow", "a gh that was unpacked without the right to start", &["chmod", "+x", "~/bin/gh"]),
];

const NEW: &str = "#!/bin/sh\necho 'gh version 2.80.0 (2026-01-01)'\n";
const OLD: &str = "echo 'gh version 2.4.0 (2021-12-21)'";

#[test]
fn the_folder_of_github_cli_comes_onto_path() {
    let machine = Machine::new();
    machine.write_with_mode(".local/bin/gh", NEW, 0o755);
    machine.write(".bashrc", "if [ -f ~/.bash_aliases ]; then\n    . ~/.bash_aliases\nfi");
    machine.mends("github/cli", "path:line");
}

#[test]
fn a_new_line_counts_even_in_a_start_up_file_from_windows() {
    let machine = Machine::new();
    machine.write_with_mode(".local/bin/gh", NEW, 0o755);
    machine.write(".bashrc", "# copied from Windows\r\nexport EDITOR=nano\r\n");
    machine.mends("github/cli", "path:line");
}

#[test]
fn the_folder_of_github_cli_comes_onto_path_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    machine.write_with_mode(".local/bin/gh", NEW, 0o755);
    machine.write("dotfiles/zshrc", "setopt autocd\n");
    machine.link(".zshrc", "dotfiles/zshrc");
    machine.mends("github/cli", "path:line");
}

#[test]
fn the_folder_of_github_cli_comes_onto_path_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.write_with_mode(".local/bin/gh", NEW, 0o755);
    machine.mends("github/cli", "path:line");
    assert!(!machine.window("echo $PATH").out.contains(".local/bin"), "fish remembers the folder");
}

#[test]
fn the_newer_github_cli_comes_first() {
    let machine = Machine::new();
    machine.program("gh", OLD);
    machine.write_with_mode(".local/bin/gh", NEW, 0o755);
    machine.write(".bashrc", "# mine\nalias g=git\n");
    machine.mends("github/cli", "prefer-line");
}

#[test]
fn the_newer_github_cli_comes_first_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.program("gh", OLD);
    machine.write_with_mode(".local/bin/gh", NEW, 0o755);
    machine.write(".config/fish/config.fish", "fish_add_path --path --append ~/.local/bin\n");
    machine.mends("github/cli", "prefer-line");
}

#[test]
fn the_newer_github_cli_comes_first_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    machine.program("gh", OLD);
    machine.write_with_mode(".local/bin/gh", NEW, 0o755);
    machine.write(".zshrc", "path+=(~/.local/bin)\n");
    machine.mends("github/cli", "prefer-line");
}

/// A machine with the real GitHub CLI, which keeps a login.
fn with_login(origin: &str) -> Machine {
    let machine = Machine::new();
    machine.real("gh");
    machine.write_with_mode(".config/gh/config.yml", "version: \"1\"\ngit_protocol: https\n", 0o600);
    let hosts = "github.com:\n    users:\n        ada:\n            oauth_token: made-up\n    git_protocol: https\n    oauth_token: made-up\n    user: ada\n";
    machine.write_with_mode(".config/gh/hosts.yml", hosts, 0o600);
    machine.write("dotfiles/gitconfig", "[user]\n\tname = Ada\n\temail = ada@lovelace.uk\n# last line");
    machine.link(".gitconfig", "dotfiles/gitconfig");
    machine.write("site/package.json", "{}\n");
    machine.repository();
    machine.git(&["remote", "add", "origin", origin]);
    machine
}

#[test]
fn git_gets_the_login_of_github_cli() {
    with_login("https://github.com/ada/site.git").mends("github/git-access", "setup");
}

#[test]
fn the_project_goes_by_https_where_there_is_no_ssh_key() {
    with_login("git@github.com:ada/site.git").mends("github/git-access", "to-https");
}

#[test]
fn at_github_everybody_is_called_git() {
    let machine = with_login("ada@github.com:ada/site.git");
    machine.write_with_mode(".ssh/id_ed25519", "made-up\n", 0o600);
    machine.mends("github/git-access", "to-ssh");
}

/// There the settings lie in the folder of another copy, of which doctor keeps nothing back.
#[test]
fn the_settings_that_several_copies_share_are_not_changed_without_asking() {
    let machine = with_login("git@github.com:ada/site.git");
    machine.git(&["worktree", "add", "-q", "../second"]);
    let before = machine.read("site/.git/config");
    let run = machine
        .window(&format!("cd ../second && '{}' fix github/git-access --yes --offline", env!("CARGO_BIN_EXE_doctor")));
    assert!(run.out.contains("set-url"), "{}", run.out);
    assert_eq!(machine.read("site/.git/config"), before, "{}", run.out);
    assert!(machine.journal().iter().all(|line| line["fix"] != "to-https"));
}
