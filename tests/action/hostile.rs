//! Inputs that try to become commands, flags or lines of their own.

use crate::action::runner::Runner;

const HOSTILE: &[&str] = &[
    "$(touch x)",
    "`touch x`",
    "; touch x;",
    "' ; touch x ; '",
    "\" ; touch x ; \"",
    "a\ntouch x\n",
    "a\n::set-output name=verdict::ready",
    "--config=/etc",
    "--world=/etc/passwd",
    ";rm -rf .",
    "&& touch x",
    "| touch x",
    "*",
    "~",
    "${GH_TOKEN}",
    "a[$(touch x)]",
    "%0A::warning::hello",
    "\\",
];

/// Nothing ran but doctor itself, and nothing that GitHub takes for a command was said but the reason for stopping.
#[track_caller]
fn assert_quiet(runner: &Runner, said: &str, input: &str, value: &str) {
    assert!(runner.left().iter().all(|path| !path.ends_with("/x")), "{input} = {value:?} ran: {:?}", runner.left());
    let commands = said.lines().filter(|line| line.starts_with("::") && !line.starts_with("::error title=doctor::"));
    assert_eq!(commands.count(), 0, "{input} = {value:?}: {said}");
}

#[test]
fn what_is_no_id_of_a_check_is_refused() {
    for value in HOSTILE {
        let mut runner = Runner::with_doctor();
        let job = runner.input("checks", value).run();
        job.assert_stopped(2, &["takes ids such as tool/git"]);
        assert_quiet(&runner, &job.said, "checks", value);
    }
}

#[test]
fn a_star_stands_for_no_files_of_the_project() {
    let mut runner = Runner::with_doctor();
    std::fs::create_dir_all(runner.work.join("tool/git")).unwrap();
    runner.input("checks", "tool/*").run().assert_stopped(2, &["not: tool/*"]);
}

#[test]
fn other_inputs_reach_doctor_as_one_word_each() {
    for value in HOSTILE {
        for (input, flag) in [("profile", "--profile="), ("wait", "--wait=")] {
            let mut runner = Runner::with_doctor();
            let job = runner.input(input, value).run();
            assert!(job.words().contains(&format!("{flag}{value}").as_str()), "{input} = {value:?}: {}", job.said);
            assert!(runner.left().is_empty(), "{input} = {value:?} ran: {:?}", runner.left());
        }
        let mut runner = Runner::with_doctor();
        let job = runner.input("formats", value).run();
        for line in value.lines() {
            assert!(job.words().contains(&format!("--format={line}").as_str()), "{value:?}: {}", job.said);
        }
        assert!(runner.left().is_empty(), "{value:?} ran: {:?}", runner.left());
    }
}

#[test]
fn names_of_files_and_folders_run_nothing() {
    for value in HOSTILE {
        for input in ["path", "working-directory", "strict"] {
            let mut runner = Runner::with_doctor();
            // A star and a tilde are names like any other.
            let job = runner.input(input, value).run();
            job.assert_stopped(2, &[]);
            assert_quiet(&runner, &job.said, input, value);
        }
    }
}

#[test]
fn a_version_that_is_none_is_refused_before_anything_is_asked() {
    for value in
        HOSTILE.iter().chain(&["", "1", "0.1", "v0.1.0", "0.1.0/../../x", "0.1.0\n", "0.1.0 --upload-file=/etc/passwd"])
    {
        let (mut runner, server) = Runner::released();
        let job = runner.input("version", value).run();
        job.assert_stopped(2, &["not the number of a release"]);
        assert_quiet(&runner, &job.said, "version", value);
        assert!(server.asked().is_empty(), "{value:?}");
    }
}

#[test]
fn a_repository_with_a_name_that_is_none_is_refused() {
    for value in HOSTILE.iter().chain(&["a", "a/b/c", "../x", "a/..", "a/b?c"]) {
        let (mut runner, server) = Runner::released();
        runner.set("GITHUB_ACTION_PATH", &here()).set("GITHUB_ACTION_REPOSITORY", value);
        runner.input("sha256", &"0".repeat(64));
        let job = runner.run();
        job.assert_stopped(2, &["which repository"]);
        assert_quiet(&runner, &job.said, "the repository", value);
        assert!(server.asked().is_empty(), "{value:?}");
    }
}

/// The action used out of a clone, by `uses: ./`.
fn here() -> String {
    env!("CARGO_MANIFEST_DIR").to_owned()
}
