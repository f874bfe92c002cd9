//! What `claude auth status` says. It knows the shell and the user's settings, and of a project's settings only a part.

use super::{KEY, LOCAL, LONG, PROJECT, State, USER, env, helper};

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
