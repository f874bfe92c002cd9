//! `doctor leaks` on repositories that the real Git makes: keys in every place that there is, things that only look like
//! keys, and repositories that are damaged, hostile or huge.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the suite makes repositories and starts programs itself")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a repository that cannot be made ends its test, and a test that cannot be run says so"
)]

mod bounds;
mod damaged;
mod decoys;
mod deltas;
mod files;
mod hostile;
mod made;
mod places;
mod race;
mod scan;
mod stored;
