//! Cases: small machines written beside a check, and what must be found on them. A case is a closed world.

mod expect;
mod written;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::catalog::{Catalog, Source};
use crate::check::Check;
use crate::diagnose::{Asked, diagnose};
use crate::error::Fault;
use crate::host::{Host, World};
use crate::judge::Strictness;
use crate::report::{Finding, Status};
use crate::select::{Entry, Plan};

pub use written::KnownFailures;

/// Time that a case may take; worlds answer at once.
const DEADLINE: Duration = Duration::from_secs(20);

/// Runs every case in the file beside a check and tells all that is wrong: cases that do not hold, and causes without one.
///
/// # Errors
/// A case that cannot be read.
pub async fn test(catalog: &Catalog, check: &Check, file: &str, text: &str) -> Result<Vec<Fault>, Fault> {
    let source = Source { file, text };
    let mut faults = Vec::new();
    let mut statuses = BTreeSet::new();
    let mut causes = BTreeSet::new();
    for case in written::cases(source)? {
        let at = case.at.clone();
        let host = Arc::new(Host::World(
            World::build(case.world, &catalog.services()).map_err(|fault| located(fault, source, at.clone()))?,
        ));
        let Some(finding) = find(catalog, check, &host).await else { continue };
        let mut wrong = case.expect.compare(&finding);
        let means = case.error.as_deref().and_then(|error| meaning(catalog, check, &host, error));
        causes.extend(means.clone());
        wrong.extend(case.expect.compare_explained(case.error.as_deref(), means));
        if let Host::World(world) = host.as_ref() {
            wrong.extend(world.unanswered().iter().map(|asked| {
                let key = if asked.starts_with("GET ") { "http" } else { "run" };
                format!("it asks `{asked}`, and the case does not say what comes back; add {key}.'{asked}' = \"…\"")
            }));
        }
        faults.extend(
            wrong.into_iter().map(|message| source.fault(at.clone(), format!("case \"{}\": {message}", case.name))),
        );
        statuses.insert(finding.status);
        causes.extend(finding.causes.into_iter().map(|cause| cause.id));
    }
    faults.extend(gaps(check, &statuses, &causes).into_iter().map(|message| Fault::new(message).in_file(file)));
    Ok(faults)
}

fn located(fault: Fault, source: Source<'_>, at: std::ops::Range<usize>) -> Fault {
    let help = fault.help.clone();
    let fault = source.fault(at, fault.message);
    match help {
        Some(help) => fault.help(help),
        None => fault,
    }
}

/// The finding of this one check on that machine, with nothing else in the way.
async fn find(catalog: &Catalog, check: &Check, host: &Arc<Host>) -> Option<Finding> {
    let plan = Plan { entries: vec![Entry { id: check.id.clone(), required: true, left_out: None }] };
    let asked = Asked {
        profile: "workshop".to_owned(),
        offline: false,
        label: None,
        deadline: DEADLINE,
        strictness: Strictness::Required,
        settings: Default::default(),
    };
    let (events, _) = mpsc::unbounded_channel();
    let report = diagnose(catalog, &plan, Arc::clone(host), &asked, std::future::pending(), events).await;
    report.checks.into_iter().next().map(|(_, finding)| finding)
}

/// Which of the known set-up failures a case shows or resembles.
#[derive(Clone, Debug)]
pub struct About {
    pub case: String,
    pub known: KnownFailures,
    /// The causes that the case expects.
    pub causes: Vec<String>,
}

/// What each case of a check file is about.
///
/// # Errors
/// A case that cannot be read.
pub fn about(file: &str, text: &str) -> Result<Vec<About>, Fault> {
    let cases = written::cases(Source { file, text })?.into_iter();
    let causes = |case: &written::Case| case.expect.causes().into_iter().map(str::to_owned).collect();
    Ok(cases.map(|case| About { causes: causes(&case), case: case.name, known: case.known }).collect())
}

/// The cause that a pasted message points to first: its id alone for one of this check, else with its check's.
fn meaning(catalog: &Catalog, check: &Check, host: &Host, error: &str) -> Option<String> {
    let (known, cause) = catalog.causes_of(error).into_iter().find(|(check, _)| check.fits(host.machine()))?;
    Some(if known.id == check.id { cause.id.clone() } else { format!("{}#{}", known.id, cause.id) })
}

/// The schema of one case.
pub(crate) fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    written::schema(generator)
}

/// What no case shows.
fn gaps(check: &Check, statuses: &BTreeSet<Status>, causes: &BTreeSet<String>) -> Vec<String> {
    let mut gaps = Vec::new();
    if !statuses.contains(&Status::Pass) {
        gaps.push("no case passes: write one for a healthy machine".to_owned());
    }
    for cause in check.causes.iter().filter(|cause| !causes.contains(&cause.id)) {
        gaps.push(format!("no case shows the cause `{}`", cause.id));
    }
    gaps
}
