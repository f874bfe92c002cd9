//! `doctor leaks --check-live`: what services on the loopback internet say of keys that the real Git keeps, and what doctor makes of it.

mod clear;
mod once;
mod says;
mod unclear;
mod unseen;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use doctor::catalog::Catalog;
use doctor::service::{Services, Verify};

use super::{Answer, Internet, Ran, Request};
use crate::limited;
use crate::machine::Machine;

fn services() -> Arc<Services> {
    Catalog::built_in_services().unwrap()
}

/// Every kind of key that can be asked about: its name, such as `resend/key`, and the question.
fn askable(services: &Services) -> Vec<(String, Verify)> {
    let kinds = services.keys().filter_map(|(name, _, key)| {
        let live = key.leak.as_ref()?.verify.clone()?;
        Some((format!("{name}/{}", key.kind), live))
    });
    kinds.collect()
}

/// A made-up key: another number is another key.
fn key(services: &Services, id: &str, number: usize) -> String {
    services.with_synthetic_keys(&format!("<key:{id}#{number}>")).unwrap()
}

/// A line in which that key is found.
fn line(services: &Services, id: &str, key: &str) -> String {
    let (_, _, kind) = services.keys().find(|(name, _, known)| format!("{name}/{}", known.kind) == id).unwrap();
    match kind.leak.as_ref().unwrap().beside.first() {
        Some(name) => format!("{name}=\"{key}\"\n"),
        None => format!("it is {key}\n"),
    }
}

/// The host that is asked.
fn host(live: &Verify) -> String {
    live.get.split('/').nth(2).unwrap().to_owned()
}

/// A connected machine whose project is a repository with one saved version of these files.
fn saved(internet: &Internet, files: &[(String, String)]) -> Machine {
    let mut machine = Machine::bare();
    machine.link("git", &which::which("git").unwrap());
    machine.write("home/.gitconfig", "[user]\n\tname = Ada\n\temail = ada@lovelace.uk\n");
    for (path, text) in files {
        machine.write(&format!("project/{path}"), text);
    }
    for args in [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "-m", "one"]] {
        machine.ask("git", args);
    }
    machine.online(internet);
    machine
}

/// One file for each kind of key that can be asked about, and the keys.
fn one_of_each() -> (Vec<(String, String)>, BTreeMap<String, String>) {
    let services = services();
    let (mut files, mut keys) = (Vec::new(), BTreeMap::new());
    // With one number for all, the key of one kind would be a piece of another's.
    for (number, (id, _)) in (1..).zip(askable(&services)) {
        let made = key(&services, &id, number);
        files.push((format!("{}.txt", id.replace('/', "-")), line(&services, &id, &made)));
        keys.insert(id, made);
    }
    (files, keys)
}

/// All hosts that are asked about keys, which answer by the kind of the key that arrives.
fn providers(
    keys: &BTreeMap<String, String>,
    answer: impl Fn(&str, &Request) -> Answer + Send + Sync + 'static,
) -> Internet {
    let answer = Arc::new(answer);
    askable(&services()).iter().fold(Internet::new(), |internet, (_, live)| {
        let (keys, answer) = (keys.clone(), Arc::clone(&answer));
        internet.host(&host(live), move |request| match keys.iter().find(|(_, key)| carries(request, key)) {
            Some((id, _)) => answer(id, request),
            None => Answer::page(400, "no key came"),
        })
    })
}

fn carries(request: &Request, key: &str) -> bool {
    request.path.contains(key) || request.headers.iter().any(|(_, value)| value.contains(key))
}

/// What `doctor leaks --check-live` says, and all that it prints.
fn check_live(machine: &Machine, args: &[&str]) -> Ran {
    let mut command = machine.command(Path::new(env!("CARGO_BIN_EXE_doctor")));
    let output = limited::output(command.args(["leaks", "--check-live"]).args(args));
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The findings by the kind of the key.
fn findings(ran: &Ran) -> BTreeMap<String, Value> {
    let report = ran.json();
    let findings = report["findings"].as_array().unwrap_or_else(|| panic!("{ran:?}"));
    findings.iter().map(|finding| (finding["rule"].as_str().unwrap().to_owned(), finding.clone())).collect()
}
