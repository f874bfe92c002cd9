//! What `wrangler whoami --json` says of a credential, and what it does with a login that has run out.

use serde_json::json;

use super::{API, FAR, LOGIN, PAST, ask, signed_in, signed_out};
use crate::installed::tools;
use crate::internet::providers::{self, ACCOUNT};
use crate::internet::{Answer, Internet, keys};

#[test]
fn a_good_login_is_shown_with_what_it_may_do() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new().host(API, providers::cloudflare(&["login"]));
    let ran = ask(&signed_in(tools, &internet, FAR));
    let said = ran.json();
    assert_eq!(
        (ran.code, &said["authType"], &said["email"]),
        (Some(0), &json!("OAuth Token"), &json!("learner@example.com"))
    );
    assert_eq!(said["tokenPermissions"], json!(["account:read", "user:read", "offline_access"]));
}

#[test]
fn without_a_login_nobody_is_asked_and_it_says_so() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new().host(API, providers::cloudflare(&[]));
    let ran = ask(&signed_out(tools, &internet));
    assert_eq!((ran.code, ran.json()), (Some(1), json!({"loggedIn": false})), "{ran:?}");
    assert!(internet.seen().is_empty());
}

#[test]
fn a_refused_token_ends_with_1_and_the_code_1000() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new().host(API, providers::cloudflare(&[]));
    let mut machine = signed_out(tools, &internet);
    machine.set("CLOUDFLARE_API_TOKEN", &keys::cloudflare('u', "dead"));
    let ran = ask(&machine);
    assert_eq!((ran.code, ran.stdout.trim()), (Some(1), ""), "{ran:?}");
    assert!(ran.stderr.contains("Invalid API Token [code: 1000]"), "{ran:?}");
}

#[test]
fn a_token_of_an_account_is_refused_as_that_of_a_user_and_works() {
    let Some(tools) = tools() else { return };
    let token = keys::cloudflare('a', "account");
    let internet = Internet::new().host(API, providers::cloudflare(&[&token]));
    let mut machine = signed_out(tools, &internet);
    machine.set("CLOUDFLARE_API_TOKEN", &token);
    let ran = ask(&machine);
    let said = ran.json();
    assert_eq!(
        (ran.code, &said["authType"], &said["email"]),
        (Some(0), &json!("Account API Token"), &json!(null)),
        "{ran:?}"
    );
    assert_eq!(said["accounts"][0]["id"], ACCOUNT);
    assert_eq!(internet.seen()[0].path, "/client/v4/user/tokens/verify");
}

#[test]
fn a_network_that_does_not_reach_cloudflare_is_no_refusal() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new();
    let ran = ask(&signed_in(tools, &internet, FAR));
    assert_eq!((ran.code, ran.json()), (Some(1), json!(null)), "{ran:?}");
    assert!(ran.stderr.contains("fetch request failed"), "{ran:?}");
}

#[test]
fn a_login_that_has_run_out_is_renewed_and_written_anew() {
    let Some(tools) = tools() else { return };
    let fresh = json!({"access_token": "fresh", "refresh_token": "next", "expires_in": 3600, "scope": "account:read"});
    let internet = Internet::new()
        .host(API, providers::cloudflare(&["fresh"]))
        .always("dash.cloudflare.com", Answer::json(200, &fresh));
    let machine = signed_in(tools, &internet, PAST);
    let ran = ask(&machine);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let posts: Vec<String> =
        internet.seen().iter().filter(|request| request.method == "POST").map(|request| request.text()).collect();
    assert_eq!(posts.len(), 1);
    assert!(posts[0].starts_with("grant_type=refresh_token&refresh_token=renewal&"), "{posts:?}");
    let kept = std::fs::read_to_string(machine.root().join(LOGIN)).unwrap();
    assert!(kept.contains("oauth_token = \"fresh\"") && kept.contains("refresh_token = \"next\""), "{kept}");
}

#[test]
fn a_login_that_is_not_renewed_ends_with_1_and_stays_as_it_was() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new()
        .host(API, providers::cloudflare(&["login"]))
        .always("dash.cloudflare.com", Answer::json(400, &json!({"error": "invalid_grant"})));
    let machine = signed_in(tools, &internet, PAST);
    let ran = ask(&machine);
    assert_eq!((ran.code, ran.stdout.trim()), (Some(1), ""), "{ran:?}");
    assert!(internet.seen_by(API).is_empty());
    assert!(std::fs::read_to_string(machine.root().join(LOGIN)).unwrap().contains("refresh_token = \"renewal\""));
}

#[test]
fn an_old_folder_in_the_home_hides_the_login_even_where_it_is_empty() {
    let Some(tools) = tools() else { return };
    let internet = Internet::new().host(API, providers::cloudflare(&["login"]));
    let machine = signed_in(tools, &internet, FAR);
    std::fs::create_dir(machine.home().join(".wrangler")).unwrap();
    let ran = ask(&machine);
    assert_eq!((ran.code, ran.json()), (Some(1), json!({"loggedIn": false})), "{ran:?}");
}

#[test]
fn a_server_in_trouble_is_no_refusal() {
    let Some(tools) = tools() else { return };
    for (answer, told) in [
        (Answer::page(502, "<html>Bad Gateway</html>"), "GET /user -> 502 Bad Gateway"),
        (Answer::page(429, "slow down"), "GET /user -> 429 Too Many Requests"),
    ] {
        let internet = Internet::new().always(API, answer);
        let ran = ask(&signed_in(tools, &internet, FAR));
        assert_eq!((ran.code, ran.stdout.trim()), (Some(1), ""), "{ran:?}");
        assert!(ran.stderr.contains(told), "{ran:?}");
    }
}
