//! The loopback internet itself: each behaviour of a server is what a real client sees, here the one of Node.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{Answer, Internet, Way};
use crate::installed::{Tool, Tools, tools};
use crate::machine::Machine;

/// Asks an address with Node's own client and prints status and body, or why there is none.
const FETCH: &str = "
fetch(process.argv[1], { headers: { 'x-asked-by': 'node' } })
  .then(async answer => {
    let length = 0;
    for await (const part of answer.body) {
      length += part.length;
      if (answer.status === 206 && length > 2) { length = 'drips'; break; }
    }
    console.log(answer.status, length);
  })
  .catch(error => console.log(error.cause?.code ?? error.cause?.message ?? error.message))";

fn connected(tools: &Tools, internet: &Internet) -> Machine {
    let mut machine = Machine::with(tools, &[Tool::Node]);
    machine.online(internet);
    machine.set("NODE_USE_ENV_PROXY", "1");
    machine
}

fn fetch(machine: &Machine, url: &str) -> String {
    machine.run("node", &["--no-warnings", "-e", FETCH, url]).stdout.trim().to_owned()
}

#[test]
fn a_request_arrives_whole_and_its_answer_too() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new().always("api.example.com", Answer::json(200, &json!({"ok": true})));
    let machine = connected(tools, &internet);
    assert_eq!(fetch(&machine, "https://api.example.com/a/b?c=d"), "200 11");
    let seen = internet.seen();
    let [request] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!((request.way, request.method.as_str(), request.host.as_str()), (Way::Tunnel, "GET", "api.example.com"));
    assert_eq!((request.path.as_str(), request.header("x-asked-by")), ("/a/b?c=d", Some("node")));
}

#[test]
fn a_host_that_is_not_there_is_refused_and_noted() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new();
    let machine = connected(tools, &internet);
    assert!(!fetch(&machine, "https://api.example.com/").starts_with("200"));
    assert_eq!(internet.refused(), ["api.example.com"]);
    assert!(internet.seen().is_empty());
}

#[test]
fn a_server_can_be_late_cut_the_line_send_elsewhere_and_drip() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new()
        .always("late.example.com", Answer::page(503, "later").after(Duration::from_millis(300)))
        .always("cut.example.com", Answer::reset())
        .always("slow.example.com", Answer::drip(206))
        .always("moved.example.com", Answer::redirect("https://late.example.com/"));
    let machine = connected(tools, &internet);
    let began = Instant::now();
    assert_eq!(fetch(&machine, "https://late.example.com/"), "503 5");
    assert!(began.elapsed() > Duration::from_millis(300));
    assert_eq!(fetch(&machine, "https://moved.example.com/"), "503 5");
    assert_eq!(fetch(&machine, "https://cut.example.com/"), "ECONNRESET");
    assert_eq!(fetch(&machine, "https://slow.example.com/"), "206 drips");
}
