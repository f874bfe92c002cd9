//! A finding a line, each with what is known of its run: lines of many computers can be put together and asked.

use serde::Serialize;

use super::inert;
use super::told::{Told, wrongs};
use crate::check::CheckId;
use crate::machine::{Arch, Machine, Os};
use crate::report::{Accepted, Finding, Place, Report, SkipReason, Status, Verdict};

/// Version of a line's contract. Changes are additive only.
const SCHEMA: &str = "doctor.finding/1";

/// Where a line and a report say the same, it stands under the same name.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    doctor: &'a str,
    profile: &'a str,
    label: Option<&'a str>,
    started: &'a str,
    machine: Computer,
    project: Option<Root<'a>>,
    verdict: Verdict,
    check: &'a CheckId,
    required: bool,
    status: Status,
    say: &'a str,
    cause: Option<&'a str>,
    about: Vec<&'a str>,
    place: Option<&'a Place>,
    blocked_by: Option<&'a CheckId>,
    skip: Option<SkipReason>,
    /// The text to copy for what is to be done first.
    command: Option<String>,
    accepted: &'a [Accepted],
}

#[derive(Serialize)]
struct Computer {
    os: Os,
    arch: Arch,
}

#[derive(Serialize)]
struct Root<'a> {
    root: &'a str,
}

/// The findings, a line each.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn report_jsonl(report: &Report) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    for (id, finding) in &report.checks {
        out.push_str(&inert::json(&serde_json::to_string(&line(report, id, finding))?));
        out.push('\n');
    }
    Ok(out)
}

fn line<'a>(report: &'a Report, id: &'a CheckId, finding: &'a Finding) -> Line<'a> {
    Line {
        schema: SCHEMA,
        doctor: report.doctor,
        profile: &report.profile,
        label: report.label.as_deref(),
        started: &report.started,
        machine: Computer { os: report.machine.os, arch: report.machine.arch },
        project: report.project.as_ref().map(|project| Root { root: &project.root }),
        verdict: report.verdict,
        check: id,
        required: finding.required,
        status: finding.status,
        say: &finding.say,
        cause: finding.cause.as_deref(),
        about: wrongs(finding).filter_map(|wrong| wrong.about).collect(),
        place: wrongs(finding).find_map(|wrong| wrong.place),
        blocked_by: finding.blocked_by.as_ref(),
        skip: finding.skip,
        command: first_command(finding, &report.machine),
        accepted: &finding.accepted,
    }
}

fn first_command(finding: &Finding, machine: &Machine) -> Option<String> {
    let first = wrongs(finding).next()?;
    Told::of(&first, finding, machine).command().map(str::to_owned)
}
