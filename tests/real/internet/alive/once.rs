//! How often services are asked: once about each key, not too fast, about no more than a hundred, and never about a key in its place.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::*;

#[test]
fn a_key_in_fifty_places_is_asked_about_once() {
    let (_, keys) = one_of_each();
    let line = line(&services(), "resend/key", &keys["resend/key"]);
    let files: Vec<(String, String)> = (0..50).map(|number| (format!("src/{number}.js"), line.repeat(2))).collect();
    let internet = providers(&keys, |id, _| says::alive(id).remove(0));
    let machine = saved(&internet, &files);
    machine.write("project/src/0.js", &format!("// changed\n{line}"));
    machine.ask("git", &["commit", "--quiet", "-a", "-m", "two"]);
    machine.write("project/src/new.js", &line);
    let ran = check_live(&machine, &["--format", "json"]);
    assert_eq!(findings(&ran)["resend/key"]["status"], "live");
    assert_eq!(internet.seen().len(), 1);
}

#[test]
fn a_key_where_keys_belong_is_nobodys_business() {
    let (_, keys) = one_of_each();
    let line = |id: &str| line(&services(), id, &keys[id]);
    let files = [(".gitignore".to_owned(), ".env\n".to_owned()), ("a.js".to_owned(), line("openai/project-key"))];
    let internet = providers(&keys, |id, _| says::alive(id).remove(0));
    let machine = saved(&internet, &files);
    machine.write("project/.env", &line("resend/key"));
    let findings = findings(&check_live(&machine, &["--format", "json"]));
    assert_eq!(
        (&findings["resend/key"]["status"], &findings["resend/key"]["note"]),
        (&"not-checked".into(), &true.into())
    );
    assert_eq!(findings["openai/project-key"]["status"], "live");
    assert_eq!(internet.seen().len(), 1);
    assert!(internet.seen_by("api.resend.com").is_empty());
}

#[test]
fn of_many_keys_a_hundred_are_asked_about_and_no_service_is_pressed() {
    let services = services();
    let ids = ["openai/project-key", "groq/api-key", "digitalocean/token", "stripe/test-key"];
    let keys: Vec<(usize, String)> = (0..30)
        .flat_map(|number| ids.iter().enumerate().map(move |(at, id)| (at, key(&super::services(), id, number + 1))))
        .collect();
    let text: String = keys.iter().map(|(at, key)| line(&services, ids[*at], key)).collect();
    let files = [("a.txt".to_owned(), text.clone()), ("b.txt".to_owned(), format!("{text}\n"))];
    let times: Arc<Mutex<Vec<(String, Instant)>>> = Arc::default();
    let kinds = askable(&services);
    let internet = ids.into_iter().fold(Internet::new(), |internet, id| {
        let live = &kinds.iter().find(|(known, _)| known == id).unwrap().1;
        let times = Arc::clone(&times);
        internet.host(&host(live), move |request| {
            times.lock().unwrap().push((request.host.clone(), Instant::now()));
            says::alive(id).remove(0)
        })
    });
    let machine = saved(&internet, &files);
    let ran = check_live(&machine, &["--format", "json"]);
    let report = ran.json();
    let told = report["findings"].as_array().unwrap();
    assert_eq!(told.len(), 120);
    let live = told.iter().filter(|finding| finding["status"] == "live").count();
    let others: Vec<&Value> = told.iter().filter(|finding| finding["status"] != "live").collect();
    assert_eq!((live, others.len()), (100, 20), "{others:#?}");
    assert!(others.iter().all(|finding| finding["why"] == "doctor asks about no more than 100 keys at a time"));
    let seen = internet.seen();
    let asked = |(_, key): &&(usize, String)| seen.iter().any(|request| carries(request, key));
    assert_eq!((seen.len(), keys.iter().filter(asked).count()), (100, 100));
    let times = times.lock().unwrap();
    for id in ids {
        let host = host(&kinds.iter().find(|(known, _)| known == id).unwrap().1);
        let mut mine: Vec<Instant> = times.iter().filter(|(known, _)| *known == host).map(|(_, at)| *at).collect();
        mine.sort();
        let Some((first, last)) = mine.first().zip(mine.last()) else { continue };
        let gaps = u32::try_from(mine.len()).unwrap() - 1;
        // Four a second, with a little for requests that overtake others on the way.
        let least = (Duration::from_millis(250) * gaps).saturating_sub(Duration::from_secs(1));
        assert!(*last - *first >= least, "{host} got {} requests in {:?}", mine.len(), *last - *first);
    }
}

#[test]
fn waiting_for_a_turn_is_not_taken_for_a_service_that_hangs() {
    let services = services();
    let keys: Vec<String> = (1..=12).map(|number| key(&services, "resend/key", number)).collect();
    let text: String = keys.iter().map(|key| line(&services, "resend/key", key)).collect();
    let slow = says::alive("resend/key").remove(0).after(Duration::from_secs(3));
    let internet = Internet::new().always("api.resend.com", slow);
    let machine = saved(&internet, &[("a.txt".to_owned(), text)]);
    let report = check_live(&machine, &["--format", "json"]).json();
    let told = report["findings"].as_array().unwrap();
    assert_eq!(told.len(), 12);
    assert!(told.iter().all(|finding| finding["status"] == "live"), "{told:#?}");
}
