//! Answers that decide nothing, and no answer at all: then a key may well work, and its owner hears why that is not known.

use std::time::{Duration, Instant};

use serde_json::json;

use super::*;

const STRANGER: &str = "stranger.example.com";

/// Sees that nothing is told of any key but that it is not known; gives the reasons.
fn nothing_is_known(ran: &Ran, told: &str) -> Vec<String> {
    let findings = findings(ran);
    assert_eq!((ran.code, findings.len()), (Some(1), askable(&services()).len()), "{told}: {ran:?}");
    let why = |(id, finding): (&String, &Value)| {
        assert_eq!((&finding["status"], &finding["note"]), (&"unknown".into(), &false.into()), "{told}: {id}");
        let why = finding["why"].as_str().unwrap_or_else(|| panic!("{told}: {id} has no reason")).to_owned();
        // It stands in brackets within a sentence.
        let is_an_end = !why.contains(['(', ')', '`']) && !why.ends_with('.') && why.len() < 130;
        assert!(is_an_end, "{told}: {why}");
        why
    };
    findings.iter().map(why).collect()
}

#[test]
fn an_answer_that_is_not_the_services_own_decides_nothing() {
    let cloudflare = "error code: 1010";
    let unclear = [
        (Answer::json(429, &json!({"name": "rate_limit_exceeded"})).header("retry-after", "1"), "too often"),
        (Answer::json(500, &json!({"name": "internal_server_error"})), "trouble of its own"),
        (Answer::page(503, "<html>later</html>"), "trouble of its own"),
        (Answer::json(529, &json!({"error": {"type": "overloaded_error"}})), "trouble of its own"),
        (Answer::page(200, "<html>Please accept our terms</html>"), "did not come from"),
        (Answer::page(401, "<html>Sign in to the company's network</html>"), "did not come from"),
        (Answer::page(403, "<html>Blocked by the school</html>"), "did not come from"),
        (Answer::page(403, cloudflare), "did not come from"),
        (Answer::page(401, ""), "did not come from"),
        (Answer::page(403, ""), "did not come from"),
        (Answer::page(200, ""), "did not come from"),
        (Answer::json(200, &json!({})), "neither yes nor no"),
        (Answer::json(200, &json!({"status": "ok"})), "neither yes nor no"),
        (Answer::json(401, &json!({"error": "unauthorized"})), "neither yes nor no"),
        (Answer::json(403, &json!({"error": {"message": "Access denied by policy"}})), "neither yes nor no"),
        (Answer::json(401, &json!([])), "neither yes nor no"),
        (Answer::json(404, &json!({"message": "Not Found"})), "neither yes nor no"),
        (Answer::redirect(&format!("https://{STRANGER}/")), "another address"),
    ];
    let (files, keys) = one_of_each();
    for (answer, why) in unclear {
        let told = format!("{answer:?}");
        let internet = providers(&keys, move |_, _| answer.clone()).always(STRANGER, Answer::json(200, &json!({})));
        let machine = saved(&internet, &files);
        let ran = check_live(&machine, &["--format", "json"]);
        assert_eq!(internet.seen_by(STRANGER).len(), 0, "a key went on to a stranger");
        let reasons = nothing_is_known(&ran, &told);
        assert!(reasons.iter().all(|reason| reason.contains(why)), "{told}: {reasons:#?}");
        if why == "too often" {
            let asked = internet.seen_by("api.github.com").len();
            assert!(asked < 5, "GitHub said that it was asked too often, and was asked {asked} times");
        }
    }
}

#[test]
fn a_service_that_is_not_reached_decides_nothing() {
    let (files, keys) = one_of_each();
    let cutting = providers(&keys, |_, _| Answer::reset());
    let refusing = Internet::new();
    let stranger = providers(&keys, |id, _| says::dead(id).pop().unwrap_or_else(Answer::reset));
    for (internet, why) in
        [(&cutting, "could not be reached"), (&refusing, "through the proxy"), (&stranger, "no safe connection")]
    {
        let machine = saved(internet, &files);
        if why == "no safe connection" {
            machine.write("authority.pem", &Internet::new().certificate());
        }
        let reasons = nothing_is_known(&check_live(&machine, &["--format", "json"]), why);
        assert!(reasons.iter().all(|reason| reason.contains(why)), "{reasons:#?}");
    }
    assert!(stranger.seen().is_empty(), "keys went to a server that nobody vouches for");
    let mut machine = saved(&refusing, &files);
    machine.set("HTTPS_PROXY", "http://127.0.0.1:9");
    let reasons = nothing_is_known(&check_live(&machine, &["--format", "json"]), "no proxy there");
    assert!(reasons.iter().all(|reason| reason.contains("through the proxy")), "{reasons:#?}");
}

#[test]
fn services_that_hang_are_waited_for_a_bounded_time() {
    let (files, keys) = one_of_each();
    let slow = Answer::json(401, &json!({})).after(Duration::from_secs(120));
    for answer in [slow, Answer::drip(401)] {
        let internet = providers(&keys, move |_, _| answer.clone());
        let machine = saved(&internet, &files);
        let began = Instant::now();
        let reasons = nothing_is_known(&check_live(&machine, &["--format", "json"]), "slow");
        let took = began.elapsed();
        assert!(reasons.iter().all(|reason| reason.contains("did not answer within 5 seconds")), "{reasons:#?}");
        // Eight at once, so that the services take their five seconds in three rows.
        assert!(took < Duration::from_secs(30), "it took {took:?}");
    }
}

#[test]
fn asking_without_the_network_is_bad_usage() {
    let (files, keys) = one_of_each();
    let internet = providers(&keys, |id, _| says::alive(id).remove(0));
    let machine = saved(&internet, &files);
    let ran = check_live(&machine, &["--offline", "--format", "json"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains("--offline forbids"), "{ran:?}");
    assert!(internet.seen().is_empty() && internet.refused().is_empty());
}
