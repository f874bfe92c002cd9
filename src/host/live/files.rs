//! Files of this machine: looked at and read, never written.

use std::fs::{self, Metadata};
use std::io::{self, Read, Seek, SeekFrom};

use super::{Live, environment};
use crate::host::{Right, Seen, Unseen, What};

impl Live {
    pub(in crate::host) fn look(&self, path: &str) -> Result<Seen, Unseen> {
        fs::metadata(path).map(|meta| seen(&meta)).map_err(|error| unseen(&error))
    }

    pub(in crate::host) fn look_at_link(&self, path: &str) -> Result<Seen, Unseen> {
        fs::symlink_metadata(path).map(|meta| seen(&meta)).map_err(|error| unseen(&error))
    }

    pub(in crate::host) fn real(&self, path: &str) -> Result<String, Unseen> {
        let real = fs::canonicalize(path).map_err(|error| unseen(&error))?;
        let text = real.to_str().ok_or(Unseen::Unreadable)?;
        Ok(environment::plain(text))
    }

    pub(in crate::host) fn read(&self, path: &str, most: usize) -> Result<Vec<u8>, Unseen> {
        self.read_from(path, most, |_| 0)
    }

    pub(in crate::host) fn read_end(&self, path: &str, most: usize) -> Result<Vec<u8>, Unseen> {
        let kept = u64::try_from(most).unwrap_or(u64::MAX);
        self.read_from(path, most, |size| size.saturating_sub(kept))
    }

    fn read_from(&self, path: &str, most: usize, start: impl Fn(u64) -> u64) -> Result<Vec<u8>, Unseen> {
        let seen = self.look(path)?;
        if seen.what != What::File {
            return Err(Unseen::Unreadable);
        }
        let mut file = opened(path).map_err(|error| unseen(&error))?;
        match start(seen.size) {
            0 => {}
            start => drop(file.seek(SeekFrom::Start(start)).map_err(|error| unseen(&error))?),
        }
        let mut bytes = Vec::new();
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        file.take(most).read_to_end(&mut bytes).map_err(|error| unseen(&error))?;
        Ok(bytes)
    }

    pub(in crate::host) fn list(&self, folder: &str) -> Result<Vec<String>, Unseen> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| unseen(&error))? {
            let entry = entry.map_err(|error| unseen(&error))?;
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    #[cfg(unix)]
    pub(in crate::host) fn may(&self, path: &str, right: Right) -> Option<bool> {
        use rustix::fs::{Access, AtFlags, CWD};
        use rustix::io::Errno;
        use rustix::process::{getegid, geteuid, getgid, getuid};
        let access = match right {
            Right::Read => Access::READ_OK,
            Right::Write => Access::WRITE_OK,
            Right::Start => Access::EXEC_OK,
        };
        // Where both users are the same, the older question has the same answer: some containers refuse the newer one.
        let same_user = getuid() == geteuid() && getgid() == getegid();
        let flags = if same_user { AtFlags::empty() } else { AtFlags::EACCESS };
        match rustix::fs::accessat(CWD, path, access, flags) {
            Ok(()) => Some(true),
            Err(Errno::ACCESS | Errno::ROFS | Errno::PERM) => Some(false),
            Err(_) => None,
        }
    }

    #[cfg(not(unix))]
    pub(in crate::host) fn may(&self, path: &str, right: Right) -> Option<bool> {
        match right {
            Right::Write => {
                fs::metadata(path).ok().filter(|meta| meta.is_file()).map(|meta| !meta.permissions().readonly())
            }
            Right::Read | Right::Start => None,
        }
    }
}

/// Does not wait: what looks like a file may be a pipe by now, or belong to the system and have nothing to say yet.
#[cfg(unix)]
fn opened(path: &str) -> io::Result<fs::File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    fs::File::options().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn opened(path: &str) -> io::Result<fs::File> {
    fs::File::open(path)
}

fn seen(meta: &Metadata) -> Seen {
    let kind = meta.file_type();
    let what = if kind.is_symlink() {
        What::Link
    } else if kind.is_file() {
        What::File
    } else if kind.is_dir() {
        What::Folder
    } else {
        What::Other
    };
    let size = if what == What::File { meta.len() } else { 0 };
    Seen { what, size, mode: mode(meta), owned_by_admin: owned_by_admin(meta) }
}

#[cfg(unix)]
fn mode(meta: &Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    Some(meta.mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> Option<u32> {
    None
}

#[cfg(unix)]
fn owned_by_admin(meta: &Metadata) -> Option<bool> {
    use std::os::unix::fs::MetadataExt;
    Some(meta.uid() == 0)
}

#[cfg(not(unix))]
fn owned_by_admin(_: &Metadata) -> Option<bool> {
    None
}

pub(super) fn unseen(error: &io::Error) -> Unseen {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unseen::Absent,
        io::ErrorKind::PermissionDenied => Unseen::Denied,
        _ => Unseen::Unreadable,
    }
}

#[cfg(all(test, target_os = "linux"))] // the call that makes a pipe is not to be had on a Mac
mod tests {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    #[test]
    fn a_pipe_that_nobody_writes_to_is_opened_without_waiting() {
        let pipe = std::env::temp_dir().join(format!("doctor-pipe-{}", std::process::id()));
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR, 0).unwrap();
        let (told, opened) = std::sync::mpsc::channel();
        let path = pipe.to_str().unwrap().to_owned();
        std::thread::spawn(move || told.send(super::opened(&path).is_ok()));
        let opened = opened.recv_timeout(std::time::Duration::from_secs(5));
        std::fs::remove_file(&pipe).unwrap();
        assert_eq!(opened, Ok(true));
    }
}
