//! doctor itself on the loopback internet: what it asks, what it never sends, and what strange servers do to it.

use serde_json::json;

use super::{Answer, Internet, Way};
use crate::installed::{Tool, tools};
use crate::machine::Machine;
use crate::report::Report;

const CHECK: &str = "tool/npm-registry";
const REGISTRY: &str = "npm.example.com";
/// Where that check looks whether there is any network.
const ELSEWHERE: &str = "api.github.com";

/// A machine whose npm fetches from a place of its own: there is then something to ask. None without the tools.
fn machine(internet: &Internet, registry: &str) -> Option<Machine> {
    let mut machine = Machine::with(tools()?, &[Tool::Node, Tool::Npm]);
    machine.online(internet);
    machine.write("home/.npmrc", &format!("registry={registry}\n"));
    Some(machine)
}

/// A look at a registry that gives this answer to everything. None without the tools.
fn look_at(answer: Answer) -> Option<(Report, Internet)> {
    let internet = Internet::new().always(REGISTRY, answer).always(ELSEWHERE, Answer::json(200, &json!({})));
    let report = machine(&internet, "https://npm.example.com/")?.look_online(&[CHECK]);
    Some((report, internet))
}

#[test]
fn a_question_to_the_network_arrives_with_doctors_name_and_nothing_else() {
    let Some((report, internet)) = look_at(Answer::json(200, &json!({}))) else { return };
    assert_eq!(report.finding(CHECK).status(), "pass", "{}", report.finding(CHECK));
    let seen = internet.seen_by(REGISTRY);
    let mut paths: Vec<&str> = seen.iter().map(|request| request.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/", "/semver/latest"]);
    for request in seen {
        assert_eq!((request.method.as_str(), request.way), ("GET", Way::Tunnel));
        assert_eq!(request.header("user-agent"), Some(concat!("doctor/", env!("CARGO_PKG_VERSION"))));
        assert_eq!((request.header("authorization"), request.header("cookie")), (None, None));
    }
    assert!(internet.refused().is_empty(), "{:?}", internet.refused());
}

#[test]
fn offline_nothing_is_asked() {
    let internet = Internet::new();
    let Some(machine) = machine(&internet, "https://npm.example.com/") else { return };
    machine.look(&[]);
    assert!(internet.seen().is_empty() && internet.refused().is_empty(), "{:?}", internet.refused());
}

#[test]
fn an_address_without_tls_is_asked_openly() {
    let internet = Internet::new().always(REGISTRY, Answer::json(200, &json!({})));
    let Some(machine) = machine(&internet, "http://npm.example.com/") else { return };
    machine.look_online(&[CHECK]);
    let seen = internet.seen_by(REGISTRY);
    assert!(!seen.is_empty() && seen.iter().all(|request| request.way == Way::Open), "{seen:?}");
}

#[test]
fn a_server_that_wants_a_login_is_told_as_that() {
    let Some((report, _internet)) = look_at(Answer::json(401, &json!({}))) else { return };
    report.finding(CHECK).fails_with("wants-a-login");
}

#[test]
fn a_redirect_is_followed_to_its_end() {
    let internet = Internet::new()
        .always(REGISTRY, Answer::redirect("https://mirror.example.com/"))
        .always("mirror.example.com", Answer::json(200, &json!({})))
        .always(ELSEWHERE, Answer::json(200, &json!({})));
    let Some(machine) = machine(&internet, "https://npm.example.com/") else { return };
    let report = machine.look_online(&[CHECK]);
    assert_eq!(report.facts("http", REGISTRY)["status"], 200);
    assert_eq!(internet.seen_by("mirror.example.com").len(), 2);
}

#[test]
fn a_server_that_cuts_is_busy_or_sends_without_end_is_no_fault_of_the_learners() {
    let busy = Answer::json(429, &json!({})).header("retry-after", "60");
    for answer in [Answer::reset(), busy, Answer::page(503, "<html>later</html>"), Answer::long(200, 10 << 30)] {
        let told = format!("{answer:?}");
        let Some((report, _internet)) = look_at(answer) else { return };
        let finding = report.finding(CHECK);
        assert_ne!(finding.status(), "fail", "{told}: {finding}");
    }
}

#[test]
fn a_server_that_nobody_vouches_for_is_asked_nothing() {
    let internet = Internet::new().always(REGISTRY, Answer::json(200, &json!({})));
    let Some(machine) = machine(&internet, "https://npm.example.com/") else { return };
    machine.write("authority.pem", &Internet::new().certificate());
    let report = machine.look_online(&[CHECK]);
    assert_eq!(report.facts("http", REGISTRY)["trouble"], "tls");
    assert!(internet.seen().is_empty());
}
