//! Screens of 60 columns that were read and approved: see `tests/approved.rs`.

use std::fs;
use std::path::Path;

use anstream::adapter::strip_str;
use doctor::render::{Detail, Glyphs, Look, leaks_human};

use crate::approved;
use crate::leaks::reports::{all, file, report, resend};
use doctor::leaks::{Location, LocationKind};

fn look(detail: Detail) -> Look {
    Look { width: 60, glyphs: Glyphs::Ascii, detail }
}

fn shown(report: &doctor::leaks::report::Report, detail: Detail) -> String {
    strip_str(&leaks_human(report, &look(detail))).to_string()
}

#[test]
fn every_report_looks_as_it_was_approved() {
    let screens = all().into_iter();
    approved::compare_all(
        screens.map(|(name, report)| (format!("tests/leaks/screens/{name}.txt"), shown(&report, Detail::Usual))),
    );
}

#[test]
fn the_readme_shows_one_of_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let screen = fs::read_to_string(root.join("tests/leaks/screens/one.txt")).unwrap();
    assert!(readme.contains(&screen), "the screen of doctor leaks in README.md is an old one");
}

#[test]
fn lines_keep_to_the_width_and_quiet_is_the_verdict_alone() {
    for (name, report) in all() {
        for line in shown(&report, Detail::Usual).lines() {
            assert!(line.chars().count() <= 60, "{name}: {line}");
        }
        let quiet = shown(&report, Detail::VerdictOnly);
        assert!(shown(&report, Detail::Usual).starts_with(&quiet), "{name}");
        assert!(quiet.lines().count() <= 3, "{name}: {quiet}");
    }
}

#[test]
fn every_place_is_told_only_when_asked_for() {
    let reports = all();
    let (_, many) = reports.iter().find(|(name, _)| *name == "many-locations").unwrap();
    let (usual, everything) = (shown(many, Detail::Usual), shown(many, Detail::Everything));
    assert_eq!(usual.matches("- docs/").count(), 10);
    assert!(usual.contains("and 9 more places: doctor leaks -v"), "{usual}");
    assert_eq!(everything.matches("- docs/").count(), 15);
    assert!(everything.contains("and 4 more places\n"), "{everything}");
}

#[test]
fn steps_are_told_once_however_many_keys_there_are() {
    for (name, report) in all() {
        let seen = shown(&report, Detail::Usual);
        for once in ["1. ", "2. ", "3. ", "all earlier", "resend.com", "Whoever has it can send"] {
            assert!(seen.matches(once).count() <= 1, "{name}: {once}\n{seen}");
        }
    }
}

#[test]
fn nothing_found_with_a_gap_is_never_called_clean() {
    for (_, report) in all().iter().filter(|(_, report)| !report.gaps.is_empty()) {
        assert!(!shown(report, Detail::Everything).contains("CLEAN"));
    }
}

/// It is made to be saved with the project, without keys.
#[test]
fn an_example_of_a_file_with_keys_is_handed_over_anew_and_not_forgotten() {
    let location = |path| Location { tracked: true, ..file(LocationKind::Index, path, 1) };
    for path in [".env.example", "api/.env.sample", ".dev.vars.template"] {
        let seen = shown(&report(vec![resend("a", vec![location(path)])], &[]), Detail::Usual);
        assert!(seen.contains(&format!("git add {path}\n")) && seen.contains("Move it out"), "{seen}");
    }
    let seen = shown(&report(vec![resend("a", vec![location(".env.production")])], &[]), Detail::Usual);
    assert!(seen.contains("git rm --cached -f .env.production\n") && !seen.contains("Move it out"), "{seen}");
}

#[test]
fn an_empty_repository_is_called_empty() {
    let empty = doctor::leaks::report::Report { scanned: Default::default(), ..report(Vec::new(), &[]) };
    assert_eq!(shown(&empty, Detail::Usual), "CLEAN  there is nothing in this repository yet\n");
    let one = doctor::leaks::report::Report { scanned: Default::default(), ..report(vec![resend("a", vec![])], &[]) };
    assert!(shown(&one, Detail::Usual).starts_with("CLEAN"));
}
