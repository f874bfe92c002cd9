//! Whether a key that was found still works: its service is asked once, and only a clear answer counts.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::condition::{Condition, Scope};
use crate::fact::{Fact, Type};
use crate::host::{Host, Secret, Trouble};
use crate::leaks::report::Status;
use crate::leaks::{Finding, Leaks, Standing};
use crate::probe::{Heard, KeyQuestion};
use crate::rules::{Rule, Rules};
use crate::service::{Live, Services};

/// How long a service may take to answer.
const LIMIT: Duration = Duration::from_secs(5);
/// After this, no further key is asked about.
const WHOLE: Duration = Duration::from_secs(60);
/// More keys than these are not asked about.
const MOST: usize = 100;
/// As many are asked about at once.
const AT_ONCE: usize = 8;

/// Asks about every key that stands where it does not belong.
pub fn check(leaks: &mut Leaks, rules: &Rules, services: &Services, host: &Host) {
    let mut asked = Vec::new();
    let mut of_service: HashMap<&str, usize> = HashMap::new();
    for (at, finding) in leaks.findings.iter_mut().enumerate().filter(|(_, finding)| is_leaked(finding)) {
        let rule = rules.rule(finding.rule);
        let why = match &rule.leak.live {
            None => format!("{} offers no question about it that changes nothing", rule.service),
            Some(_) if asked.len() >= MOST => format!("doctor asks about no more than {MOST} keys at a time"),
            Some(live) => {
                let turn = of_service.entry(&rule.service_id).or_default();
                asked.push((*turn, at, live));
                *turn += 1;
                "doctor itself stumbled over it".to_owned()
            }
        };
        (finding.status, finding.why) = (Status::Unknown, Some(why));
    }
    // One key of each service, then the next: what a service says of the first may spare it the others.
    asked.sort_by_key(|(turn, at, _)| (*turn, *at));
    let asking = Asking { services, host, ends: Instant::now() + WHOLE, closed: Mutex::default() };
    let next = AtomicUsize::new(0);
    let findings = &leaks.findings;
    let work = || {
        let one = |&(_, at, live): &(usize, usize, &Live)| {
            let finding = &findings[at];
            (at, asking.ask(rules.rule(finding.rule), live, &finding.secret))
        };
        let turns = std::iter::from_fn(|| asked.get(next.fetch_add(1, Ordering::Relaxed)));
        turns.map(one).collect::<Vec<_>>()
    };
    let told: Vec<(usize, Result<Status, String>)> = thread::scope(|scope| {
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

/// Asks about one key that somebody wants to give to a name. None where that cannot be told.
pub fn check_one(services: &Services, host: &Host, name: &str, key: &Secret) -> Option<Status> {
    let (service, kind) = host.kind_of(services, name, key)?;
    let rules = Rules::new(services).ok()?;
    let rule = rules.all().iter().find(|rule| rule.id == format!("{service}/{kind}"))?;
    let live = rule.leak.live.as_ref()?;
    let asking = Asking { services, host, ends: Instant::now() + WHOLE, closed: Mutex::default() };
    asking.ask(rule, live, key).ok()
}

/// A key that only lies where keys belong is nobody's business.
fn is_leaked(finding: &Finding) -> bool {
    finding.places.iter().any(|place| place.standing != Standing::Ignored)
}

/// What all threads share.
struct Asking<'a> {
    services: &'a Services,
    host: &'a Host,
    ends: Instant,
    /// Services that are asked no further, each with the reason.
    closed: Mutex<HashMap<String, String>>,
}

impl Asking<'_> {
    fn ask(&self, rule: &Rule, live: &Live, key: &Secret) -> Result<Status, String> {
        if let Some(why) = self.closed().get(&rule.service_id) {
            return Err(why.clone());
        }
        if Instant::now() >= self.ends {
            return Err("there were so many keys that the time was over".to_owned());
        }
        let service = self.services.get(&rule.service_id).ok_or("its service is not known")?;
        let question = KeyQuestion::new(live)?;
        let verdict = Verdict::new(live, &question)?;
        let (status, is_json, facts) = match question.ask(self.host, service, key, LIMIT) {
            Heard::Answer { status, is_json, facts } => (status, is_json, facts),
            Heard::NotReached(trouble) => return Err(self.close(rule, not_reached(trouble, &rule.service))),
            Heard::Unknown(unknown) => return Err(unknown.words()),
            Heard::Nothing => return Err("it cannot be sent as it stands".to_owned()),
        };
        match (verdict.alive.judge(&facts), verdict.dead.map(|dead| dead.judge(&facts))) {
            (Fact::Bool(true), _) => Ok(Status::Live),
            (_, Some(Fact::Bool(true))) => Ok(Status::Revoked),
            _ if status == 429 => Err(self.close(rule, format!("{} was asked too often", rule.service))),
            _ => Err(unclear(status, is_json, &rule.service)),
        }
    }

    /// Who does not answer one question need not be asked the next.
    fn close(&self, rule: &Rule, why: String) -> String {
        self.closed().insert(rule.service_id.clone(), why.clone());
        why
    }

    fn closed(&self) -> std::sync::MutexGuard<'_, HashMap<String, String>> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What decides about a key.
struct Verdict {
    alive: Condition,
    /// None where no answer of the service is a clear no.
    dead: Option<Condition>,
}

impl Verdict {
    /// # Errors
    /// A condition is not in the language of conditions, or reads what the request does not bring back.
    fn new(live: &Live, question: &KeyQuestion) -> Result<Self, String> {
        let Type::Record(parts) = question.facts()? else { return Err("a request brings back a record".to_owned()) };
        let scope = Scope::new(parts);
        let read =
            |text: &String| Condition::parse(text, &scope).map_err(|mistake| format!("`{text}`: {}", mistake.message));
        Ok(Self { alive: read(&live.alive)?, dead: live.dead.as_ref().map(read).transpose()? })
    }
}

fn not_reached(trouble: Trouble, service: &str) -> String {
    match trouble {
        Trouble::Timeout => format!("{service} did not answer within {} seconds", LIMIT.as_secs()),
        Trouble::Tls => format!("there is no safe connection to {service}, so the key was not sent"),
        Trouble::Proxy => format!("{service} was not reached through the proxy of this network"),
        Trouble::Dns | Trouble::Refused | Trouble::Closed => format!("{service} could not be reached"),
    }
}

fn unclear(status: u16, is_json: bool, service: &str) -> String {
    match status {
        500.. => format!("{service} has trouble of its own"),
        300..400 => "the answer pointed to another address, and doctor does not send the key there".to_owned(),
        _ if !is_json => {
            format!(
                "the answer did not come from {service} itself: a proxy or the sign-in page of a network may be in between"
            )
        }
        _ => format!("{service} answered {status}, which says neither yes nor no"),
    }
}
