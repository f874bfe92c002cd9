//! Clear answers: a key that works, a key that does not, and those that only look like it.

use super::*;

/// The answer of a round; the last one again where there are fewer.
fn round(answers: &[Answer], round: usize) -> Option<Answer> {
    answers.get(round).or(answers.last()).cloned()
}

#[test]
fn a_key_that_works_is_called_live_also_where_it_may_not_do_much() {
    let (files, keys) = one_of_each();
    let most = keys.keys().map(|id| says::alive(id).len()).max().unwrap();
    for number in 0..most {
        let internet = providers(&keys, move |id, _| round(&says::alive(id), number).unwrap());
        let machine = saved(&internet, &files);
        let ran = check_live(&machine, &["--format", "json"]);
        let findings = findings(&ran);
        assert_eq!(findings.keys().collect::<Vec<_>>(), keys.keys().collect::<Vec<_>>());
        for (id, finding) in findings {
            assert_eq!((&finding["status"], &finding["why"]), (&"live".into(), &Value::Null), "{number} {id}");
            assert_eq!(finding["note"], false);
        }
        assert_eq!(ran.code, Some(1));
        for (id, live) in askable(&services()) {
            let asked = internet.seen_by(&host(&live)).into_iter().filter(|request| carries(request, &keys[&id]));
            let asked: Vec<Request> = asked.collect();
            assert_eq!(asked.len(), 1, "{id}");
            assert_eq!((asked[0].method.as_str(), asked[0].body.len()), ("GET", 0), "{id}");
        }
        assert_eq!(internet.seen().len(), keys.len());
        assert!(internet.refused().is_empty(), "{:?}", internet.refused());
    }
}

#[test]
fn only_a_documented_no_calls_a_key_revoked() {
    let (files, keys) = one_of_each();
    let most = keys.keys().map(|id| says::dead(id).len()).max().unwrap();
    for number in 0..most {
        let other = || Answer::json(401, &serde_json::json!({"message": "Unauthorized"}));
        let internet = providers(&keys, move |id, _| round(&says::dead(id), number).unwrap_or_else(other));
        let machine = saved(&internet, &files);
        for (id, finding) in findings(&check_live(&machine, &["--format", "json"])) {
            let is_dead = !says::dead(&id).is_empty();
            assert_eq!(finding["status"], if is_dead { "revoked" } else { "unknown" }, "{number} {id}");
            assert_eq!((&finding["note"], finding["why"].is_null()), (&is_dead.into(), is_dead), "{number} {id}");
        }
    }
}

#[test]
fn where_all_keys_are_revoked_nothing_is_left_to_do() {
    let (mut files, keys) = one_of_each();
    files.retain(|(path, _)| path == "resend-key.txt" || path == "github-oauth.txt");
    let internet = providers(&keys, |id, _| round(&says::dead(id), 0).unwrap());
    let machine = saved(&internet, &files);
    let ran = check_live(&machine, &["--format", "json"]);
    assert_eq!((ran.code, &ran.json()["verdict"]), (Some(0), &"clean".into()), "{ran:?}");
    assert_eq!(findings(&ran).len(), 2);
}

#[test]
fn what_only_looks_like_a_no_never_calls_a_key_dead() {
    let (files, keys) = one_of_each();
    let most = keys.keys().map(|id| says::look_alikes(id).len()).max().unwrap();
    for number in 0..most {
        let other = || Answer::json(401, &serde_json::json!({"message": "Unauthorized"}));
        let internet = providers(&keys, move |id, _| round(&says::look_alikes(id), number).unwrap_or_else(other));
        let machine = saved(&internet, &files);
        let ran = check_live(&machine, &["--format", "json"]);
        for (id, finding) in findings(&ran) {
            assert_eq!(finding["status"], "unknown", "{number} {id}");
            assert!(finding["why"].is_string());
        }
        assert_eq!(ran.code, Some(1));
    }
}
