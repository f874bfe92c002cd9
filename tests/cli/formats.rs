//! Every format through the program: exit codes, files, and what GitHub Actions hears.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::cli::machine::{Machine, Run, text};

const FORMATS: [&str; 7] = ["human", "json", "jsonl", "junit", "sarif", "github", "markdown"];

/// A machine in a job of GitHub Actions, with the files that the runner reads.
struct Job {
    machine: Machine,
    summary: PathBuf,
    output: PathBuf,
}

impl Job {
    fn new() -> Self {
        let mut machine = Machine::new();
        let (summary, output) = (machine.home.join("summary.md"), machine.home.join("output.txt"));
        for (name, value) in
            [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", &text(&summary)), ("GITHUB_OUTPUT", &text(&output))]
        {
            machine.set(name, value);
        }
        Self { machine, summary, output }
    }

    fn summary(&self) -> String {
        fs::read_to_string(&self.summary).unwrap_or_default()
    }

    fn output(&self) -> String {
        fs::read_to_string(&self.output).unwrap_or_default()
    }
}

fn check(machine: &Machine, more: &[&str]) -> Run {
    machine.doctor(&[&["check", "tool/git"], more].concat())
}

#[test]
fn the_exit_code_is_the_same_in_every_format_whatever_the_verdict() {
    let machines = [
        ("exit 1", &[][..], 1),
        ("echo git version 2.50.1", &[][..], 0),
        ("exec /bin/sleep 60", &["--deadline=500ms"][..], 4),
        ("exec /bin/sleep 60", &["--deadline=500ms", "--allow-unsure"][..], 0),
    ];
    for (script, flags, code) in machines {
        let machine = Machine::new();
        machine.program("git", script);
        for format in FORMATS {
            let file = machine.home.join("report");
            let into_file = format!("{format}={}", text(&file));
            let run = check(&machine, &[flags, &["--format", format, "--format", &into_file]].concat());
            assert_eq!(run.code, code, "{script} {format}: {}{}", run.stdout, run.stderr);
            assert!(run.stderr.is_empty(), "{}", run.stderr);
            assert_eq!(fs::read_to_string(&file).unwrap(), run.stdout, "{format}");
            assert!(format == "github" || !run.stdout.is_empty(), "{format}");
        }
        assert_eq!(check(&machine, &[flags, &["-q"]].concat()).code, code, "{script} -q");
    }
}

#[test]
fn all_formats_can_be_written_at_once_and_the_screen_stays_for_people() {
    let machine = Machine::new();
    let files: Vec<String> =
        FORMATS.iter().map(|format| format!("{format}={}", text(&machine.home.join(format)))).collect();
    let args: Vec<&str> = files.iter().flat_map(|file| ["--format", file]).collect();
    let run = check(&machine, &args);
    assert!(run.code == 1 && run.stdout.starts_with("NOT READY"), "{}", run.stdout);
    let read = |format: &str| fs::read_to_string(machine.home.join(format)).unwrap();
    assert_eq!(read("human"), run.stdout);
    assert!(read("junit").starts_with("<?xml") && read("markdown").starts_with("## doctor: NOT READY"));
    assert!(
        read("sarif").contains("\"version\": \"2.1.0\"")
            && read("jsonl").starts_with("{\"schema\":\"doctor.finding/1\"")
    );
    assert!(read("github").starts_with("::error title=tool/git::"));
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_stops_no_other() {
    let machine = Machine::new();
    machine.git();
    let file = text(&machine.home.join("report.md"));
    let run = check(&machine, &["--format", "junit=/nowhere/junit.xml", "--format", &format!("markdown={file}")]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("/nowhere/junit.xml"), "{}", run.stderr);
    assert!(fs::read_to_string(file).unwrap().starts_with("## doctor: READY"));
}

#[test]
fn files_are_written_even_where_the_screen_is_closed() {
    let job = Job::new();
    let file = job.machine.home.join("junit.xml");
    let script = format!("exec \"$0\" check tool/git --format junit='{}' >&-", text(&file));
    let mut command = std::process::Command::new("/bin/sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_doctor")]);
    let own = job.machine.command(&[]);
    command.env_clear().envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(&job.machine.project);
    let run: Run = command.output().unwrap().into();
    assert!(fs::read_to_string(&file).unwrap().contains("<testsuites"), "{}{}", run.stdout, run.stderr);
    assert!(job.summary().contains("## doctor") && job.output().contains("verdict="));
}

#[test]
fn a_format_that_a_command_does_not_have_is_told() {
    let machine = Machine::new();
    for args in [
        &["leaks", "--format", "junit"][..],
        &["list", "--format", "sarif"],
        &["explain", "tool/git", "--format", "markdown"],
    ] {
        let run = machine.doctor(args);
        assert!(run.code == 2 && run.stderr.contains("has no format"), "{args:?}: {}", run.stderr);
    }
    let run = check(&machine, &["--format", "junit="]);
    assert!(run.code == 2 && run.stderr.contains("names no file"), "{}", run.stderr);
    let run = check(&machine, &["--format", "junit", "--format", "sarif"]);
    assert!(run.code == 2 && run.stderr.contains("cannot both go to the screen"), "{}", run.stderr);
}

#[test]
fn github_hears_of_a_report_on_the_screen_in_the_summary_and_in_the_outputs() {
    let job = Job::new();
    fs::write(&job.summary, "Before\n").unwrap();
    fs::write(&job.output, "mine=1").unwrap();
    let run = check(&job.machine, &[]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("NOT READY"), "{}", run.stdout);
    assert!(run.stdout.contains("\n::error title=tool/git::"), "{}", run.stdout);
    assert!(job.summary().starts_with("Before\n## doctor: NOT READY\n"), "{}", job.summary());
    // Whatever stood there stays, and ends its line.
    assert_eq!(job.output(), "mine=1\nverdict=not-ready\nfailed=tool/git\n");
    job.machine.git();
    assert_eq!(check(&job.machine, &[]).code, 0);
    assert!(job.output().ends_with("failed=tool/git\nverdict=ready\nfailed=\n"), "{}", job.output());
    assert_eq!(job.summary().matches("## doctor: ").count(), 2);
}

#[test]
fn flags_win_over_what_github_would_get() {
    let has_annotations = |run: &Run| run.stdout.lines().any(|line| line.starts_with("::error"));
    for (args, annotations, summary) in [
        (&["--format", "json"][..], false, true),
        (&["--format", "human"], false, true),
        (&["--format", "github"], true, true),
        (&["-q"], false, true),
        (&["--format", "markdown"], false, false),
        (&["--format", "markdown=mine.md"], true, false),
        (&["--format", "junit=mine.xml"], true, true),
    ] {
        let job = Job::new();
        let run = check(&job.machine, args);
        assert_eq!(run.code, 1, "{args:?}");
        assert_eq!(has_annotations(&run), annotations, "{args:?}: {}", run.stdout);
        assert_eq!(!job.summary().is_empty(), summary, "{args:?}");
        assert!(job.output().starts_with("verdict=not-ready"), "{args:?}");
    }
}

#[test]
fn only_github_gets_what_is_for_github() {
    for (name, value) in [("GITHUB_ACTIONS", "false"), ("GITLAB_CI", "true"), ("CI", "true")] {
        let mut job = Job::new();
        job.machine.unset("GITHUB_ACTIONS");
        job.machine.set(name, value);
        let run = check(&job.machine, &[]);
        assert!(!run.stdout.contains("::error") && job.summary().is_empty() && job.output().is_empty(), "{name}");
    }
    // What is no report is no summary either.
    let job = Job::new();
    for args in [&["list"][..], &["explain", "tool/git"], &["fix", "--dry-run", "tool/git"]] {
        let run = job.machine.doctor(args);
        assert!(!run.stdout.contains("\n::"), "{args:?}: {}", run.stdout);
    }
    assert!(job.summary().is_empty() && job.output().is_empty());
}

#[test]
fn a_file_of_the_runner_that_cannot_be_written_costs_a_line_and_nothing_else() {
    let mut job = Job::new();
    let gone = "/nowhere/\n::add-path::evil/summary.md";
    job.machine.set("GITHUB_STEP_SUMMARY", gone);
    let folder = job.machine.home.join("folder");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    job.machine.set("GITHUB_OUTPUT", &text(&folder));
    let run = check(&job.machine, &[]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("NOT READY"));
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{}", run.stderr);
    assert!(lines[0].contains("the summary of this step could not be added to /nowhere/"), "{}", run.stderr);
    assert!(lines[1].contains("the outputs of this step could not be added to"), "{}", run.stderr);
}

#[test]
fn a_full_summary_is_left_as_it_is() {
    let job = Job::new();
    let full = "x".repeat(1024 * 1024 - 50);
    fs::write(&job.summary, &full).unwrap();
    let run = check(&job.machine, &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("there is no room left in it"), "{}", run.stderr);
    assert_eq!(job.summary(), full);
    let almost = "x".repeat(1024 * 1024 - 1000);
    fs::write(&job.summary, &almost).unwrap();
    check(&job.machine, &[]);
    assert!(job.summary().len() <= 1024 * 1024 && job.summary().contains("\n## doctor: NOT READY"));
}

#[test]
fn no_text_of_a_project_commands_the_runner() {
    let job = Job::new();
    let evil = "\n::add-path::/tmp/evil\n##[add-path]/tmp/evil ##vso[task.setvariable variable=PATH]/tmp/evil";
    job.machine.program("git", &format!("echo '{evil}' >&2; echo '{evil}'; exit 3"));
    for format in FORMATS {
        let run = check(&job.machine, &["-v", "--format", format, "--label", evil]);
        for line in run.stdout.lines().chain(run.stderr.lines()) {
            let is_own =
                format == "github" && ["::error", "::warning", "::notice"].iter().any(|own| line.starts_with(own));
            assert!(is_own || !line.trim_start().starts_with("::"), "{format}: {line}");
            assert!(!line.contains("##[") && !line.contains("##vso["), "{format}: {line}");
        }
    }
    // Nor does what somebody typed.
    for args in [&["check", evil][..], &[evil], &["--profile", evil], &["--format", evil]] {
        let run = job.machine.doctor(args);
        assert_eq!(run.code, 2);
        for line in run.stderr.lines() {
            assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{args:?}: {line}");
        }
    }
}
