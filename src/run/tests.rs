//! An answer counts only if it is conclusive, on a check written for the purpose.

use super::*;
use crate::catalog::Catalog;

const CHECK: &str = r#"
title = "Signed in"
why = "It is needed."

[probe.user.http]
get = "https://example.com/user"
take = { login = "text:login" }
conclusive_when = 'user.status == 200 or user.status == 401'

[[cause]]
id = "refused"
status = "fail"
when = 'user.status == 401'
say = "You are not signed in"
fix = ["sign-in"]

[fix.sign-in]
title = "Sign in"
text = "Sign in."
"#;

fn probe() -> Probe {
    let (catalog, id) = Catalog::default().with_file("checks/a/a.toml", CHECK).unwrap();
    catalog.check(&id).unwrap().probes[0].clone()
}

fn answer(status: Fact) -> Fact {
    Fact::record([("status", status), ("login", "ada".into())])
}

/// The secret is met only after a program has printed it.
const LATE: &str = r#"
title = "Signed in"
why = "It is needed."

[probe.printed.command]
run = ["tool", "say"]
take = { word = "text:(.+)" }

[probe.after.file]
file = "~/{{ printed.word }}"

[probe.login.credential]
when = 'after.exists == false'
service = "resend"

[[cause]]
id = "printed"
status = "fail"
when = 'printed.found and after.exists == false and login.found'
say = "It says {{ printed.word }}"
fix = ["sign-in"]

[fix.sign-in]
title = "Sign in"
text = "Sign in."
"#;

#[tokio::test]
async fn a_secret_that_was_printed_before_it_was_known_is_hidden_all_the_same() {
    let (catalog, id) = Catalog::built_in().unwrap().with_file("checks/a/a.toml", LATE).unwrap();
    let check = Arc::new(catalog.check(&id).unwrap().clone());
    let machine = "env.RESEND_API_KEY = 'made-up-0123'\nrun.'tool --version' = '1.0'\nrun.'tool say' = 'made-up-0123'";
    let services = catalog.services();
    let world = crate::host::World::build(toml::from_str(machine).unwrap(), &services).unwrap();
    let (events, _watched) = tokio::sync::mpsc::unbounded_channel();
    let (host, never) = (Arc::new(Host::World(world)), std::future::pending());
    let limit = Duration::from_secs(20);
    let answers = run(vec![check], services, host, &Facts::new(), limit, never, events).await;
    let facts = &answers.checks[&id].facts;
    assert_eq!(facts["login"].part("found"), true.into(), "{facts:?}");
    assert_eq!(facts["printed"].part("word"), "[hidden]".into());
    assert!(!format!("{:?}", answers.probes).contains("made-up"), "{:?}", answers.probes);
}

#[test]
fn an_answer_that_is_not_conclusive_tells_nothing_and_says_why() {
    let probe = probe();
    let conclusive = |answer: Fact| only_if_conclusive(&probe, answer, &Facts::new(), "GET x");
    for told in [answer(Fact::Int(200)), answer(Fact::Int(401)), Fact::Null, Fact::unknown(Reason::Timeout)] {
        assert_eq!(conclusive(told.clone()), told);
    }
    let inconclusive = Unknown::because(Reason::Inconclusive, "GET x answers 403");
    assert_eq!(conclusive(answer(Fact::Int(403))), inconclusive.into());
    assert_eq!(conclusive(answer(Fact::unknown(Reason::Outage))), Fact::unknown(Reason::Outage));
}
