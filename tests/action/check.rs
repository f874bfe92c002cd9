//! The call of doctor: what each input becomes, and what ends the step.

use crate::action::runner::Runner;

#[test]
fn each_input_becomes_words_of_the_call() {
    let mut runner = Runner::with_doctor();
    runner.input("profile", "workshop").input("strict", "true").input("wait", "60s");
    runner
        .input("checks", "tool/git\n  tool/node network/\n\n")
        .input("formats", "  junit=doctor.xml \r\n\n  \njson=a b.json\n");
    let words = [
        "check",
        "--profile=workshop",
        "--strict",
        "--wait=60s",
        "--format=junit=doctor.xml",
        "--format=json=a b.json",
        "tool/git",
        "tool/node",
        "network/",
    ];
    assert_eq!(runner.run().words(), words);
}

#[test]
fn it_runs_in_the_folder_that_is_named() {
    let mut runner = Runner::with_doctor();
    for folder in ["site", "-n", "a $(touch x) b"] {
        std::fs::create_dir_all(runner.work.join(folder)).unwrap();
        let said = runner.input("working-directory", folder).run().said;
        assert!(said.contains(&format!("work/{folder}\n")), "{said}");
    }
    runner.input("working-directory", "nowhere").run().assert_stopped(2, &["no folder nowhere"]);
}

#[test]
fn a_doctor_that_is_there_is_named_from_where_the_job_stands() {
    let mut runner = Runner::with_doctor();
    std::fs::create_dir_all(runner.work.join("site")).unwrap();
    assert_eq!(runner.input("path", "../doctor").input("working-directory", "site").run().code, 7);
    for path in ["../nothing", "site", "-c"] {
        runner.input("path", path).run().assert_stopped(2, &["no program at", path]);
    }
}

#[test]
fn what_is_neither_true_nor_false_is_refused() {
    let mut runner = Runner::with_doctor();
    runner.input("strict", "yes").run().assert_stopped(2, &["true or false", "yes"]);
    assert_eq!(runner.input("strict", "").run().words(), ["check", "--profile=ci"]);
}

#[test]
fn the_real_doctor_takes_the_call() {
    let mut runner = Runner::new();
    runner.input("path", env!("CARGO_BIN_EXE_doctor")).input("checks", "system/temp");
    runner.input("formats", "json=report.json");
    let job = runner.run();
    assert_eq!(job.code, 0, "{}", job.said);
    let report = std::fs::read_to_string(runner.work.join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!((report["profile"].as_str(), report["verdict"].as_str()), (Some("ci"), Some("ready")));
    // Exit codes for bad usage come through as well.
    assert_eq!(runner.input("profile", "--config=/etc").run().code, 2);
}
