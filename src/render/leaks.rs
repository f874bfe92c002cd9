//! What `doctor leaks` found, for people and for programs.

use super::Look;
use crate::leaks::report::Report;

/// The report as text, with colour codes in it.
pub fn leaks_human(report: &Report, _look: &Look) -> String {
    format!("{report:#?}\n")
}

/// The report, one document, with a newline at its end.
///
/// # Errors
/// Only a defect in doctor itself.
pub fn leaks_json(report: &Report) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(report).map(|text| text + "\n")
}
