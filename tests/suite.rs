//! All tests that need no tools from outside, in one program: `cargo test --test suite cli::screens` runs a part of it.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests make the machines that doctor looks at, and read and write files of the repository"
)]

#[cfg(unix)]
mod action;
mod approved;
mod architecture;
#[cfg(unix)]
mod cli;
mod coverage;
#[cfg(target_os = "linux")]
mod fix;
mod json_schema;
mod leaks;
mod render;
#[cfg(unix)]
mod repositories;
mod rounds;
mod schema;
