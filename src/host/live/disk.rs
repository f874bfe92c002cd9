//! The room on the disks of this machine.

use super::Live;
use crate::host::{Space, Unseen};

#[cfg(unix)]
impl Live {
    pub(in crate::host) fn space(&self, path: &str) -> Result<Space, Unseen> {
        use rustix::fs::{StatVfsMountFlags, statvfs};
        let told = statvfs(path).map_err(|error| super::files::unseen(&error.into()))?;
        let block = told.f_frsize;
        Ok(Space {
            volume: volume(path, told.f_fsid),
            free: told.f_bavail.saturating_mul(block),
            total: told.f_blocks.saturating_mul(block),
            // Disks without such a limit tell 0 of 0.
            entries_left: (told.f_files > 0).then_some(told.f_favail),
            in_memory: in_memory(path),
            read_only: told.f_flag.contains(StatVfsMountFlags::RDONLY),
        })
    }
}

/// The number of the device, which holds also where a disk has no number of its own.
#[cfg(unix)]
fn volume(path: &str, id: u64) -> String {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map_or_else(|_| id.to_string(), |meta| meta.dev().to_string())
}

#[cfg(target_os = "linux")]
fn in_memory(path: &str) -> bool {
    const TMPFS: u64 = 0x0102_1994;
    const RAMFS: u64 = 0x8584_58f6;
    rustix::fs::statfs(path).is_ok_and(|told| matches!(told.f_type.cast_unsigned(), TMPFS | RAMFS))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn in_memory(_: &str) -> bool {
    false
}

#[cfg(windows)]
impl Live {
    pub(in crate::host) fn space(&self, path: &str) -> Result<Space, Unseen> {
        let told = fs4::statvfs(path).map_err(|error| super::files::unseen(&error))?;
        Ok(Space {
            volume: crate::host::Rules::Windows.volume(path),
            free: told.available_space(),
            total: told.total_space(),
            entries_left: None,
            in_memory: false,
            read_only: false,
        })
    }
}
