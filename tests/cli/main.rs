//! The program as its users run it, on throw-away machines made for each test.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests make the machines that doctor looks at"
)]

mod ci;
mod faults;
mod formats;
mod hostile;
mod init;
mod leaks;
mod machine;
mod network;
mod safety;
mod screens;
mod secrets;
mod settings;
mod startup;
mod usage;
