//! The disks of a simulated machine and the room on them.

use serde::Deserialize;

use crate::host::{Rules, Space, Unseen};

/// One disk, by the folder where it begins.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct DiskSpec {
    /// Megabytes (1,000,000 bytes) that are free; 100,000 when left out.
    pub free_mb: Option<u64>,
    /// Megabytes in all; 500,000 when left out.
    pub total_mb: Option<u64>,
    /// Files that may still be made; no limit when left out.
    pub entries_left: Option<u64>,
    pub in_memory: bool,
    pub read_only: bool,
    /// It cannot be asked.
    pub unreadable: bool,
}

impl DiskSpec {
    fn space(&self, volume: &str) -> Result<Space, Unseen> {
        if self.unreadable {
            return Err(Unseen::Unreadable);
        }
        Ok(Space {
            volume: volume.to_owned(),
            free: self.free_mb.unwrap_or(100_000).saturating_mul(1_000_000),
            total: self.total_mb.unwrap_or(500_000).saturating_mul(1_000_000),
            entries_left: self.entries_left,
            in_memory: self.in_memory,
            read_only: self.read_only,
        })
    }
}

/// The room at a path: of the disks above it the nearest, else a plain one.
pub(super) fn at(disks: &[(String, DiskSpec)], rules: Rules, path: &str) -> Result<Space, Unseen> {
    let around = disks.iter().filter(|(folder, _)| rules.is_within(path, folder) || rules.same(path, folder));
    match around.max_by_key(|(folder, _)| folder.len()) {
        Some((folder, disk)) => disk.space(folder),
        None => DiskSpec::default().space(&rules.volume(path)),
    }
}
