//! Credentials on written machines: who wins, what is told of them, and where they may go.

use super::*;
use crate::host::{Answer, Reach, Request, World};
use crate::service::Services;

/// A provider with all that a service file can say.
const GARDEN: &str = r#"
title = "Garden"
hosts = ["api.garden.example"]
folder = [{ path = "~/.garden", if_there = true }, { path = "~/.config/garden" }]
settings = [
    { json = { file = "{project}/garden.json", if_trusted = { files = ["~/trust.json"], projects = "projects", yes = "trusted" } } },
    { json = { file = "{folder}/settings.json" } },
    { terminal = {} },
    { dotenv = { file = "{project}/.env" } },
]
key = [
    { kind = "token", title = "a garden token", starts = "gt_", shape = 'gt_[a-z0-9]{12}' },
    { kind = "login", title = "a garden login", starts = "gl_", shape = 'gl_[a-z0-9]{12}', send = false },
    { kind = "plot", title = "the number of a garden", shape = '[0-9]{32}', send = false, public = true },
]
source = [
    { kind = "pair", env = "GARDEN_KEY", with = ["GARDEN_EMAIL"], stays = true },
    { kind = "token", env = "GARDEN_TOKEN", keys = ["token"], declined_in = { files = ["~/notes.json"], list = "keys.refused", last = 4 } },
    { kind = "plot", env = "GARDEN_PLOT", keys = ["plot"] },
    { kind = "login", yaml = ["{folder}/login.yml"], at = '"garden.example".token', expires = "until", renewed_by = "renew", renewable_until = "renew_until" },
    { kind = "keyring", yaml = ["{folder}/login.yml"], at = '"garden.example".user', sign_of = "the keyring" },
    { kind = "maybe", file = "{folder}/locked", maybe_in = "a locked place" },
]
"#;

fn services() -> Services {
    let mut services = Services::default();
    services.add("garden", toml::from_str(GARDEN).unwrap());
    services
}

fn machine(written: &str) -> Host {
    let spec =
        toml::from_str(&format!("folder = \"~/site\"\nfiles.\"~/site/package.json\" = \"{{}}\"\n{written}")).unwrap();
    Host::World(World::build(spec, &services()).unwrap())
}

fn sought(services: &Services) -> Sought<'_> {
    Sought { services, service: "garden", kinds: &[] }
}

/// Kinds and sources of all that is there, the one that is used first.
fn there(written: &str) -> Vec<(String, String)> {
    let held = machine(written).credentials(sought(&services())).unwrap();
    held.into_iter().map(|held| (held.kind, held.source)).collect()
}

fn first(written: &str) -> Held {
    machine(written).credentials(sought(&services())).unwrap().remove(0)
}

fn ask(written: &str, url: &str) -> Answer {
    let request = Request {
        url: url.to_owned(),
        headers: vec![("authorization".to_owned(), "Bearer {token}".to_owned())],
        reach: Reach::Anywhere,
        limit: std::time::Duration::from_secs(1),
    };
    machine(written).http(&request, Some(sought(&services())))
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, source)| ((*kind).to_owned(), (*source).to_owned())).collect()
}

const ME: &str = "https://api.garden.example/me";

#[test]
fn the_first_place_wins_and_hides_the_others() {
    let machine = r#"
        env.GARDEN_TOKEN = "<key:garden/token>"
        files."~/.config/garden/login.yml" = "garden.example:\n  token: <key:garden/login>\n"
    "#;
    let expected = [("token", "GARDEN_TOKEN"), ("login", "~/.config/garden/login.yml")];
    assert_eq!(there(machine), pairs(&expected));
}

#[test]
fn variables_are_taken_from_settings_then_the_terminal_then_the_projects_file() {
    let dotenv = "files.\"~/site/.env\" = \"# mine\\nGARDEN_TOKEN=a\\n\"\n";
    let terminal = format!("{dotenv}env.GARDEN_TOKEN = \"b\"\n");
    let settings =
        format!("{terminal}files.\"~/.config/garden/settings.json\" = '{{\"env\": {{\"GARDEN_TOKEN\": \"c\"}}}}'\n");
    assert_eq!(there(dotenv), pairs(&[("token", "GARDEN_TOKEN in ~/site/.env")]));
    assert_eq!((first(dotenv).line, first(dotenv).of_project), (Some(2), true));
    assert_eq!(there(&terminal), pairs(&[("token", "GARDEN_TOKEN")]));
    assert_eq!(there(&settings), pairs(&[("token", "~/.config/garden/settings.json")]));
    // An empty one ends the search, as it does for the tool.
    assert_eq!(there(&settings.replace("\"c\"", "\"\"")), []);
    // But not an empty one of the terminal.
    assert_eq!(there(&format!("{dotenv}env.GARDEN_TOKEN = \"\"\n")), there(dotenv));
}

#[test]
fn settings_of_a_project_count_only_where_the_user_trusts_it() {
    let project = "files.\"~/site/garden.json\" = '{\"env\": {\"GARDEN_TOKEN\": \"x\"}}'\n";
    let trust = |yes: &str| {
        format!(
            "{project}files.\"~/trust.json\" = '{{\"projects\": {{\"/home/learner/site\": {{\"trusted\": {yes}}}}}}}'\n"
        )
    };
    assert_eq!(there(project), []);
    assert_eq!(there(&trust("false")), []);
    assert_eq!(there(&trust("true")), pairs(&[("token", "~/site/garden.json")]));
}

#[test]
fn one_half_of_a_pair_is_nothing() {
    assert_eq!(there("env.GARDEN_KEY = \"a\""), []);
    assert_eq!(
        there("env.GARDEN_KEY = \"a\"\nenv.GARDEN_EMAIL = \"ada@lovelace.uk\""),
        pairs(&[("pair", "GARDEN_KEY")])
    );
}

#[test]
fn a_folder_that_must_be_there_gives_way_where_it_is_not() {
    let old = "files.\"~/.garden/login.yml\" = \"garden.example: {token: x}\"\n";
    let new = "files.\"~/.config/garden/login.yml\" = \"garden.example: {token: x}\"\n";
    assert_eq!(there(new), pairs(&[("login", "~/.config/garden/login.yml")]));
    assert_eq!(there(&format!("{old}{new}")), pairs(&[("login", "~/.garden/login.yml")]));
}

#[test]
fn what_is_kept_elsewhere_is_named_and_sent_nowhere() {
    let keyring = "files.\"~/.config/garden/login.yml\" = \"garden.example:\\n  user: ada\\n\"\n";
    assert_eq!(there(keyring), pairs(&[("keyring", "the keyring")]));
    assert_eq!(ask(keyring, ME), Answer::NothingToSend);
    let maybe = machine("files.\"~/.config/garden/locked\" = \"x\"");
    assert_eq!(maybe.credentials(sought(&services())).unwrap_err().detail.as_deref(), Some("a locked place"));
}

#[test]
fn a_place_that_cannot_be_read_makes_what_follows_unknown_and_not_what_came_before() {
    let locked = "files.\"~/.config/garden/login.yml\" = { text = \"x\", denied = true }\n";
    assert_eq!(machine(locked).credentials(sought(&services())).unwrap_err().reason, Reason::Unreadable);
    assert_eq!(there(&format!("{locked}env.GARDEN_TOKEN = \"a\"")), pairs(&[("token", "GARDEN_TOKEN")]));
}

#[test]
fn a_login_that_can_be_renewed_has_not_ended() {
    let login = |rest: &str| {
        first(&format!(
            "files.\"~/.config/garden/login.yml\" = \"garden.example: {{token: x}}\\nuntil: 2026-11-19T00:00:00Z\\n{rest}\""
        ))
    };
    assert_eq!(login("").renewable, Some(false));
    assert_eq!(login("renew: y").renewable, Some(true));
    assert_eq!(login("renew: y\\nrenew_until: 1763500000000").renewable, Some(false));
    // An end that nobody can mean is none.
    assert_eq!(login("renew: y\\nrenew_until: 5").renewable, Some(true));
    assert_eq!(login("").expires, "2026-11-19T00:00:00Z".parse().ok());
}

#[test]
fn a_key_goes_to_the_hosts_of_its_service_and_over_safe_connections_only() {
    let mine = "env.GARDEN_TOKEN = \"<key:garden/token>\"\n";
    let served = |url: &str| format!("{mine}http.\"GET {url}\" = {{ as = \"GARDEN_TOKEN\", json = {{}} }}\n");
    assert!(matches!(ask(&served(ME), ME), Answer::Came(_)));
    for url in [
        "http://api.garden.example/me",
        "https://garden.example/me",
        "https://api.garden.example.evil.example/me",
        "https://api.garden.example@evil.example/me",
        "https://evil.example/https://api.garden.example/me",
        "https://evil.example\\@api.garden.example/me",
    ] {
        assert!(matches!(ask(&served(&url.replace('\\', "\\\\")), url), Answer::Unknown(_)), "{url}");
    }
}

#[test]
fn only_what_may_be_a_key_of_the_service_is_sent() {
    let sent = |value: &str| {
        ask(&format!("env.GARDEN_TOKEN = {value:?}\nhttp.\"GET {ME}\" = {{ as = \"GARDEN_TOKEN\", json = {{}} }}"), ME)
    };
    assert!(matches!(sent("gt_1"), Answer::Came(_)));
    for other in ["gl_abcdefghijkl", "\"gt_abcdefghijkl\"", "gt_abc defghijkl", "gt_abcdefghijkl\n", "your-token-here"]
    {
        assert_eq!(sent(other), Answer::NothingToSend, "{other}");
    }
    assert_eq!(ask("", ME), Answer::NothingToSend);
}

#[test]
fn blanks_at_the_end_are_taken_off_and_line_breaks_where_the_programs_of_the_service_do_it() {
    let flaw = |drops: bool, value: &str| {
        let mut services = Services::default();
        services.add("garden", toml::from_str(&format!("drops_line_ends = {drops}\n{GARDEN}")).unwrap());
        let spec = toml::from_str(&format!("env.GARDEN_TOKEN = {value:?}")).unwrap();
        let held = Host::World(World::build(spec, &services).unwrap()).credentials(sought(&services)).unwrap();
        held.into_iter().next().unwrap().flaw
    };
    assert_eq!(flaw(false, "gt_abcdefghijkl \t"), None);
    assert_eq!(flaw(false, "gt_abcdefghijkl\n"), Some(Flaw::Spaced));
    assert_eq!(flaw(true, "gt_abcdefghijkl \r\n"), None);
    assert_eq!(flaw(true, "gt_abc\ndefghijkl"), Some(Flaw::Spaced));
    assert_eq!(flaw(true, " "), Some(Flaw::Spaced));
}

#[test]
fn a_line_that_only_says_where_a_key_is_kept_tells_nothing_of_it() {
    let line = |value: &str| {
        machine(&format!("files.\"~/site/.env\" = \"GARDEN_TOKEN={value}\"")).credentials(sought(&services()))
    };
    for value in ["op://Private/Garden/token", "encrypted:BDqDBibm4w", "$OTHER", "a${OTHER}"] {
        assert_eq!(line(value).unwrap_err().detail.as_deref(), Some("what GARDEN_TOKEN in ~/site/.env refers to"));
    }
    assert!(line("https://garden.example/tokens").is_ok());
    // In the terminal nobody puts anything in its place.
    assert_eq!(there("env.GARDEN_TOKEN = \"op://Private/Garden/token\"").len(), 1);
}

#[test]
fn a_key_that_its_user_does_not_want_to_be_used_is_known_by_its_end() {
    let declined = |notes: &str| first(&format!("env.GARDEN_TOKEN = \"gt_abcdefghijkl\"\n{notes}")).declined;
    assert_eq!(declined(""), Some(false));
    assert_eq!(declined(r#"files."~/notes.json" = '{"keys":{"refused":["ijkl"]}}'"#), Some(true));
    assert_eq!(declined(r#"files."~/notes.json" = '{"keys":{"refused":["jkl"]}}'"#), Some(false));
    assert_eq!(declined(r#"files."~/notes.json" = '{"keys":'"#), None);
    assert_eq!(declined(r#"files."~/notes.json" = { text = "{}", denied = true }"#), None);
}

#[test]
fn whatever_was_read_as_a_secret_is_hidden_in_what_comes_later() {
    let machine = machine("env.GARDEN_TOKEN = \"plainwords\"");
    machine.credentials(sought(&services())).unwrap();
    assert_eq!(machine.hide("it says plainwords twice: plainwords".into()), "it says [hidden] twice: [hidden]".into());
}

#[test]
fn a_word_of_doctors_own_in_the_place_of_a_key_stays_in_its_answers() {
    for word in ["placeholder", "GARDEN_TOKEN", "a garden token", "other-kind"] {
        let machine = machine(&format!("env.GARDEN_TOKEN = {word:?}"));
        machine.credentials(sought(&services())).unwrap();
        assert_eq!(machine.hide(word.into()), word.into());
    }
}

#[test]
fn what_is_no_secret_is_shown_in_its_own_place_alone() {
    let number = "31".repeat(16);
    assert_eq!(first(&format!("env.GARDEN_PLOT = {number:?}")).value, Some(number.clone()));
    // It may be a piece of a longer key.
    assert_eq!(first(&format!("env.GARDEN_TOKEN = {number:?}")).value, None);
}
