//! Asks the probes of a plan, all at once, each question once, within limits. A report always comes out.

mod fill;

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, timeout, timeout_at};

use crate::check::{Check, CheckId, Kind, Probe};
use crate::fact::{Fact, Facts, Reason, Unknown};
use crate::host::Host;
use crate::probe::{Context, Question};
use crate::service::Services;

/// How many items of a list a probe with `each` asks about.
const MOST_ITEMS: usize = 20;

/// A probe that has run out of time may say so for this long, before it counts as one that hangs: on a busy computer its
/// thread starts late.
const GRACE: Duration = Duration::from_secs(1);

/// What a probe is given less than the report, so that there is time to write it.
const MARGIN: Duration = Duration::from_millis(300);

/// How long programs that are still running get to go after they were ended.
const GOODBYE: Duration = Duration::from_millis(500);

/// What happens while checks run: for progress, never for the report.
#[derive(Clone, Debug)]
pub enum Event {
    Started(CheckId),
    Finished(CheckId),
}

/// Everything that was learned.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    pub checks: BTreeMap<CheckId, CheckAnswers>,
    pub probes: Vec<Asked>,
    pub interrupted: bool,
}

/// What one check learned: its facts by probe name, and which questions they came from.
#[derive(Clone, Debug, Default)]
pub struct CheckAnswers {
    pub facts: Facts,
    /// Positions in [`Answers::probes`].
    pub uses: Vec<usize>,
    pub duration: Duration,
}

/// A question that was asked, once, for all checks that had it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub kind: Kind,
    pub asked: String,
    pub answer: Fact,
    pub duration: Duration,
}

/// Asks everything that `checks` want to know.
///
/// `always` are the facts that every check may name. Ends when all is answered, when `deadline` is over, or when
/// `interrupt` comes; what is not answered by then is unknown.
pub async fn run(
    checks: Vec<Arc<Check>>,
    services: Arc<Services>,
    host: Arc<Host>,
    always: &Facts,
    deadline: Duration,
    interrupt: impl Future<Output = ()>,
    events: UnboundedSender<Event>,
) -> Answers {
    let run = Arc::new(Run {
        host: Arc::clone(&host),
        services,
        ends: Instant::now() + deadline,
        events,
        slots: Mutex::default(),
        answers: Mutex::default(),
    });
    let mut tasks = JoinSet::new();
    for check in &checks {
        tasks.spawn(Arc::clone(&run).check(Arc::clone(check), always.clone()));
    }
    let all = timeout_at(run.ends, async { while tasks.join_next().await.is_some() {} });
    let (left, interrupted) = tokio::select! {
        ended = all => (ended.err().map(|_| Reason::Timeout), false),
        () = interrupt => (Some(Reason::NotAsked), true),
    };
    tasks.abort_all();
    if let Host::Live(live) = host.as_ref() {
        // A program that cannot be ended within this time is stuck in the system; the report does not wait for it.
        let _ = timeout(GOODBYE, live.end()).await;
    }
    run.answers(&checks, left.unwrap_or(Reason::Crashed), interrupted)
}

struct Run {
    host: Arc<Host>,
    services: Arc<Services>,
    ends: Instant,
    events: UnboundedSender<Event>,
    /// Every question so far, by its value and limit: equal questions share one answer.
    slots: Mutex<Slots>,
    answers: Mutex<BTreeMap<CheckId, CheckAnswers>>,
}

#[derive(Default)]
struct Slots {
    by_question: HashMap<(Question, Duration), usize>,
    all: Vec<Arc<Slot>>,
}

struct Slot {
    number: usize,
    kind: Kind,
    question: Question,
    answer: OnceCell<(Fact, Duration)>,
}

/// An answer in which every *could not tell* says what was asked.
fn named(fact: Fact, asked: &str) -> Fact {
    match fact {
        Fact::Unknown(Unknown { reason, detail: None }) => Fact::Unknown(Unknown::because(reason, asked)),
        Fact::List(items) => Fact::List(items.into_iter().map(|item| named(item, asked)).collect()),
        Fact::Record(parts) => Fact::Record(parts.into_iter().map(|(name, part)| (name, named(part, asked))).collect()),
        other => other,
    }
}

/// The answer, if it is one that tells something: else nothing of it may decide.
fn only_if_conclusive(probe: &Probe, answer: Fact, facts: &Facts, asked: &str) -> Fact {
    let Some(conclusive_when) = probe.conclusive_when.as_ref().filter(|_| matches!(answer, Fact::Record(_))) else {
        return answer;
    };
    let mut facts = facts.clone();
    facts.insert(probe.name.clone(), answer.clone());
    match conclusive_when.judge(&facts) {
        Fact::Bool(true) => answer,
        Fact::Unknown(unknown) => Fact::Unknown(unknown),
        _ => {
            let told = [("complaint", "says"), ("status", "answers")].into_iter().find_map(|(part, does)| {
                Some(match answer.part(part) {
                    Fact::Text(said) => format!("{asked} {does}: {said}"),
                    Fact::Int(status) => format!("{asked} {does} {status}"),
                    _ => return None,
                })
            });
            Fact::Unknown(Unknown::because(Reason::Inconclusive, told.unwrap_or_else(|| asked.to_owned())))
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Run {
    async fn check(self: Arc<Self>, check: Arc<Check>, always: Facts) {
        // The receiver is gone when nobody watches; that is fine.
        let _ = self.events.send(Event::Started(check.id.clone()));
        let began = Instant::now();
        let mut known = always;
        known.insert("data".to_owned(), check.data.clone());
        let mut waiting: Vec<usize> = (0..check.probes.len()).collect();
        let mut asked = JoinSet::new();
        loop {
            let ready = |at: &usize| check.probes[*at].inputs.iter().all(|input| known.contains_key(input));
            let (now, later): (Vec<usize>, Vec<usize>) = waiting.into_iter().partition(ready);
            waiting = later;
            for at in now {
                asked.spawn(Arc::clone(&self).probe(Arc::clone(&check), at, known.clone()));
            }
            match asked.join_next().await {
                None => break,
                Some(Ok((name, fact, uses))) => {
                    known.insert(name.clone(), fact.clone());
                    let mut answers = lock(&self.answers);
                    let mine = answers.entry(check.id.clone()).or_default();
                    mine.facts.insert(name, fact);
                    mine.uses.extend(uses);
                    mine.uses.sort_unstable();
                    mine.uses.dedup();
                    mine.duration = began.elapsed();
                }
                Some(Err(_)) => {}
            }
        }
        let _ = self.events.send(Event::Finished(check.id.clone()));
    }

    async fn probe(self: Arc<Self>, check: Arc<Check>, at: usize, facts: Facts) -> (String, Fact, Vec<usize>) {
        let probe = &check.probes[at];
        let mut uses = Vec::new();
        let fact = match &probe.each {
            None => self.one(probe, &facts, &mut uses).await,
            Some(place) => match place.look(&facts) {
                Fact::List(items) => {
                    let mut answers = Vec::new();
                    let left_out = items.len().saturating_sub(MOST_ITEMS);
                    for item in items.into_iter().take(MOST_ITEMS) {
                        let mut facts = facts.clone();
                        facts.insert("item".to_owned(), item.clone());
                        let mut answer = self.one(probe, &facts, &mut uses).await;
                        if let Fact::Record(parts) = &mut answer {
                            parts.insert("item".to_owned(), item);
                        }
                        answers.push(answer);
                    }
                    if left_out > 0 {
                        answers.push(Unknown::because(Reason::NotAsked, format!("{left_out} more")).into());
                    }
                    Fact::record([("items", Fact::List(answers))])
                }
                other => other,
            },
        };
        (probe.name.clone(), fact, uses)
    }

    /// Asks one filled-in question, unless something that it needs is null or not known.
    async fn one(&self, probe: &Probe, facts: &Facts, uses: &mut Vec<usize>) -> Fact {
        match probe.when.as_ref().map(|when| when.judge(facts)) {
            None | Some(Fact::Bool(true)) => {}
            Some(Fact::Unknown(unknown)) => return Fact::Unknown(unknown),
            Some(_) => return Fact::Null,
        }
        let question = match fill::question(probe, facts) {
            Ok(question) => question,
            Err(instead) => return instead,
        };
        let slot = self.slot(question, probe);
        uses.push(slot.number);
        let (answer, _) = slot.answer.get_or_init(|| self.ask(&slot.question, probe.limit)).await;
        only_if_conclusive(probe, answer.clone(), facts, &slot.question.asked())
    }

    fn slot(&self, question: Question, probe: &Probe) -> Arc<Slot> {
        let mut slots = lock(&self.slots);
        let key = (question, probe.limit);
        if let Some(number) = slots.by_question.get(&key) {
            return Arc::clone(&slots.all[*number]);
        }
        let number = slots.all.len();
        let slot = Arc::new(Slot { number, kind: probe.kind, question: key.0.clone(), answer: OnceCell::new() });
        slots.by_question.insert(key, number);
        slots.all.push(Arc::clone(&slot));
        slot
    }

    /// Looks on a thread of its own, so that a disk that hangs holds up nobody else.
    async fn ask(&self, question: &Question, limit: Duration) -> (Fact, Duration) {
        let began = Instant::now();
        let open = self.ends.saturating_duration_since(began);
        let grace = (open / 5).min(GRACE);
        let left = open.saturating_sub(grace + MARGIN).min(limit);
        let (question, asked) = (question.clone(), question.asked());
        let (host, services) = (Arc::clone(&self.host), Arc::clone(&self.services));
        let look = spawn_blocking(move || question.ask(Context { host: &host, services: &services, limit: left }));
        let unknown = |reason| Fact::Unknown(Unknown::because(reason, asked.clone()));
        let fact = match timeout(left + grace, look).await {
            Ok(Ok(fact)) => fact,
            Ok(Err(_)) => unknown(Reason::Crashed),
            Err(_) => unknown(Reason::Timeout),
        };
        (named(fact, &asked), began.elapsed())
    }

    /// Everything that is known now; what is missing is unknown for the given reason. Some of it came before a secret in
    /// it was known for one.
    fn answers(&self, checks: &[Arc<Check>], missing: Reason, interrupted: bool) -> Answers {
        let unknown = || Fact::Unknown(Unknown::new(missing));
        let mut answers = std::mem::take(&mut *lock(&self.answers));
        for check in checks {
            let mine = answers.entry(check.id.clone()).or_default();
            for probe in &check.probes {
                mine.facts.entry(probe.name.clone()).or_insert_with(unknown);
            }
            let facts = std::mem::take(&mut mine.facts).into_iter();
            mine.facts = facts.map(|(name, fact)| (name, self.host.hide(fact))).collect();
        }
        let asked = |slot: &Arc<Slot>| {
            let (answer, duration) = slot.answer.get().cloned().unwrap_or((unknown(), Duration::ZERO));
            let asked = self.host.hide(slot.question.asked().into()).to_string();
            Asked { kind: slot.kind, asked, answer: self.host.hide(answer), duration }
        };
        let probes = lock(&self.slots).all.iter().map(asked).collect();
        Answers { checks: answers, probes, interrupted }
    }
}

#[cfg(test)]
mod tests;
