//! The keychain of macOS, of which doctor asks only whether an entry exists: its value would open a window.

use std::time::Duration;

use crate::fact::{Reason, Untold};
use crate::host::{Call, Ended, Host, StartFailure};
use crate::machine::Os;

pub(super) const NAME: &str = "the keychain of this Mac";

/// How long the keychain may take.
const LIMIT: Duration = Duration::from_secs(5);

/// The exit code of `security` for an entry that is not there.
const NO_SUCH_ENTRY: i64 = 44;

pub(super) fn holds(host: &Host, service: &str, moved_by: Option<&str>) -> Result<bool, Untold> {
    if host.machine().os != Os::Macos {
        return Ok(false);
    }
    if moved_by.and_then(|name| host.var(name)).is_some_and(|value| !value.is_empty()) {
        return Err(Untold::because(Reason::NotAsked, "an entry of the keychain under another name"));
    }
    let args = ["find-generic-password", "-s", service].map(str::to_owned).to_vec();
    let program = "/usr/bin/security".to_owned();
    match host.start_one(Call { program, args, limit: LIMIT, ..Call::default() }) {
        Ended::Exited { code: 0, .. } => Ok(true),
        Ended::Exited { code: NO_SUCH_ENTRY, .. } | Ended::NotStarted(StartFailure::Absent) => Ok(false),
        Ended::Untold(untold) => Err(untold),
        _ => Err(Untold::because(Reason::Locked, NAME)),
    }
}
