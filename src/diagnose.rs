//! The pipe from a plan to a report: run, judge, settle. What the commands and the cases share.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::catalog::Catalog;
use crate::check::{Check, CheckId, Within};
use crate::fact::Facts;
use crate::host::{Host, scrub};
use crate::judge::{self, Strictness};
use crate::machine::Project;
use crate::report::{self, Answered, Finding, FixShown, Notice, Report, SCHEMA, SkipReason, Status, written_time};
use crate::run::{Answers, Event, run};
use crate::select::{Entry, LeftOut, Plan};
use crate::settings::Settings;

/// How long the report waits for the name of the project, which the probes have usually found long before.
const PATIENCE: Duration = Duration::from_millis(500);

/// What the user asked beside the plan.
#[derive(Clone, Debug)]
pub struct Asked {
    pub profile: String,
    pub offline: bool,
    pub label: Option<String>,
    pub deadline: Duration,
    pub strictness: Strictness,
    pub settings: Arc<Settings>,
}

/// Looks at a machine and judges what was seen.
pub async fn diagnose(
    catalog: &Catalog,
    plan: &Plan,
    host: Arc<Host>,
    asked: &Asked,
    interrupt: impl Future<Output = ()>,
    events: UnboundedSender<Event>,
) -> Report {
    let began = Instant::now();
    let started = host.now();
    let always = judge::always(host.machine(), &asked.profile, asked.offline, started);
    let chosen: Vec<Arc<Check>> = plan.chosen().filter_map(|entry| catalog.shared_check(&entry.id)).collect();
    let answers = run(chosen, catalog.services(), Arc::clone(&host), &always, asked.deadline, interrupt, events).await;
    let project = project(Arc::clone(&host)).await;
    let away = project
        .as_ref()
        .map(|project| project.root.as_str())
        .filter(|root| host.folder().is_some_and(|folder| scrub::text(&host.shorten(folder)) != **root));
    let mut checks: Vec<(CheckId, Finding)> = plan
        .entries
        .iter()
        .filter_map(|entry| {
            let check = catalog.check(&entry.id)?;
            Some((entry.id.clone(), finding(check, entry, &host, &answers, (&always, away))))
        })
        .collect();
    let root = project.as_ref().map(|project| project.root.as_str());
    let today = started.to_zoned(TimeZone::UTC).date();
    let notices = judge::hold_against(&mut checks, &asked.settings, today, root);
    judge::settle(&mut checks, |id| catalog.check(id));
    let mut headline = judge::headline(&checks, asked.strictness);
    headline.to_look_at += notices.len();
    Report {
        schema: SCHEMA,
        doctor: env!("CARGO_PKG_VERSION"),
        profile: asked.profile.clone(),
        label: asked.label.clone(),
        started: written_time(started),
        duration_ms: millis(began.elapsed()),
        machine: host.machine().clone(),
        project,
        settings: shown_settings(&asked.settings, notices),
        verdict: judge::verdict(&headline),
        headline,
        counts: judge::counts(&checks),
        next: judge::next(&checks, asked.strictness),
        checks,
        probes: answered(&answers),
        interrupted: answers.interrupted,
    }
}

/// The project as the report tells it; none where even looking for it hangs.
async fn project(host: Arc<Host>) -> Option<Project> {
    let look = spawn_blocking(move || {
        host.project().map(|project| Project { root: scrub::text(&host.shorten(&project.root)), ..project.clone() })
    });
    timeout(PATIENCE, look).await.ok()?.ok()?
}

fn finding(
    check: &Check,
    entry: &Entry,
    host: &Host,
    answers: &Answers,
    (always, away): (&Facts, Option<&str>),
) -> Finding {
    if let Some(reason) = entry.left_out {
        return left_out(check, entry.required, reason);
    }
    let Some(mine) = answers.checks.get(&check.id) else {
        return left_out(check, entry.required, LeftOut::Deselected);
    };
    let mut facts = always.clone();
    facts.extend(mine.facts.clone());
    let finding = judge::judge(check, host.machine(), &facts, entry.required);
    let uses = mine.uses.iter().map(|at| probe_id(*at)).collect();
    let fixes = finding.fixes.into_iter().map(|fix| placed(fix, check, away)).collect();
    Finding { uses, duration_ms: millis(mine.duration), fixes, ..finding }
}

/// A fix with the folder that it is for, where doctor does not stand in it.
fn placed(fix: FixShown, check: &Check, away: Option<&str>) -> FixShown {
    let id = fix.id.split('#').next().unwrap_or(&fix.id);
    let is_of_project = check.fix(id).is_some_and(|written| written.within == Within::Project);
    FixShown { folder: away.filter(|_| is_of_project).map(str::to_owned), ..fix }
}

/// The settings as the report tells them; none where there is no such file.
fn shown_settings(settings: &Settings, notices: Vec<Notice>) -> Option<report::Settings> {
    (!settings.file.is_empty()).then(|| report::Settings { file: settings.file.clone(), notices })
}

fn left_out(check: &Check, required: bool, reason: LeftOut) -> Finding {
    let skip = match reason {
        LeftOut::Offline => SkipReason::Offline,
        LeftOut::Platform => SkipReason::Platform,
        LeftOut::Profile => SkipReason::Profile,
        LeftOut::Deselected => SkipReason::Deselected,
        LeftOut::Off => SkipReason::Off,
    };
    Finding {
        title: check.title.clone(),
        required,
        status: Status::Skip,
        say: check.title.clone(),
        cause: None,
        proof: None,
        causes: Vec::new(),
        undecided: Vec::new(),
        blocked_by: None,
        skip: Some(skip),
        uses: Vec::new(),
        fixes: Vec::new(),
        duration_ms: 0,
        accepted: Vec::new(),
        hollow: false,
        raised: false,
    }
}

fn answered(answers: &Answers) -> Vec<(String, Answered)> {
    let one = |(at, asked): (usize, &crate::run::Asked)| {
        let answered = Answered {
            kind: asked.kind,
            asked: asked.asked.clone(),
            unknown: asked.answer.first_unknown().cloned(),
            facts: asked.answer.clone(),
            duration_ms: millis(asked.duration),
        };
        (probe_id(at), answered)
    };
    answers.probes.iter().enumerate().map(one).collect()
}

fn probe_id(at: usize) -> String {
    format!("p{}", at + 1)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
