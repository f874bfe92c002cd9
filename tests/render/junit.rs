//! JUnit: well-formed whatever stands in it, counts that add up, and texts that come back as they were.

use std::collections::BTreeMap;

use doctor::render::report_junit;
use doctor::report::{Finding, SkipReason, Status};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::render::chance::{PIECES, many, reports};
use crate::render::made::{finding, id, report, rich};

/// A test as a reader of the format sees it.
#[derive(Debug, Default)]
struct Case {
    suite: String,
    name: String,
    class: String,
    /// `failure`, `error`, `skipped` or `system-out`, each with its message and its text.
    parts: BTreeMap<String, (String, String)>,
}

fn attributes(start: &BytesStart<'_>) -> BTreeMap<String, String> {
    let pair = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
        (String::from_utf8_lossy(attribute.key.as_ref().as_ref()).into_owned(), value)
    };
    start.attributes().map(|attribute| pair(attribute.unwrap())).collect()
}

fn name_of(start: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(start.name().as_ref().as_ref()).into_owned()
}

/// Reads a document with a real parser; none of its numbers may be wrong.
fn read(xml: &str) -> Vec<Case> {
    let mut reader = Reader::from_str(xml);
    let (mut cases, mut open) = (Vec::<Case>::new(), Vec::<String>::new());
    let (mut suite, mut wanted) = (String::new(), BTreeMap::new());
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let (name, mut attributes) = (name_of(start), attributes(start));
                match name.as_str() {
                    "testsuites" => wanted = attributes,
                    "testsuite" => suite = attributes.remove("name").unwrap(),
                    "testcase" => cases.push(Case {
                        suite: suite.clone(),
                        name: attributes.remove("name").unwrap(),
                        class: attributes.remove("classname").unwrap(),
                        parts: BTreeMap::new(),
                    }),
                    _ => {
                        let message = attributes.remove("message").unwrap_or_default();
                        cases.last_mut().unwrap().parts.insert(name.clone(), (message, String::new()));
                    }
                }
                if matches!(event, Event::Start(_)) {
                    open.push(name);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => add(&mut cases, &open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let text = format!("&{};", &reference.xml10_content());
                add(&mut cases, &open, &quick_xml::escape::unescape(&text).unwrap());
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    let count = |part: &str| cases.iter().filter(|case| case.parts.contains_key(part)).count().to_string();
    assert_eq!(wanted["tests"], cases.len().to_string());
    assert_eq!((&wanted["failures"], &wanted["errors"]), (&count("failure"), &count("error")));
    cases
}

fn add(cases: &mut [Case], open: &[String], text: &str) {
    let part = open.last().filter(|name| !name.starts_with("test"));
    if let (Some(name), Some(case)) = (part, cases.last_mut()) {
        case.parts.get_mut(name).unwrap().1.push_str(text);
    }
}

/// What XML has no letter for.
fn as_xml(text: &str) -> String {
    let is_none =
        |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if is_none(c) { '\u{fffd}' } else { c }).collect()
}

#[test]
fn every_text_comes_back_as_it_was() {
    for piece in PIECES {
        let say = format!("a{piece}b");
        let cases = read(&report_junit(&report(vec![(id("tool/x"), finding(Status::Fail, &say))])));
        let (message, text) = &cases[0].parts["failure"];
        assert_eq!((message, text), (&as_xml(&say), &as_xml(&say)));
    }
}

#[test]
fn every_hostile_report_is_well_formed_and_counts_add_up() {
    for report in reports().chain([many(1_000), rich()]) {
        let cases = read(&report_junit(&report));
        let cases: BTreeMap<&str, &Case> = cases.iter().map(|case| (case.name.as_str(), case)).collect();
        for (id, finding) in &report.checks {
            let case = cases[id.as_str()];
            assert_eq!((case.suite.as_str(), case.class.as_str()), (id.area(), id.area()));
            assert_eq!(case.parts.contains_key("failure"), finding.status == Status::Fail);
            assert!(finding.status != Status::Pass || !case.parts.contains_key("skipped"));
            if let Some((message, text)) = case.parts.get("failure") {
                assert_eq!(message, &as_xml(&finding.say));
                let has_items = finding.causes.iter().any(|cause| !cause.items.is_empty());
                assert!(has_items || text.contains(&as_xml(&finding.say)));
            }
        }
    }
}

#[test]
fn each_status_has_its_place() {
    let cases = read(&report_junit(&rich()));
    let parts = |name: &str| {
        let case = cases.iter().find(|case| case.name == name).unwrap();
        case.parts.keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    for (name, expected) in [
        ("tool/git", ""),
        ("tool/wrangler", "system-out"),
        ("github/signed-in", "failure"),
        ("github/can-push", "skipped"),
        ("network/reachable", "error"),
        // Only a person knows it, so it is no error.
        ("laptop/key-copy", "skipped system-out"),
        ("project/large-files", "skipped system-out"),
        ("unused-acceptance 1", "system-out"),
    ] {
        assert_eq!(parts(name), expected, "{name}");
    }
}

#[test]
fn what_is_skipped_says_why() {
    let skipped = |finding: Finding| {
        let cases = read(&report_junit(&report(vec![(id("tool/x"), finding)])));
        cases[0].parts["skipped"].0.clone()
    };
    let left_out = |reason| Finding { skip: Some(reason), ..finding(Status::Skip, "The title") };
    assert_eq!(skipped(left_out(SkipReason::Platform)), "means nothing on this kind of computer");
    assert_eq!(skipped(left_out(SkipReason::Accepted)), "accepted in doctor.toml");
    let waits = Finding { blocked_by: Some(id("tool/y")), ..left_out(SkipReason::Blocked) };
    assert_eq!(skipped(waits), "waits for tool/y");
}
