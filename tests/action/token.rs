//! The token: hidden before anything else is said, and handed to doctor alone.

use crate::action::runner::Runner;

fn masks(token: &str) -> String {
    let mut runner = Runner::with_doctor();
    let job = runner.input("token", token).run();
    assert_eq!(job.code, 7, "{}", job.said);
    job.steps[0].clone()
}

#[test]
fn it_is_hidden_line_by_line_before_anything_else() {
    assert_eq!(masks("one"), "::add-mask::one\n");
    assert_eq!(masks("one\ntwo\r\n\n  \nthree four\n"), "::add-mask::one\n::add-mask::two\n::add-mask::three four\n");
    assert_eq!(masks("a\rb"), "::add-mask::a\n::add-mask::b\n");
}

#[test]
fn signs_that_mean_something_in_a_command_of_github_are_written_so_that_they_stay() {
    assert_eq!(masks("50%0Aoff"), "::add-mask::50%250Aoff\n");
    assert_eq!(
        masks("::stop-commands::x\n-n\n\\n*"),
        "::add-mask::::stop-commands::x\n::add-mask::-n\n::add-mask::\\n*\n"
    );
}

#[test]
fn an_empty_one_hides_nothing_and_stops_nothing() {
    for token in ["", "\n", "  \r\n"] {
        assert_eq!(masks(token), "");
    }
}

#[test]
fn doctor_gets_it_and_nothing_else_of_it_is_left() {
    let mut runner = Runner::with_doctor();
    let job = runner.input("token", "first\nsecond").run();
    assert!(job.said.contains("token <first\nsecond>"), "{}", job.said);
    let env = runner.file("env", "#!/bin/sh\nexec env\n");
    assert!(std::process::Command::new("chmod").arg("700").arg(&env).status().unwrap().success());
    let job = runner.input("path", env.to_str().unwrap()).input("token", "only-once").run();
    assert_eq!(job.steps[1].matches("only-once").count(), 1, "{}", job.said);
}

#[test]
fn without_one_doctor_keeps_what_the_job_has_set() {
    let mut runner = Runner::with_doctor();
    assert!(runner.run().said.contains("token <none>"));
    assert!(runner.set("GH_TOKEN", "of-the-job").run().said.contains("token <of-the-job>"));
    assert!(runner.input("token", "of-the-step").run().said.contains("token <of-the-step>"));
}
