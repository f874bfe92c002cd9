//! Annotations: what they say, where they point, how many there are, and that text comes back as it was.

use doctor::check::Severity;
use doctor::render::{github_outputs, report_github};
use doctor::report::{CauseFound, Report};

use crate::render::chance::{many, reports};
use crate::render::made::{cause, id, place, report, rich, wrong};
use crate::render::runners::{Command, command};

fn commands(report: &Report) -> Vec<Command> {
    report_github(report).lines().map(|line| command(line).unwrap()).collect()
}

fn about(say: &str, at: Option<doctor::report::Place>) -> Report {
    let cause = CauseFound { place: at, ..cause("x", Severity::Fail, say) };
    report(vec![(id("tool/x"), wrong(vec![cause], Vec::new()))])
}

#[test]
fn signs_that_mean_something_come_back_as_they_were() {
    for say in ["50% done, a:b=c", "%0A %25", "a\r\nb\nc", "::x", "title=x,line=2::y", "😀 é", "`a` | <b>"] {
        let all = commands(&about(say, place("a,b:c%.js", 3)));
        assert_eq!(all[0].data, format!("{say}\nMore about this: doctor explain tool/x"));
        let expected = [("file", "a,b:c%.js"), ("line", "3"), ("title", "tool/x")];
        assert_eq!(all[0].properties, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }
}

#[test]
fn only_files_of_the_project_are_named() {
    for (file, expected) in [
        ("src/a.js", Some("src/a.js")),
        ("./src//a.js", Some("src/a.js")),
        ("~/site/src/a.js", Some("src/a.js")),
        ("~/sites/a.js", None),
        ("~/.zshrc", None),
        ("/etc/hosts", None),
        ("../x", None),
        ("src/../../x", None),
        ("~/site", None),
        ("", None),
    ] {
        let all = commands(&about("x", place(file, 1)));
        let named = all[0].properties.iter().find(|(name, _)| name == "file").map(|(_, file)| file.as_str());
        assert_eq!(named, expected, "{file}");
    }
    let no_project = Report { project: None, ..about("x", place("src/a.js", 1)) };
    assert!(commands(&no_project)[0].properties.iter().all(|(name, _)| name != "file"));
}

#[test]
fn there_are_never_more_than_github_shows_and_the_last_says_how_many_more() {
    let checks = (0..12).map(|at| (id(&format!("tool/x{at}")), wrong(vec![cause("x", Severity::Fail, "s")], vec![])));
    let all = commands(&report(checks.collect()));
    assert_eq!(all.len(), 10);
    assert!(all[9].data.starts_with("3 more like these"), "{:?}", all[9]);
    for report in reports().chain([many(1_000)]) {
        let all = commands(&report);
        for level in ["error", "warning", "notice"] {
            assert!(all.iter().filter(|command| command.name == level).count() <= 10);
        }
        assert!(all.is_sorted_by_key(|command| ["error", "warning", "notice"].iter().position(|l| *l == command.name)));
    }
}

#[test]
fn a_message_is_cut_between_characters() {
    let all = commands(&about(&"é日😀".repeat(5000), None));
    assert_eq!(all[0].data.chars().count(), 1000);
    assert!(all[0].data.ends_with(" […]"));
}

#[test]
fn where_all_is_well_nothing_is_said() {
    assert_eq!(report_github(&report(Vec::new())), "");
}

#[test]
fn later_steps_hear_the_verdict_and_the_checks_that_stand_in_the_way() {
    assert_eq!(github_outputs(&rich()), "verdict=not-ready\nfailed=github/signed-in safety/code\n");
    assert_eq!(github_outputs(&report(Vec::new())), "verdict=ready\nfailed=\n");
    for report in reports().chain([many(1_000)]) {
        let text = github_outputs(&report);
        assert_eq!(text.lines().count(), 2);
        assert!(text.is_ascii() && text.len() < 1 << 20);
    }
}
