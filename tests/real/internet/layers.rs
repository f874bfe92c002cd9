//! Broken layers of the network: doctor names the one that is broken, and the real tools fail for that reason.

use serde_json::json;

use super::{Answer, Internet, Ran};
use crate::installed::{Tool, tools};
use crate::machine::Machine;
use crate::report::Report;

/// All that doctor asks to learn whether there is a network.
fn whole() -> Internet {
    let front = || Answer::json(200, &json!({}));
    Internet::new()
        .always("api.github.com", front())
        .always("api.cloudflare.com", front())
        .always("api.anthropic.com", front())
        .always("detectportal.firefox.com", Answer::page(200, "success\n"))
        .always("cp.cloudflare.com", Answer::page(204, ""))
}

/// A machine on that internet. None without the tools.
fn machine(internet: &Internet) -> Option<Machine> {
    let mut machine = Machine::with(tools()?, &[Tool::Node]);
    machine.online(internet);
    machine.set("NODE_USE_ENV_PROXY", "1");
    Some(machine)
}

/// What Node.js gets from GitHub: the status, or the code of what went wrong.
fn node(machine: &Machine) -> Ran {
    let script = "fetch('https://api.github.com/').then(a => console.log(a.status), e => console.log(e.cause?.code ?? e.cause?.message))";
    machine.run("node", &["-e", script])
}

/// The checks of the network that did not pass, with their worst cause.
fn wrong(report: &Report) -> Vec<(&'static str, String)> {
    let layers = ["proxy", "portal", "online", "dns", "clock", "tls", "reachable", "trust"];
    let findings = layers.map(|layer| (layer, report.finding(&format!("network/{layer}"))));
    let wrong = findings.into_iter().filter(|(_, finding)| matches!(finding.status(), "fail" | "warn"));
    wrong.map(|(layer, finding)| (layer, finding.cause().unwrap_or("-").to_owned())).collect()
}

#[test]
fn a_company_that_everybody_was_told_of_is_no_fault() {
    let internet = whole();
    let Some(machine) = machine(&internet) else { return };
    assert_eq!(node(&machine).stdout.trim(), "200");
    let report = machine.look_at_layers();
    assert_eq!(wrong(&report), [], "{report:?}");
}

#[test]
fn node_refuses_a_company_that_it_was_not_told_of_and_doctor_says_so() {
    let internet = whole();
    let Some(mut machine) = machine(&internet) else { return };
    machine.set("NODE_EXTRA_CA_CERTS", "");
    let said = node(&machine).stdout;
    assert!(said.contains("SELF_SIGNED_CERT_IN_CHAIN") || said.contains("UNABLE_TO_"), "{said}");
    assert_eq!(wrong(&machine.look_at_layers()), [("trust", "not-told".to_owned())]);
}

#[test]
fn a_company_that_nobody_was_told_of_is_named_once() {
    let internet = whole();
    let Some(mut machine) = machine(&internet) else { return };
    machine.write("other.pem", &Internet::new().certificate());
    let other = machine.root().join("other.pem").display().to_string();
    machine.set("SSL_CERT_FILE", &other);
    machine.set("NODE_EXTRA_CA_CERTS", &other);
    assert!(!node(&machine).stdout.contains("200"));
    assert_eq!(wrong(&machine.look_at_layers()), [("tls", "intercepted".to_owned())]);
}

#[test]
fn a_proxy_that_is_gone_is_the_only_thing_wrong() {
    let internet = whole();
    let Some(mut machine) = machine(&internet) else { return };
    for name in ["HTTPS_PROXY", "HTTP_PROXY"] {
        machine.set(name, "http://127.0.0.1:9");
    }
    assert!(node(&machine).stdout.contains("ECONNREFUSED"));
    assert_eq!(wrong(&machine.look_at_layers()), [("proxy", "dead".to_owned())]);
}

#[test]
fn one_service_that_is_held_back_is_named_alone() {
    let internet = whole().always("api.anthropic.com", Answer::reset());
    let Some(machine) = machine(&internet) else { return };
    assert_eq!(node(&machine).stdout.trim(), "200");
    let report = machine.look_at_layers();
    assert_eq!(wrong(&report), [("reachable", "host".to_owned())], "{report:?}");
    assert!(report.finding("network/reachable").say().contains("api.anthropic.com"));
}
