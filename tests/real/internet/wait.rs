//! `--wait` on the loopback internet: a server that comes up late, one that never does, and what no waiting mends.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Answer, Internet};
use crate::installed::{Tool, tools};
use crate::machine::Machine;
use crate::report::Report;

const CHECK: &str = "tool/npm-registry";
const REGISTRY: &str = "npm.example.com";

/// An internet in which the registry is not ready for as many requests.
fn ready_after(requests: usize) -> Internet {
    let seen = AtomicUsize::new(0);
    let answer = move |_: &super::Request| {
        let is_ready = seen.fetch_add(1, Ordering::Relaxed) >= requests;
        if is_ready { Answer::json(200, &json!({})) } else { Answer::page(503, "starting") }
    };
    Internet::new().host(REGISTRY, answer).always("api.github.com", Answer::json(200, &json!({})))
}

/// A look with more arguments. None without the tools.
fn look(internet: &Internet, args: &[&str]) -> Option<(Report, Duration)> {
    let mut machine = Machine::with(tools()?, &[Tool::Node, Tool::Npm]);
    machine.online(internet);
    machine.write("home/.npmrc", "registry=https://npm.example.com/\n");
    let began = Instant::now();
    Some((machine.look_online(&[&[CHECK], args].concat()), began.elapsed()))
}

#[test]
fn a_server_that_comes_up_late_is_waited_for() {
    let (early, late) = (ready_after(6), ready_after(6));
    let Some((report, _)) = look(&early, &[]) else { return };
    assert_eq!(report.finding(CHECK).status(), "unknown");
    let Some((report, _)) = look(&late, &["--wait", "60s"]) else { return };
    assert_eq!(report.finding(CHECK).status(), "pass", "{}", report.finding(CHECK));
}

#[test]
fn one_that_never_comes_up_is_told_as_before_when_the_time_is_over() {
    let internet = ready_after(usize::MAX);
    let Some((report, took)) = look(&internet, &["--wait", "3s"]) else { return };
    assert_eq!(report.finding(CHECK).status(), "unknown");
    assert!(took >= Duration::from_secs(3), "{took:?}");
    assert!(internet.seen_by(REGISTRY).len() > 2);
}

#[test]
fn what_no_waiting_mends_is_not_waited_for() {
    let internet = ready_after(0);
    let Some((report, took)) = look(&internet, &["github/cli", "--wait", "10m"]) else { return };
    assert_eq!(report.finding("github/cli").status(), "fail");
    assert!(took < Duration::from_secs(300), "{took:?}");
}
