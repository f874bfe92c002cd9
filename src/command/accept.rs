//! `doctor check --accept-all`: writes what is wrong today into the project's `doctor.toml`, so that only new findings count.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::tz::TimeZone;
use tokio::runtime::Runtime;

use super::check::look;
use super::output::Output;
use super::settings::Ruling;
use super::{End, catalog, host, wish};
use crate::cli::Options;
use crate::error::Fault;
use crate::host::{Host, Snapshot, replace};
use crate::judge::may_accept;
use crate::render;
use crate::select::select;
use crate::settings::{NAME, baseline};

/// For as many days a baseline holds.
const DAYS: i64 = 90;

pub(super) fn accept_all(runtime: &Runtime, only: &[String], options: &Options, output: &Output) -> Result<u8, End> {
    if options.world.is_some() {
        return Err(Fault::new("a machine that is only written down has no doctor.toml to write to").into());
    }
    let catalog = catalog()?;
    let host = Arc::new(host(runtime, options)?);
    let ruling = Ruling::new(options, &host, &catalog)?;
    let plan = select(&catalog, &wish(only, options, &ruling), host.machine())?;
    let report = runtime.block_on(look(&catalog, &plan, Arc::clone(&host), (options, &ruling), Some(output)));
    if report.interrupted {
        return Ok(130);
    }
    let (accepted, left) = may_accept(&report);
    if !accepted.is_empty() {
        let today = host.now().to_zoned(TimeZone::UTC).date();
        let until = today.saturating_add(DAYS.days());
        write(&host, &baseline(&accepted, today, until))?;
    }
    output.print(&render::accepted(&accepted, &left, DAYS, output.look()))?;
    Ok(0)
}

/// Puts the text behind what stands in the file already.
fn write(host: &Host, text: &str) -> Result<(), Fault> {
    let rules = host.rules();
    let root = host.project().map(|project| project.root.as_str()).or(host.folder()).unwrap_or_default();
    let path = host.nearest_in_project(NAME).unwrap_or_else(|| rules.join(root, NAME));
    let not = |why: &str| Fault::new(format!("it was not changed: {why}")).in_file(&host.shorten(&path));
    let before = host.snapshot(&path).map_err(|why| not(&why.words()))?;
    let (old, mode) = match &before {
        Snapshot::Absent => (Vec::new(), None),
        Snapshot::File { bytes, mode } => (bytes.clone(), *mode),
        _ => return Err(not("it is no ordinary file")),
    };
    let mut bytes = old;
    if !bytes.is_empty() {
        let newline = if bytes.ends_with(b"\n") { "\n" } else { "\n\n" };
        bytes.extend_from_slice(newline.as_bytes());
    }
    bytes.extend_from_slice(text.as_bytes());
    replace(&path, &before, &Snapshot::File { bytes, mode }).map(drop).map_err(|why| not(&why.words()))
}
