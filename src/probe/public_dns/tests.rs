//! Names as two resolvers tell of them.

use std::time::Duration;

use super::*;
use crate::host::{Host, World, WorldSpec};

const NAMES: [&str; 2] = RESOLVERS;

/// What is told of `name` where each resolver answers so: request after the address, then the JSON.
fn ask(name: &str, answers: [&[(&str, &str)]; 2]) -> Fact {
    let mut world = String::new();
    for (base, answers) in NAMES.iter().zip(answers) {
        for (question, json) in answers {
            let said = if json.starts_with('{') { format!("json = {json}") } else { (*json).to_owned() };
            world.push_str(&format!("http.'GET {base}?name={question}' = {{ {said} }}\n"));
        }
    }
    let spec: WorldSpec = toml::from_str(&world).unwrap();
    let host = Host::World(World::build(spec, &Default::default()).unwrap());
    let services = Default::default();
    let context = Context { host: &host, services: &services, limit: Duration::from_secs(10) };
    let answer = PublicDns { name: name.to_owned() }.ask(context);
    let Host::World(world) = &host else { unreachable!() };
    assert_eq!(world.unanswered(), Vec::<String>::new());
    answer
}

const HERE: (&str, &str) = (
    "example.com&type=A",
    "{ Status = 0, Answer = [{ name = 'example.com', type = 1, TTL = 300, data = '104.21.1.1' }] }",
);
const NO_A: (&str, &str) = ("example.com&type=A", "{ Status = 0 }");
const NO_AAAA: (&str, &str) =
    ("example.com&type=AAAA", "{ Status = 0, Authority = [{ name = 'example.com', type = 6, TTL = 7201 }] }");
const OURS: (&str, &str) = (
    "example.com&type=NS",
    "{ Status = 0, Answer = [{ name = 'example.com.', type = 2, TTL = 60, data = 'Ada.ns.cloudflare.com.' }] }",
);
const THEIRS: (&str, &str) = (
    "example.com&type=NS",
    "{ Status = 0, Answer = [{ name = 'example.com', type = 2, TTL = 86400, data = 'ns1.registrar.example.' }] }",
);

#[test]
fn a_name_at_cloudflare_is_told_alike_by_both() {
    let told = ask("example.com", [&[HERE, OURS], &[HERE, OURS]]);
    for name in ["registered", "cloudflare", "exists", "at_cloudflare"] {
        assert_eq!(told.part(name), Fact::Bool(true), "{name}");
    }
    assert_eq!(told.part("spreading"), Fact::Bool(false));
    assert_eq!(told.part("wait").as_text(), Some("5 minutes"));
    assert_eq!(told.part("nameservers"), vec!["ada.ns.cloudflare.com"].into());
}

#[test]
fn answers_that_differ_are_news_on_their_way() {
    let told = ask("example.com", [&[HERE, OURS], &[HERE, THEIRS]]);
    assert_eq!((told.part("spreading"), told.part("wait").as_text()), (true.into(), Some("24 hours")));
    let told = ask("example.com", [&[HERE, OURS], &[NO_A, NO_AAAA, OURS]]);
    assert_eq!((told.part("spreading"), told.part("wait").as_text()), (true.into(), Some("3 hours")));
}

#[test]
fn name_servers_belong_to_the_nearest_part_that_has_some() {
    let gone = "{ Status = 3, Authority = [{ name = 'example.com', type = 6, TTL = 60, data = 'x' }] }";
    let all = [("www.example.com&type=A", gone), ("www.example.com&type=NS", gone), OURS];
    let told = ask("www.example.com", [&all, &all]);
    assert_eq!(told.part("zone").as_text(), Some("example.com"));
    assert_eq!((told.part("exists"), told.part("cloudflare")), (false.into(), true.into()));
    // An alias answers with the name servers of where it leads, which are not its own.
    let alias = "{ Status = 0, Answer = [{ name = 'www.example.com', type = 5, TTL = 60, data = 'site.pages.dev.' }, { name = 'site.pages.dev', type = 2, TTL = 60, data = 'x.ns.cloudflare.com.' }] }";
    let all = [("www.example.com&type=A", alias), ("www.example.com&type=NS", alias), THEIRS];
    let told = ask("www.example.com", [&all, &all]);
    assert_eq!((told.part("exists"), told.part("cloudflare")), (true.into(), false.into()));
}

#[test]
fn a_name_that_nobody_has_is_not_that_of_the_country() {
    let gone = "{ Status = 3 }";
    let all = [("example.co.uk&type=A", gone), ("example.co.uk&type=NS", gone)];
    let told = ask("example.co.uk", [&all, &all]);
    assert_eq!((told.part("registered"), told.part("zone")), (false.into(), Fact::Null));
}

#[test]
fn one_resolver_will_do_and_trouble_of_both_tells_nothing() {
    let told = ask("example.com", [&[("example.com&type=A", "fails = 'timeout'")], &[HERE, THEIRS]]);
    assert_eq!((told.part("cloudflare"), told.part("spreading")), (false.into(), Fact::Null));
    let failing = ("example.com&type=A", "{ Status = 2 }");
    let told = ask("example.com", [&[failing], &[failing]]);
    assert!(matches!(told, Fact::Unknown(unknown) if unknown.reason == Reason::Outage));
    let page = ("example.com&type=A", "html = '<html>Welcome to the hotel'");
    assert!(ask("example.com", [&[page], &[page]]).first_unknown().is_some());
}

#[test]
fn an_address_inside_a_network_is_told_from_one_of_the_internet() {
    let home = HERE.1.replace("104.21.1.1", "192.168.1.5");
    let told = ask("example.com", [&[(HERE.0, &home), OURS], &[HERE, OURS]]);
    assert_eq!(told.part("inside"), true.into());
    let told = ask("example.com", [&[HERE, OURS], &[HERE, OURS]]);
    assert_eq!(told.part("inside"), false.into());
}

#[test]
fn only_names_are_asked_about() {
    for name in ["localhost", "example.com&type=TXT", "a b.c", "x/../y.z"] {
        assert!(matches!(ask(name, [&[], &[]]), Fact::Unknown(_)), "{name}");
    }
}
