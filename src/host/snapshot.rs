//! What stands at a path, whole, so that it can be put back.

use ring::digest::{SHA256, digest};

/// Files larger than this, in bytes, are not edited, and no copy of them is kept.
pub(super) const MOST: u64 = 16 << 20;

/// A file, link or folder as it was at one moment; of a folder only that it is there, and who may use it.
#[derive(Clone, PartialEq, Eq)]
pub enum Snapshot {
    Absent,
    File {
        bytes: Vec<u8>,
        /// Permission bits, where the platform has them.
        mode: Option<u32>,
    },
    Link {
        to: String,
    },
    Folder {
        mode: Option<u32>,
    },
    /// A file that is too large for a copy, or that this user may not read: only who may use it can be put back.
    Sealed {
        mode: Option<u32>,
        size: u64,
    },
}

/// What is in a file is nobody's business.
impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.mark())
    }
}

impl Snapshot {
    /// Whether the file is so large that what stands in it could not be put back.
    pub fn is_too_large(&self) -> bool {
        matches!(self, Self::Sealed { size, .. } if *size > MOST)
    }

    /// A short text that two snapshots share only when they are the same. It shows nothing of what is in a file.
    pub fn mark(&self) -> String {
        let octal = |mode: &Option<u32>| mode.map_or_else(|| "-".to_owned(), |mode| format!("{mode:o}"));
        match self {
            Self::Absent => "absent".to_owned(),
            Self::File { bytes, mode } => {
                let hash: String = digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
                format!("file {} {hash}", octal(mode))
            }
            Self::Link { to } => format!("link {to}"),
            Self::Folder { mode } => format!("folder {}", octal(mode)),
            Self::Sealed { mode, size } => format!("sealed {} {size}", octal(mode)),
        }
    }
}

/// Why a file was not changed. It is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// Somebody changed it since doctor looked.
    Changed,
    Denied,
    ReadOnly,
    /// The disk is full, or the user may use no more of it.
    Full,
    /// A folder, a pipe, or a link that leads nowhere.
    NoFile,
    /// It has another name elsewhere, which would be left with the old content.
    TwoNames,
    /// Another user owns it.
    NotYours,
    Other(String),
}

impl Unwritten {
    /// In words that follow "it was not changed:".
    pub fn words(&self) -> String {
        match self {
            Self::Changed => "another program changed it at the same moment".to_owned(),
            Self::Denied => "this user may not write there".to_owned(),
            Self::ReadOnly => "it is marked as read-only, perhaps because another program looks after it".to_owned(),
            Self::Full => "the disk is full".to_owned(),
            Self::NoFile => "it is no ordinary file".to_owned(),
            Self::TwoNames => "the same file has a second name elsewhere (a hard link)".to_owned(),
            Self::NotYours => "it belongs to another user of this computer".to_owned(),
            Self::Other(why) => why.clone(),
        }
    }
}
