//! What can go wrong while doctor changes something. No file is lost or half-written, and no edit is made twice.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use crate::fix::machine::Machine;
use crate::fix::terminal::Person;

const CLAUDE: &str = "#!/bin/sh\necho '2.1.278 (Claude Code)'\n";
const LINE: &str = "export PATH=\"$HOME/.local/bin:$PATH\"";

/// Claude Code is there, and PATH does not lead to it: the mend is a line in the start-up file.
fn with_start_up_file(content: &str) -> Machine {
    let machine = Machine::new();
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    machine.write(".bashrc", content);
    machine
}

#[test]
fn a_start_up_file_that_is_a_link_stays_one() {
    let machine = with_start_up_file("");
    fs::remove_file(machine.home().join(".bashrc")).unwrap();
    machine.write("dotfiles/bashrc", "alias ll='ls -l'\n");
    symlink("dotfiles/bashrc", machine.home().join(".bashrc")).unwrap();
    machine.mends("claude/path", "path-line");
    machine.doctor("fix claude/path --yes");
    assert!(fs::symlink_metadata(machine.home().join(".bashrc")).unwrap().is_symlink());
    assert!(machine.read("dotfiles/bashrc").ends_with(&format!("{LINE}\n")));
}

#[test]
fn a_file_that_is_marked_as_read_only_is_left_alone() {
    let machine = with_start_up_file("# looked after by another program\n");
    let file = machine.home().join(".bashrc");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let before = machine.tree();
    let run = machine.doctor("fix claude/path --yes");
    assert!(run.out.contains("read-only"), "{}", run.out);
    assert_eq!((run.code, machine.tree()), (1, before));
}

#[test]
fn a_file_with_a_second_name_is_left_alone() {
    let machine = with_start_up_file("# shared\n");
    fs::hard_link(machine.home().join(".bashrc"), machine.home().join("same")).unwrap();
    let run = machine.doctor("fix claude/path --yes");
    assert!(run.out.contains("hard link"), "{}", run.out);
    assert_eq!((machine.read(".bashrc"), machine.read("same")), ("# shared\n".to_owned(), "# shared\n".to_owned()));
}

#[test]
fn line_ends_of_windows_and_bytes_that_are_no_text_stay() {
    let machine = with_start_up_file("");
    let old = b"# caf\xe9\n# no end".as_slice();
    fs::write(machine.home().join(".bashrc"), old).unwrap();
    machine.doctor("fix claude/path --yes");
    let new = fs::read(machine.home().join(".bashrc")).unwrap();
    assert_eq!(new, [old, b"\n", LINE.as_bytes(), b"\n"].concat());
    machine.take_all_back();
    assert_eq!(fs::read(machine.home().join(".bashrc")).unwrap(), old);
}

#[test]
fn a_file_with_an_error_before_the_line_is_mended_in_vain_and_that_is_said() {
    let machine = with_start_up_file("if true; then\n  echo open\n");
    let run = machine.doctor("fix claude/path --yes");
    assert!(run.out.contains("Not there yet"), "{}", run.out);
    assert_eq!(run.code, 1);
    let again = machine.doctor("fix claude/path --yes");
    assert_eq!(machine.read(".bashrc").matches(LINE).count(), 1, "{}", again.out);
}

#[test]
fn an_edit_is_not_made_twice() {
    let machine = with_start_up_file("return\n");
    machine.doctor("fix claude/path --yes");
    let once = machine.tree();
    let run = machine.doctor("fix claude/path --yes");
    assert_eq!(machine.tree(), once, "{}", run.out);
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let machine = with_start_up_file("# mine\n");
    // A limit on the size of new files fails a write as a full disk does, and needs no disk of its own. The copy fits.
    machine.write(".bashrc", &"# 16 bytes long\n".repeat(1024));
    let line =
        format!("ulimit -f 16; trap '' XFSZ; '{}' fix claude/path --yes --offline", env!("CARGO_BIN_EXE_doctor"));
    let before = machine.tree();
    let run = machine.window(&line);
    assert!(run.out.contains("It is as it was") && run.code == 1, "{}", run.out);
    assert_eq!(machine.tree(), before, "{}", run.out);
    let left: Vec<_> = fs::read_dir(machine.home()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("doctor-")), "{left:?}");
}

#[test]
fn a_file_that_was_changed_since_is_not_put_back() {
    let machine = with_start_up_file("# mine\n");
    machine.doctor("fix claude/path --yes");
    let mine = format!("{}# and this is new\n", machine.read(".bashrc"));
    machine.write(".bashrc", &mine);
    let run = machine.doctor("fix --undo --yes");
    assert!(run.out.contains("changed since") && run.out.contains("copies/1-0"), "{}", run.out);
    assert_eq!((run.code, machine.read(".bashrc")), (2, mine));
}

#[test]
fn two_at_once_do_not_meet() {
    let machine = with_start_up_file("# mine\n");
    let mut first = Person::types(&machine, "fix claude/path");
    first.reads("Change the file?");
    let second = machine.doctor("fix claude/path --yes");
    assert!(second.out.contains("another doctor fix is at work"), "{}", second.out);
    assert_eq!(machine.read(".bashrc"), "# mine\n");
    first.answers("").reads("Fixed").waits();
    assert_eq!(machine.read(".bashrc").matches(LINE).count(), 1);
}

#[test]
fn a_doctor_that_was_killed_can_be_run_again_and_goes_on() {
    let machine = with_start_up_file("# mine\n");
    let mut first = Person::types(&machine, "fix claude/path");
    first.reads("Change the file?");
    assert!(Command::new("pkill").args(["-KILL", "-s", &first.id().to_string()]).status().unwrap().success());
    drop(first);
    let run = machine.doctor("fix claude/path --yes");
    assert!(run.out.contains("Fixed"), "{}", run.out);
}

#[test]
fn what_a_killed_doctor_wrote_down_last_is_settled_by_what_the_file_shows() {
    let machine = with_start_up_file("# mine\n");
    machine.doctor("fix claude/path --yes");
    let journal = machine.home().join(".local/state/doctor/changes.jsonl");
    let text = fs::read_to_string(&journal).unwrap();
    // As if the power had gone between the change and the last line, and in the middle of writing that.
    let (begun, done) = text.split_once('\n').unwrap();
    fs::write(&journal, format!("{begun}\n{}", &done[..20])).unwrap();
    let run = machine.doctor("fix --undo --yes");
    assert!(run.out.contains("was taken back"), "{}", run.out);
    assert_eq!(machine.read(".bashrc"), "# mine\n");
}

#[test]
fn a_program_that_a_fix_needs_and_is_missing_is_told() {
    let machine = Machine::new();
    machine.write("site/package.json", "{ \"devDependencies\": { \"left-pad\": \"1\" } }");
    machine.program("node", "echo v24.4.0");
    machine.program("npm", "echo 10.9.0");
    let mut person = Person::types(&machine, "fix project/installed-packages");
    person.reads("Run it now?");
    fs::remove_file(machine.home().join("../bin/npm")).unwrap();
    person.answers("").reads("has no npm that doctor could start").answers("q").waits();
}

#[test]
fn a_fix_that_fails_is_said_with_its_exit_code() {
    let machine = Machine::new();
    machine.write("site/package.json", "{ \"devDependencies\": { \"left-pad\": \"1\" } }");
    machine.program("node", "echo v24.4.0");
    machine.program("npm", "case \"$*\" in *install*) echo no luck; exit 7 ;; *) echo 10.9.0 ;; esac");
    let mut person = Person::types(&machine, "fix project/installed-packages");
    person.reads("Run it now?").answers("").reads("no luck").reads("exit code 7").reads("Still wrong").waits();
}

#[test]
fn a_fix_that_breaks_something_else_is_said() {
    let machine = with_start_up_file("# mine\n");
    machine.git(&["config", "--global", "user.name", "Ada Lovelace"]);
    machine.git(&["config", "--global", "user.email", "ada@lovelace.uk"]);
    machine.write("site/package.json", "{ \"devDependencies\": { \"left-pad\": \"1\" } }");
    machine.program("node", "echo v24.4.0");
    machine.program(
        "npm",
        "case \"$*\" in *install*) mkdir -p node_modules/left-pad; rm ~/.gitconfig ;; *) echo 10.9.0 ;; esac",
    );
    let mut person = Person::types(&machine, "fix project/installed-packages tool/git-identity");
    person
        .reads("Run it now?")
        .answers("")
        .reads("Since then this is wrong as well (tool/git-identity)")
        .reads("Run it now?")
        .answers("q")
        .waits();
}

#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    let machine = with_start_up_file("# mine\n");
    let before = machine.tree();
    let run = machine.doctor("fix claude/path");
    assert!(run.out.contains("Nothing was changed") && run.code == 1, "{}", run.out);
    assert_eq!(machine.tree(), before);
    assert!(!machine.home().join(".local/state/doctor/copies").exists());
}

#[test]
fn a_dry_run_shows_the_change_and_makes_none() {
    let machine = with_start_up_file("# mine\n");
    let before = machine.tree();
    let run = machine.doctor("fix claude/path --dry-run");
    assert!(run.out.contains(&format!("+ {LINE}")) && run.out.contains("Nothing was done"), "{}", run.out);
    assert_eq!((run.code, machine.tree()), (1, before));
}
