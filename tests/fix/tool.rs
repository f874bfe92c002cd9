//! Fixes of the checks about Git, Node and npm.

use crate::fix::elsewhere::Elsewhere;
use crate::fix::machine::Machine;
use crate::fix::managers;

pub const ELSEWHERE: &[Elsewhere] = &[
    // Every Linux that runs these tests has a Git that starts.
    ("tool/git", "program:allow", "a Git without the right to start", &["chmod", "+x", "~/bin/git"]),
    ("tool/node-manager", "switch-on", "nvm for Windows, where no version is in use", &["nvm", "use", "22.20.0"]),
    // Whether a registry answers, and whether the network does, is asked only where there is one.
    ("tool/npm-downloads", "verify", "a damaged copy", &["npm", "cache", "verify"]),
    ("tool/npm-registry", "drop-user", "left over from an employer", &["npm", "config", "delete", "registry"]),
    (
        "tool/npm-registry",
        "drop-variable",
        "a local mirror that is not running, from a start-up file",
        &["~/.bashrc", "1"],
    ),
];

/// What a start-up file looks like that somebody has had for years.
const BASHRC: &str = "# ~/.bashrc\ncase $- in *i*) ;; *) return ;; esac\nHISTSIZE=1000\n\nalias ll='ls -l'  # long\n";

fn node(version: &str) -> String {
    format!("echo v{version}")
}

#[test]
fn the_folder_of_git_comes_onto_path() {
    let machine = Machine::new();
    machine.without("git");
    machine.write(".bashrc", BASHRC);
    machine.mends("tool/git", "path:line");
}

#[test]
fn the_folder_of_git_comes_onto_path_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.without("git");
    machine.write(".config/fish/config.fish", "if status is-interactive\n    alias ll 'ls -l'\nend");
    machine.mends("tool/git", "path:line");
}

/// A Git of the owner's own, behind an old one.
fn two_gits(machine: &Machine) {
    machine.program("git", "echo 'git version 2.20.1'");
    let real = "for git in /usr/local/bin/git /usr/bin/git; do [ -x $git ] && exec $git \"$@\"; done";
    machine.program_at("my-tools/git", &format!("[ \"$1\" = --version ] && echo 'git version 2.99.0' && exit\n{real}"));
}

#[test]
fn the_newer_git_comes_first() {
    let machine = Machine::new();
    two_gits(&machine);
    machine.write(".bashrc", &format!("{BASHRC}export PATH=\"$PATH:$HOME/my-tools\""));
    machine.mends("tool/git-version", "prefer-line");
}

#[test]
fn the_newer_git_comes_first_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    two_gits(&machine);
    machine.write("dotfiles/zshrc", "# my own settings\npath+=(~/my-tools)\n");
    machine.link(".zshrc", "dotfiles/zshrc");
    machine.mends("tool/git-version", "prefer-line");
}

#[test]
fn the_newer_git_comes_first_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    two_gits(&machine);
    machine.write(".config/fish/config.fish", "set -gx PATH $PATH ~/my-tools\n");
    machine.mends("tool/git-version", "prefer-line");
}

#[test]
fn an_option_that_node_does_not_know_goes() {
    let machine = Machine::new();
    machine.real("node");
    machine.write(".bashrc", &format!("{BASHRC}export NODE_OPTIONS='--made-up-option' # from a guide\n"));
    machine.mends("tool/node", "drop-options");
}

#[test]
fn an_option_that_node_does_not_know_goes_out_of_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.real("node");
    machine.write(
        ".config/fish/config.fish",
        "set -gx EDITOR vi\nset -gx NODE_OPTIONS --made-up-option\nset -g fish_greeting",
    );
    machine.mends("tool/node", "drop-options");
}

/// nvm with a Node.js, which nothing loads.
fn with_nvm(machine: &Machine) {
    machine.program_at(".nvm/versions/node/v26.1.0/bin/node", &node("26.1.0"));
    machine.write(".nvm/nvm.sh", "export PATH=\"$NVM_DIR/versions/node/v26.1.0/bin:$PATH\"\n");
}

#[test]
fn nvm_is_loaded() {
    let machine = Machine::new();
    with_nvm(&machine);
    machine.write(".bashrc", BASHRC);
    machine.mends("tool/node-manager", "load-nvm");
}

#[test]
fn nvm_is_loaded_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    with_nvm(&machine);
    machine.mends("tool/node-manager", "load-nvm");
}

#[test]
fn fnm_is_loaded_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    managers::fnm(&machine, &["26.1.0"]);
    machine.write(".zshrc", "autoload -Uz compinit\nsetopt no_beep\n");
    machine.mends("tool/node-manager", "load-fnm");
}

#[test]
fn fnm_is_loaded_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    managers::fnm(&machine, &["26.1.0"]);
    machine.write(".config/fish/config.fish", "set -g fish_greeting\n");
    machine.mends("tool/node-manager", "load-fnm");
}

#[test]
fn volta_is_loaded() {
    let machine = Machine::new();
    managers::volta(&machine, &["26.1.0"]);
    machine.mends("tool/node-manager", "load-volta");
}

#[test]
fn mise_is_loaded_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    managers::mise(&machine, &["26.1.0"]);
    machine.mends("tool/node-manager", "load-mise");
}

#[test]
fn asdf_is_loaded() {
    let machine = Machine::new();
    managers::asdf(&machine, &["26.1.0"]);
    machine.write(".bashrc", BASHRC);
    machine.mends("tool/node-manager", "load-shims");
}

#[test]
fn the_folder_of_node_comes_onto_path() {
    let machine = Machine::new();
    machine.program_at(".local/bin/node", &node("26.1.0"));
    machine.write(".bashrc", BASHRC);
    machine.mends("tool/node", "path:line");
}

#[test]
fn the_folder_of_node_comes_onto_path_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    machine.program_at(".local/bin/node", &node("26.1.0"));
    machine.write("settings/.zshrc", "alias g=git");
    machine.write(".zshenv", "ZDOTDIR=$HOME/settings\n");
    machine.mends("tool/node", "path:line");
}

#[test]
fn the_folder_of_node_comes_onto_path_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.program_at(".local/bin/node", &node("26.1.0"));
    machine.mends("tool/node", "path:line");
}

#[test]
fn the_newer_node_comes_first() {
    let machine = Machine::new();
    machine.program("node", &node("18.20.4"));
    machine.program_at(".local/bin/node", &node("26.1.0"));
    machine.write(".bashrc", BASHRC);
    machine.mends("tool/node-version", "prefer-line");
}

#[test]
fn the_newer_node_comes_first_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.program("node", &node("18.20.4"));
    machine.program_at(".local/bin/node", &node("26.1.0"));
    machine.write(".config/fish/config.fish", "set -gx PATH $PATH ~/.local/bin\n");
    machine.mends("tool/node-version", "prefer-line");
}

#[test]
fn the_newer_node_of_fnm_is_made_the_default() {
    let machine = Machine::new();
    managers::fnm(&machine, &["18.20.4", "26.1.0"]);
    machine.write(".bashrc", "export PATH=\"$HOME/.local/share/fnm:$PATH\"; eval \"$(fnm env)\"");
    machine.mends("tool/node-version", "choose-fnm");
}

#[test]
fn the_newer_node_of_volta_is_made_the_default() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    managers::volta(&machine, &["18.20.4", "26.1.0"]);
    machine.write(".zshrc", "path=(~/.volta/bin $path)\n");
    machine.mends("tool/node-version", "choose-volta");
}

#[test]
fn the_newer_node_of_mise_is_made_the_default() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    managers::mise(&machine, &["18.20.4", "26.1.0"]);
    machine.write(".config/fish/config.fish", "set -gx PATH ~/.local/share/mise/shims $PATH\n");
    machine.mends("tool/node-version", "choose-mise");
}

#[test]
fn the_newer_node_of_asdf_is_made_the_default() {
    let machine = Machine::new();
    managers::asdf(&machine, &["18.20.4", "26.1.0"]);
    machine.write(".bashrc", &format!("{BASHRC}export PATH=\"$HOME/.asdf/shims:$HOME/.asdf/bin:$PATH\"\n"));
    machine.mends("tool/node-version", "choose-asdf");
}

#[test]
fn asdf_makes_the_command_of_npm_again() {
    let machine = Machine::new();
    managers::asdf(&machine, &["26.1.0"]);
    machine.program_at(".asdf/installs/nodejs/26.1.0/bin/npm", "echo 11.6.0");
    machine.write(".bashrc", "export PATH=\"$HOME/.asdf/shims:$HOME/.asdf/bin:$PATH\"\n");
    machine.mends_without_a_trace("tool/npm", "asdf");
}

/// Real Node.js and npm.
fn with_npm() -> Machine {
    let machine = Machine::new();
    machine.real("node");
    machine.real("npm");
    machine
}

#[test]
fn an_npm_that_does_not_run_on_this_node_is_set_aside() {
    let machine = with_npm();
    let broken = "console.error('npm v12.0.0 is known not to run on Node.js v20.20.2.'); process.exit(1)";
    let script = format!("#!/usr/bin/env node\n{broken}\n");
    machine.write_with_mode(".npm-global/lib/node_modules/npm/bin/npm-cli.js", &script, 0o755);
    machine.link(".npm-global/bin/npm", "../lib/node_modules/npm/bin/npm-cli.js");
    machine.write(".bashrc", "export PATH=\"$HOME/.npm-global/bin:$PATH\"\n");
    machine.mends("tool/npm", "drop-own-npm");
}

#[test]
fn npm_keeps_its_copies_at_home_again() {
    let machine = with_npm().ordinary();
    let settings = "; set up by a colleague\nfund=false\ncache=/usr/npm-cache\nsave-exact = true";
    machine.write_with_mode(".npmrc", settings, 0o600);
    machine.mends("tool/npm-cache", "another-folder");
}

#[test]
fn the_folder_of_npms_programs_comes_onto_path() {
    let machine = with_npm();
    machine.write(".npmrc", "prefix=~/.npm-global\n");
    machine.program_at(".npm-global/bin/serve", "echo 14.2.4");
    machine.write(".bashrc", BASHRC);
    machine.mends("tool/npm-programs", "path-line");
}

#[test]
fn the_folder_of_npms_programs_comes_onto_path_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.real("node");
    machine.real("npm");
    machine.write(".npmrc", "prefix=~/.npm-global\n");
    machine.program_at(".npm-global/bin/serve", "echo 14.2.4");
    machine.write(".config/fish/config.fish", "# empty so far");
    machine.mends("tool/npm-programs", "path-line");
}

#[test]
fn the_setting_that_nvm_does_not_accept_goes() {
    let machine = with_npm();
    machine.write(".nvm/nvm.sh", "# nvm\n");
    machine.write(".npmrc", "# mine\nprefix=${HOME}/.npm-global\r\n//npm.example.com/:_authToken=made-up\n");
    machine.mends("tool/npm-programs", "drop-prefix");
}

#[test]
fn the_line_that_nvm_does_not_accept_goes() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    machine.real("node");
    machine.real("npm");
    machine.write(".nvm/nvm.sh", "# nvm\n");
    machine.write(".zshrc", "# npm\nexport npm_config_prefix=$HOME/.npm-global\nsetopt no_beep");
    machine.mends("tool/npm-programs", "drop-prefix-line");
}

/// Somebody whose npm -g was refused, as npm's log says.
fn refused() -> Machine {
    let machine = with_npm().ordinary();
    let log = "22 error code EACCES\n23 error syscall mkdir\n24 error path /usr/lib/node_modules/serve\n";
    // It stays the newest, also when npm is started to take the change back.
    machine.write(".npm/_logs/2999-01-02T10_00_00_000Z-debug-0.log", log);
    machine.write(".bashrc", BASHRC);
    machine
}

#[test]
fn npm_gets_a_folder_for_programs_that_is_its_owners() {
    refused().mends("tool/npm-programs", "own-folder");
}

#[test]
fn a_folder_for_programs_that_is_its_owners_comes_onto_path() {
    refused().mends("tool/npm-programs", "own-path-line");
}
