//! What `claude auth status` says. It knows the shell and the user's settings, and of a project's settings only a part.

use serde_json::{Value, json};

use super::{KEY, LOCAL, LOGIN, LONG, PROJECT, State, USER, env, helper, login, stand_in};
use crate::internet::Answer;

const BEDROCK: &str = "CLAUDE_CODE_USE_BEDROCK";

/// A machine with a subscription.
fn subscribed<'a>(shell: &'a [(&'a str, &'a str)], files: &'a [(&'a str, String)]) -> State<'a> {
    State { subscription: true, shell, files, ..State::default() }
}

#[test]
fn nothing_is_no_login() {
    State::default().says("none", None);
}

#[test]
fn the_file_of_a_subscription_is_a_login() {
    subscribed(&[], &[]).says("claude.ai", None);
}

#[test]
fn a_key_of_the_shell_beats_the_subscription_and_an_empty_one_does_not() {
    subscribed(&[(KEY, "shell")], &[]).says("api_key", Some(KEY));
    subscribed(&[(KEY, "")], &[]).says("claude.ai", None);
}

#[test]
fn a_key_of_the_users_settings_beats_the_subscription() {
    subscribed(&[], &[(USER, env(KEY, "settings"))]).says("api_key", Some(KEY));
}

#[test]
fn an_empty_key_of_the_users_settings_takes_away_the_one_of_the_shell() {
    subscribed(&[(KEY, "shell")], &[(USER, env(KEY, ""))]).says("claude.ai", None);
}

#[test]
fn a_long_token_beats_the_subscription_and_loses_to_a_key() {
    subscribed(&[(LONG, "long")], &[]).says("oauth_token", None);
    subscribed(&[(LONG, "long"), (KEY, "shell")], &[]).says("api_key", Some(KEY));
    subscribed(&[], &[(USER, env(LONG, "long"))]).says("oauth_token", None);
}

#[test]
fn a_program_that_prints_a_key_is_named_and_not_started() {
    subscribed(&[], &[(USER, helper())]).says("api_key_helper", Some("apiKeyHelper"));
    subscribed(&[(KEY, "shell")], &[(USER, helper())]).says("api_key_helper", Some(KEY));
}

#[test]
fn a_cloud_needs_no_login_and_is_switched_on_by_some_words_only() {
    for word in ["1", "true", "yes", "on"] {
        State { shell: &[(BEDROCK, word)], ..State::default() }.says("third_party", None);
    }
    for word in ["", "0", "2", "false", "other"] {
        subscribed(&[(BEDROCK, word)], &[]).says("claude.ai", None);
    }
}

#[test]
fn the_users_settings_switch_off_a_cloud_that_the_shell_switches_on() {
    subscribed(&[(BEDROCK, "1")], &[(USER, env(BEDROCK, "0"))]).says("claude.ai", None);
    subscribed(&[], &[(USER, env(BEDROCK, "1"))]).says("third_party", None);
}

#[test]
fn a_key_of_a_projects_settings_is_not_told_even_of_a_trusted_project() {
    for file in [PROJECT, LOCAL] {
        let files = [(file, env(KEY, "project"))];
        State { trusted: true, ..subscribed(&[], &files) }.says("claude.ai", None);
    }
}

#[test]
fn a_cloud_and_a_program_of_a_projects_settings_are_told_even_where_nobody_trusts_it() {
    for file in [PROJECT, LOCAL] {
        subscribed(&[], &[(file, env(BEDROCK, "1"))]).says("third_party", None);
        subscribed(&[], &[(file, helper())]).says("api_key_helper", Some("apiKeyHelper"));
    }
}

/// A login whose time is over, and what stays of it when `auth status` was asked and the server of logins gave this answer.
fn after_asking(answer: Answer) -> Option<(Value, String)> {
    let internet = stand_in().always("platform.claude.com", answer);
    let machine = subscribed(&[], &[]).machine(&internet)?;
    machine.write(LOGIN, &login(1_600_000_000_000).to_string());
    let said = machine.run("claude", &["auth", "status"]).json();
    let sent = internet.seen_by("platform.claude.com");
    assert!(sent.iter().all(|request| request.path == "/v1/oauth/token"), "{sent:?}");
    assert!(sent.first().is_some_and(|request| request.text().contains("\"refresh_token\":\"renewal\"")), "{sent:?}");
    Some((said, std::fs::read_to_string(machine.root().join(LOGIN)).unwrap_or_default()))
}

#[test]
fn to_ask_renews_a_login_whose_time_is_over_and_writes_it_anew() {
    let scope = "user:inference user:profile";
    let fresh = json!({"access_token": "fresh", "refresh_token": "next", "expires_in": 3600, "scope": scope});
    let Some((said, kept)) = after_asking(Answer::json(200, &fresh)) else { return };
    assert_eq!((&said["authMethod"], &said["subscriptionType"]), (&json!("claude.ai"), &json!("pro")));
    assert!(kept.contains("\"fresh\"") && kept.contains("\"next\"") && !kept.contains("renewal"), "{kept}");
}

#[test]
fn a_login_that_the_server_refuses_to_renew_is_emptied_and_called_a_login_once_more() {
    let Some((said, kept)) = after_asking(Answer::json(400, &json!({"error": "invalid_grant"}))) else { return };
    assert_eq!(said["loggedIn"], true);
    let kept: Value = serde_json::from_str(&kept).unwrap();
    let kept = &kept["claudeAiOauth"];
    assert_eq!([&kept["accessToken"], &kept["refreshToken"], &kept["expiresAt"]], [&json!(""), &json!(""), &json!(0)]);
    // Whoever asks next is told the truth.
    let files = [(LOGIN, json!({"claudeAiOauth": kept}).to_string())];
    State { files: &files, ..State::default() }.says("none", None);
}

#[test]
fn a_server_of_logins_in_trouble_leaves_the_login_as_it_was() {
    let Some((said, kept)) = after_asking(Answer::page(503, "later")) else { return };
    assert_eq!(said["authMethod"], "claude.ai");
    assert!(kept.contains("renewal"), "{kept}");
}
