//! Examples of the service files are what the rules find; what they find depends on the surroundings alone.

use std::sync::Arc;

use super::*;
use crate::catalog::Catalog;

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
        let made = services.make_up(&format!("{beside}=<key:{name}/{}> ", key.kind)).unwrap();
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
        (Wide::LittleEnd, plain.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        (Wide::BigEnd, plain.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        assert_eq!(Wide::of(&bytes), Some(wide));
        assert_eq!(wide.narrow(&bytes), plain.as_bytes());
    }
    assert_eq!(Wide::of(plain.as_bytes()), None);
    assert_eq!(Wide::of(b"MZ\0\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"), None);
}
