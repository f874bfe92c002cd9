//! The one folder in which doctor remembers: what it changed, copies of what was there before, and what people confirmed.
#![expect(clippy::disallowed_methods, reason = "this folder is doctor's own")]

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::live::is_of_another;
use super::{Host, Unseen};
use crate::error::Fault;
use crate::machine::Os;

const JOURNAL: &str = "changes.jsonl";
const LOCK: &str = "lock";
const COPIES: &str = "copies";
const CONFIRMED: &str = "confirmed.json";

/// What is read of doctor's own files, in bytes.
const MOST: u64 = 64 << 20;
const MOST_CONFIRMED: usize = 64 << 10;

/// doctor's own folder. It is made when something is first written into it.
#[derive(Clone, Debug)]
pub struct State {
    folder: PathBuf,
}

/// After these days, what somebody confirmed is asked again.
const STALE: i64 = 180;

/// While this value lives, no other doctor changes anything for this user.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl State {
    /// Where it is on this machine; none without a home folder that is there.
    pub fn of(host: &Host) -> Option<Self> {
        let folder = PathBuf::from(folder(host)?);
        // A home folder that is not there is not made by the way: nobody would hear of it.
        let is_gone = |home: &str| folder.starts_with(home) && host.look(home) == Err(Unseen::Absent);
        (!host.home().is_some_and(is_gone)).then_some(Self { folder })
    }

    /// Keeps other doctors from changing anything as long as the lock is held.
    ///
    /// # Errors
    /// Another doctor holds it, or the folder cannot be made.
    pub fn lock(&self) -> Result<Lock, Fault> {
        if is_of_another(&self.folder) {
            return Err(Fault::new(
                "doctor fix was started with sudo: what it writes here would not be yours any more",
            )
            .help("start it without sudo; where a step needs an administrator's rights, it says so"));
        }
        self.make(&self.folder)?;
        let path = self.folder.join(LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| self.fault(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(Fault::new("another doctor fix is at work on this computer")
                .help("let it end, or stop it with Ctrl-C in its own window")),
            // Some network disks know no locks; what is written is still written whole.
            Err(fs::TryLockError::Error(_)) => Ok(Lock { _file: file }),
        }
    }

    /// The lines of the journal; none where nothing was ever changed.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn journal(&self) -> Result<Vec<String>, Fault> {
        let text = self.text(JOURNAL)?.unwrap_or_default();
        Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
    }

    /// Adds a line to the journal, and comes back when it is on the disk.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn note(&self, line: &str) -> Result<(), Fault> {
        self.make(&self.folder)?;
        let write = || -> io::Result<()> {
            let mut file = private().read(true).append(true).create(true).open(self.folder.join(JOURNAL))?;
            // What a power cut tore off stays a line for itself.
            let torn = file.seek(SeekFrom::End(-1)).is_ok() && {
                let mut last = [0];
                file.read_exact(&mut last)?;
                last != *b"\n"
            };
            let start = if torn { "\n" } else { "" };
            file.write_all(format!("{start}{line}\n").as_bytes())?;
            file.sync_all()
        };
        write().map_err(|error| self.fault(&error))
    }

    /// Keeps a copy under a name that is new, readable for this user alone.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let copies = self.folder.join(COPIES);
        self.make(&copies)?;
        let write = || -> io::Result<()> {
            let mut file = private().write(true).create(true).truncate(true).open(copies.join(name))?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|error| self.fault(&error))
    }

    /// A copy that was kept.
    ///
    /// # Errors
    /// It is not there any more.
    pub fn copy(&self, name: &str) -> Result<Vec<u8>, Fault> {
        fs::read(self.folder.join(COPIES).join(name)).map_err(|error| self.fault(&error))
    }

    /// Where a copy is, for people.
    pub fn place_of(&self, name: &str) -> String {
        self.folder.join(COPIES).join(name).display().to_string()
    }

    /// Takes a copy away that nobody needs any more.
    pub fn drop_copy(&self, name: &str) {
        // One that is gone already is as good.
        let _ = fs::remove_file(self.folder.join(COPIES).join(name));
    }

    /// Remembers that somebody confirmed something today.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn remember(&self, what: &str, now: Timestamp) -> Result<(), Fault> {
        self.make(&self.folder)?;
        let mut all: BTreeMap<String, String> =
            self.text(CONFIRMED)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        all.insert(what.to_owned(), now.strftime("%Y-%m-%d").to_string());
        let json = serde_json::to_string_pretty(&all).unwrap_or_default();
        let beside = self.folder.join(format!("{CONFIRMED}.{}", std::process::id()));
        let write = || -> io::Result<()> {
            let mut file = private().write(true).create(true).truncate(true).open(&beside)?;
            file.write_all(json.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, self.folder.join(CONFIRMED))
        };
        write().map_err(|error| self.fault(&error))
    }

    fn text(&self, name: &str) -> Result<Option<String>, Fault> {
        let file = match File::open(self.folder.join(name)) {
            Ok(file) => file,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(self.fault(&error)),
        };
        let mut bytes = Vec::new();
        file.take(MOST).read_to_end(&mut bytes).map_err(|error| self.fault(&error))?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn make(&self, folder: &PathBuf) -> Result<(), Fault> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(|error| self.fault(&error))
    }

    fn fault(&self, error: &io::Error) -> Fault {
        Fault::new(format!("doctor's own folder {} cannot be used: {error}", self.folder.display()))
            .help("doctor keeps there what it changes, so that it can be taken back; without that it changes nothing")
    }
}

impl Host {
    /// The day on which somebody confirmed something; none where that is too long ago, or never was.
    pub fn confirmed(&self, what: &str) -> Option<String> {
        let file = self.rules().join(&folder(self)?, CONFIRMED);
        let text = self.read_text(&file, MOST_CONFIRMED).ok()?;
        let all: BTreeMap<String, String> = serde_json::from_str(&text).ok()?;
        let day = all.get(what)?;
        let then: Date = day.parse().ok()?;
        let now = self.now().to_zoned(TimeZone::UTC).date();
        let days = then.until(now).ok()?.get_days();
        (0..=STALE).contains(&i64::from(days)).then(|| day.clone())
    }
}

/// doctor's own folder on a machine.
fn folder(host: &Host) -> Option<String> {
    let rules = host.rules();
    let below = |name: &str| {
        let base = host.var(name).filter(|base| rules.is_absolute(base))?;
        Some(rules.join(&base, "doctor"))
    };
    let in_home = |folders: &[&str]| {
        let home = host.home()?.to_owned();
        Some(folders.iter().fold(home, |at, name| rules.join(&at, name)))
    };
    below("XDG_STATE_HOME").or_else(|| match host.machine().os {
        Os::Windows => below("LOCALAPPDATA"),
        Os::Macos => in_home(&["Library", "Application Support", "doctor"]),
        Os::Linux => in_home(&[".local", "state", "doctor"]),
    })
}

/// For files that are nobody else's business.
#[cfg(unix)]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// There, the folder of the user is closed to others already.
#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}
