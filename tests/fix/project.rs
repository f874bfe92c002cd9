//! Fixes of the checks about the project.

use std::fs::File;

use crate::fix::elsewhere::Elsewhere;
use crate::fix::machine::Machine;

pub const ELSEWHERE: &[Elsewhere] = &[
    (
        "project/env-file",
        "copy-powershell",
        "the same on Windows",
        &["cd ~\\site; if (!(Test-Path .env)) { Copy-Item .env.example .env }"],
    ),
    ("project/folder", "rename-powershell", "the same on Windows", &["Rename-Item ~/package.json package.json.old"]),
];

fn with_a_version() -> Machine {
    let machine = Machine::new();
    machine.write("site/package.json", "{}\n");
    machine.write("site/index.html", "<h1>Site</h1>\n");
    machine.repository();
    machine
}

#[test]
fn versions_on_no_branch_get_one() {
    let machine = with_a_version();
    machine.git(&["switch", "-q", "--detach"]);
    machine.write("site/index.html", "<h1>A new site</h1>\n");
    machine.git(&["commit", "-q", "-am", "Try something"]);
    machine.mends("project/branch", "name");
}

#[test]
fn a_branch_named_master_is_named_as_the_one_on_github() {
    let machine = with_a_version();
    machine.git(&["remote", "add", "origin", "https://github.com/ada/site.git"]);
    machine.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    machine.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    machine.git(&["branch", "-q", "-m", "main", "master"]);
    machine.mends("project/branch", "rename");
}

/// A project whose file with keys did not come along.
fn fresh_clone(machine: &Machine) {
    machine.write("site/package.json", "{ \"name\": \"site\" }\n");
    machine.write("site/.env.example", "# from https://resend.com\nRESEND_API_KEY=\n");
    machine.write("site/src/mail.ts", "export const mail = new Resend(process.env.RESEND_API_KEY);\n");
}

#[test]
fn the_file_for_keys_begins_with_the_example() {
    let machine = Machine::new();
    fresh_clone(&machine);
    machine.mends("project/env-file", "copy");
}

#[test]
fn the_file_for_keys_begins_with_the_example_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    fresh_clone(&machine);
    machine.mends("project/env-file", "copy");
}

#[test]
fn a_project_in_the_home_folder_is_put_out_of_the_way() {
    let machine = Machine::new();
    machine.write("package.json", "{ \"dependencies\": { \"serve\": \"^14.2.4\" } }\n");
    machine.write("site/notes.txt", "an idea\n");
    machine.mends("project/folder", "rename");
}

#[test]
fn what_is_there_keeps_a_name_before_a_large_file_is_taken_out() {
    let machine = with_a_version();
    // It takes no room: it has only a size.
    File::create(machine.site().join("film.mp4")).unwrap().set_len(60 << 20).unwrap();
    machine.git(&["add", "."]);
    machine.git(&["commit", "-q", "-m", "Add a film"]);
    machine.mends_a_part("project/large-files", "keep");
}

#[test]
fn git_is_told_how_to_keep_lines() {
    let machine = Machine::new().given("WSL_DISTRO_NAME", "Ubuntu");
    for name in ["index.html", "app.js", "style.css", "README.md"] {
        machine.write(&format!("site/{name}"), "one\ntwo\n");
    }
    machine.repository();
    for name in ["index.html", "app.js", "style.css", "README.md"] {
        machine.write(&format!("site/{name}"), "one\r\ntwo\r\n");
    }
    machine.mends("project/line-endings", "attributes");
}
