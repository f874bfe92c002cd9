//! The keychain of macOS, of which doctor asks only whether an entry exists: its value would open a window.

use std::fmt::Write;
use std::time::Duration;

use ring::digest::{SHA256, digest};

use crate::fact::{Reason, Unknown};
use crate::host::{Call, Ended, Host, StartFailure};
use crate::machine::Os;

pub(super) const NAME: &str = "the keychain of this Mac";

/// What is said of it where it is closed, as it is over SSH.
const CLOSED: &str = "the keychain of this Mac, which `security unlock-keychain` opens";

/// How long the keychain may take.
const LIMIT: Duration = Duration::from_secs(5);

/// Exit codes of `security` for an entry that is not there, and for a keychain that it may not open.
const NO_SUCH_ENTRY: i64 = 44;
const LOCKED: i64 = 36;

/// Bytes of the digest that stand in the name of an entry that was moved.
const MARK: usize = 4;

pub(super) fn holds(host: &Host, service: &str, moved_by: Option<&str>) -> Result<bool, Unknown> {
    if host.machine().os != Os::Macos {
        return Ok(false);
    }
    let folder = moved_by.and_then(|name| host.var(name)).filter(|folder| !folder.is_empty());
    let entry = match folder {
        Some(folder) => moved(service, &folder)?,
        None => service.to_owned(),
    };
    let args = ["find-generic-password", "-s", &entry].map(str::to_owned).to_vec();
    let program = "/usr/bin/security".to_owned();
    match host.start_one(Call { program, args, limit: LIMIT, ..Call::default() }) {
        Ended::Exited { code: 0, .. } => Ok(true),
        Ended::Exited { code: NO_SUCH_ENTRY, .. } | Ended::NotStarted(StartFailure::Absent) => Ok(false),
        Ended::Exited { code: LOCKED, .. } => Err(Unknown::because(Reason::Locked, CLOSED)),
        Ended::Unknown(unknown) => Err(unknown),
        _ => Err(Unknown::because(Reason::Unreadable, NAME)),
    }
}

/// The name of an entry that belongs to another folder than the usual one: the owner adds a piece of the folder's digest.
fn moved(service: &str, folder: &str) -> Result<String, Unknown> {
    // The owner writes other letters, and perhaps other ways to a folder, in a form of its own first.
    if !folder.is_ascii() || !folder.starts_with('/') || folder.ends_with('/') {
        return Err(Unknown::because(Reason::NotAsked, "an entry of the keychain under another name"));
    }
    let mut name = format!("{service}-");
    for byte in digest(&SHA256, folder.as_bytes()).as_ref().iter().take(MARK) {
        write!(name, "{byte:02x}").map_err(|_| Unknown::new(Reason::Crashed))?;
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn an_entry_of_another_folder_carries_the_first_of_its_sha_256() {
        assert_eq!(moved("Claude Code", "/Users/ada/work").unwrap(), "Claude Code-8052b22c");
    }

    #[test]
    fn a_folder_that_may_be_written_in_more_than_one_way_is_not_guessed() {
        for folder in ["/Users/ada/Arbeit für Claude", "work", "~/work", "/Users/ada/work/"] {
            assert!(moved("Claude Code", folder).is_err(), "{folder}");
        }
    }
}
