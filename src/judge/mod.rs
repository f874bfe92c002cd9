//! Judges facts. Pure: the same facts give the same finding on every machine.

mod accept;
mod fixes;
mod settle;

use crate::check::{Cause, Check, Pass, Proof, Rule, Severity};
use crate::fact::{Fact, Facts, Reason, Type, Unknown};
use crate::machine::{Arch, Machine, Os, Shell};
use crate::report::{CauseFound, Finding, ItemFound, Place, Status, UndecidedCause};
use crate::template::Filled;

pub use accept::{hold_against, may_accept};
pub use settle::{Strictness, counts, headline, next, settle, verdict};

/// The facts that every condition and sentence may name.
pub fn always(machine: &Machine, profile: &str, offline: bool, now: jiff::Timestamp) -> Facts {
    Facts::from(
        [
            ("os", machine.os.word().into()),
            ("arch", machine.arch.word().into()),
            ("wsl", machine.wsl.into()),
            ("ci", machine.ci.clone().into()),
            ("shell", machine.shell.word().into()),
            ("profile", profile.into()),
            ("offline", offline.into()),
            ("now", Fact::Time(now)),
        ]
        .map(|(name, fact)| (name.to_owned(), fact)),
    )
}

/// Names and types of the facts that [`always`] gives.
pub fn always_types() -> [(&'static str, Type); 8] {
    [
        ("os", Type::Word(Os::WORDS)),
        ("arch", Type::Word(Arch::WORDS)),
        ("wsl", Type::Bool),
        ("ci", Type::Text),
        ("shell", Type::Word(Shell::WORDS)),
        ("profile", Type::Text),
        ("offline", Type::Bool),
        ("now", Type::Time),
    ]
}

/// Judges one check on its own; what it needs comes in later, by [`settle`].
///
/// `facts` holds what is always there and the answers of the check's probes.
pub fn judge(check: &Check, machine: &Machine, facts: &Facts, required: bool) -> Finding {
    let mut facts = facts.clone();
    facts.insert("data".to_owned(), check.data.clone());
    for (name, expression) in &check.lets {
        let value = expression.value(&facts);
        facts.insert(name.clone(), value);
    }
    let mut shown = fixes::Shown::new(check, machine);
    let mut causes = Vec::new();
    let mut undecided = Vec::new();
    for cause in &check.causes {
        let Some(rule) = &cause.rule else { continue };
        match holds(rule, &facts) {
            Held::No => {}
            Held::Unknown(why) => {
                undecided.push(UndecidedCause { cause: cause.id.clone(), status: rule.status, unknown: why })
            }
            Held::Plain => causes.push(found(cause, rule, &facts, Vec::new(), shown.for_cause(cause, &facts))),
            Held::Items(items) => causes.push(found_items(cause, rule, &items, &mut shown)),
        }
    }
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.status));
    // Where a fact of the sentence is missing, the title says what can be said.
    let is_said = |pass: &&Pass| pass.when.as_ref().is_none_or(|when| when.judge(&facts) == Fact::Bool(true));
    let pass = check.pass.iter().find(is_said).map(|pass| pass.say.fill(&facts));
    let hollow = !undecided.is_empty() || matches!(pass, Some(Filled::Nothing | Filled::Unknown(_)));
    // No cause holds, and yet what a pass would say is not there: then nobody knows.
    let nothing_to_say = pass == Some(Filled::Nothing);
    let pass = match pass {
        Some(Filled::Text(sentence)) => sentence,
        Some(Filled::Nothing | Filled::Unknown(_)) | None => check.title.clone(),
    };
    let (status, say, cause) = worst(&causes, &undecided).unwrap_or_else(|| {
        if nothing_to_say {
            (Status::Unknown, "Could not tell: what doctor looked for is not there".to_owned(), None)
        } else {
            (Status::Pass, pass, None)
        }
    });
    Finding {
        hollow,
        raised: false,
        title: check.title.clone(),
        required,
        status,
        say,
        cause,
        proof: (status == Status::Pass).then(|| proof(check, &facts)),
        causes,
        undecided,
        blocked_by: None,
        skip: None,
        uses: Vec::new(),
        fixes: shown.all(),
        accepted: Vec::new(),
        duration_ms: 0,
    }
}

/// What decides about a finding, in a sentence and with the id of the cause; none where nothing is wrong or unknown. The
/// worst cause comes first.
fn worst(causes: &[CauseFound], undecided: &[UndecidedCause]) -> Option<(Status, String, Option<String>)> {
    if let Some(worst) = causes.first() {
        return Some((status_of(worst.status), worst.say.clone(), Some(worst.id.clone())));
    }
    let first = undecided.iter().find(|undecided| undecided.status >= Severity::Unknown)?;
    let words = first.unknown.words();
    let is_confirmed = first.unknown.reason == Reason::Confirmed;
    Some((Status::Unknown, if is_confirmed { words } else { format!("Could not tell: {words}") }, None))
}

/// Whether a cause holds.
enum Held {
    No,
    Unknown(Unknown),
    Plain,
    /// The facts for each item that holds.
    Items(Vec<Facts>),
}

fn holds(rule: &Rule, facts: &Facts) -> Held {
    let Some(place) = &rule.each else {
        return match rule.when.judge(facts) {
            Fact::Bool(true) => Held::Plain,
            Fact::Unknown(unknown) => Held::Unknown(unknown),
            _ => Held::No,
        };
    };
    let items = match place.look(facts) {
        Fact::List(items) => items,
        Fact::Unknown(unknown) => return Held::Unknown(unknown),
        _ => return Held::No,
    };
    let mut held = Vec::new();
    let mut unsure: Vec<Unknown> = Vec::new();
    for item in items {
        let mut facts = facts.clone();
        facts.insert("item".to_owned(), item);
        match rule.when.judge(&facts) {
            Fact::Bool(true) => held.push(facts),
            Fact::Unknown(unknown) => unsure.push(unknown),
            _ => {}
        }
    }
    if held.len() >= rule.at_least {
        return Held::Items(held);
    }
    let could_be_enough = held.len() + unsure.len() >= rule.at_least;
    match unsure.into_iter().next() {
        Some(unknown) if could_be_enough => Held::Unknown(unknown),
        _ => Held::No,
    }
}

fn found(cause: &Cause, rule: &Rule, facts: &Facts, items: Vec<ItemFound>, fixes: Vec<String>) -> CauseFound {
    CauseFound {
        id: cause.id.clone(),
        status: rule.status,
        say: cause.say.say(facts),
        detail: cause.detail.as_ref().map(|detail| detail.say(facts)).filter(|detail| !detail.trim().is_empty()),
        place: if items.is_empty() { place(cause, facts) } else { None },
        items,
        fixes,
    }
}

/// Where a cause stands; none where its file is not known.
fn place(cause: &Cause, facts: &Facts) -> Option<Place> {
    let standing = cause.place.as_ref()?;
    let Filled::Text(file) = standing.file.fill(facts) else { return None };
    let line = standing.line.as_ref().and_then(|line| line.say(facts).parse().ok()).filter(|line| *line > 0);
    (!file.is_empty()).then_some(Place { file, line })
}

fn found_items(cause: &Cause, rule: &Rule, items: &[Facts], shown: &mut fixes::Shown<'_>) -> CauseFound {
    let told: Vec<ItemFound> = items
        .iter()
        .map(|facts| {
            let (say, place) = (cause.say.say(facts), place(cause, facts));
            let about = cause.about.as_ref().map(|about| about.say(facts));
            let about = about.or_else(|| place.as_ref().map(|place| place.file.clone())).unwrap_or_else(|| say.clone());
            ItemFound { say, about, place, fixes: shown.for_cause(cause, facts) }
        })
        .collect();
    let all = fixes_of(&told);
    match items.first() {
        Some(first) => found(cause, rule, first, told, all),
        None => found(cause, rule, &Facts::new(), told, all),
    }
}

/// The fixes of all items in their order, each once.
fn fixes_of(items: &[ItemFound]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for fix in items.iter().flat_map(|item| &item.fixes) {
        if !all.contains(fix) {
            all.push(fix.clone());
        }
    }
    all
}

fn status_of(severity: Severity) -> Status {
    match severity {
        Severity::Warn => Status::Warn,
        Severity::Unknown => Status::Unknown,
        Severity::Fail => Status::Fail,
    }
}

/// The strongest proof among the probes that brought something back. A program proves something only by running.
fn proof(check: &Check, facts: &Facts) -> Proof {
    let proofs = check.probes.iter().map(|probe| {
        let answer = facts.get(&probe.name).unwrap_or(&Fact::Null);
        let ran = [Fact::text("ok"), Fact::Null].contains(&answer.part("start")) && !answer.part("exit").is_null();
        match probe.kind.proof() {
            Proof::Tool if !ran => Proof::Local,
            Proof::Service if !answered(answer) => Proof::Local,
            proof if matches!(answer, Fact::Null | Fact::Unknown(_)) => proof.min(Proof::Local),
            proof => proof,
        }
    });
    proofs.max().unwrap_or(Proof::Local)
}

/// Whether one server answered, or at least one of several.
fn answered(answer: &Fact) -> bool {
    match answer.part("reached") {
        Fact::List(hosts) => !hosts.is_empty(),
        _ => matches!(answer.part("status"), Fact::Int(_)),
    }
}

#[cfg(test)]
mod tests;
