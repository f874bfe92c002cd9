//! From facts to findings, and from findings to a verdict, on checks written for the purpose.

use super::*;
use crate::catalog::Catalog;
use crate::check::CheckId;
use crate::machine::Platform;
use crate::report::{Next, SkipReason, Verdict};

const CHECK: &str = r#"
title = "The tool works"
why = "It is needed."
pass = "Tool {{ tool.version }}"

[probe.tool.tool]
name = "tool"

[[cause]]
id = "old"
status = "warn"
when = 'tool.version is satisfying("<2")'
say = "Tool {{ tool.version }} is old"
fix = [["mac", "linux"], "restart"]

[[cause]]
id = "missing"
status = "fail"
when = 'not tool.found'
say = "There is no tool"
fix = ["restart"]

[[cause]]
id = "second"
status = "warn"
each = "tool.installs"
at_least = 2
when = 'not item.first'
say = "Another one is at {{ item.path }}"
fix = ["remove"]

[fix.mac]
title = "Update"
on = "macos"
run = ["brew", "upgrade"]
risk = "installs"

[fix.linux]
title = "Update"
when = 'tool.path == "/usr/bin/tool"'
run = ["apt", "upgrade"]
risk = "installs"

[fix.restart]
title = "Restart"
text = "Restart."

[fix.remove]
title = "Remove {{ item.path }}"
run = ["rm", "{{ item.path }}"]
risk = "edits-file"
touches = ["{{ item.path }}"]
"#;

fn check() -> Check {
    let (catalog, id) = Catalog::default().with_file("checks/x/tool.toml", CHECK).unwrap();
    catalog.check(&id).unwrap().clone()
}

fn machine() -> Machine {
    Machine { os: Os::Linux, arch: Arch::X86_64, release: None, shell: Shell::Bash, wsl: false, ci: None }
}

fn found(facts: &[(&str, Fact)]) -> Finding {
    let tool = Fact::Record(facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect());
    judge(&check(), &machine(), &Facts::from([("tool".to_owned(), tool)]), true)
}

fn version(text: &str) -> Fact {
    Fact::Version(crate::fact::Version::parse(text).unwrap())
}

#[test]
fn a_check_without_a_cause_passes_and_says_what_it_saw() {
    let finding =
        found(&[("found", true.into()), ("version", version("3.1.0")), ("start", "ok".into()), ("exit", Fact::Int(0))]);
    assert_eq!((finding.status, finding.say.as_str()), (Status::Pass, "Tool 3.1.0"));
    assert_eq!(finding.proof, Some(Proof::Tool));
}

#[test]
fn the_worst_cause_decides_and_all_are_told() {
    let finding = found(&[("found", false.into()), ("version", version("1.0.0"))]);
    assert_eq!(finding.status, Status::Fail);
    assert_eq!(finding.cause.as_deref(), Some("missing"));
    let ids: Vec<&str> = finding.causes.iter().map(|cause| cause.id.as_str()).collect();
    assert_eq!(ids, ["missing", "old"]);
}

#[test]
fn a_fail_that_cannot_be_told_is_unknown_and_a_warning_that_cannot_be_told_passes() {
    let timeout = Fact::unknown(Reason::Timeout);
    let finding = found(&[("found", timeout.clone()), ("version", version("3.0.0"))]);
    assert_eq!(finding.status, Status::Unknown);
    assert_eq!(finding.undecided[0].cause, "missing");
    let finding = found(&[("found", true.into()), ("version", timeout)]);
    assert_eq!(finding.status, Status::Pass);
    assert_eq!(finding.undecided[0].cause, "old");
}

#[test]
fn of_alternative_fixes_the_first_that_fits_the_machine_is_shown() {
    let finding = found(&[("found", true.into()), ("version", version("1.0.0")), ("path", "/usr/bin/tool".into())]);
    assert_eq!(finding.causes[0].fixes, ["linux", "restart"]);
    let finding = found(&[("found", true.into()), ("version", version("1.0.0")), ("path", "/opt/tool".into())]);
    assert_eq!(finding.causes[0].fixes, ["restart"]);
    assert!(machine().is(Platform::Linux));
}

#[test]
fn a_cause_over_a_list_is_told_once_with_all_items_and_their_own_fixes() {
    let install = |path: &str, first: bool| Fact::record([("path", path.into()), ("first", first.into())]);
    let two = Fact::List(vec![install("/a", true), install("/b", false)]);
    assert_eq!(found(&[("found", true.into()), ("version", version("3.0.0")), ("installs", two)]).status, Status::Pass);
    let three = Fact::List(vec![install("/a", true), install("/b", false), install("/c", false)]);
    let finding = found(&[("found", true.into()), ("installs", three)]);
    assert_eq!(finding.causes.len(), 1);
    let says: Vec<&str> = finding.causes[0].items.iter().map(|item| item.say.as_str()).collect();
    assert_eq!(says, ["Another one is at /b", "Another one is at /c"]);
    assert_eq!(finding.causes[0].fixes, ["remove", "remove#2"]);
    assert_eq!(finding.fix("remove#2").unwrap().run.as_ref().unwrap()[1], "/c");
}

#[test]
fn a_cause_can_say_that_nobody_knows_and_what_to_do_about_it() {
    let text = CHECK.replace("status = \"fail\"", "status = \"unknown\"");
    let (catalog, _) = Catalog::default().with_file("checks/x/tool.toml", &text).unwrap();
    let check = catalog.check(&id("x/tool")).unwrap();
    let tool = Fact::record([("found", false.into()), ("version", version("1.0.0"))]);
    let finding = judge(check, &machine(), &Facts::from([("tool".to_owned(), tool)]), true);
    assert_eq!((finding.status, finding.say.as_str()), (Status::Unknown, "There is no tool"), "worse than a warning");
    let findings = [(id("x/tool"), finding)];
    assert_eq!(verdict(&headline(&findings, Strictness::Required)), Verdict::Unsure);
    assert_eq!(next(&findings, Strictness::Required).unwrap().fix.as_deref(), Some("restart"));
}

// From here on: findings that are put together.

fn id(text: &str) -> CheckId {
    CheckId::parse(text).unwrap()
}

/// A catalog of a chain `a/one` ← `b/two` ← `c/three`.
fn chain() -> Catalog {
    let body = |needs: &str| format!("title = \"t\"\nwhy = \"w\"\nneeds = [{needs}]\n");
    let catalog = Catalog::default().with_file("checks/a/one.toml", &body("")).unwrap().0;
    let catalog = catalog.with_file("checks/b/two.toml", &body("\"a/one\"")).unwrap().0;
    catalog.with_file("checks/c/three.toml", &body("\"b/two\"")).unwrap().0
}

fn finding(status: Status) -> Finding {
    let fact = if status == Status::Unknown { Fact::unknown(Reason::Timeout) } else { Fact::Bool(true) };
    Finding { status, hollow: false, ..found(&[("found", fact)]) }
}

fn settled(statuses: [Status; 3]) -> Vec<(CheckId, Finding)> {
    let catalog = chain();
    let ids = ["a/one", "b/two", "c/three"].map(id);
    let mut findings: Vec<_> = ids.into_iter().zip(statuses.map(finding)).collect();
    settle(&mut findings, |id| catalog.check(id));
    findings
}

#[test]
fn what_needs_a_failed_check_waits_and_names_the_root() {
    let findings = settled([Status::Fail, Status::Fail, Status::Unknown]);
    for (_, finding) in &findings[1..] {
        assert_eq!(finding.status, Status::Skip);
        assert_eq!(finding.skip, Some(SkipReason::Blocked));
        assert_eq!(finding.blocked_by, Some(id("a/one")));
    }
    assert_eq!(next(&findings, Strictness::Required), Some(Next { check: id("a/one"), fix: None }));
}

#[test]
fn a_pass_is_never_taken_back_and_lets_the_next_one_speak() {
    let findings = settled([Status::Fail, Status::Pass, Status::Warn]);
    assert_eq!(findings[1].1.status, Status::Pass);
    assert_eq!(findings[2].1.status, Status::Warn);
}

#[test]
fn a_pass_that_rests_on_missing_facts_waits_too() {
    let catalog = chain();
    let hollow = Finding { hollow: true, ..finding(Status::Pass) };
    let mut findings = vec![(id("a/one"), finding(Status::Fail)), (id("b/two"), hollow)];
    settle(&mut findings, |id| catalog.check(id));
    assert_eq!(findings[1].1.blocked_by, Some(id("a/one")));
    assert!(found(&[("found", true.into())]).hollow, "its sentence names a version that is not known");
}

#[test]
fn a_pass_that_has_nothing_to_say_is_not_known() {
    let finding = found(&[("found", true.into())]);
    assert_eq!((finding.status, finding.cause), (Status::Unknown, None));
}

#[test]
fn a_check_that_waits_hands_on_its_root_with_the_weight_of_the_root() {
    let findings = settled([Status::Unknown, Status::Unknown, Status::Warn]);
    assert_eq!(findings[1].1.blocked_by, Some(id("a/one")));
    assert_eq!(findings[2].1.status, Status::Warn, "a need that is not known hides no warning");
    let left_out = settled([Status::Fail, Status::Skip, Status::Fail]);
    assert_eq!(left_out[2].1.blocked_by, Some(id("a/one")), "a need that was left out hands on what it needs");
}

#[test]
fn many_ways_to_the_same_root_are_gone_once() {
    let mut catalog = Catalog::default().with_file("checks/a/root.toml", "title = \"t\"\nwhy = \"w\"").unwrap().0;
    let mut findings = vec![(id("a/root"), finding(Status::Pass))];
    let mut needs = "\"a/root\"".to_owned();
    for layer in 0..40 {
        let sides = ["left", "right"].map(|side| format!("deep/{side}-{layer}"));
        for side in &sides {
            let text = format!("title = \"t\"\nwhy = \"w\"\nneeds = [{needs}]");
            catalog = catalog.with_file(&format!("checks/{side}.toml"), &text).unwrap().0;
            findings.push((id(side), finding(Status::Skip)));
        }
        needs = format!("{:?}, {:?}", sides[0], sides[1]);
    }
    let top = findings.len() - 1;
    findings[top].1 = finding(Status::Fail);
    settle(&mut findings, |id| catalog.check(id));
    assert_eq!(findings[top].1.status, Status::Fail);
    findings[0].1 = finding(Status::Fail);
    settle(&mut findings, |id| catalog.check(id));
    assert_eq!(findings[top].1.blocked_by, Some(id("a/root")));
}

#[test]
fn an_unknown_need_hides_only_an_unknown() {
    assert_eq!(settled([Status::Unknown, Status::Unknown, Status::Pass])[1].1.status, Status::Skip);
    assert_eq!(settled([Status::Unknown, Status::Fail, Status::Pass])[1].1.status, Status::Fail);
}

/// A check about keys that failed, and what it needs, with the settings of a project.
fn about_keys(root: Finding, settings: &str) -> Vec<(CheckId, Finding)> {
    let body = "title = \"t\"\nwhy = \"w\"";
    let catalog = Catalog::default().with_file("checks/a/one.toml", body).unwrap().0;
    let keys = "title = \"t\"\nwhy = \"w\"\nneeds = [\"a/one\"]\n";
    let catalog = catalog.with_file("checks/safety/keys.toml", keys).unwrap().0;
    let mut findings = vec![(id("a/one"), root), (id("safety/keys"), finding(Status::Fail))];
    let settings = crate::settings::Settings::read("doctor.toml", settings).unwrap();
    hold_against(&mut findings, &settings, "2026-11-20".parse().unwrap(), None);
    settle(&mut findings, |id| catalog.check(id));
    findings
}

fn with_cause(status: Severity, required: bool) -> Finding {
    let cause = CauseFound {
        id: "c".to_owned(),
        status,
        say: "s".to_owned(),
        detail: None,
        place: None,
        items: Vec::new(),
        fixes: Vec::new(),
    };
    Finding { causes: vec![cause], undecided: Vec::new(), required, ..finding(status_of(status)) }
}

#[test]
fn nothing_waits_for_what_only_the_project_calls_a_fail() {
    let findings = about_keys(with_cause(Severity::Warn, false), "[severity.\"a/one\"]\nc = \"fail\"\n");
    assert_eq!((findings[0].1.status, findings[1].1.status), (Status::Fail, Status::Fail));
    assert_eq!(verdict(&headline(&findings, Strictness::Required)), Verdict::NotReady);
}

#[test]
fn a_check_about_keys_that_waits_for_something_that_counts_for_nothing_is_not_known() {
    let accepted = "[[accept]]\ncheck = \"a/one\"\ncause = \"c\"\nreason = \"r\"\nuntil = 2027-01-31\n";
    for (required, settings, next_check) in [(false, "", "a/one"), (true, accepted, "safety/keys")] {
        let findings = about_keys(with_cause(Severity::Fail, required), settings);
        assert_eq!(findings[1].1.blocked_by, Some(id("a/one")));
        let headline = headline(&findings, Strictness::Required);
        assert_eq!((verdict(&headline), headline.keys_unknown), (Verdict::Unsure, true));
        assert_eq!(next(&findings, Strictness::Required).unwrap().check, id(next_check));
    }
    let findings = about_keys(with_cause(Severity::Fail, true), "");
    let headline = headline(&findings, Strictness::Required);
    assert_eq!((verdict(&headline), headline.unknown, headline.keys_unknown), (Verdict::NotReady, 0, false));
}

#[test]
fn the_verdict_comes_from_required_checks_unless_everything_counts() {
    let verdict_of = |status: Status, required: bool, strictness: Strictness| {
        let finding = Finding { required, ..finding(status) };
        verdict(&headline(&[(id("a/one"), finding)], strictness))
    };
    assert_eq!(verdict_of(Status::Fail, true, Strictness::Required), Verdict::NotReady);
    assert_eq!(verdict_of(Status::Fail, false, Strictness::Required), Verdict::Ready);
    assert_eq!(verdict_of(Status::Fail, false, Strictness::Everything), Verdict::NotReady);
    assert_eq!(verdict_of(Status::Warn, true, Strictness::Required), Verdict::Ready);
    assert_eq!(verdict_of(Status::Warn, true, Strictness::Everything), Verdict::NotReady);
    assert_eq!(verdict_of(Status::Unknown, true, Strictness::Required), Verdict::Unsure);
    assert_eq!(verdict_of(Status::Unknown, false, Strictness::Required), Verdict::Ready);
    assert_eq!(verdict_of(Status::Pass, true, Strictness::Everything), Verdict::Ready);
}

#[test]
fn what_only_a_person_can_know_never_touches_the_verdict() {
    let strict = |finding: Finding| headline(&[(id("a/one"), finding)], Strictness::Everything).unknown;
    let for_you = found(&[("found", Fact::unknown(Reason::OnlyYou)), ("version", version("3.0.0"))]);
    assert_eq!((for_you.status, for_you.is_for_you()), (Status::Unknown, true));
    assert_eq!(strict(for_you), 0);
    let timeout = Fact::unknown(Reason::Timeout);
    let also_slow = found(&[("found", Fact::unknown(Reason::OnlyYou)), ("version", timeout)]);
    assert!(!also_slow.is_for_you());
    assert_eq!(strict(also_slow), 1);
}
