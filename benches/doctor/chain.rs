//! The longest chain of probes of a run: where one probe waits for another, their times add up.

use std::collections::BTreeMap;

use doctor::catalog::Catalog;
use doctor::check::{Check, Params, Probe};
use serde_json::Value;

/// In milliseconds, over all checks of a report.
pub fn longest(catalog: &Catalog, report: &Value) -> u64 {
    catalog.checks().map(|check| of_check(check, report)).max().unwrap_or(0)
}

fn of_check(check: &Check, report: &Value) -> u64 {
    let uses = report["checks"][check.id.as_str()]["uses"].as_array();
    let asked: Vec<&Value> =
        uses.into_iter().flatten().filter_map(Value::as_str).map(|id| &report["probes"][id]).collect();
    let mut ends: BTreeMap<&str, u64> = BTreeMap::new();
    // Probes stand after those that feed them.
    for probe in &check.probes {
        let began = probe.inputs.iter().filter_map(|input| ends.get(input.as_str())).max().copied().unwrap_or(0);
        ends.insert(&probe.name, began + time(probe, &asked));
    }
    ends.into_values().max().unwrap_or(0)
}

/// How long the answer of a probe took. The report does not name probes: of questions that may be its own, the
/// quickest counts, so that no chain is taken for longer than it was.
fn time(probe: &Probe, asked: &[&Value]) -> u64 {
    let its_own = |question: &&&Value| {
        let words: Vec<&str> = question["asked"].as_str().unwrap_or_default().split(' ').collect();
        question["kind"] == probe.kind.word() && name(probe).is_none_or(|name| words.contains(&name))
    };
    let times = asked.iter().filter(its_own).map(|question| question["duration_ms"].as_u64().unwrap_or(0));
    times.min().unwrap_or(0)
}

/// What tells two questions of one kind apart in a report.
fn name(probe: &Probe) -> Option<&str> {
    let Params::Table(params) = &probe.params else { return None };
    match params.get("name").or_else(|| params.get("get")) {
        Some(Params::Plain(name)) => name.as_text(),
        _ => None,
    }
}
