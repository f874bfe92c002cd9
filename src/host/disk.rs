//! How much room a disk has.

/// The room on the disk that holds a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    /// The same for every path on the same disk.
    pub volume: String,
    /// Bytes that this user may still write.
    pub free: u64,
    /// Bytes in all.
    pub total: u64,
    /// Files and folders that may still be made; none where the disk has no such limit, or does not tell.
    pub entries_left: Option<u64>,
    /// It lies in memory: small by nature.
    pub in_memory: bool,
    /// Nothing can be written to it at all.
    pub read_only: bool,
}
