//! Fixes of the checks about where keys are.

use doctor::catalog::Catalog;

use crate::fix::elsewhere::Elsewhere;
use crate::fix::machine::Machine;

pub const ELSEWHERE: &[Elsewhere] =
    &[("safety/env-files", "ignore-file", "a private key", &["~/site/.gitignore", "deploy.pem"])];

/// A key that is made up now, with the shape of a real one.
fn key(kind: &str) -> String {
    Catalog::built_in().unwrap().services().with_synthetic_keys(&format!("<key:{kind}>")).unwrap()
}

/// A project with an allowed command that holds a key.
fn with_claude_settings() -> Machine {
    let machine = Machine::new();
    let command =
        format!("Bash(curl -H \\\"Authorization: Bearer {}\\\" https://api.resend.com/domains)", key("resend/key"));
    let settings = format!("{{\n  \"permissions\": {{\n    \"allow\": [\"{command}\"]\n  }}\n}}\n");
    machine.write("site/.claude/settings.local.json", &settings);
    machine.write("site/.gitignore", "node_modules\n.env*");
    machine.write("site/index.html", "<h1>Site</h1>\n");
    machine
}

#[test]
fn git_leaves_the_settings_of_claude_out() {
    let machine = with_claude_settings();
    machine.git(&["init", "-q", "-b", "main"]);
    machine.mends_to("safety/claude-settings", "ignore", "warn");
}

#[test]
fn git_forgets_the_settings_of_claude_that_were_saved() {
    let machine = with_claude_settings();
    machine.repository();
    machine.mends_to("safety/claude-settings", "untrack", "warn");
}

/// A project with a file of keys.
fn with_keys(file: &str) -> Machine {
    let machine = Machine::new();
    machine.write(&format!("site/{file}"), &format!("# mail\r\nRESEND_API_KEY={}\r\n", key("resend/key")));
    machine.write("site/index.html", "<h1>Site</h1>\n");
    machine
}

#[test]
fn git_leaves_a_file_with_keys_out_and_takes_the_example() {
    let machine = with_keys(".env");
    machine.write("site/.env.example", "RESEND_API_KEY=\n");
    machine.write("site/.gitignore", "node_modules/\r\ndist/");
    machine.git(&["init", "-q", "-b", "main"]);
    machine.mends("safety/env-files", "ignore");

    machine.doctor("fix safety/env-files --yes");
    machine.git(&["add", "."]);
    let taken = machine.window("git ls-files").out;
    assert!(taken.contains(".env.example") && !taken.contains(".env\n"), "{taken}");
}

#[test]
fn a_line_for_a_file_with_keys_that_a_later_one_takes_back_is_written_again() {
    let machine = with_keys(".dev.vars");
    machine.write("site/.gitignore", ".dev.vars*\n!.dev.vars\n");
    machine.git(&["init", "-q", "-b", "main"]);
    machine.mends("safety/env-files", "ignore");
}

#[test]
fn only_a_setting_of_this_computer_left_the_file_out() {
    let machine = with_keys(".env.local");
    machine.write(".config/git/ignore", ".env*\n");
    machine.git(&["init", "-q", "-b", "main"]);
    machine.mends("safety/env-files", "ignore");
}

#[test]
fn git_forgets_a_file_with_keys_that_was_saved() {
    let machine = with_keys("api/.env");
    machine.repository();
    machine.mends("safety/env-files", "untrack");
}

#[test]
fn git_forgets_a_file_with_keys_before_the_first_version_is_saved() {
    let machine = with_keys(".env");
    machine.git(&["init", "-q", "-b", "main"]);
    machine.git(&["add", "."]);
    machine.mends("safety/env-files", "untrack");
}

#[test]
fn git_forgets_a_file_with_keys_from_a_folder_below() {
    let machine = with_keys("pages/.env");
    machine.write("site/.gitignore", ".env\n");
    machine.repository();
    machine.git(&["add", "-f", "pages/.env"]);
    let before = machine.window("git ls-files").out;

    let said = machine.doctor("fix safety/env-files --yes -C pages").out;
    let after = machine.window("git ls-files").out;
    assert!(before.contains("pages/.env") && !after.contains("pages/.env"), "{said}");
    assert!(said.contains("cd ~/site\n"), "{said}");

    machine.take_all_back();
    assert_eq!(machine.window("git ls-files").out, before);
}

#[test]
fn a_login_that_others_could_read_is_closed() {
    let machine = Machine::new().ordinary();
    let login = "github.com:\n    oauth_token: k3j5h2g7k3j5h2g7k3j5h2g7\n    user: ada\n";
    machine.write_with_mode(".config/gh/hosts.yml", login, 0o644);
    machine.mends("safety/file-permissions", "close");
}

#[test]
fn a_login_that_others_could_change_is_closed() {
    let machine = Machine::new().ordinary();
    machine.write_with_mode("dotfiles/npmrc", "//npm.example.com/:_authToken=k3j5h2g7k3j5h2g7k3j5h2g7\n", 0o666);
    machine.link(".npmrc", "dotfiles/npmrc");
    machine.mends("safety/file-permissions", "close");
}

#[test]
fn a_line_with_a_key_goes_out_of_the_history_of_bash() {
    let machine = Machine::new();
    let typed = format!("ls\nexport RESEND_API_KEY={}\nnpm run dev\n", key("resend/key"));
    machine.write_with_mode(".bash_history", &typed, 0o600);
    machine.mends("safety/shell-history", "line");
}

#[test]
fn a_line_with_a_key_goes_out_of_the_history_of_zsh() {
    let Some(machine) = Machine::with_shell("zsh") else { return };
    let typed = format!(": 1767348000:0;ls\n: 1767348007:0;export GH_TOKEN={}\n", key("github/classic"));
    machine.write_with_mode(".zsh_history", &typed, 0o600);
    machine.mends("safety/shell-history", "line");
}

#[test]
fn a_line_with_a_key_goes_out_of_the_history_of_fish() {
    let Some(machine) = Machine::with_shell("fish") else { return };
    let typed = format!(
        "- cmd: ls\n  when: 1767348000\n- cmd: set -x GH_TOKEN {}\n  when: 1767348007\n- cmd: npm run dev\n  when: 1767348009\n",
        key("github/classic")
    );
    machine.write_with_mode(".local/share/fish/fish_history", &typed, 0o600);
    machine.mends("safety/shell-history", "line");

    machine.doctor("fix safety/shell-history --yes");
    let known = machine.window("history").out;
    assert!(known.contains("ls\n") && known.contains("npm run dev") && !known.contains("TOKEN"), "{known}");
}
