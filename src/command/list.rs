//! `doctor list`: all checks, a line each.

use serde_json::json;

use super::output::Output;
use super::settings::Ruling;
use super::{End, catalog, wish};
use crate::cli::Options;
use crate::host::Host;
use crate::render;
use crate::select::select;

pub(super) fn list(host: &Host, options: &Options, output: &Output) -> Result<u8, End> {
    let catalog = catalog()?;
    let ruling = Ruling::new(options, host, &catalog)?;
    let plan = select(&catalog, &wish(&[], options, &ruling), host.machine())?;
    if output.is_json() {
        let checks = plan.entries.iter().filter_map(|entry| catalog.head(&entry.id).map(|head| (entry, head)));
        let checks: Vec<_> = checks
            .map(|(entry, head)| json!({ "id": entry.id, "title": head.title, "required": entry.required, "left_out": entry.left_out }))
            .collect();
        output.print_json(&json!({ "schema": "doctor.list/1", "checks": checks }))?;
    } else {
        output.print(&render::list(&catalog, &plan, output.look()))?;
    }
    Ok(0)
}
