//! Which credential wrangler takes where several are there: the shell, a project's `.env` files, the login.

use super::{API, FAR, ask, signed_in};
use crate::installed::tools;
use crate::internet::{Internet, providers};

/// The credential that wrangler takes on a machine with a login, with these variables and files in the project.
fn taken(vars: &[(&str, &str)], files: &[(&str, &str)]) -> Option<String> {
    let tools = tools()?;
    let internet = Internet::new().host(API, providers::cloudflare(&[]));
    let mut machine = signed_in(tools, &internet, FAR);
    for (name, value) in vars {
        machine.set(name, value);
    }
    for (file, text) in files {
        machine.write(file, text);
    }
    // Nothing is accepted here: one request is all that wrangler needs to show what it takes.
    let ran = ask(&machine);
    let seen = internet.seen_by(API);
    let first = seen.first().unwrap_or_else(|| panic!("nothing was asked: {ran:?}"));
    let pair = || Some(format!("{} {}", first.header("x-auth-email")?, first.header("x-auth-key")?));
    Some(first.bearer().map(str::to_owned).or_else(pair).expect("a credential"))
}

/// Asserts what is taken; nothing where the tools are not installed.
fn takes(expected: &str, vars: &[(&str, &str)], files: &[(&str, &str)]) {
    let Some(taken) = taken(vars, files) else { return };
    assert_eq!(taken, expected, "{vars:?} {files:?}");
}

#[test]
fn a_token_of_the_shell_beats_the_login() {
    takes("shell", &[("CLOUDFLARE_API_TOKEN", "shell")], &[]);
}

#[test]
fn a_token_of_the_projects_dotenv_beats_the_login() {
    takes("dotenv", &[], &[("project/.env", "CLOUDFLARE_API_TOKEN=dotenv\n")]);
}

#[test]
fn the_shell_beats_dotenv() {
    takes("shell", &[("CLOUDFLARE_API_TOKEN", "shell")], &[("project/.env", "CLOUDFLARE_API_TOKEN=dotenv\n")]);
}

#[test]
fn an_empty_variable_of_the_shell_does_not_hide_dotenv() {
    takes("dotenv", &[("CLOUDFLARE_API_TOKEN", "")], &[("project/.env", "CLOUDFLARE_API_TOKEN=dotenv\n")]);
}

#[test]
fn dotenv_local_beats_dotenv() {
    let files =
        [("project/.env", "CLOUDFLARE_API_TOKEN=dotenv\n"), ("project/.env.local", "CLOUDFLARE_API_TOKEN=mine\n")];
    takes("mine", &[], &files);
}

#[test]
fn an_empty_line_of_dotenv_local_hides_dotenv_and_leaves_the_login() {
    let files = [("project/.env", "CLOUDFLARE_API_TOKEN=dotenv\n"), ("project/.env.local", "CLOUDFLARE_API_TOKEN=\n")];
    takes("login", &[], &files);
}

#[test]
fn files_of_folders_above_of_other_tools_and_of_named_environments_do_not_count() {
    let files = [".env", "project/.dev.vars", "project/.env.production", "project/.env.development"];
    takes("login", &[("NODE_ENV", "production")], &files.map(|file| (file, "CLOUDFLARE_API_TOKEN=other\n")));
}

#[test]
fn the_new_name_in_dotenv_beats_the_old_name_in_the_shell() {
    takes("new", &[("CF_API_TOKEN", "old")], &[("project/.env", "CLOUDFLARE_API_TOKEN=new\n")]);
}

#[test]
fn a_global_key_with_its_address_beats_a_token_wherever_each_stands() {
    let vars = [("CLOUDFLARE_API_TOKEN", "shell"), ("CLOUDFLARE_EMAIL", "learner@example.com")];
    takes("learner@example.com global", &vars, &[("project/.env", "CLOUDFLARE_API_KEY=global\n")]);
}

#[test]
fn a_global_key_without_an_address_counts_for_nothing() {
    takes("login", &[("CLOUDFLARE_API_KEY", "global")], &[]);
}
