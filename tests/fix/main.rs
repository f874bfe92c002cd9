//! `doctor fix` on throw-away machines: each fix that can be done here is done, seen to help, and taken back.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests make the machines that doctor mends"
)]

#[cfg(target_os = "linux")]
mod bad_luck;
mod claude;
mod cloudflare;
mod elsewhere;
mod github;
mod guard;
mod machine;
mod managers;
mod network;
mod project;
mod safety;
mod system;
#[cfg(target_os = "linux")]
mod talk;
#[cfg(target_os = "linux")]
mod terminal;
mod tool;
#[cfg(target_os = "linux")]
mod transcript;
