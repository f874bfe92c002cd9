//! Cases: small simulated machines beside a check, and what must be found on them. A case is a closed world.

mod expect;
mod written;

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

use written::Case as CaseSpec;
pub use written::KnownFailures;

/// Time that a case may take; worlds answer at once.
const DEADLINE: Duration = Duration::from_secs(20);

/// One case, and where it was read.
#[derive(Debug)]
pub struct Case {
    pub name: String,
    file: Arc<str>,
    line: usize,
    case: CaseSpec,
}

/// What running a case showed.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Everything that differs from what the case expects.
    pub faults: Vec<Fault>,
    status: Option<Status>,
    causes: Vec<String>,
}

/// The cases of a check, in the order of their file.
///
/// # Errors
/// A case that cannot be read.
pub fn read(file: &str, text: &str) -> Result<Vec<Case>, Fault> {
    let source = Source { file, text };
    let file: Arc<str> = Arc::from(file);
    let cases = written::cases(source)?.into_iter();
    Ok(cases
        .map(|case| Case {
            name: case.name.clone(),
            file: Arc::clone(&file),
            line: Fault::new("").at(text, case.at.clone()).line.unwrap_or_default(),
            case,
        })
        .collect())
}

impl Case {
    /// Looks at the simulated machine and compares what is found with what is expected.
    pub async fn run(&self, catalog: &Catalog, check: &Check) -> Outcome {
        let world = match World::build(self.case.world.clone(), &catalog.services()) {
            Ok(world) => world,
            Err(fault) => return Outcome { faults: vec![self.located(fault)], ..Outcome::default() },
        };
        let host = Arc::new(Host::World(world));
        let Some(finding) = find(catalog, check, &host).await else { return Outcome::default() };
        let (expect, error) = (&self.case.expect, self.case.error.as_deref());
        let mut wrong = expect.compare(&finding);
        let means = error.and_then(|error| meaning(catalog, check, &host, error));
        wrong.extend(expect.compare_explained(error, means.clone()));
        if let Host::World(world) = host.as_ref() {
            wrong.extend(world.unanswered().iter().map(|asked| {
                let add = match asked.starts_with("GET ") {
                    true => format!("add http.'{asked}' = \"…\""),
                    false => {
                        format!("add run.'{asked}' = \"…\", or say it by `git`, `gh`, `node`, … (checks/README.md)")
                    }
                };
                format!("it asks `{asked}`, and the case does not say what comes back; {add}")
            }));
        }
        let faults = wrong.into_iter().map(|message| self.located(Fault::new(message))).collect();
        let causes = finding.causes.into_iter().map(|cause| cause.id).chain(means).collect();
        Outcome { faults, status: Some(finding.status), causes }
    }

    fn located(&self, fault: Fault) -> Fault {
        let message = format!("case \"{}\": {}", self.name, fault.message);
        Fault { message, file: Some(self.file.to_string()), line: Some(self.line), column: Some(1), ..fault }
    }
}

/// Runs every case in the file beside a check and tells all that is wrong: cases that do not hold, and causes without one.
///
/// # Errors
/// A case that cannot be read.
pub async fn test(catalog: &Catalog, check: &Check, file: &str, text: &str) -> Result<Vec<Fault>, Fault> {
    let mut outcomes = Vec::new();
    for case in read(file, text)? {
        outcomes.push(case.run(catalog, check).await);
    }
    let gaps = gaps(check, file, outcomes.iter());
    Ok(outcomes.into_iter().flat_map(|outcome| outcome.faults).chain(gaps).collect())
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
    let causes = |case: &CaseSpec| case.expect.causes().into_iter().map(str::to_owned).collect();
    Ok(cases.map(|case| About { causes: causes(&case), case: case.name, known: case.known }).collect())
}

/// The cause that a pasted message points to first: its id alone for one of this check, else with its check's.
fn meaning(catalog: &Catalog, check: &Check, host: &Host, error: &str) -> Option<String> {
    let (known, cause) = catalog.causes_of(error).into_iter().find(|(check, _)| check.fits(host.machine()))?;
    Some(if known.id == check.id { cause.id.clone() } else { format!("{}#{}", known.id, cause.id) })
}

/// The schema of one case.
#[cfg(feature = "schema")]
pub(crate) fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    written::schema(generator)
}

/// What the cases of a check do not show: a healthy machine, or one of its causes.
pub fn gaps<'a>(check: &Check, file: &str, outcomes: impl Iterator<Item = &'a Outcome> + Clone) -> Vec<Fault> {
    let mut gaps = Vec::new();
    if !outcomes.clone().any(|outcome| outcome.status == Some(Status::Pass)) {
        gaps.push("no case passes: write one for a healthy machine".to_owned());
    }
    let shown = |cause: &str| outcomes.clone().flat_map(|outcome| &outcome.causes).any(|shown| shown == cause);
    for cause in check.causes.iter().filter(|cause| !shown(&cause.id)) {
        gaps.push(format!("no case shows the cause `{}`", cause.id));
    }
    gaps.into_iter().map(|message| Fault::new(message).in_file(file)).collect()
}
