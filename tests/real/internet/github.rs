//! gh against a stand-in for GitHub: what it answers in each state, and which of several tokens it sends.

use super::providers;
use super::{Answer, Internet, Ran, keys};
use crate::installed::{Tool, Tools, tools};
use crate::machine::Machine;

const API: &str = "api.github.com";
/// Without it a newer gh would first rewrite its other file, and ask GitHub for the name of the user.
const CONFIG: &str = "version: \"1\"\n";

/// The installed tools where gh is one of them.
fn with_gh() -> Option<&'static Tools> {
    tools().filter(|tools| tools.all().contains(&Tool::Gh))
}

/// A machine that is signed in with this token, kept in gh's file.
fn signed_in(tools: &Tools, internet: &Internet, token: &str) -> Machine {
    let mut machine = Machine::with(tools, &[Tool::Gh]);
    machine.online(internet);
    machine.write("home/.config/gh/hosts.yml", &hosts(token));
    machine.write("home/.config/gh/config.yml", CONFIG);
    machine
}

fn hosts(token: &str) -> String {
    let login = format!("        learner:\n            oauth_token: {token}\n");
    format!("github.com:\n    user: learner\n    oauth_token: {token}\n    users:\n{login}")
}

fn ask(machine: &Machine) -> Ran {
    machine.run("gh", &["api", "-i", "user", "--hostname", "github.com"])
}

/// The token that gh takes.
fn sent(machine: &Machine, internet: &Internet) -> String {
    ask(machine);
    internet.seen().last().unwrap().bearer().unwrap().to_owned()
}

fn status_line(ran: &Ran) -> &str {
    ran.stdout.lines().next().unwrap_or_default().trim()
}

#[test]
fn a_token_that_github_accepts_ends_with_0_and_shows_what_it_may_do() {
    let Some(tools) = with_gh() else { return };
    let token = keys::github('o', "file");
    let internet = Internet::new().host(API, providers::github(&[&token]));
    let ran = ask(&signed_in(tools, &internet, &token));
    assert_eq!((ran.code, status_line(&ran)), (Some(0), "HTTP/1.1 200 OK"), "{ran:?}");
    assert!(ran.stdout.to_lowercase().contains("x-oauth-scopes: gist, read:org, repo, workflow"), "{ran:?}");
}

#[test]
fn a_token_that_github_refuses_ends_with_1_and_the_status() {
    let Some(tools) = with_gh() else { return };
    let internet = Internet::new().host(API, providers::github(&[]));
    let ran = ask(&signed_in(tools, &internet, &keys::github('o', "file")));
    assert_eq!((ran.code, status_line(&ran)), (Some(1), "HTTP/1.1 401 Unauthorized"), "{ran:?}");
    assert!(ran.stderr.contains("gh: Bad credentials (HTTP 401)"), "{ran:?}");
}

#[test]
fn an_outage_ends_with_1_and_the_status_and_not_with_a_refusal() {
    let Some(tools) = with_gh() else { return };
    let internet = Internet::new().always(API, Answer::page(502, "<html>Bad Gateway</html>"));
    let ran = ask(&signed_in(tools, &internet, &keys::github('o', "file")));
    assert_eq!((ran.code, status_line(&ran)), (Some(1), "HTTP/1.1 502 Bad Gateway"), "{ran:?}");
}

#[test]
fn a_network_that_does_not_reach_github_ends_with_1_and_prints_nothing() {
    let Some(tools) = with_gh() else { return };
    let token = keys::github('o', "file");
    let refusing = Internet::new();
    let cutting = Internet::new().always(API, Answer::reset());
    let stranger = Internet::new().host(API, providers::github(&[&token]));
    for (internet, trusted) in [(&refusing, true), (&cutting, true), (&stranger, false)] {
        let machine = signed_in(tools, internet, &token);
        if !trusted {
            machine.write("authority.pem", &Internet::new().certificate());
        }
        let ran = ask(&machine);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
        assert!(ran.stderr.contains("https://api.github.com/user"), "{ran:?}");
    }
    assert_eq!(refusing.refused(), [API]);
    assert!(stranger.seen().is_empty(), "the token went to a server that nobody trusts");
}

#[test]
fn without_a_login_gh_asks_nobody_and_ends_with_4() {
    let Some(tools) = with_gh() else { return };
    let internet = Internet::new().host(API, providers::github(&[]));
    let mut machine = Machine::with(tools, &[Tool::Gh]);
    machine.online(&internet);
    let ran = ask(&machine);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(4), ""), "{ran:?}");
    assert!(internet.seen().is_empty() && internet.refused().is_empty());
}

#[test]
fn gh_token_beats_github_token_and_both_beat_the_login() {
    let Some(tools) = with_gh() else { return };
    let [file, second, first] = ["file", "second", "first"].map(|mark| keys::github('o', mark));
    let internet = Internet::new().host(API, providers::github(&[&file, &second, &first]));
    let mut machine = signed_in(tools, &internet, &file);
    assert_eq!(sent(&machine, &internet), file);
    machine.set("GITHUB_TOKEN", &second);
    assert_eq!(sent(&machine, &internet), second);
    machine.set("GH_TOKEN", "");
    assert_eq!(sent(&machine, &internet), second);
    machine.set("GH_TOKEN", &first);
    assert_eq!(sent(&machine, &internet), first);
    machine.set("GH_TOKEN", "");
    machine.set("GITHUB_TOKEN", "");
    assert_eq!(sent(&machine, &internet), file);
}

#[test]
fn a_page_in_place_of_the_answer_ends_with_0_all_the_same() {
    let Some(tools) = with_gh() else { return };
    let internet = Internet::new().always(API, Answer::page(200, "<html>Please accept our terms</html>"));
    let ran = ask(&signed_in(tools, &internet, &keys::github('o', "file")));
    assert_eq!((ran.code, status_line(&ran)), (Some(0), "HTTP/1.1 200 OK"), "{ran:?}");
    assert!(!ran.stdout.contains("login\""));
}

#[test]
fn a_redirect_to_a_stranger_carries_no_token() {
    let Some(tools) = with_gh() else { return };
    let internet = Internet::new()
        .always(API, Answer::redirect("https://stranger.example.com/user"))
        .always("stranger.example.com", Answer::page(200, "hello"));
    ask(&signed_in(tools, &internet, &keys::github('o', "file")));
    let seen = internet.seen_by("stranger.example.com");
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].header("authorization"), None);
}

#[test]
fn the_folder_of_the_login_is_moved_by_two_variables() {
    let Some(tools) = with_gh() else { return };
    let [home, moved, own] = ["home", "moved", "own"].map(|mark| keys::github('o', mark));
    let internet = Internet::new().host(API, providers::github(&[&home, &moved, &own]));
    let mut machine = signed_in(tools, &internet, &home);
    for (folder, token) in [("moved/gh", &moved), ("own", &own)] {
        machine.write(&format!("{folder}/hosts.yml"), &hosts(token));
        machine.write(&format!("{folder}/config.yml"), CONFIG);
    }
    machine.set("XDG_CONFIG_HOME", machine.root().join("moved").to_str().unwrap());
    assert_eq!(sent(&machine, &internet), moved);
    machine.set("GH_CONFIG_DIR", machine.root().join("own").to_str().unwrap());
    assert_eq!(sent(&machine, &internet), own);
}
