//! The condition language: truth tables, nulls, types, and errors that name the place.

use super::*;
use crate::fact::{Reason, Version};

fn scope() -> Scope {
    Scope::new([
        ("yes".to_owned(), Type::Bool),
        ("no".to_owned(), Type::Bool),
        ("unsure".to_owned(), Type::Bool),
        ("nothing".to_owned(), Type::Bool),
        ("code".to_owned(), Type::Int),
        ("absent".to_owned(), Type::Int),
        (
            "node".to_owned(),
            Type::record([
                ("version", Type::Version),
                ("engines", Type::Text),
                ("method", Type::Word(&["nvm", "brew"])),
                ("tags", Type::list(Type::Text)),
                ("gone", Type::Version),
            ]),
        ),
    ])
}

fn facts() -> Facts {
    Facts::from([
        ("yes".to_owned(), Fact::Bool(true)),
        ("no".to_owned(), Fact::Bool(false)),
        ("unsure".to_owned(), Fact::unknown(Reason::Timeout)),
        ("code".to_owned(), Fact::Int(401)),
        (
            "node".to_owned(),
            Fact::record([
                ("version", Version::parse("22.11.0").unwrap().into()),
                ("engines", "^20.3 || >=22.12".into()),
                ("method", "nvm".into()),
                ("tags", vec!["a", "b"].into()),
            ]),
        ),
    ])
}

fn judge(source: &str) -> &'static str {
    let condition = Condition::parse(source, &scope()).unwrap_or_else(|mistake| panic!("{source}: {mistake:?}"));
    match condition.judge(&facts()) {
        Fact::Bool(true) => "true",
        Fact::Bool(false) => "false",
        Fact::Null => "does not apply",
        Fact::Unknown(_) => "unknown",
        other => panic!("{source}: {other:?}"),
    }
}

fn mistake(source: &str) -> Mistake {
    Condition::parse(source, &scope()).err().unwrap_or_else(|| panic!("{source} was accepted"))
}

#[test]
fn and_or_not_follow_the_truth_tables_in_both_orders() {
    for (source, expected) in [
        ("yes and no", "false"),
        ("unsure and no", "false"),
        ("no and unsure", "false"),
        ("unsure and yes", "unknown"),
        ("yes and nothing", "does not apply"),
        ("nothing and unsure", "does not apply"),
        ("unsure and nothing", "does not apply"),
        ("no or unsure", "unknown"),
        ("unsure or yes", "true"),
        ("yes or unsure", "true"),
        ("nothing or unsure", "unknown"),
        ("nothing or no", "does not apply"),
        ("nothing or yes", "true"),
        ("not no", "true"),
        ("not unsure", "unknown"),
        ("not nothing", "does not apply"),
    ] {
        assert_eq!(judge(source), expected, "{source}");
    }
}

#[test]
fn a_null_is_equal_to_nothing_and_has_no_order() {
    for (source, expected) in [
        ("absent == 5", "false"),
        ("absent != 5", "true"),
        ("absent < 5", "does not apply"),
        ("not (absent < 5)", "does not apply"),
        ("absent is none", "true"),
        ("absent in [1, 2]", "false"),
        ("node.gone is satisfying('>=1')", "does not apply"),
        ("node.gone is not satisfying('>=1')", "does not apply"),
        ("unsure is none", "unknown"),
    ] {
        assert_eq!(judge(source), expected, "{source}");
    }
}

#[test]
fn versions_satisfy_ranges_as_npm_reads_them() {
    for (source, expected) in [
        ("node.version is satisfying('>=22.12')", "false"),
        ("node.version is not satisfying('>=22.12')", "true"),
        ("node.version is satisfying('^20.1 || >=22')", "true"),
        ("node.version is satisfying(node.engines)", "false"),
    ] {
        assert_eq!(judge(source), expected, "{source}");
    }
}

#[test]
fn lists_words_and_numbers_are_compared() {
    for (source, expected) in [
        ("code in [401, 403]", "true"),
        ("code not in [401, 403]", "false"),
        ("'a' in node.tags", "true"),
        ("node.tags | length > 1", "true"),
        ("node.method == 'nvm' and code >= 400", "true"),
        ("node.engines is matching('^\\^20')", "true"),
    ] {
        assert_eq!(judge(source), expected, "{source}");
    }
}

#[test]
fn a_typo_names_the_fact_the_place_and_what_is_known() {
    let unknown = mistake("yes and nod.version is none");
    assert_eq!(unknown.message, "unknown fact `nod`");
    assert_eq!(unknown.at, 8..11);
    assert!(unknown.help.is_some_and(|help| help.contains("node")));

    let part = mistake("node.verson is none");
    assert_eq!(part.message, "unknown fact `verson`");
    assert!(part.help.is_some_and(|help| help.contains("version engines")));
}

#[test]
fn two_types_never_compare() {
    for source in ["code == '401'", "node.version < 22", "yes == 'true'", "'1' in [1, 2]", "node.tags == 'a'"] {
        let message = mistake(source).message;
        assert!(message.contains("cannot be compared") || message.contains("never in"), "{source}: {message}");
    }
}

#[test]
fn a_word_outside_the_closed_list_is_an_error() {
    assert_eq!(mistake("node.method == 'nmv'").message, "this fact is never `nmv`");
    assert_eq!(mistake("node.method in ['nvm', 'bew']").message, "this fact is never `bew`");
}

#[test]
fn nothing_outside_the_closed_language_is_accepted() {
    for source in [
        "code + 1 == 402",
        "code",
        "node.tags | map('upper') == 'a'",
        "range(3)",
        "yes if no else yes",
        "node['version'] is none",
        "code == none",
        "code is odd",
        "node.tags[0] == 'a'",
        "node.version is satisfying('banana')",
        "node.engines is matching('(')",
        "1 < code < 500",
        "{'a': 1}",
        "yes and",
        "",
    ] {
        mistake(source);
    }
}

#[test]
fn a_place_behind_a_list_means_the_parts_of_all_its_items() {
    let item = Type::record([("tags", Type::list(Type::Text)), ("name", Type::Text)]);
    let scope = Scope::new([("all".to_owned(), Type::record([("items", Type::list(item))]))]);
    let one = Fact::record([("tags", vec!["a", "b"].into()), ("name", "one".into())]);
    let slow = Fact::unknown(Reason::Timeout);
    let items = Fact::List(vec![one, Fact::Null, slow.clone()]);
    let facts = Facts::from([("all".to_owned(), Fact::record([("items", items)]))]);
    let look = |source: &str| Place::parse(source, &scope).unwrap();
    let (tags, kind) = look("all.items.tags");
    assert_eq!(
        (tags.look(&facts), kind),
        (Fact::List(vec!["a".into(), "b".into(), slow.clone()]), Type::list(Type::Text))
    );
    let (names, kind) = look("all.items.name");
    assert_eq!((names.look(&facts), kind), (Fact::List(vec!["one".into(), slow]), Type::list(Type::Text)));
    assert!(Place::parse("all.items.nam", &scope).is_err());
    assert!(Condition::parse("'a' in all.items.tags", &scope).is_err(), "only a place reaches behind a list");
}
