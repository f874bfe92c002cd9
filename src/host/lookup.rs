//! Where a name leads on PATH, entry by entry, with `which` deciding what can be started.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use which::WhichConfig;
use which::sys::{Sys, SysMetadata, SysReadDirEntry};

use super::{Host, Right, Rules, Seen, Unseen, What};

/// One entry of PATH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathEntry {
    pub text: String,
    /// Relative and empty entries lead into the current folder: nothing found there is ever started.
    pub absolute: bool,
}

/// A file that a name on PATH can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub path: String,
    pub entry: PathEntry,
}

impl Host {
    /// The entries of PATH in order, each folder once.
    pub fn path_entries(&self) -> Vec<PathEntry> {
        let rules = self.rules();
        let list = self.var("PATH").unwrap_or_default();
        let mut entries: Vec<PathEntry> = Vec::new();
        if list.is_empty() {
            return entries;
        }
        for text in rules.split_list(&list) {
            let absolute = rules.is_absolute(text);
            let text = if absolute { rules.clean(text) } else { text.to_owned() };
            if !entries.iter().any(|known| rules.same(&known.text, &text)) {
                entries.push(PathEntry { text, absolute });
            }
        }
        entries
    }

    /// Everything on PATH that `name` can mean, in the order in which a shell looks.
    pub fn find_all(&self, name: &str) -> Vec<Hit> {
        self.path_entries().into_iter().filter_map(|entry| self.find_in(name, entry)).collect()
    }

    /// Whether a path lies in the project, where a stranger may have put it: as it is written, or with its links followed.
    pub fn is_in_project(&self, path: &str) -> bool {
        let Some(project) = self.project() else { return false };
        let rules = self.rules();
        let folder = rules.parent(path).and_then(|folder| self.real(&folder).ok());
        let forms = [Some(path.to_owned()), self.real(path).ok(), folder];
        forms.into_iter().flatten().any(|form| rules.is_within(&form, &project.root))
    }

    /// Whether a program found on PATH may be taken for the machine's own: not behind a relative entry, not in the project.
    pub fn is_trusted(&self, hit: &Hit) -> bool {
        hit.entry.absolute && !self.is_in_project(&hit.path)
    }

    /// PATH for the programs that doctor starts: without entries that lead into the project or the current folder.
    pub(super) fn trusted_path(&self) -> String {
        let separator = if self.rules() == Rules::Windows { ";" } else { ":" };
        let trusted = |entry: &PathEntry| entry.absolute && !self.is_in_project(&entry.text);
        let entries: Vec<String> = self.path_entries().into_iter().filter(trusted).map(|entry| entry.text).collect();
        entries.join(separator)
    }

    /// The program of that name in one entry of PATH.
    fn find_in(&self, name: &str, entry: PathEntry) -> Option<Hit> {
        let folder = if entry.absolute { entry.text.clone() } else { self.rules().join(self.folder()?, &entry.text) };
        let found = WhichConfig::new_with_sys(Machine(self))
            .binary_name(OsString::from(name))
            .custom_path_list(OsString::from(&folder))
            .system_cwd(false)
            .first_result()
            .ok()?;
        let path = self.rules().clean(&written(self.rules(), &found)?);
        Some(Hit { path, entry })
    }
}

/// The host as `which` wants to see it.
#[derive(Clone, Copy)]
struct Machine<'a>(&'a Host);

struct Meta(Seen);

/// A name in a folder: `which` reads folders on Windows to write names as the disk does.
struct Entry {
    folder: PathBuf,
    name: String,
}

impl SysMetadata for Meta {
    fn is_symlink(&self) -> bool {
        self.0.what == What::Link
    }

    fn is_file(&self) -> bool {
        self.0.what == What::File
    }
}

impl SysReadDirEntry for Entry {
    fn file_name(&self) -> OsString {
        OsString::from(&self.name)
    }

    fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }
}

/// A path as the machine that is looked at writes it: `which` joins names by the rules of the one that doctor runs on.
fn written(rules: Rules, path: &Path) -> Option<String> {
    let text = path.to_str()?;
    let foreign = cfg!(windows) && rules == Rules::Unix;
    Some(if foreign { text.replace('\\', "/") } else { text.to_owned() })
}

impl Machine<'_> {
    fn text(&self, path: &Path) -> io::Result<String> {
        written(self.0.rules(), path).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))
    }
}

fn seen(answer: Result<Seen, Unseen>) -> io::Result<Meta> {
    answer.map(Meta).map_err(error)
}

fn error(unseen: Unseen) -> io::Error {
    io::Error::from(match unseen {
        Unseen::Absent => io::ErrorKind::NotFound,
        Unseen::Denied => io::ErrorKind::PermissionDenied,
        Unseen::Unreadable => io::ErrorKind::InvalidData,
    })
}

impl Sys for Machine<'_> {
    type ReadDirEntry = Entry;
    type Metadata = Meta;

    fn is_windows(&self) -> bool {
        self.0.rules() == Rules::Windows
    }

    fn current_dir(&self) -> io::Result<PathBuf> {
        self.0.folder().map(PathBuf::from).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn home_dir(&self) -> Option<PathBuf> {
        self.0.home().map(PathBuf::from)
    }

    fn env_split_paths(&self, paths: &std::ffi::OsStr) -> Vec<PathBuf> {
        vec![PathBuf::from(paths)]
    }

    fn env_path(&self) -> Option<OsString> {
        self.0.var("PATH").map(OsString::from)
    }

    fn env_path_ext(&self) -> Option<OsString> {
        self.0.var("PATHEXT").or_else(|| Some(".COM;.EXE;.BAT;.CMD".to_owned())).map(OsString::from)
    }

    fn metadata(&self, path: &Path) -> io::Result<Meta> {
        seen(self.0.look(&self.text(path)?))
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<Meta> {
        seen(self.0.look_at_link(&self.text(path)?))
    }

    fn read_dir(&self, path: &Path) -> io::Result<Box<dyn Iterator<Item = io::Result<Entry>>>> {
        let folder = path.to_path_buf();
        let names = self.0.list(&self.text(path)?).map_err(error)?;
        Ok(Box::new(names.into_iter().map(move |name| Ok(Entry { folder: folder.clone(), name }))))
    }

    fn is_valid_executable(&self, path: &Path) -> io::Result<bool> {
        let path = self.text(path)?;
        if self.is_windows() {
            // npm puts a script without an ending beside each of its `.cmd` files; Windows cannot start that one.
            let endings = self.env_windows_path_ext();
            let path = path.to_ascii_lowercase();
            return Ok(endings.iter().any(|ending| path.ends_with(&ending.to_ascii_lowercase())));
        }
        Ok(self.0.may(&path, Right::Start).unwrap_or(true))
    }
}
