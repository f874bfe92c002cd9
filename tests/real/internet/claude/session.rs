//! What a session of `claude` in a terminal sends. Unlike `claude -p`, it asks before it uses a key, and keeps to the answer.

use serde_json::json;

use super::{KEY, PROJECT, State, USER, env, providers, stand_in};

/// The settings of somebody who has used Claude Code in this project, and has answered for these keys.
fn answered(machine: &crate::machine::Machine, approved: &[&str], rejected: &[&str]) {
    let project = json!({machine.project().to_str().unwrap(): {"hasTrustDialogAccepted": true}});
    let answers = json!({"approved": approved, "rejected": rejected});
    let state =
        json!({"hasCompletedOnboarding": true, "theme": "dark", "projects": project, "customApiKeyResponses": answers});
    machine.write("home/.claude.json", &state.to_string());
}

/// Asserts the bearer token and the key that the first message of a session carries.
fn sends(state: &State<'_>, approved: &[&str], rejected: &[&str], carried: (Option<&str>, Option<&str>)) {
    let internet = stand_in();
    let Some(machine) = state.machine(&internet) else { return };
    answered(&machine, approved, rejected);
    machine.watch("claude", &["hello"], |_| internet.seen().iter().any(providers::is_message));
    let message = internet.seen().into_iter().find(providers::is_message).unwrap();
    assert_eq!((message.bearer(), message.header("x-api-key")), carried);
}

#[test]
fn a_key_that_its_owner_refused_is_not_used() {
    let shell = State { subscription: true, shell: &[(KEY, "shell")], ..State::default() };
    sends(&shell, &[], &["shell"], (Some("login"), None));
    let settings = State { subscription: true, files: &[(USER, env(KEY, "settings"))], ..State::default() };
    sends(&settings, &[], &["settings"], (Some("login"), None));
}

#[test]
fn a_key_that_its_owner_accepted_is_used_and_the_projects_beats_the_shells() {
    let files = [(PROJECT, env(KEY, "project"))];
    let state = State { subscription: true, shell: &[(KEY, "shell")], files: &files, ..State::default() };
    sends(&state, &["shell", "project"], &[], (None, Some("project")));
}

#[test]
fn a_key_that_its_owner_was_never_asked_about_is_asked_about_first() {
    let internet = stand_in();
    let state = State { subscription: true, shell: &[(KEY, "shell")], ..State::default() };
    let Some(machine) = state.machine(&internet) else { return };
    answered(&machine, &[], &[]);
    machine.watch("claude", &["hello"], |screen| screen.contains("DoyouwanttousethisAPIkey"));
    assert!(!internet.seen().iter().any(providers::is_message));
}
