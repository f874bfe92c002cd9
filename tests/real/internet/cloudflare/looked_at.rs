//! What doctor itself asks Cloudflare of a login or a key, and of which it asks nothing.

use super::{API, FAR, LOGIN, PAST, signed_in, signed_out};
use crate::installed::tools;
use crate::internet::{Internet, Request, keys, providers};

const CHECK: &str = "cloudflare/signed-in";

/// The paths that were asked, in order, each with the bearer token that came with it.
fn asked(internet: &Internet) -> Vec<(String, Option<String>)> {
    let seen = internet.seen_by(API);
    let mut asked: Vec<_> =
        seen.iter().map(|request| (request.path.clone(), request.bearer().map(str::to_owned))).collect();
    asked.sort();
    asked
}

#[test]
fn a_login_that_lasts_is_asked_about_once_for_all_checks() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new().host(API, providers::cloudflare(&["login"]));
    let report = signed_in(tools, &internet, FAR).look_online(&["cloudflare/"]);
    assert_eq!(report.finding(CHECK).status(), "pass", "{}", report.finding(CHECK));
    assert_eq!(report.finding("cloudflare/account").status(), "pass", "{}", report.finding("cloudflare/account"));
    let login = Some("login".to_owned());
    let paths = ["/client/v4/accounts?per_page=50", "/client/v4/user"];
    assert_eq!(asked(&internet), paths.map(|path| (path.to_owned(), login.clone())));
}

#[test]
fn a_login_past_its_end_goes_nowhere_and_stays_as_it_is() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new().host(API, providers::cloudflare(&["login"]));
    let machine = signed_in(tools, &internet, PAST);
    let before = std::fs::read_to_string(machine.root().join(LOGIN)).unwrap();
    let report = machine.look_online(&["cloudflare/"]);
    assert_eq!(report.finding(CHECK).status(), "pass", "{}", report.finding(CHECK));
    assert!(asked(&internet).is_empty() && internet.refused().is_empty(), "{:?}", internet.refused());
    assert_eq!(std::fs::read_to_string(machine.root().join(LOGIN)).unwrap(), before);
}

#[test]
fn a_login_that_was_taken_back_and_a_token_that_was_deleted_are_told() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new().host(API, providers::cloudflare(&[]));
    let report = signed_in(tools, &internet, FAR).look_online(&[CHECK]);
    report.finding(CHECK).fails_with("login-refused");
    let mut machine = signed_in(tools, &internet, FAR);
    machine.set("CLOUDFLARE_API_TOKEN", &keys::cloudflare('u', "dead"));
    let run = machine.look_online(&["cloudflare/token"]);
    run.finding("cloudflare/token").fails_with("hides-login");
}

#[test]
fn a_token_of_an_account_is_asked_of_that_account_alone() {
    let Some(tools) = tools() else { return };
    let token = keys::cloudflare('a', "account");
    let internet = Internet::new().host(API, providers::cloudflare(&[&token]));
    let mut machine = signed_out(tools, &internet);
    machine.set("CLOUDFLARE_API_TOKEN", &token);
    machine.set("CLOUDFLARE_ACCOUNT_ID", providers::ACCOUNT);
    let report = machine.look_online(&["cloudflare/token"]);
    assert_eq!(report.finding("cloudflare/token").status(), "pass", "{}", report.finding("cloudflare/token"));
    let path = format!("/client/v4/accounts/{}/tokens/verify", providers::ACCOUNT);
    assert_eq!(asked(&internet), [(path, Some(token))]);
}

#[test]
fn the_global_key_goes_with_its_address_and_not_as_a_token() {
    let Some(tools) = tools() else { return };
    let key = "0123456789abcdef0123456789abcdef01234";
    let internet = Internet::new().host(API, providers::cloudflare(&[key]));
    let mut machine = signed_out(tools, &internet);
    machine.set("CLOUDFLARE_API_KEY", key);
    machine.set("CLOUDFLARE_EMAIL", "learner@example.com");
    let report = machine.look_online(&["cloudflare/global-key"]);
    assert_eq!(
        report.finding("cloudflare/global-key").cause(),
        Some("master-key"),
        "{}",
        report.finding("cloudflare/global-key")
    );
    let seen = internet.seen_by(API);
    let pair = |request: &Request| {
        (request.header("x-auth-email").map(str::to_owned), request.header("x-auth-key").map(str::to_owned))
    };
    let all: Vec<_> = seen.iter().map(|request| (request.path.clone(), pair(request))).collect();
    assert_eq!(all, [("/client/v4/user".to_owned(), (Some("learner@example.com".to_owned()), Some(key.to_owned())))]);
    assert!(seen[0].bearer().is_none());
}
