//! What a look at a path shows, and what keeps it from showing anything.

/// What a look at a path shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub what: What,
    /// Size in bytes; 0 for anything but a file.
    pub size: u64,
    /// Permission bits, where the platform has them.
    pub mode: Option<u32>,
    /// Whether the administrator owns it, where the platform tells.
    pub owned_by_admin: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    File,
    Folder,
    Link,
    Other,
}

/// Why a path could not be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    Absent,
    Denied,
    /// Something else than was looked for, or an error of the disk.
    Unreadable,
}

/// A right that the user may have on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    Read,
    Write,
    Start,
}
