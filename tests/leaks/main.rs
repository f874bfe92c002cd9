//! What `doctor leaks` writes: reports that are made up here, as text, as JSON and as SARIF.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write the screens that were approved"
)]

mod hostile;
mod reports;
mod sarif;
mod screens;
