//! A person at the terminal, from the first question to the last word.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::Duration;

use crate::fix::machine::Machine;
use crate::fix::terminal::Person;

/// A key of Resend's shape that was never given to anybody.
fn key() -> String {
    ["re", "_", "AbCdEf12", "_", "Made1Up2Made3Up4Made5Up6"].concat()
}

fn project_that_wants_a_key() -> Machine {
    let machine = Machine::new();
    machine.write("site/package.json", "{}");
    machine.write("site/.gitignore", ".env\n");
    machine.write("site/.env", "# keys\nRESEND_API_KEY=\nPORT=3000\n");
    machine.write("site/src/mail.js", "new Resend(process.env.RESEND_API_KEY)");
    machine.repository();
    machine
}

/// The talk about a key that somebody has at hand.
fn hands_over(key: &str) -> [(&str, &str); 2] {
    [("Do you have the key at hand?", ""), ("You will not see it", key)]
}

#[test]
fn the_name_is_asked_for_and_given_to_git() {
    let machine = Machine::new();
    machine.write(".gitconfig", "# mine\n[user]\n\temail = ada@lovelace.uk\n");
    machine.mends_when_told("tool/git-identity", "name", &[("Run it now?", ""), ("Which name", "Ada Lovelace")]);
}

#[test]
fn the_address_is_asked_for_and_given_to_git() {
    let machine = Machine::new();
    machine.write(".gitconfig", "[user]\n\tname = Ada Lovelace\n");
    machine.mends_when_told("tool/git-identity", "email", &[("Run it now?", "y"), ("Which e-mail", "ada@lovelace.uk")]);
}

#[test]
fn a_missing_key_is_asked_for_without_being_shown_and_stands_where_the_project_reads_it() {
    let machine = project_that_wants_a_key();
    let screen = machine.mends_when_told("project/env-values", "fill", &hands_over(&key()));
    assert!(!screen.contains(&key()), "{screen}");
    let mut person = Person::types(&machine, "fix project/env-values");
    for (words, answer) in hands_over(&key()) {
        person.reads(words).answers(answer);
    }
    person.reads("Fixed").waits();
    assert_eq!(machine.read("site/.env"), format!("# keys\nRESEND_API_KEY={}\nPORT=3000\n", key()));
}

#[test]
fn a_key_that_no_line_names_is_added() {
    let machine = project_that_wants_a_key();
    machine.write("site/.env", "PORT=3000");
    machine.mends_when_told("project/env-values", "add", &hands_over(&key()));
}

#[test]
fn a_key_behind_a_number_sign_is_asked_for_again() {
    let machine = project_that_wants_a_key();
    machine.write("site/.env", "# RESEND_API_KEY=re_old\nPORT=3000\n");
    machine.mends_when_told("project/env-values", "uncomment", &hands_over(&key()));
}

#[test]
fn a_key_with_a_quotation_mark_in_it_is_written_anew() {
    let machine = project_that_wants_a_key();
    machine.write("site/.env", &format!("RESEND_API_KEY=\"{}\nPORT=3000\n", key()));
    machine.mends_when_told("project/key-format", "rewrite", &hands_over(&key()));
}

#[test]
fn a_key_of_another_service_is_not_written_without_a_second_question() {
    let machine = project_that_wants_a_key();
    let wrong = ["ghp", "_", "Made1Up2Made3Up4Made5Up6Made7Up8Made"].concat();
    let mut person = Person::types(&machine, "fix project/env-values");
    person.reads("Do you have the key at hand?").answers("");
    person.reads("You will not see it").answers(&wrong);
    person.reads("Write it all the same?").answers("");
    person.reads("You will not see it").answers(&key());
    let (_, screen) = person.reads("Fixed").waits();
    assert!(!screen.contains(&wrong), "{screen}");
    assert!(machine.read("site/.env").contains(&key()));
}

#[test]
fn a_new_file_with_a_key_is_for_its_owner_alone() {
    let machine = project_that_wants_a_key();
    fs::remove_file(machine.site().join(".env")).unwrap();
    machine.write("site/.env.local", "OTHER=1\n");
    let mut person = Person::types(&machine, "fix project/env-values");
    person.reads("Do you have the key at hand?").answers("").reads("You will not see it").answers(&key());
    person.reads("Done").waits();
    let file = machine.site().join(".env.local");
    assert!(fs::read_to_string(&file).unwrap().contains(&key()));
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o644, "an old file keeps its permissions");
}

#[test]
fn who_says_no_changes_nothing() {
    let machine = Machine::new();
    machine.write(".bashrc", "alias ll='ls -l'\n");
    machine.write_with_mode(".local/bin/claude", "#!/bin/sh\necho '2.1.278 (Claude Code)'\n", 0o755);
    let before = machine.tree();
    let mut person = Person::types(&machine, "fix claude/path");
    let (code, screen) = person.reads("Change the file?").answers("n").reads("in the way").waits();
    assert_eq!(code, 1, "{screen}");
    assert_eq!(machine.tree(), before);
}

#[test]
fn ctrl_c_at_a_question_ends_it_and_says_how_to_go_on() {
    let machine = Machine::new();
    let mut person = Person::types(&machine, "fix tool/git-identity");
    let (code, screen) = person.reads("Run it now?").presses_ctrl_c().reads("doctor fix goes on").waits();
    assert_eq!(code, 130, "{screen}");
}

#[test]
fn ctrl_c_at_a_hidden_question_leaves_a_terminal_that_shows_what_is_typed() {
    let machine = project_that_wants_a_key();
    machine.real("stty");
    let mut person =
        Person::types(&machine, "fix project/env-values; echo \"echo is $(stty -a | grep -o -- '-\\?echo ')\"");
    person.reads("at hand?").answers("").reads("You will not see it").presses_ctrl_c();
    let (_, screen) = person.reads("echo is").waits();
    assert!(screen.contains("echo is echo"), "{screen}");
}

#[test]
fn a_program_that_hangs_is_ended_by_ctrl_c_and_doctor_stays() {
    let machine = Machine::new();
    machine.program("npm", "case \"$*\" in *install*) echo installing; sleep 600 ;; *) echo 10.9.0 ;; esac");
    machine.program("node", "echo v24.4.0");
    machine.real("sleep");
    machine.write("site/package.json", "{ \"devDependencies\": { \"left-pad\": \"1\" } }");
    let mut person = Person::types(&machine, "fix project/installed-packages");
    person.reads("Run it now?").answers("").reads("installing");
    // A shell that is just about to start the next program may overhear it.
    thread::sleep(Duration::from_millis(500));
    person.presses_ctrl_c();
    let (code, screen) = person.reads("stopped before it was done").reads("in the way").waits();
    assert_eq!(code, 1, "{screen}");
}

#[test]
fn what_only_a_person_knows_is_asked_once_and_remembered() {
    let machine = Machine::new();
    machine.program("claude", "echo '2.1.278 (Claude Code)'");
    machine.write_with_mode(".claude/.credentials.json", crate::fix::claude::SIGNED_IN, 0o600);
    machine.write("site/package.json", "{}");
    machine.write(
        "site/.env",
        &format!("ANTHROPIC_API_KEY={}\n", ["sk-ant", "-api03-", &"Made1Up2".repeat(11), "Made1AA"].concat()),
    );
    let asked = machine.finding("anthropic/spending-limit");
    assert_eq!(asked["undecided"][0]["reason"], "only-you", "{asked:#}");
    let mut person = Person::types(&machine, "fix anthropic/spending-limit --profile api");
    person.reads("Have you seen to it?").answers("y");
    person.waits();
    let said = machine.finding("anthropic/spending-limit");
    assert_eq!(
        (&said["status"], &said["undecided"][0]["reason"]),
        (&"unknown".into(), &"confirmed".into()),
        "{said:#}"
    );
    assert!(said["say"].as_str().unwrap().starts_with("You confirmed on "), "{said:#}");
}

#[test]
fn watching_ticks_off_what_the_learner_does_elsewhere_and_changes_nothing() {
    let machine = Machine::new();
    let mut person = Person::types(&machine, "fix --watch tool/git-identity");
    person.reads("Git doesn't know your name").reads("doctor changes nothing");
    machine.git(&["config", "--global", "user.name", "Ada Lovelace"]);
    machine.git(&["config", "--global", "user.email", "ada@lovelace.uk"]);
    let (code, screen) = person.reads("PASS").reads("Nothing stands in your way any more").waits();
    assert_eq!(code, 0, "{screen}");
    assert!(!machine.home().join(".local/state/doctor").exists());
}

#[test]
fn a_page_is_opened_in_the_browser_and_doctor_waits_until_the_check_is_fine() {
    let machine = project_that_wants_a_key();
    machine.write("site/.env", "RESEND_API_KEY=your-key-here\n");
    machine.program("xdg-open", "echo opened \"$1\"");
    let mut person = Person::types(&machine, "fix project/key-format");
    person.reads("Open the page in your browser?").answers("").reads("opened https://resend.com/api-keys");
    person.reads("look again");
    machine.write("site/.env", &format!("RESEND_API_KEY={}\n", key()));
    // Without a word: doctor looks by itself.
    person.reads("Fixed").waits();
}

#[test]
fn where_the_only_copy_of_a_key_lies_is_asked_once() {
    let machine = project_that_wants_a_key();
    machine.write("site/.env", &format!("RESEND_API_KEY={}\n", key()));
    let mut person = Person::types(&machine, "fix laptop/key-copy");
    person.reads("Only you can know whether the keys").reads("Have you seen to it?").answers("y").waits();
    let mut again = Person::types(&machine, "fix laptop/key-copy");
    let (_, screen) = again.waits();
    assert!(!screen.contains("Have you seen to it?"), "{screen}");
}
