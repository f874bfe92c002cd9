//! `doctor check --accept-all`: writes what is wrong today into the project's `doctor.toml`, so that only new findings count.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
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
use crate::settings::{Known, MOST, NAME, Settings, baseline};

/// For as many days a baseline holds.
const DAYS: i64 = 90;

pub(super) fn accept_all(runtime: &Runtime, only: &[String], options: &Options, output: &Output) -> Result<u8, End> {
    if options.world.is_some() {
        return Err(Fault::new("a machine that is only written down has no doctor.toml to write to").into());
    }
    if options.format.iter().any(|format| format != "human") {
        return Err(Fault::new("--accept-all writes doctor.toml, and no report")
            .help("leave --format out; doctor check --format ... reports what still counts afterwards")
            .into());
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
        write(&host, &accepted, (today, until))?;
    }
    output.print(&render::accepted(&accepted, &left, DAYS, output.look()))?;
    Ok(0)
}

/// Puts all of it behind what stands in the file already.
fn write(host: &Host, accepted: &[Known], (today, until): (Date, Date)) -> Result<(), Fault> {
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
    let old = String::from_utf8(old).map_err(|_| not("it is not a text file (not UTF-8)"))?;
    let gap = if old.is_empty() || old.ends_with("\n\n") { "" } else { "\n" };
    let end = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    let added = format!("{end}{gap}{}", baseline(accepted, today, until));
    let added = if old.contains("\r\n") { added.replace('\n', "\r\n") } else { added };
    let text = format!("{old}{added}");
    // A list that is written as `accept = [...]` takes no more behind it.
    Settings::read(NAME, &text)
        .ok()
        .filter(|_| text.len() <= MOST)
        .ok_or_else(|| not("doctor could not read it any more with what is to be added")
            .help("write what it accepts already as [[accept]], each with lines of its own, and leave out what is not needed any more"))?;
    let bytes = text.into_bytes();
    replace(&path, &before, &Snapshot::File { bytes, mode }).map(drop).map_err(|why| not(&why.words()))
}
