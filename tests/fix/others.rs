//! What strangers' projects, impatient fingers and other programs may do to `doctor fix`.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::fix::machine::Machine;
use crate::fix::terminal::Person;

const CLAUDE: &str = "#!/bin/sh\necho '2.1.278 (Claude Code)'\n";

fn without_path() -> Machine {
    let machine = Machine::new();
    machine.write_with_mode(".local/bin/claude", CLAUDE, 0o755);
    machine.write(".bashrc", "# mine\n");
    machine
}

fn with_open_keys(machine: &Machine, folder: &str) {
    let key = ["re", "_", "AbCdEf12", "_", "Made1Up2Made3Up4Made5Up6"].concat();
    machine.write(&format!("{folder}/.env"), &format!("RESEND_API_KEY={key}\n"));
    machine.write(&format!("{folder}/package.json"), "{}");
}

#[test]
fn a_link_in_a_project_chooses_no_file_elsewhere() {
    let machine = without_path();
    with_open_keys(&machine, "site");
    symlink("../.bashrc", machine.site().join(".gitignore")).unwrap();
    machine.git(&["init", "-q"]);
    let run = machine.doctor("fix safety/env-files --yes");
    assert!(run.out.contains("leads out of the project") && !run.out.contains("# mine"), "{}", run.out);
    assert_eq!(machine.read(".bashrc"), "# mine\n");
}

#[test]
fn the_name_of_a_folder_is_no_variable() {
    let machine = without_path();
    with_open_keys(&machine, "$TERM");
    machine.write("xterm/mine", "");
    let doctor = env!("CARGO_BIN_EXE_doctor");
    let line = format!("cd ~/'$TERM' && git init -q && '{doctor}' fix safety/env-files --yes --offline");
    let run = machine.window(&line);
    assert_eq!(machine.read("xterm/.gitignore"), "", "{}", run.out);
    assert_ne!(machine.read("$TERM/.gitignore"), "", "{}", run.out);
}

#[test]
fn the_plan_for_a_written_machine_is_made_of_what_was_written() {
    let machine = without_path();
    let home = machine.home();
    machine.write(
        "world.toml",
        &format!(
            "os = \"linux\"\nshell = \"bash\"\nhome = \"{0}\"\n[env]\nPATH = \"/usr/bin\"\n[files]\n\"{0}/.bashrc\" = \
             \"# theirs\\n\"\n\"{0}/.local/bin/claude\" = {{ program = \"x86_64\" }}\n",
            home.display()
        ),
    );
    let run = machine.doctor("fix claude/path --dry-run --world ~/world.toml");
    assert!(run.out.contains("# theirs") && !run.out.contains("# mine"), "{}", run.out);
}

#[test]
fn ctrl_c_in_place_of_a_name_stops() {
    let machine = Machine::new();
    let mut person = Person::types(&machine, "fix tool/git-identity");
    person.reads("Run it now?").answers("").reads("Which name").presses_ctrl_c();
    let (code, screen) = person.waits();
    assert!(code == 130 && screen.contains("You stopped here"), "{code}: {screen}");
}

#[test]
fn ctrl_c_ends_a_program_that_works_alone_and_doctor_with_it() {
    let machine = Machine::new();
    with_open_keys(&machine, "site");
    machine.repository();
    machine.real("sleep");
    machine.program("git", "case \"$*\" in rm*) echo working; sleep 600 ;; *) exec /usr/bin/git \"$@\" ;; esac");
    let mut person = Person::types(&machine, "fix safety/env-files --yes");
    person.reads("working");
    thread::sleep(Duration::from_millis(500));
    let (code, screen) = person.presses_ctrl_c().waits();
    assert!(code == 130 && screen.contains("You stopped here"), "{code}: {screen}");
}

#[test]
fn what_was_typed_before_a_question_is_no_answer() {
    let machine = without_path();
    let mut person = Person::types(&machine, "fix claude/path");
    person.answers("").answers("").reads("Change the file?");
    thread::sleep(Duration::from_secs(1));
    assert_eq!(machine.read(".bashrc"), "# mine\n");
    person.answers("n").reads("in the way").waits();
}

#[test]
fn watching_ends_when_it_is_told_to() {
    let machine = Machine::new();
    let mut person = Person::types(&machine, "fix --watch tool/git-identity");
    person.reads("Ctrl-C ends it");
    thread::sleep(Duration::from_secs(1));
    // The shell around it passes over that.
    assert!(Command::new("pkill").args(["-TERM", "-s", &person.id().to_string()]).status().unwrap().success());
    assert_eq!(person.waits().0, 130);
}

#[test]
fn a_line_that_moved_since_doctor_looked_is_looked_for_again() {
    let machine = Machine::new();
    machine.program("claude", "echo '2.1.278 (Claude Code)'");
    machine.write_with_mode(".claude/.credentials.json", crate::fix::claude::SIGNED_IN, 0o600);
    let line = "export ANTHROPIC_API_KEY=made-up-0123456789\n";
    machine.write(".bashrc", &format!("{line}alias ll='ls -l'\n"));
    let mut person = Person::types(&machine, "fix tool/git-identity claude/billing");
    person.reads("Run it now?");
    machine.write(".bashrc", &format!("alias gs='git status'\n{line}alias ll='ls -l'\n"));
    person.answers("n").reads("Run it now?").answers("n").reads("Go on?").answers("");
    person.reads("Change the file?").answers("").reads("Done").waits();
    assert_eq!(machine.read(".bashrc"), "alias gs='git status'\nalias ll='ls -l'\n");
}

#[test]
fn no_copy_is_promised_where_none_can_be_kept() {
    let machine = Machine::new();
    machine.write(".gitconfig", &"# sixteen bytes\n".repeat(1 << 20).repeat(2));
    let run = machine.doctor("fix tool/git-identity --dry-run");
    assert!(run.out.contains("can keep no copy") && !run.out.contains("puts it back"), "{}", run.out);
}

#[test]
fn with_sudo_nothing_is_written_into_the_home_of_another() {
    if !rustix::process::geteuid().is_root() {
        println!("NOT RUN: only root can give a file away");
        return;
    }
    let machine = without_path();
    assert!(Command::new("chown").args(["-R", "1000:1000"]).arg(machine.home()).status().unwrap().success());
    let run = machine.doctor("fix claude/path --yes");
    assert!(run.code == 2 && run.out.contains("sudo"), "{}", run.out);
    assert!(!machine.home().join(".local/state").exists());
    // Where doctor's own folder is elsewhere, the file is still left alone.
    let run = machine.window(&format!(
        "XDG_STATE_HOME=~/../state '{}' fix claude/path --yes --offline",
        env!("CARGO_BIN_EXE_doctor")
    ));
    assert!(run.out.contains("belongs to another user"), "{}", run.out);
    assert_eq!(fs::read_to_string(machine.home().join(".bashrc")).unwrap(), "# mine\n");
}

#[test]
fn a_change_is_taken_back_where_it_was_made() {
    let machine = Machine::new();
    with_open_keys(&machine, "site");
    machine.repository();
    with_open_keys(&machine, "other");
    let run = machine.window("cd ~/other && git init -q && git add .env && git -C ~/site ls-files .env");
    assert!(run.out.contains(".env"), "{}", run.out);
    let run = machine.doctor("fix safety/env-files --yes");
    assert!(!machine.window("git ls-files .env").out.contains(".env"), "{}", run.out);
    for _ in 0..2 {
        machine.window(&format!("cd ~/other && '{}' fix --undo --yes --offline", env!("CARGO_BIN_EXE_doctor")));
    }
    assert!(machine.window("cd ~/other && git ls-files .env").out.contains(".env"), "taken out of another project");
    assert!(machine.window("git ls-files .env").out.contains(".env"), "not taken back");
}
