//! An answer counts only if it is clear, on a check written for the purpose.

use super::*;
use crate::catalog::Catalog;

const CHECK: &str = r#"
title = "Signed in"
why = "It is needed."

[probe.user.http]
get = "https://example.com/user"
take = { login = "text:login" }
clear = 'user.status == 200 or user.status == 401'

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

#[test]
fn an_answer_that_is_not_clear_tells_nothing_and_says_why() {
    let probe = probe();
    let clear = |answer: Fact| only_if_clear(&probe, answer, &Facts::new(), "GET x");
    for told in [answer(Fact::Int(200)), answer(Fact::Int(401)), Fact::Null, Fact::untold(Reason::Timeout)] {
        assert_eq!(clear(told.clone()), told);
    }
    let unclear = Untold::because(Reason::Unclear, "GET x answers 403");
    assert_eq!(clear(answer(Fact::Int(403))), unclear.into());
    assert_eq!(clear(answer(Fact::untold(Reason::Outage))), Fact::untold(Reason::Outage));
}
