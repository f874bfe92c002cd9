//! What was found as SARIF 2.1.0, the format in which code hosts and editors take what is wrong with files.

mod leaks;
mod log;
mod report;
mod uri;

pub use leaks::leaks_sarif;
pub use report::report_sarif;
