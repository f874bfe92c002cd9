//! JSON for programs: the report as it is, or the error that stands for it.

use serde::Serialize;
use serde_json::json;

use super::inert;
use crate::error::Fault;
use crate::report::Report;

/// The report, one document, with a newline at its end.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn report_json(report: &Report) -> Result<String, serde_json::Error> {
    json_document(report)
}

/// Any document for programs, with a newline at its end.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn json_document(content: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(content).map(|text| inert::json(&text) + "\n")
}

/// What stands for a report that could not be made.
pub fn fault_json(fault: &Fault) -> String {
    let error = json!({ "schema": "doctor.error/1", "error": fault });
    inert::json(&format!("{error:#}\n"))
}
