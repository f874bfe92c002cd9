//! doctor on machines made of real tools: what it says of them, and that looking at them changes nothing.
//! `tests/real/install.sh` brings the tools; without them the suite says so and passes (`DOCTOR_REAL=required`: fails).
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the suite builds machines and starts programs itself")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a machine that cannot be built ends its test"
)]

mod agreement;
mod broken;
#[path = "../render/chance.rs"]
mod chance;
mod fixes;
mod formats;
mod installed;
#[cfg(target_os = "linux")]
mod internet;
mod limited;
mod machine;
#[path = "../render/made.rs"]
mod made;
mod missing;
#[cfg(target_os = "linux")]
mod namespaces;
mod npm_prefix;
mod packages;
mod present;
mod report;
mod repository;
mod tools;
mod unchanged;
