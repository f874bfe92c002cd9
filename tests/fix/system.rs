//! Fixes of the checks about the system.

use crate::fix::elsewhere::Elsewhere;
use crate::fix::machine::Machine;

/// No test can fill a disk, or install Homebrew where only the administrator may.
pub const ELSEWHERE: &[Elsewhere] = &[
    ("system/disk", "npm-cache", "a full Linux", &["npm", "cache", "clean", "--force"]),
    (
        "system/path",
        "brew-line",
        "a Mac where Homebrew's last step was left out",
        &["~/.zshrc", "eval \"$(/opt/homebrew/bin/brew shellenv)\""],
    ),
];

#[test]
fn letters_are_written_in_utf_8() {
    let machine = Machine::new().given("LANG", "de_DE.ISO-8859-1");
    machine.write(".bashrc", "alias ll='ls -l'\n");
    machine.mends("system/locale", "add-line");
}

#[test]
fn letters_are_written_in_utf_8_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    let machine = machine.given("LC_ALL", "en_US.iso88591");
    machine.write(".zshrc", "# settings\r\nalias ll='ls -l'\r\n");
    machine.mends("system/locale", "add-line");
}

#[test]
fn letters_are_written_in_utf_8_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    let machine = machine.given("LANG", "pl_PL.ISO-8859-2");
    machine.write(".config/fish/config.fish", "set -g fish_greeting");
    machine.mends("system/locale", "add-line-fish");
}

/// A machine whose terminals are given a list without the folders of the system.
fn without_the_system(machine: Machine) -> Machine {
    let tools = machine.beside_home("tools").display().to_string();
    machine.given("PATH", &tools)
}

#[test]
fn the_folders_of_the_system_come_back_onto_path() {
    let machine = without_the_system(Machine::new());
    machine.write(".bashrc", "# mine\nexport EDITOR=nano");
    machine.mends("system/path", "add-line");
}

#[test]
fn the_folders_of_the_system_come_back_onto_path_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    let machine = without_the_system(machine);
    machine.write(".zshrc", "export EDITOR=nano\n");
    machine.mends("system/path", "add-line");
}

#[test]
fn the_folders_of_the_system_come_back_onto_path_in_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    let machine = without_the_system(machine);
    machine.write(".config/fish/config.fish", "set -gx EDITOR nano\n");
    machine.mends("system/path", "add-line");
}

#[test]
fn a_start_up_file_may_be_read_again() {
    let machine = Machine::new().ordinary();
    machine.write_with_mode(".bashrc", "export EDITOR=nano\n", 0o000);
    machine.mends("system/startup-files", "allow-yourself");
}

#[test]
fn a_folder_in_place_of_a_start_up_file_gets_another_name() {
    let machine = Machine::new();
    machine.write(".bashrc/aliases", "alias ll='ls -l'\n");
    machine.mends("system/startup-files", "rename-folder");
}

#[test]
fn a_start_up_file_that_leads_nowhere_goes() {
    let machine = Machine::new();
    machine.link(".bashrc", "dotfiles/bashrc");
    machine.mends("system/startup-files", "restore-or-remove");
}

#[test]
fn the_returns_of_windows_go_from_the_file_behind_the_link() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    machine.write("dotfiles/zshrc", "# copied from Windows\r\nexport EDITOR=nano\r\nalias ll='ls -l'\r\n");
    machine.link(".zshrc", "dotfiles/zshrc");
    machine.write(".zshrc.bak", "# an older copy\n");
    machine.mends("system/startup-files", "drop-returns");
}

#[test]
fn the_mark_of_a_windows_editor_goes() {
    let machine = Machine::new();
    machine.write_with_mode(".bashrc", "\u{feff}export EDITOR=nano\nalias ll='ls -l'", 0o600);
    machine.mends("system/startup-files", "drop-mark");
}

#[test]
fn a_line_that_names_a_folder_for_temporary_files_goes() {
    let machine = Machine::new();
    machine.write(".bashrc", "export TMPDIR=/media/doctor-fix/tmp\n# the end\n");
    machine.mends("system/temp", "mend-line");
}

#[test]
fn a_line_that_names_a_folder_for_temporary_files_goes_in_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    machine.write(".zshenv", "typeset -x TMPDIR=/media/usb/tmp");
    machine.mends("system/temp", "mend-line");
}

#[test]
fn the_folder_for_temporary_files_is_made_with_those_above_it() {
    Machine::new().given_below_home("TMPDIR", "scratch/today/tmp").mends("system/temp", "make");
}

#[test]
fn the_home_folder_may_be_written_again() {
    let machine = Machine::new().ordinary();
    machine.folder(".local/state", 0o755);
    machine.folder("", 0o555);
    machine.mends("system/home", "allow");
}

/// Where doctor's own notes lie elsewhere; in the home folder it could not keep any.
#[test]
fn the_home_folder_of_a_job_is_made() {
    let machine =
        Machine::new().given_below_home("HOME", "job/home").given_below_home("XDG_STATE_HOME", ".local/state");
    machine.mends("system/home", "make");
}

#[test]
fn a_home_folder_is_not_made_by_the_way() {
    let machine = Machine::new().given_below_home("HOME", "job/home");
    let before = machine.tree();
    let run = machine.doctor("fix system/home --yes");
    assert!(run.code != 0 && run.out.contains("no home folder"), "{}", run.out);
    assert_eq!(machine.tree(), before);
}
