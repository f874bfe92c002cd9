//! Examples of the service files are what the rules find; what they find depends on the surroundings alone.

use std::sync::Arc;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::*;
use crate::catalog::Catalog;
use crate::condition::{Condition, Scope};
use crate::fact::{Fact, Facts, Type};

fn services() -> Arc<Services> {
    Catalog::built_in_services().unwrap()
}

#[test]
fn every_kind_is_found_in_its_examples_and_in_nothing_that_only_looks_like_it() {
    let services = services();
    let wrong = Rules::new(&services).unwrap().contradictions(&services);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_key_and_no_context_is_longer_than_what_is_looked_at() {
    for rule in Rules::new(&services()).unwrap().all() {
        let shortest = rule.shortest();
        assert!(shortest + 64 < AHEAD, "{} takes {shortest} bytes", rule.id);
    }
}

#[test]
fn whether_a_key_is_found_depends_on_its_surroundings_alone() {
    let services = services();
    let rules = Rules::new(&services).unwrap();
    for (name, _, key) in services.keys().filter(|(_, _, key)| key.leak.is_some()) {
        let beside = key.leak.as_ref().and_then(|leak| leak.beside.first()).map_or("", String::as_str);
        let made = services.with_synthetic_keys(&format!("{beside}=<key:{name}/{}> ", key.kind)).unwrap();
        let text = format!("{}{made}{}", "a ".repeat(2 * AHEAD), "b ".repeat(2 * AHEAD));
        let all = rules.find_all(text.as_bytes());
        for hit in &all {
            let bounds = hit.anchor - BEHIND..hit.anchor + AHEAD;
            let mut near = Vec::new();
            rules.find(&text.as_bytes()[bounds.clone()], BEHIND..BEHIND + 1, &mut near);
            let near: Vec<usize> = near.iter().map(|near| near.start + bounds.start).collect();
            assert!(near.contains(&hit.start), "{name}/{}", key.kind);
        }
    }
}

#[test]
fn utf_16_of_both_ends_becomes_letters_with_and_without_its_mark() {
    let plain = "KEY=abc and more text than eight bytes";
    for (wide, bytes) in [
        (Utf16::LittleEnd, plain.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        (Utf16::BigEnd, plain.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        assert_eq!(Utf16::of(&bytes), Some(wide));
        assert_eq!(wide.narrow(&bytes), plain.as_bytes());
    }
    assert_eq!(Utf16::of(plain.as_bytes()), None);
    assert_eq!(Utf16::of(b"MZ\0\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"), None);
}

/// A text that fits a pattern, by chance; the first way where the others would say something else.
fn by_chance(pattern: &Hir, chance: &mut u64, out: &mut String) {
    let mut below = |limit: usize| {
        *chance ^= *chance << 13;
        *chance ^= *chance >> 7;
        *chance ^= *chance << 17;
        (*chance >> 11) as usize % limit.max(1)
    };
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).unwrap()),
        HirKind::Class(Class::Unicode(class)) => {
            let letters: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).collect();
            out.push(letters[below(letters.len())]);
        }
        HirKind::Class(Class::Bytes(_)) => unreachable!(),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min).min(repetition.min + 8);
            for _ in 0..repetition.min as usize + below((most - repetition.min) as usize + 1) {
                by_chance(&repetition.sub, chance, out);
            }
        }
        HirKind::Capture(capture) => by_chance(&capture.sub, chance, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| by_chance(part, chance, out)),
        HirKind::Alternation(ways) => by_chance(&ways[0], chance, out),
    }
}

/// `DOCTOR_ROUNDS=100` makes that many times as many of each kind.
#[test]
fn keys_by_chance_are_found_and_never_taken_for_examples() {
    let services = services();
    let rules = Rules::new(&services).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test is asked by hand to try more often")]
    let count = 40 * std::env::var("DOCTOR_ROUNDS").map_or(1, |times| times.parse().unwrap());
    let mut chance = 0x9E37_79B9_7F4A_7C15;
    for (name, _, key) in services.keys() {
        let Some(leak) = &key.leak else { continue };
        let id = format!("{name}/{}", key.kind);
        let stands_by_itself = rules.all().iter().any(|rule| rule.id == id && rule.stands_by_itself());
        let pattern =
            leak.pattern.as_deref().filter(|_| stands_by_itself || !leak.beside.is_empty()).unwrap_or(&key.pattern);
        let pattern = regex_syntax::parse(pattern).unwrap();
        let mut missed = Vec::new();
        for number in 0..count {
            let mut made = String::new();
            match key.checksum {
                Some(_) => made = services.with_synthetic_keys(&format!("<key:{id}#{number}>")).unwrap(),
                None => by_chance(&pattern, &mut chance, &mut made),
            }
            let text = match leak.beside.first() {
                Some(beside) => format!("{beside}=\"{made}\""),
                None if id == "database/password" => format!("postgres://ada:{made}@db.garden.dev/site"),
                None => format!("value={made}\n"),
            };
            // The pattern of another kind may fit as well; then that one is told.
            if rules.find_all(text.as_bytes()).is_empty() {
                missed.push(text);
            }
        }
        assert!(missed.is_empty(), "{} of {count} {id} are not found, such as {}", missed.len(), missed[0]);
    }
}

#[test]
fn a_wrong_checksum_is_no_key() {
    let services = services();
    let rules = Rules::new(&services).unwrap();
    for id in ["github/classic", "github/oauth", "github/app-user", "npm/token"] {
        let made = services.with_synthetic_keys(&format!("<key:{id}>")).unwrap();
        let other = if made.ends_with('a') { "b" } else { "a" };
        let wrong = format!("{}{other}", &made[..made.len() - 1]);
        assert_eq!(rules.find_all(wrong.as_bytes()), [], "{id}");
        assert_eq!(rules.find_all(made.as_bytes()).len(), 1, "{id}");
    }
}

#[test]
fn whoever_is_asked_about_a_key_is_its_own_service_and_only_its_own_words_call_it_dead() {
    let services = services();
    for (name, service, key) in services.keys() {
        let Some(live) = key.leak.as_ref().and_then(|leak| leak.verify.as_ref()) else { continue };
        let id = format!("{name}/{}", key.kind);
        assert!(service.host_for_keys(&live.get).is_some(), "{id} asks {}", live.get);
        assert!(key.send && !key.public, "{id} is sent nowhere");
        let kinds = live.take.iter().map(|(name, written)| {
            let kind = match written.split_once(':').unwrap() {
                ("text", _) => Type::Text,
                ("int", _) => Type::Int,
                ("bool", _) => Type::Bool,
                (other, _) => panic!("{id} takes {other}"),
            };
            (name.clone(), kind)
        });
        let scope = Scope::new(kinds.chain([("status".to_owned(), Type::Int)]));
        let alive = Condition::parse(&live.alive, &scope).unwrap();
        let dead = live.dead.as_ref().map(|source| Condition::parse(source, &scope).unwrap());
        // No status alone makes a key worthless or good: another one may have answered.
        for status in [200, 301, 400, 401, 403, 404, 429, 500, 529] {
            let mut facts: Facts = live.take.keys().map(|name| (name.clone(), Fact::Null)).collect();
            facts.insert("status".to_owned(), Fact::Int(status));
            let dead = dead.as_ref().map(|dead| dead.judge(&facts));
            assert_ne!(dead, Some(Fact::Bool(true)), "{id}: {status} alone is called dead");
            assert_ne!(alive.judge(&facts), Fact::Bool(true), "{id}: {status} alone is called alive");
        }
    }
}
