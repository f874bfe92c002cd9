//! Real repositories in each state: what doctor says of them, and that one which is full of traps starts nothing.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::installed::{Tool, Tools, tools};
use crate::machine::Machine;
use crate::report::Report;
use crate::unchanged::unchanged;

const REPOSITORY: &str = "git, about the repository";
const LARGE: &str = "git rev-list, for large files";

const CHECKS: [&str; 6] = [
    "project/repository",
    "project/branch",
    "project/remote",
    "project/large-files",
    "project/line-endings",
    "github/git-access",
];

/// A machine with Git, a name for it, and a project that is no repository yet.
fn machine(tools: &Tools) -> Machine {
    let machine = Machine::with(tools, &[Tool::Git]);
    machine
        .write("home/.gitconfig", "[user]\n\tname = Ada\n\temail = ada@lovelace.uk\n[init]\n\tdefaultBranch = main\n");
    machine.write("project/package.json", "{}\n");
    machine
}

/// The same with one saved version.
fn saved(tools: &Tools) -> Machine {
    let machine = machine(tools);
    git(&machine, &["init", "--quiet"]);
    save(&machine, "one");
    machine
}

fn git(machine: &Machine, args: &[&str]) -> String {
    machine.ask("git", args)
}

fn save(machine: &Machine, message: &str) {
    git(machine, &["add", "."]);
    git(machine, &["commit", "--quiet", "--allow-empty", "-m", message]);
}

fn look(machine: &Machine) -> Report {
    machine.look(&CHECKS)
}

fn told<'a>(report: &'a Report, name: &str) -> &'a Value {
    &report.facts("repository", REPOSITORY)[name]
}

fn path(folder: PathBuf) -> String {
    folder.into_os_string().into_string().unwrap()
}

#[test]
fn a_project_without_a_repository_is_told_and_an_empty_folder_is_not() {
    let Some(tools) = tools() else { return };
    let machine = machine(tools);
    let report = look(&machine);
    assert_eq!(report.finding("project/repository").cause(), Some("no-repository"));
    for check in ["project/branch", "project/remote", "project/large-files"] {
        assert_eq!(report.finding(check).status(), "pass", "{check}");
    }
    fs::remove_file(machine.project().join("package.json")).unwrap();
    assert_eq!(look(&machine).finding("project/repository").status(), "pass");
}

#[test]
fn a_fresh_repository_is_fine_and_one_with_versions_needs_a_place() {
    let Some(tools) = tools() else { return };
    let machine = machine(tools);
    git(&machine, &["init", "--quiet"]);
    let report = look(&machine);
    for check in CHECKS {
        assert!(["pass", "skip"].contains(&report.finding(check).status()), "{check}: {}", report.finding(check).say());
    }
    assert_eq!((told(&report, "commits"), told(&report, "branch")), (&false.into(), &"main".into()));
    save(&machine, "one");
    let report = look(&machine);
    assert_eq!(report.finding("project/remote").cause(), Some("no-remote"));
    assert_eq!(told(&report, "commits"), &Value::Bool(true));
}

#[test]
fn versions_on_no_branch_are_counted() {
    let Some(tools) = tools() else { return };
    let machine = saved(tools);
    git(&machine, &["checkout", "--quiet", "--detach"]);
    let report = look(&machine);
    assert_eq!((told(&report, "detached"), told(&report, "at_risk")), (&true.into(), &0.into()));
    assert_eq!(report.finding("project/branch").status(), "pass");
    save(&machine, "two");
    save(&machine, "three");
    let report = look(&machine);
    assert_eq!(told(&report, "at_risk"), &Value::from(2));
    assert_eq!(report.finding("project/branch").cause(), Some("versions-on-no-branch"));
    git(&machine, &["switch", "--quiet", "-c", "rescue"]);
    assert_eq!(look(&machine).finding("project/branch").status(), "pass");
}

#[test]
fn the_distance_to_another_repository_is_told_as_last_fetched() {
    let Some(tools) = tools() else { return };
    let machine = saved(tools);
    let there = path(machine.root().join("there.git"));
    git(&machine, &["init", "--quiet", "--bare", &there]);
    git(&machine, &["remote", "add", "origin", &there]);
    save(&machine, "two");
    git(&machine, &["push", "--quiet", "-u", "origin", "main"]);
    git(&machine, &["reset", "--quiet", "--hard", "HEAD~1"]);
    save(&machine, "other");
    save(&machine, "more");
    let report = look(&machine);
    assert_eq!((told(&report, "behind"), told(&report, "ahead")), (&1.into(), &2.into()));
    assert_eq!(told(&report, "upstream"), &Value::from("origin/main"));
    assert_eq!(told(&report, "origin")["scheme"], "file");
    assert_eq!(told(&report, "remotes"), &serde_json::json!(["origin"]));
}

#[test]
fn what_is_under_way_is_seen_also_in_a_second_worktree_and_a_submodule() {
    let Some(tools) = tools() else { return };
    let machine = saved(tools);
    git(&machine, &["bisect", "start"]);
    assert_eq!(told(&look(&machine), "busy"), &Value::from("bisect"));
    git(&machine, &["bisect", "reset"]);
    assert_eq!(told(&look(&machine), "busy"), &Value::Null);
    let worktree = path(machine.root().join("fix"));
    git(&machine, &["worktree", "add", "--quiet", "--detach", &worktree]);
    fs::remove_dir_all(machine.project()).unwrap();
    // Its repository is gone with the first folder.
    fs::rename(&worktree, machine.project()).unwrap();
    let report = look(&machine);
    assert_eq!(report.finding("project/repository").cause(), Some("damaged"));
}

#[test]
fn large_files_are_found_in_versions_and_beside_them() {
    let Some(tools) = tools() else { return };
    let machine = saved(tools);
    let sparse = |name: &str, mb: u64| {
        fs::File::create(machine.project().join(name)).unwrap().set_len(mb << 20).unwrap();
    };
    sparse("film.mov", 120);
    let report = look(&machine);
    assert_eq!(report.finding("project/large-files").cause(), Some("large-not-ignored"));
    save(&machine, "a film");
    let in_last = |report: &Report| report.facts("large_files", LARGE)["committed"][0]["in_last_commit"].clone();
    let report = look(&machine);
    assert_eq!(report.finding("project/large-files").cause(), Some("too-large"));
    assert_eq!(in_last(&report), true);
    git(&machine, &["remote", "add", "origin", "https://github.com/ada/site.git"]);
    assert_eq!(look(&machine).finding("project/large-files").cause(), Some("refused"));
    git(&machine, &["rm", "--quiet", "--cached", "film.mov"]);
    machine.write("project/.gitignore", "film.mov\n");
    save(&machine, "no film");
    let report = look(&machine);
    assert_eq!(in_last(&report), false);
    let file = &report.facts("large_files", LARGE)["committed"][0];
    assert_eq!((&file["path"], &file["size"]), (&"film.mov".into(), &"120 MB".into()));
    // Once a server has it, there is nothing left to take out.
    git(&machine, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    assert_eq!(look(&machine).finding("project/large-files").status(), "pass");
}

#[test]
fn endings_that_another_git_put_there_are_told_where_two_systems_meet() {
    let Some(tools) = tools() else { return };
    let mut machine = saved(tools);
    machine.set("WSL_DISTRO_NAME", "Ubuntu");
    for name in ["a.js", "b.js", "c.js", "d.js"] {
        machine.write(&format!("project/{name}"), "one\ntwo\n");
    }
    save(&machine, "texts");
    let ends = |machine: &Machine| look(machine).finding("project/line-endings").cause().map(str::to_owned);
    assert_eq!(ends(&machine), None);
    for name in ["a.js", "b.js", "c.js", "d.js"] {
        machine.write(&format!("project/{name}"), "one\r\ntwo\r\n");
    }
    assert_eq!(ends(&machine).as_deref(), Some("other-line-endings"));
    git(&machine, &["config", "core.autocrlf", "true"]);
    assert_eq!(ends(&machine), None);
    git(&machine, &["config", "--unset", "core.autocrlf"]);
    machine.write("project/.gitattributes", "* text=auto\n");
    assert_eq!(ends(&machine), None);
}

#[test]
fn a_folder_of_another_user_is_told_with_what_git_suggests() {
    let Some(tools) = tools() else { return };
    let machine = saved(tools);
    // Only the administrator may give a folder away.
    if std::os::unix::fs::chown(machine.project(), Some(12_345), None).is_err() {
        return;
    }
    let report = look(&machine);
    assert_eq!(report.finding("project/repository").cause(), Some("owned-by-another"));
    assert_eq!(told(&report, "safe_directory"), &Value::from(path(machine.project())));
    git(&machine, &["config", "--global", "--add", "safe.directory", &path(machine.project())]);
    assert_eq!(look(&machine).finding("project/repository").status(), "pass");
}

#[test]
fn a_repository_full_of_traps_starts_nothing_and_stays_as_it_is() {
    let Some(tools) = tools() else { return };
    let mut machine = saved(tools);
    // There Git looks at the ends of lines as well.
    machine.set("WSL_DISTRO_NAME", "Ubuntu");
    let sprung = machine.root().join("sprung");
    let trap = |name: &str| format!("echo {name} >> {}", sprung.display());
    machine.write("project/big.bin", &"x".repeat(1000));
    machine.write("project/.gitattributes", "* filter=trap diff=trap\n");
    save(&machine, "two");
    let blob = git(&machine, &["rev-parse", "HEAD:big.bin"]);
    let hooks = machine.project().join(".git/hooks");
    for hook in ["post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman", "pre-auto-gc"] {
        let file = hooks.join(hook);
        fs::create_dir_all(&hooks).unwrap();
        fs::write(&file, format!("#!/bin/sh\n{}\n", trap(hook))).unwrap();
        fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    for (setting, name) in [
        ("core.fsmonitor", "fsmonitor"),
        ("filter.trap.clean", "clean"),
        ("filter.trap.smudge", "smudge"),
        ("filter.trap.process", "process"),
        ("diff.external", "external"),
        ("diff.trap.textconv", "textconv"),
        ("core.sshCommand", "ssh"),
        ("core.askPass", "askpass"),
        ("core.pager", "pager"),
        ("core.editor", "editor"),
        ("core.gitProxy", "proxy"),
        ("core.alternateRefsCommand", "alternates"),
        ("gpg.program", "gpg"),
        ("uploadpack.packObjectsHook", "pack"),
    ] {
        git(&machine, &["config", setting, &trap(name)]);
    }
    for (setting, value) in [
        ("credential.helper", format!("!{}", trap("credential"))),
        ("alias.remote", format!("!{}", trap("alias"))),
        ("remote.origin.url", format!("ext::/bin/sh -c {}", trap("ext").replace(' ', "% "))),
        ("remote.origin.pushurl", "https://github.com/ada/site.git".to_owned()),
        ("protocol.ext.allow", "always".to_owned()),
        ("log.showSignature", "true".to_owned()),
        ("filter.trap.required", "true".to_owned()),
        ("core.hooksPath", path(hooks)),
        // A file that is missing here would be fetched from the server, by a program of the repository's choice.
        ("core.repositoryFormatVersion", "1".to_owned()),
        ("extensions.partialClone", "origin".to_owned()),
        ("remote.origin.promisor", "true".to_owned()),
        ("remote.origin.partialCloneFilter", "blob:none".to_owned()),
    ] {
        git(&machine, &["config", setting, &value]);
    }
    fs::remove_file(machine.project().join(".git/objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    machine.write("project/package.json", "{ }\n");
    assert!(!sprung.exists(), "a trap went off while it was laid: {:?}", fs::read_to_string(&sprung));
    unchanged(&machine, tools.folder(), || drop(machine.look(&[])));
    assert!(!sprung.exists(), "{}", fs::read_to_string(&sprung).unwrap());
    // The traps are live: Git itself springs one at once.
    machine.start("git", &["status"]);
    assert!(sprung.exists(), "the traps were never live");
}
