//! `doctor explain`: one check, explained.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::output::{self, Output};
use super::settings::Ruling;
use super::{End, catalog, host, wish};
use crate::catalog::Catalog;
use crate::check::{Check, CheckId, Kind, Pattern};
use crate::cli::Options;
use crate::fact::{Fact, Facts};
use crate::host::Host;
use crate::judge;
use crate::machine::{Machine, Os};
use crate::render::{self, Meaning, Row};
use crate::run::run;
use crate::select::{select, unknown_check};

/// How long the system may take to say what it is.
const DEADLINE: Duration = Duration::from_secs(5);

/// Meanings of one error message that are told.
const MOST_MEANINGS: usize = 3;

pub(super) fn explain(runtime: &Runtime, id: &str, options: &Options, output: &Output) -> Result<u8, End> {
    let catalog = catalog()?;
    let found = CheckId::parse(id).and_then(|id| catalog.check(&id));
    let Some(check) = found else {
        return Err(unknown_check(&catalog, &Pattern::parse(id)).into());
    };
    let host = Arc::new(host(runtime, options)?);
    let ruling = Ruling::new(options, &host, &catalog)?;
    let known = runtime.block_on(known(&catalog, check, Arc::clone(&host), (options, &ruling)));
    output.print(&render::explain(check, host.machine(), &known, output.look()))?;
    Ok(0)
}

/// Tells what a pasted message means. `-` reads it from standard input. Ends with 1 when nobody knows.
pub(super) fn explain_error(runtime: &Runtime, message: &str, options: &Options, output: &Output) -> Result<u8, End> {
    let catalog = catalog()?;
    let message = if message == "-" { output::read_input()? } else { message.to_owned() };
    let host = Arc::new(host(runtime, options)?);
    let ruling = Ruling::new(options, &host, &catalog)?;
    let causes = catalog.causes_of(&message);
    let here = causes.iter().map(|(check, cause)| {
        let known = runtime.block_on(known(&catalog, check, Arc::clone(&host), (options, &ruling)));
        Meaning { check, cause, known, machine: host.machine().clone() }
    });
    let mut meanings: Vec<Meaning<'_>> = here.filter(Meaning::can_be).take(MOST_MEANINGS).collect();
    // Whoever helps somebody else pastes messages of another system.
    if meanings.is_empty() {
        let elsewhere = causes.iter().filter_map(|(check, cause)| {
            let on = |os| {
                let machine = Machine::plain(os);
                let known = judge::always(&machine, &ruling.profile.value, options.offline, host.now());
                Meaning { check, cause, known, machine }
            };
            [Os::Windows, Os::Macos, Os::Linux].map(on).into_iter().find(Meaning::can_be)
        });
        meanings = elsewhere.take(MOST_MEANINGS).collect();
    }
    output.print(&render::explain_error(&meanings, host.machine().os, output.look()))?;
    Ok(if meanings.is_empty() { 1 } else { 0 })
}

/// Shows each setting of this run, and where it comes from.
pub(super) fn explain_config(runtime: &Runtime, options: &Options, output: &Output) -> Result<u8, End> {
    let catalog = catalog()?;
    let host = Arc::new(host(runtime, options)?);
    let ruling = Ruling::new(options, &host, &catalog)?;
    // What no run would take is told here as there.
    select(&catalog, &wish(&[], options, &ruling), host.machine())?;
    let file = ruling.file();
    let mut rows = ruling.rows(options);
    rows.extend(runtime.block_on(wishes(&catalog, host, (options, &ruling))));
    if output.is_json() {
        let shown = json!({ "schema": "doctor.settings/1", "file": file, "settings": rows });
        output.print_json(&shown)?;
    } else {
        output.print(&render::settings(file, &rows, output.look()))?;
    }
    Ok(0)
}

/// The versions of tools that the project asks for elsewhere than in `doctor.toml`.
async fn wishes(catalog: &Catalog, host: Arc<Host>, (options, ruling): (&Options, &Ruling)) -> Vec<Row> {
    let known = judge::always(host.machine(), &ruling.profile.value, options.offline, host.now());
    let about = catalog.checks().find_map(|check| {
        let probe = check.probes.iter().find(|probe| probe.kind == Kind::ToolRequirements)?;
        Some(Check { probes: vec![probe.clone()], ..check.clone() })
    });
    let facts = asked(catalog, about, host, &known).await;
    let wishes = facts.into_values().flat_map(|fact| match fact.part("wishes") {
        Fact::List(wishes) => wishes,
        _ => Vec::new(),
    });
    let text = |wish: &Fact, part: &str| wish.part(part).as_text().map(str::to_owned);
    let row = |wish: Fact| {
        let (tool, said, file) = (text(&wish, "tool")?, text(&wish, "said")?, text(&wish, "file")?);
        let line = match wish.part("line") {
            Fact::Int(line) => format!("line {line} of "),
            _ => String::new(),
        };
        let is_elsewhere = text(&wish, "source").is_some_and(|source| source != "settings");
        is_elsewhere.then(|| Row { name: format!("tools {tool}"), value: said, from: format!("{line}{file}") })
    };
    wishes.filter_map(row).collect()
}

/// What decides which fixes fit, and costs nothing to ask: the machine, its system and installers.
async fn known(catalog: &Catalog, check: &Check, host: Arc<Host>, (options, ruling): (&Options, &Ruling)) -> Facts {
    let mut known = judge::always(host.machine(), &ruling.profile.value, options.offline, host.now());
    let mut about_the_system = check.clone();
    about_the_system.probes.retain(|probe| probe.kind == Kind::Os && probe.inputs.is_empty());
    let facts = asked(catalog, Some(about_the_system), host, &known).await;
    known.extend(facts);
    known.insert("data".to_owned(), check.data.clone());
    for (name, expression) in &check.lets {
        let value = expression.value_so_far(&known);
        if !matches!(value, Fact::Unknown(_)) {
            known.insert(name.clone(), value);
        }
    }
    known
}

/// What the probes of a check bring back.
async fn asked(catalog: &Catalog, check: Option<Check>, host: Arc<Host>, known: &Facts) -> Facts {
    let (events, _) = mpsc::unbounded_channel();
    let checks = check.into_iter().map(Arc::new).collect();
    let answers = run(checks, catalog.services(), host, known, DEADLINE, std::future::pending(), events).await;
    answers.checks.into_values().flat_map(|answers| answers.facts).collect()
}
