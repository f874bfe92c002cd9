//! The report in every format: one that was read and approved, and hostile ones, read back by real parsers.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests read and write the documents that were approved"
)]

mod approved;
mod chance;
mod github;
mod json;
mod junit;
mod made;
mod markdown;
mod runners;
