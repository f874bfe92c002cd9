//! Whether a key that was found still works: its service is asked once, and only a clear answer counts.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::condition::{Condition, Scope};
use crate::fact::{Fact, Facts, Type, Untold};
use crate::host::{Host, Secret};
use crate::leaks::report::Status;
use crate::leaks::{Finding, Leaks, Standing};
use crate::probe::KeyQuestion;
use crate::rules::{Rule, Rules};
use crate::service::{Live, Services};

/// How long a service may take to answer.
const LIMIT: Duration = Duration::from_secs(5);
/// More keys than these are not asked about.
const MOST: usize = 100;
/// As many are asked about at once.
const AT_ONCE: usize = 8;

/// Asks about every key that stands where it does not belong.
pub fn check(leaks: &mut Leaks, rules: &Rules, services: &Services, host: &Host) {
    let leaked =
        |(_, finding): &(usize, &Finding)| finding.places.iter().any(|place| place.standing != Standing::Ignored);
    let asked: Vec<usize> = leaks.findings.iter().enumerate().filter(leaked).map(|(at, _)| at).collect();
    let next = AtomicUsize::new(0);
    let findings = &leaks.findings;
    let work = || {
        let mut told = Vec::new();
        loop {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            let Some(&at) = asked.get(turn) else { break };
            let finding = &findings[at];
            let answer = if turn >= MOST {
                Err("there are too many keys to ask about all".to_owned())
            } else {
                ask(rules.rule(finding.rule), &finding.secret, services, host)
            };
            told.push((at, answer));
        }
        told
    };
    let told: HashMap<usize, Result<Status, String>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE.min(asked.len())).map(|_| scope.spawn(work)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    });
    for (at, answer) in told {
        let finding = &mut leaks.findings[at];
        (finding.status, finding.why) = match answer {
            Ok(status) => (status, None),
            Err(why) => (Status::Unknown, Some(why)),
        };
    }
}

fn ask(rule: &Rule, key: &Secret, services: &Services, host: &Host) -> Result<Status, String> {
    let Some(live) = &rule.leak.live else {
        return Err(format!("nobody can ask {} about it without doing something with it", rule.service));
    };
    let service = services.get(&rule.service_id).ok_or("its service is not known")?;
    let question = KeyQuestion::new(live)?;
    let (alive, dead) = conditions(live, &question)?;
    let facts = match question.ask(host, service, key, LIMIT) {
        Fact::Record(facts) => facts,
        Fact::Untold(untold) => return Err(words(&untold)),
        _ => return Err("there was no answer".to_owned()),
    };
    match (alive.judge(&facts), dead.judge(&facts)) {
        (Fact::Bool(true), _) => Ok(Status::Live),
        (_, Fact::Bool(true)) => Ok(Status::Revoked),
        (alive, dead) => {
            Err([alive, dead].iter().find_map(Fact::first_untold).map_or_else(|| odd(rule, &facts), words))
        }
    }
}

/// The two conditions of a live request.
///
/// # Errors
/// One is not in the language of conditions, or reads what the request does not bring back.
pub fn conditions(live: &Live, question: &KeyQuestion) -> Result<(Condition, Condition), String> {
    let Type::Record(parts) = question.facts()? else { return Err("a request brings back a record".to_owned()) };
    let scope = Scope::new(parts);
    let read = |text: &str| Condition::parse(text, &scope).map_err(|mistake| format!("`{text}`: {}", mistake.message));
    Ok((read(&live.alive)?, read(&live.dead)?))
}

fn odd(rule: &Rule, facts: &Facts) -> String {
    match facts.get("status") {
        Some(Fact::Int(status)) => format!("{} answered {status}, which says neither yes nor no", rule.service),
        _ => format!("{} gave no clear answer", rule.service),
    }
}

fn words(untold: &Untold) -> String {
    untold.words()
}
