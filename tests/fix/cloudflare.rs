//! Fixes of the checks about Wrangler and the site.

use crate::fix::elsewhere::Elsewhere;
use crate::fix::machine::Machine;
use crate::fix::managers;

pub const ELSEWHERE: &[Elsewhere] = &[
    ("cloudflare/domain", "flush-windows", "the same on Windows", &["ipconfig", "/flushdns"]),
    ("cloudflare/site", "forget-windows", "an old answer on Windows", &["ipconfig", "/flushdns"]),
    // Whether somebody is signed in is asked only where there is a network.
    (
        "cloudflare/token-format",
        "cloudflare:drop-dotenv",
        "a key of GitHub in the place of a token",
        &["~/site/.env", "2"],
    ),
    (
        "cloudflare/token-format",
        "variable:remove-line",
        "the Global API Key in the place of a token",
        &["~/.bashrc", "1"],
    ),
    ("cloudflare/token", "variable:remove-line", "a token that was deleted hides the login", &["~/.bashrc", "2"]),
    ("cloudflare/token", "cloudflare:drop-dotenv", "the same in the .env of the project", &["~/site/.env", "1"]),
    (
        "cloudflare/global-key",
        "variable:remove-line",
        "the Global API Key is set in a start-up file",
        &["~/.bashrc", "2"],
    ),
    (
        "cloudflare/global-key",
        "cloudflare:drop-dotenv",
        "the Global API Key is in the .env of the project",
        &["~/site/.env", "2"],
    ),
];

const OLD_NODE: &str = "echo v18.20.4";
const NEW_NODE: &str = "echo v26.1.0";

#[test]
fn the_node_that_wrangler_needs_comes_first() {
    let machine = Machine::new();
    machine.program("node", OLD_NODE);
    machine.program_at(".local/bin/node", NEW_NODE);
    machine.write("dotfiles/bashrc", "# shared by all my computers\nalias d='npx wrangler dev'");
    machine.link(".bashrc", "dotfiles/bashrc");
    machine.mends("cloudflare/node", "prefer-line");
}

#[test]
fn the_node_that_wrangler_needs_comes_first_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    machine.program("node", OLD_NODE);
    machine.program_at(".local/bin/node", NEW_NODE);
    machine.mends("cloudflare/node", "prefer-line");
}

#[test]
fn the_node_that_wrangler_needs_is_chosen_in_fnm() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    managers::fnm(&machine, &["18.20.4", "26.1.0"]);
    machine.write(".zshrc", "path=(~/.local/share/fnm $path)\neval \"$(fnm env)\"\n");
    machine.mends("cloudflare/node", "choose-fnm");
}

#[test]
fn the_node_that_wrangler_needs_is_chosen_in_volta() {
    let machine = Machine::new();
    managers::volta(&machine, &["18.20.4", "26.1.0"]);
    machine.write(".bashrc", "export VOLTA_HOME=\"$HOME/.volta\"\nexport PATH=\"$VOLTA_HOME/bin:$PATH\"\n");
    machine.mends("cloudflare/node", "choose-volta");
}

#[test]
fn the_node_that_wrangler_needs_is_chosen_in_mise() {
    let machine = Machine::new();
    managers::mise(&machine, &["18.20.4", "26.1.0"]);
    machine.write(".bashrc", "export PATH=\"$HOME/.local/share/mise/shims:$PATH\"\n");
    machine.mends("cloudflare/node", "choose-mise");
}

#[test]
fn the_node_that_wrangler_needs_is_chosen_in_asdf() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    managers::asdf(&machine, &["18.20.4", "26.1.0"]);
    machine.write(".config/fish/config.fish", "set -gx PATH ~/.asdf/shims ~/.asdf/bin $PATH\n");
    machine.mends("cloudflare/node", "choose-asdf");
}

fn with_node(machine: &Machine) {
    machine.program("node", NEW_NODE);
    machine.program("npm", "echo 11.6.0");
}

/// A Wrangler that npm -g installed into a folder of its owner.
fn with_wrangler(machine: &Machine, mode: u32) {
    let package = ".npm-global/lib/node_modules/wrangler";
    machine.write(".npmrc", "prefix=~/.npm-global\n");
    let about =
        "{ \"name\": \"wrangler\", \"version\": \"4.164.0\", \"bin\": { \"wrangler\": \"./bin/wrangler.js\" } }\n";
    machine.write(&format!("{package}/package.json"), about);
    machine.write_with_mode(&format!("{package}/bin/wrangler.js"), "#!/bin/sh\necho 4.164.0\n", mode);
    machine.link(".npm-global/bin/wrangler", "../lib/node_modules/wrangler/bin/wrangler.js");
    with_node(machine);
}

#[test]
fn a_wrangler_that_may_not_start_is_allowed_to() {
    let machine = Machine::new();
    with_wrangler(&machine, 0o640);
    machine.write(".bashrc", "export PATH=\"$HOME/.npm-global/bin:$PATH\"\n");
    machine.mends("cloudflare/wrangler", "program:allow");
}

#[test]
fn the_folder_of_wrangler_comes_onto_path() {
    let machine = Machine::new();
    with_wrangler(&machine, 0o755);
    machine.write(".bashrc", "# mine");
    machine.mends("cloudflare/wrangler", "path-line");
}

#[test]
fn the_folder_of_wrangler_comes_onto_path_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    with_wrangler(&machine, 0o755);
    machine.mends("cloudflare/wrangler", "path-line");
}

#[test]
fn the_folder_of_wrangler_comes_onto_path_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    with_wrangler(&machine, 0o755);
    machine.mends("cloudflare/wrangler", "path-line");
}

#[test]
fn an_old_wrangler_in_front_of_the_new_one_is_set_aside() {
    let machine = Machine::new();
    with_node(&machine);
    machine.program("wrangler", "echo 4.164.0");
    machine.program_at("bin/wrangler", "echo 3.114.0");
    machine.write(".bashrc", "export PATH=\"$HOME/bin:$PATH\"\n");
    machine.mends("cloudflare/wrangler-version", "set-aside");
}
