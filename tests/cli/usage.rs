//! Flags, formats, exit codes, and errors that say where and what to do.

use std::fs;

use crate::cli::machine::{Machine, Run, text};

const CHECK: &str = "title = \"jq works\"\nwhy = \"w\"\n[probe.jq.tool]\nname = \"jq\"\n[[cause]]\nid = \"missing\"\nstatus = \"fail\"\nwhen = 'not jq.found'\nsay = \"s\"\nfix = [\"page\"]\n[fix.page]\ntitle = \"t\"\nopen = \"https://jqlang.org\"\n";

const CASES: &str = "[[case]]\nname = \"there\"\nrun.\"jq --version\" = \"jq-1.7\"\nexpect = { status = \"pass\" }\n[[case]]\nname = \"gone\"\nexpect = { status = \"fail\", cause = \"missing\", fix = \"page\" }\n";

/// A check and the file of its cases.
fn test_files(check: &str, cases: &str) -> Run {
    let machine = Machine::new();
    machine.file("checks/tool/jq.cases.toml", cases, 0o644);
    let file = machine.file("checks/tool/jq.toml", check, 0o644);
    machine.doctor(&["test", &text(&file)])
}

/// A fault in the file: exit code 2, the place, and a part of the message or the help.
fn assert_fault(content: &str, place: &str, words: &[&str]) {
    let run = test_files(content, CASES);
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(&format!("checks/tool/jq.toml{place}")), "{}", run.stderr);
    for word in words {
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
}

#[test]
fn a_right_check_file_is_accepted() {
    let machine = Machine::new();
    let files = [("jq.toml", CHECK), ("jq.cases.toml", CASES)];
    let files = files.map(|(name, content)| machine.file(format!("checks/tool/{name}"), content, 0o644));
    for file in files {
        let run = machine.doctor(&["test", &text(&file)]);
        assert_eq!((run.code, run.stdout.as_str()), (0, "ok      tool/jq\n"), "{}", run.stderr);
    }
}

#[test]
fn an_unknown_key_is_told_with_the_allowed_ones() {
    assert_fault(&CHECK.replace("why =", "wy ="), ":2:1", &["unknown field `wy`", "`why`"]);
    assert_fault(&CHECK.replace("say =", "sey ="), ":9:1", &["unknown field `sey`", "`say`"]);
    assert_fault(&CHECK.replace("name = \"jq\"", "nam = \"jq\""), ":4:1", &["unknown field `nam`", "`name`"]);
    let run = test_files(CHECK, &CASES.replace("name = \"gone\"", "name = \"gone\"\noss = \"linux\""));
    assert_eq!(run.code, 2, "{}", run.stderr);
    for words in ["checks/tool/jq.cases.toml:7:1", "unknown field `oss`", "`os`"] {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
}

#[test]
fn an_unknown_fact_or_kind_is_told_with_the_known_ones() {
    assert_fault(&CHECK.replace("jq.found", "jq.fond"), ":8:13", &["unknown fact `fond`", "found path"]);
    assert_fault(&CHECK.replace("jq.found", "gq.found"), ":8:13", &["unknown fact `gq`", "known here:", "jq"]);
    assert_fault(&CHECK.replace("\"s\"", "\"s {{ jq.pth }}\""), ":9:13", &["unknown fact `pth`"]);
    assert_fault(&CHECK.replace("jq.tool]", "jq.tol]"), ":3:11", &["there is no probe kind `tol`", "tool"]);
}

#[test]
fn a_comparison_of_two_types_is_told() {
    assert_fault(&CHECK.replace("not jq.found", "jq.version < 2"), ":8:9", &["cannot be compared", "is satisfying"]);
    assert_fault(&CHECK.replace("not jq.found", "jq.start == \"okay\""), ":8:21", &["never `okay`", "not-started"]);
    assert_fault(&CHECK.replace("not jq.found", "jq.path"), ":8:9", &["not a yes/no question"]);
}

#[test]
fn a_missing_or_unknown_or_unused_fix_is_told() {
    assert_fault(&CHECK.replace("fix = [\"page\"]\n", ""), ":5:1", &["cause `missing` has no fix"]);
    assert_fault(&CHECK.replace("fix = [\"page\"]", "fix = [\"pag\"]"), ":10:7", &["there is no fix `pag`", "page"]);
    assert_fault(
        &format!("{CHECK}[fix.other]\ntitle = \"t\"\ntext = \"x\"\n"),
        ":14:6",
        &["no cause uses the fix `other`"],
    );
    assert_fault(&CHECK.replace("open = \"https://jqlang.org\"", "run = [\"x\"]"), ":11:6", &["does not say its risk"]);
    assert_fault(
        &CHECK.replace("open = \"https://jqlang.org\"", ""),
        ":11:6",
        &["exactly one way", "run paste open text edit"],
    );
}

#[test]
fn circles_are_told() {
    let probes = "[probe.a.file]\nfile = \"{{ b.path }}\"\n[probe.b.file]\nfile = \"{{ a.path }}\"\n[[cause]]";
    assert_fault(&CHECK.replacen("[[cause]]", probes, 1), ":5:8", &["wait for each other: a, b"]);
    assert_fault(&format!("needs = [\"tool/jq\"]\n{CHECK}"), "", &["needs itself"]);
    assert_fault(&format!("needs = [\"tool/jqq\"]\n{CHECK}"), "", &["needs `tool/jqq`", "there are:", "tool/git"]);
}

#[test]
fn a_doubled_cause_a_broken_line_and_a_file_that_is_no_check_are_told() {
    let cause = &CHECK[CHECK.find("[[cause]]").unwrap()..CHECK.find("[fix.page]").unwrap()];
    assert_fault(
        &CHECK.replace("[fix.page]", &format!("{cause}[fix.page]")),
        ":",
        &["two causes are called `missing`"],
    );
    assert_fault(&CHECK.replace("[[cause]]", "[[cause]"), ":5:", &["expected"]);
    let machine = Machine::new();
    let run = machine.doctor(&["test", &text(&machine.file("x/Bad Name.toml", CHECK, 0o644))]);
    assert!(run.code == 2 && run.stderr.contains("not the path of a check"), "{}", run.stderr);
    let run = machine.doctor(&["test", "nowhere/jq.toml"]);
    assert!(run.code == 2 && run.stderr.contains("nowhere/jq.toml: it cannot be read"), "{}", run.stderr);
    let run = machine.doctor(&["test", &text(&machine.file("checks/tool/x.toml", [0xff, 0xfe], 0o644))]);
    assert!(run.code == 2 && run.stderr.contains("not UTF-8"), "{}", run.stderr);
}

#[test]
fn a_case_that_does_not_hold_names_what_differs_and_the_line() {
    let run = test_files(CHECK, &CASES.replace("status = \"pass\"", "status = \"fail\""));
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("jq.cases.toml:1:1: case \"there\": status is pass, not fail"), "{}", run.stdout);
}

#[test]
fn a_case_that_leaves_a_question_open_names_the_question() {
    let cases = CASES.replace("run.\"jq --version\" = \"jq-1.7\"", "files.\"/usr/bin/jq\" = { program = \"script\" }");
    let run = test_files(CHECK, &cases);
    assert!(run.code == 1 && run.stdout.contains("it asks `/usr/bin/jq --version`"), "{}", run.stdout);
}

#[test]
fn a_check_without_enough_cases_is_not_accepted() {
    let run = test_files(CHECK, "");
    assert!(
        run.code == 1
            && run.stdout.contains("no case passes")
            && run.stdout.contains("no case shows the cause `missing`"),
        "{}",
        run.stdout
    );
}

#[test]
fn bad_usage_ends_with_2_in_words_or_in_json() {
    let machine = Machine::new();
    for args in [
        &["--no-such-flag"][..],
        &["check", "tool/gti"],
        &["--profile", "nobody"],
        &["--skip", "nothing/"],
        &["--format", "xml"],
        &["--deadline", "soon"],
        &["-C", "/nowhere"],
        &["explain", "tool/gti"],
        &["--world", "/nowhere.toml"],
    ] {
        let run = machine.doctor(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(!run.stderr.is_empty(), "{args:?}");
        let run = machine.doctor(&[&["--format", "json"], args].concat());
        if args[0] != "--format" {
            assert_eq!(run.code, 2, "{args:?}");
            assert_eq!(run.json()["schema"], "doctor.error/1", "{args:?}");
        }
    }
    assert!(machine.doctor(&["check", "tool/gti"]).stderr.contains("did you mean: "));
}

#[test]
fn a_pasted_error_message_is_explained() {
    let machine = Machine::new();
    let run = machine.doctor(&["explain", "--error", "$ claude\nzsh: command not found:   claude\n"]);
    assert!(run.code == 0 && run.stdout.contains("doctor check claude/installed"), "{}", run.stdout);
    let run = machine.doctor(&["explain", "--error", "bash: claude: command not found"]);
    assert!(run.code == 0 && run.stdout.contains("doctor check claude/installed"), "{}", run.stdout);
    let run = machine.doctor(&["explain", "--error", "-bash: claude: command not found"]);
    assert!(run.code == 0 && run.stdout.contains("doctor check claude/installed"), "{}{}", run.stdout, run.stderr);
    let run = machine.doctor(&["explain", "--error", "Error: claude native binary NOT installed."]);
    assert!(run.code == 0 && run.stdout.contains("half installed"), "{}", run.stdout);
    let run = machine.doctor(&["explain", "--error", "the dog ate it"]);
    assert!(run.code == 1 && run.stdout.contains("does not know this message"), "{}", run.stdout);
    assert_eq!(machine.doctor(&["explain"]).code, 2);
    assert_eq!(machine.doctor(&["explain", "tool/git", "--error", "x"]).code, 2);
}

#[test]
fn a_real_shell_takes_the_completions() {
    let machine = Machine::new();
    for (shell, word) in [
        ("bash", "complete -F _doctor"),
        ("zsh", "#compdef doctor"),
        ("fish", "complete -c doctor"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let run = machine.doctor(&["completions", shell]);
        assert!(
            run.code == 0 && run.stdout.contains(word) && run.stdout.contains("explain"),
            "{shell}: {}",
            run.stdout
        );
    }
    let script = machine.file("completions", machine.doctor(&["completions", "bash"]).stdout, 0o644);
    let loaded = std::process::Command::new("bash").args(["-n"]).arg(script).status().unwrap();
    assert!(loaded.success());
}

#[test]
fn help_and_version_are_no_errors_in_any_format() {
    let machine = Machine::new();
    for args in [&["--help"][..], &["--version"], &["--format=json", "--help"], &["--format", "json", "-V"]] {
        let run = machine.doctor(args);
        assert!(run.code == 0 && run.stdout.contains("doctor") && !run.stdout.contains("doctor.error"), "{args:?}");
    }
}

#[test]
fn an_argument_that_is_no_text_is_bad_usage_and_no_crash() {
    use std::os::unix::ffi::OsStrExt;
    let machine = Machine::new();
    let mut command = machine.command(&["--format", "json"]);
    let run: Run = command.arg(std::ffi::OsStr::from_bytes(b"\xff")).output().unwrap().into();
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(run.json()["schema"], "doctor.error/1");
}

#[test]
fn a_condition_too_long_to_read_is_refused_before_it_is_read() {
    let long = vec!["jq.found"; 20_000].join(" and ");
    assert_fault(&CHECK.replace("not jq.found", &long), ":8:9", &["longer than"]);
}

#[test]
fn what_a_message_quotes_from_a_file_is_scrubbed() {
    let machine = Machine::new();
    let secret = format!("sk-ant-{}-{}", "api03", "x".repeat(40));
    let world = machine.file("world.toml", format!("admin = \"{secret}\"\n"), 0o644);
    for format in ["json", "human"] {
        let run = machine.doctor(&["--world", &text(&world), "--format", format]);
        assert_eq!(run.code, 2);
        assert!(!run.stdout.contains(&secret) && !run.stderr.contains(&secret), "{}{}", run.stdout, run.stderr);
    }
}

#[test]
fn a_check_that_is_asked_for_by_name_counts_even_where_it_is_optional() {
    let machine = Machine::new();
    assert_eq!(machine.doctor(&["check", "claude/cli", "--profile", "ci"]).code, 1);
    assert_eq!(machine.doctor(&["check", "claude/version", "--profile", "ci"]).code, 1);
    assert_eq!(machine.doctor(&["check", "system/path", "--skip", "system/path"]).code, 2);
}

#[test]
fn under_strict_a_warning_is_the_next_step() {
    let machine = Machine::new();
    machine.program("git", "echo git version 2.1.0");
    let run = machine.doctor(&["check", "tool/git-version", "--format", "json"]);
    assert_eq!((run.code, run.json()["next"].clone()), (0, serde_json::Value::Null));
    let run = machine.doctor(&["check", "tool/git-version", "--format", "json", "--strict"]);
    assert_eq!((run.code, run.json()["next"]["check"].as_str()), (1, Some("tool/git-version")));
}

#[test]
fn a_report_goes_into_a_file_while_another_is_printed() {
    let machine = Machine::new();
    machine.git();
    let file = machine.home.join("report.json");
    let run =
        machine.doctor(&["check", "tool/git", "--format", &format!("json={}", text(&file)), "--label", "Ada's laptop"]);
    assert!(run.stdout.starts_with("READY"), "{}", run.stdout);
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(report["label"], "Ada's laptop");
    let run = machine.doctor(&["check", "tool/git", "--format", "json=/nowhere/report.json"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("/nowhere/report.json"), "{}", run.stderr);
}

#[test]
fn without_a_terminal_there_is_no_progress_no_colour_and_plain_letters() {
    let machine = Machine::new();
    let run = machine.doctor(&[]);
    assert!(run.stderr.is_empty(), "{}", run.stderr);
    assert!(run.stdout.is_ascii(), "{}", run.stdout);
    assert!(!run.stdout.contains('\x1b'));
    assert!(machine.doctor(&["--color", "always"]).stdout.contains('\x1b'));
}

#[test]
fn a_reader_that_goes_away_does_no_harm() {
    let machine = Machine::new();
    machine.git();
    let script = format!("{} check tool/git -v | true", env!("CARGO_BIN_EXE_doctor"));
    let run: Run = std::process::Command::new("/bin/sh").args(["-c", &script]).output().unwrap().into();
    assert!(run.stderr.is_empty(), "{}", run.stderr);
}

#[test]
fn secrets_of_the_environment_reach_no_program_and_no_report() {
    let mut machine = Machine::new();
    let secret = format!("sk-ant-{}-{}", "api03", "x".repeat(40));
    machine.set("ANTHROPIC_API_KEY", &secret);
    machine.set("MY_PASSWORD", "hunter2hunter2");
    let seen = machine.home.join("../seen");
    machine.program("git", &format!("/usr/bin/env >> {seen}; /usr/bin/env >&2; exit 1", seen = text(&seen)));
    let run = machine.doctor(&["--format", "json"]);
    let seen = fs::read_to_string(&seen).unwrap();
    assert!(seen.contains("NO_COLOR=1"), "git was not asked: {seen}");
    for word in [secret.as_str(), "hunter2"] {
        assert!(!seen.contains(word) && !run.stdout.contains(word) && !run.stderr.contains(word));
    }
}

#[test]
fn what_a_program_prints_is_scrubbed_of_keys_before_it_is_told() {
    let machine = Machine::new();
    let secret = format!("ghp{}{}", "_", "A1b2".repeat(9));
    machine.program("git", &format!("echo 'fatal: rejected {secret}' >&2; exit 3"));
    for format in ["json", "human"] {
        let run = machine.doctor(&["check", "tool/git", "--format", format]);
        assert!(run.stdout.contains("ghp_[hidden]"), "{}", run.stdout);
        assert!(!run.stdout.contains(&secret));
    }
}

#[test]
fn a_message_of_another_system_is_explained_for_that_system() {
    let machine = Machine::new();
    let run = machine.doctor(&[
        "explain",
        "--error",
        "npm.ps1 cannot be loaded because running scripts is disabled on this system",
    ]);
    assert!(run.stdout.starts_with("On Windows\n") || cfg!(windows), "{}", run.stdout);
    let run = machine.doctor(&["explain", "--error", "dyld: Symbol not found"]);
    assert!(run.stdout.starts_with("On macOS\n") || cfg!(target_os = "macos"), "{}", run.stdout);
    let run = machine.doctor(&["explain", "--error", "claude: command not found"]);
    assert!(!run.stdout.contains("On "), "{}", run.stdout);
}

#[test]
fn a_world_takes_what_it_leaves_out_from_the_one_that_it_is_like() {
    let machine = Machine::new();
    machine.file("worlds/base.toml", "os = \"macos\"\nrun.\"git --version\" = \"git version 2.20.0\"\n", 0o644);
    let world = "like = \"../worlds/base.toml\"\nrun.\"git --version\" = \"git version 2.47.1\"\n";
    let world = machine.file("more/world.toml", world, 0o644);
    let report = machine.doctor(&["--world", &text(&world), "check", "tool/git", "--format", "json"]).json();
    assert_eq!(report["machine"]["os"], "macos");
    assert_eq!(report["checks"]["tool/git"]["say"], "Git 2.47.1 works");
}

#[test]
fn worlds_that_are_like_each_other_end_in_a_message() {
    let machine = Machine::new();
    machine.file("one.toml", "like = \"two.toml\"\n", 0o644);
    let two = machine.file("two.toml", "like = \"one.toml\"\n", 0o644);
    let run = machine.doctor(&["--world", &text(&two)]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("too many worlds") && run.stderr.contains(".toml:1"), "{}", run.stderr);
    let lost = machine.file("lost.toml", "like = \"nowhere.toml\"\n", 0o644);
    let run = machine.doctor(&["--world", &text(&lost)]);
    assert!(run.code == 2 && run.stderr.contains("nowhere.toml"), "{}", run.stderr);
}
