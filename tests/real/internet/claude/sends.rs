//! What a message of `claude -p` really carries: the settings of the project count here, and beat all others.

use serde_json::json;

use super::{KEY, LOCAL, LONG, PROJECT, State, USER, env, helper};

const TOKEN: &str = "ANTHROPIC_AUTH_TOKEN";

/// A machine with a subscription, whose project nobody trusts.
fn subscribed<'a>(shell: &'a [(&'a str, &'a str)], files: &'a [(&'a str, String)]) -> State<'a> {
    State { subscription: true, shell, files, ..State::default() }
}

#[test]
fn the_subscription_is_sent_where_nothing_else_is_there() {
    subscribed(&[], &[]).sends(Some("login"), None);
}

#[test]
fn a_key_is_sent_in_place_of_the_subscription_and_of_a_long_token() {
    subscribed(&[(KEY, "shell")], &[]).sends(None, Some("shell"));
    subscribed(&[(KEY, "shell"), (LONG, "long")], &[]).sends(None, Some("shell"));
    subscribed(&[(LONG, "long")], &[]).sends(Some("long"), None);
}

#[test]
fn a_bearer_token_goes_beside_a_key_and_in_place_of_all_else() {
    subscribed(&[(TOKEN, "bearer"), (KEY, "shell")], &[]).sends(Some("bearer"), Some("shell"));
    subscribed(&[(TOKEN, "bearer"), (LONG, "long")], &[]).sends(Some("bearer"), None);
}

#[test]
fn settings_beat_the_shell_and_the_nearer_file_beats_the_farther() {
    let all = [(USER, env(KEY, "user")), (PROJECT, env(KEY, "project")), (LOCAL, env(KEY, "local"))];
    for (files, winner) in [(&all[..1], "user"), (&all[..2], "project"), (&all[..], "local")] {
        subscribed(&[(KEY, "shell")], files).sends(None, Some(winner));
    }
}

#[test]
fn an_empty_value_of_any_settings_takes_the_key_away() {
    for file in [USER, PROJECT, LOCAL] {
        subscribed(&[(KEY, "shell")], &[(file, env(KEY, ""))]).sends(Some("login"), None);
    }
}

#[test]
fn a_project_cannot_set_the_long_token_and_the_user_can() {
    subscribed(&[], &[(PROJECT, env(LONG, "project"))]).sends(Some("login"), None);
    State { trusted: true, ..subscribed(&[], &[(LOCAL, env(LONG, "project"))]) }.sends(Some("login"), None);
    subscribed(&[], &[(USER, env(LONG, "user"))]).sends(Some("user"), None);
}

#[test]
fn the_program_that_prints_a_key_is_started_even_for_a_project_that_nobody_trusts() {
    subscribed(&[], &[(PROJECT, helper())]).sends(Some("helper"), Some("helper"));
}

#[test]
fn a_dotenv_of_the_project_does_not_count() {
    subscribed(&[], &[("project/.env", format!("{KEY}=dotenv\n"))]).sends(Some("login"), None);
}

#[test]
fn of_the_root_of_a_repository_only_the_personal_settings_count_in_its_folders() {
    let head = (".git/HEAD", "ref: refs/heads/main\n".to_owned());
    let shared = [head.clone(), (".claude/settings.json", env(KEY, "shared"))];
    subscribed(&[], &shared).sends(Some("login"), None);
    let personal = [head, (".claude/settings.local.json", env(KEY, "personal"))];
    subscribed(&[], &personal).sends(None, Some("personal"));
    subscribed(&[], &personal[1..]).sends(Some("login"), None);
}

#[test]
fn a_key_that_its_owner_once_refused_is_sent_all_the_same() {
    let refused =
        json!({"hasCompletedOnboarding": true, "customApiKeyResponses": {"approved": [], "rejected": ["shell"]}});
    subscribed(&[(KEY, "shell")], &[("home/.claude.json", refused.to_string())]).sends(None, Some("shell"));
}
