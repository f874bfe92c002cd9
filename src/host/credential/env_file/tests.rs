//! Lines of files with keys, and what is wrong with each.

use super::*;
use crate::host::{World, WorldSpec};

fn services() -> Services {
    let mut services = Services::default();
    let garden = "title = 'Garden'\ndrops_line_ends = true\n[[key]]\nkind = 'key'\ntitle = 'a garden key'\nprefix = 'gk_'\npattern = 'gk_[a-z0-9]{12}'\n[[source]]\nkind = 'key'\nenv = 'GARDEN_API_KEY'";
    services.add("garden", toml::from_str(garden).unwrap());
    services.add(
        "pond",
        toml::from_str(
            "title = 'Pond'\n[[key]]\nkind = 'key'\ntitle = 'a pond key'\nprefix = 'po_'\npattern = 'po_[0-9]{8}'",
        )
        .unwrap(),
    );
    services
}

fn found(text: &str) -> Vec<(String, usize, LineState, Option<&'static str>)> {
    let spec: WorldSpec = toml::from_str("").unwrap();
    let host = Host::World(World::build(spec, &services()).unwrap());
    let example = "SHOP_API_KEY=sh_9f83kd02\nTRY_KEY=1x00000000000000000000AA\nDB_PASSWORD=postgres\n".to_owned();
    let lines = lines(&host, &services(), text, &[example]);
    lines.into_iter().map(|line| (line.name, line.number, line.state, line.flaw.map(Flaw::word))).collect()
}

fn flaw_of(line: &str) -> Option<&'static str> {
    found(line).first().and_then(|(.., flaw)| *flaw)
}

#[test]
fn what_happens_to_values_on_the_way_is_told() {
    for (line, expected) in [
        ("GARDEN_API_KEY=gk_0123456789ab", None),
        ("GARDEN_API_KEY=\"gk_0123456789ab\"", None),
        ("GARDEN_API_KEY=\"gk_0123456789ab \"", None),
        ("GARDEN_API_KEY=\"\"gk_0123456789ab\"\"", Some("quoted")),
        ("GARDEN_API_KEY=\"gk_0123456789ab", Some("quoted")),
        ("GARDEN_API_KEY=“gk_0123456789ab”", Some("quoted")),
        ("GARDEN_API_KEY=gk_012345 6789ab", Some("spaced")),
        ("GARDEN_API_KEY: gk_0123456789ab", Some("colon")),
        ("GARDEN_API_KEY=po_87654321", Some("other-service")),
        ("GARDEN_TOKEN=po_87654321", Some("other-service")),
        ("GARDEN_WEBHOOK_SECRET=po_87654321", None),
        ("GARDEN_API_KEY=gk_0123", None),
        ("GARDEN_API_KEY=op://vault/garden/key", None),
        ("SHOP_API_KEY=sh_9f83kd02", Some("same-as-example")),
        ("SHOP_API_KEY=sh_7a11bb22", None),
        ("SHOP_API_KEY='a b'", Some("spaced")),
        ("SHOP_KEY='{\"type\": \"service\"}'", None),
        ("TRY_KEY=1x00000000000000000000AA", None),
        ("DB_PASSWORD=postgres", None),
        ("DB_PASSWORD='correct horse'", None),
        ("MAIL_FROM=\"Ada <ada@example.com>\"", None),
    ] {
        assert_eq!(flaw_of(line), expected, "{line}");
    }
}

#[test]
fn a_placeholder_is_one_as_a_whole() {
    for value in [
        "your_api_key_here",
        "gk_123",
        "gk_123456789",
        "gk_xxxxxxxxx",
        "changeme",
        "<your key>",
        "xxxxxxxx",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxx",
        "paste-it-here",
        "...",
    ] {
        assert_eq!(flaw_of(&format!("SHOP_API_KEY={value}")), Some("placeholder"), "{value}");
    }
    for value in ["gk_a8f3exampleb2", "9f83kd02yourkfw9", "sh_live_9a8b7c", "a1234567890"] {
        assert_eq!(flaw_of(&format!("SHOP_API_KEY={value}")), None, "{value}");
    }
}

#[test]
fn lines_keep_their_numbers_and_say_what_they_do() {
    let text = "\u{feff}A_KEY=x\n\n# B_KEY=old\nexport C_KEY=\n# words = nothing\nD_KEY=$OTHER\n";
    let states: Vec<(String, usize, LineState)> =
        found(text).into_iter().map(|(name, at, state, _)| (name, at, state)).collect();
    let expected = [
        ("A_KEY", 1, LineState::Set),
        ("B_KEY", 3, LineState::Commented),
        ("C_KEY", 4, LineState::Empty),
        ("words", 5, LineState::Commented),
        ("D_KEY", 6, LineState::Reference),
    ];
    assert_eq!(states, expected.map(|(name, at, state)| (name.to_owned(), at, state)));
}

#[test]
fn a_key_over_two_lines_is_one_and_a_long_text_in_quotation_marks_is_none() {
    assert_eq!(flaw_of("SHOP_API_KEY=sh_9f83\nkd02aa\n"), Some("two-lines"));
    assert_eq!(flaw_of("SHOP_API_KEY=sh_9f83\n\nkd02aa\n"), None);
    let long = "SHOP_PRIVATE_KEY=\"-----BEGIN KEY-----\nMIIabc+/=\nabc=\n-----END KEY-----\"\nB_TOKEN=x1\n";
    assert_eq!(
        found(long).iter().map(|(name, at, _, flaw)| (name.as_str(), *at, *flaw)).collect::<Vec<_>>(),
        [("SHOP_PRIVATE_KEY", 1, None), ("B_TOKEN", 5, None)]
    );
    assert_eq!(flaw_of("GARDEN_API_KEY=\"gk_0123\nOTHER=\"x\"\n"), Some("quoted"));
}
