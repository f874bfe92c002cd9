//! Which check, cause and case answers for each known failure: `docs/coverage.md`, kept fresh.
//! `SNAPSHOTS=overwrite cargo test --test suite coverage` writes it again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use doctor::case::{self, About};
use doctor::catalog::{Catalog, cases_beside};

use crate::approved;

/// Failures by area and id, each with what the learner meets.
type Failures = BTreeMap<String, BTreeMap<String, String>>;

/// One case with the check that it stands in.
struct Case {
    check: String,
    about: About,
}

fn failures() -> Failures {
    toml::from_str(include_str!("../docs/failures.toml")).unwrap()
}

fn cases() -> Vec<Case> {
    let catalog = Catalog::built_in().unwrap();
    let mut cases = Vec::new();
    for check in catalog.checks() {
        let file = cases_beside(&format!("checks/{}.toml", check.id));
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file)).unwrap();
        let abouts = case::about(&file, &text).unwrap_or_else(|fault| panic!("{fault}"));
        cases.extend(abouts.into_iter().map(|about| Case { check: check.id.to_string(), about }));
    }
    cases
}

fn that_show<'a>(cases: &'a [Case], failure: &'a str) -> impl Iterator<Item = &'a Case> {
    cases.iter().filter(move |case| case.about.known.shows.iter().any(|id| id == failure))
}

fn that_resemble<'a>(cases: &'a [Case], failure: &'a str) -> impl Iterator<Item = &'a Case> {
    cases.iter().filter(move |case| case.about.known.resembles.iter().any(|id| id == failure))
}

/// `check#cause` of every case that shows the failure.
fn blamed<'a>(cases: &'a [Case], failure: &'a str) -> BTreeSet<(&'a str, &'a str)> {
    let of = |case: &'a Case| case.about.causes.iter().map(|cause| (case.check.as_str(), cause.as_str()));
    that_show(cases, failure).flat_map(of).collect()
}

fn table(failures: &Failures, cases: &[Case]) -> String {
    let mut out = String::from(
        "<!-- Written by `SNAPSHOTS=overwrite cargo test --test suite coverage`; do not edit. -->\n\
         # Known failures, and what answers for each\n\n\
         A case shows a failure on a small simulated machine, or only resembles it and must not be blamed for it.\n\
         The cases stand in `checks/<check>.cases.toml`; `doctor test FILE` runs them.\n",
    );
    for (area, failures) in failures {
        let _ = write!(
            out,
            "\n## {area}\n\n| failure | check → cause: cases that show it | cases that must not be blamed |\n"
        );
        out.push_str("| --- | --- | --- |\n");
        for (failure, met) in failures {
            let shown = blamed(cases, failure).into_iter().map(|(check, cause)| {
                let here = |case: &&Case| case.check == check && case.about.causes.iter().any(|id| id == cause);
                let names = that_show(cases, failure).filter(here).map(|case| case.about.case.as_str());
                format!("`{check}` → `{cause}`: {}", names.collect::<Vec<_>>().join("; "))
            });
            let alike = that_resemble(cases, failure).map(|case| format!("`{}`: {}", case.check, case.about.case));
            let (shown, alike): (Vec<_>, Vec<_>) = (shown.collect(), alike.collect());
            let row = [format!("**{failure}** {met}"), shown.join("<br>"), alike.join("<br>")];
            let _ = writeln!(out, "| {} |", row.map(|cell| cell.replace('|', "\\|")).join(" | "));
        }
    }
    out
}

#[test]
fn the_table_of_known_failures_is_fresh() {
    approved::compare("docs/coverage.md", &table(&failures(), &cases()));
}

#[test]
fn every_known_failure_is_shown_by_a_case_and_told_from_one_that_looks_like_it() {
    let cases = cases();
    let failures = failures();
    let ids = || failures.values().flat_map(BTreeMap::keys);
    let unshown: Vec<&String> = ids().filter(|id| blamed(&cases, id).is_empty()).collect();
    assert!(unshown.is_empty(), "no case with a cause `shows` {unshown:?}");
    let alone: Vec<&String> = ids().filter(|id| that_resemble(&cases, id).next().is_none()).collect();
    assert!(alone.is_empty(), "no case `resembles` {alone:?}");
}

#[test]
fn what_only_resembles_a_failure_is_not_blamed_for_it() {
    let cases = cases();
    for failure in failures().values().flat_map(BTreeMap::keys) {
        let blamed = blamed(&cases, failure);
        for case in that_resemble(&cases, failure) {
            for cause in &case.about.causes {
                let both = blamed.contains(&(case.check.as_str(), cause.as_str()));
                assert!(!both, "{}: \"{}\" resembles {failure} and is told {cause}", case.check, case.about.case);
            }
        }
    }
}

#[test]
fn cases_name_failures_that_are_known() {
    let failures = failures();
    let known: BTreeSet<&String> = failures.values().flat_map(BTreeMap::keys).collect();
    for case in cases() {
        for id in case.about.known.shows.iter().chain(&case.about.known.resembles) {
            assert!(known.contains(id), "{}: \"{}\" names `{id}`", case.check, case.about.case);
        }
    }
}
