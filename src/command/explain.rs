//! `doctor explain`: one check, explained.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::output::Output;
use super::{End, catalog, host};
use crate::check::{Check, CheckId, Kind, Pattern};
use crate::cli::Options;
use crate::error::Fault;
use crate::fact::Facts;
use crate::host::Host;
use crate::judge;
use crate::render;
use crate::run::run;

/// How long the system may take to say what it is.
const DEADLINE: Duration = Duration::from_secs(5);

pub(super) fn explain(runtime: &Runtime, id: &str, options: &Options, output: &Output) -> Result<u8, End> {
    let catalog = catalog()?;
    let found = CheckId::parse(id).and_then(|id| catalog.check(&id));
    let Some(check) = found else {
        let pattern = Pattern::parse(id);
        let close = catalog.checks().filter(|check| pattern.fits(&check.id) || check.id.as_str().contains(id));
        let close: Vec<&str> = close.map(|check| check.id.as_str()).collect();
        let help = if close.is_empty() {
            "`doctor list` shows all checks".to_owned()
        } else {
            format!("did you mean: {}", close.join(" "))
        };
        return Err(Fault::new(format!("there is no check `{id}`")).help(help).into());
    };
    let host = Arc::new(host(runtime, options)?);
    let known = runtime.block_on(known(check, Arc::clone(&host), options));
    output.print(&render::explain(check, host.machine(), &known, output.look()))?;
    Ok(0)
}

/// What decides which fixes fit, and costs nothing to ask: the machine, its system and installers.
async fn known(check: &Check, host: Arc<Host>, options: &Options) -> Facts {
    let mut known = judge::always(host.machine(), &options.profile, options.offline, host.now());
    let mut about_the_system = check.clone();
    about_the_system.probes.retain(|probe| probe.kind == Kind::Os && probe.inputs.is_empty());
    let (events, _) = mpsc::unbounded_channel();
    let checks = vec![Arc::new(about_the_system)];
    let answers = run(checks, host, &known, DEADLINE, std::future::pending(), events).await;
    known.extend(answers.checks.into_values().flat_map(|answers| answers.facts));
    known.insert("data".to_owned(), check.data.clone());
    known
}
