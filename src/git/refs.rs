//! The names of a repository and where they lead: branches, tags, the stash, and the log of where they led before.

use std::collections::HashSet;
use std::path::Path;

use super::Repository;
use super::tree::id;
use crate::host::raw;

/// More names or lines of logs than these are not read.
const MAX_NAMES: usize = 2_000_000;
const MAX_DEPTH: usize = 32;
/// Longer logs are not read, in bytes.
const LONGEST_LOG: u64 = 64 << 20;

/// What was fetched last.
const FETCHED: &str = "FETCH_HEAD";

/// What it means that a name leads to a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefKind {
    /// It is, or was, on a server.
    Remote,
    /// A branch, a tag or a note of this computer.
    Local,
    /// Put aside.
    Stash,
    /// Only the log remembers it.
    Log,
}

/// A name and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    /// As people write it: `main`, `origin/main`, `tags/v1`.
    pub name: String,
    pub kind: RefKind,
    pub id: Vec<u8>,
}

/// All names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refs {
    /// Names that lead somewhere now.
    pub now: Vec<Ref>,
    /// Where names led before; the name is that of the log.
    pub before: Vec<Ref>,
    /// Whether some could not be read.
    pub is_incomplete: bool,
}

impl Repository {
    /// Reads all names and logs.
    pub fn refs(&self) -> Refs {
        if let Some(simulated) = &self.simulated {
            return simulated.refs.clone();
        }
        let mut refs = Refs { is_incomplete: self.has_reftable, ..Refs::default() };
        let mut in_files = HashSet::new();
        below(&self.common_dir.join("refs"), "refs", 0, &mut |name, path| match raw::read(path) {
            Ok(text) => {
                refs.lead(name, &text);
                in_files.insert(name.to_owned());
            }
            Err(_) => refs.is_incomplete = true,
        });
        // Afterwards, as Git does: a name goes from its file to the list, and never out of sight.
        self.packed(&in_files, &mut refs);
        let mut heads = vec![self.common_dir.clone(), self.git_dir.clone()];
        heads
            .extend(raw::read_dir(self.common_dir.join("worktrees")).into_iter().flatten().flatten().map(|e| e.path()));
        heads.dedup();
        let mut logs = vec![self.common_dir.join("logs")];
        for folder in &heads {
            for name in ["HEAD", "ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", FETCHED] {
                if let Ok(text) = raw::read(folder.join(name)) {
                    refs.lead(name, &text);
                }
            }
            logs.push(folder.join("logs"));
        }
        logs.dedup();
        for folder in logs {
            below(&folder, "", 0, &mut |name, path| {
                let is_short = raw::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() <= LONGEST_LOG);
                match is_short.then(|| raw::read(path)) {
                    Some(Ok(text)) => refs.log(name, &text),
                    _ => refs.is_incomplete = true,
                }
            });
        }
        refs
    }

    /// The commit on which the work tree stands; none before the first one.
    pub fn head(&self) -> Option<Vec<u8>> {
        let text = raw::read(self.git_dir.join("HEAD")).ok()?;
        let Some(name) = text.strip_prefix(b"ref: ") else { return id(&text) };
        let name = String::from_utf8_lossy(name).trim_end().to_owned();
        let is_name = name.starts_with("refs/") && !name.split('/').any(|part| part == "..");
        let lone = is_name.then(|| raw::read(self.common_dir.join(&name)).ok()).flatten();
        lone.and_then(|text| id(&text)).or_else(|| {
            let text = raw::read(self.common_dir.join("packed-refs")).ok()?;
            let mut lines = text.split(|&byte| byte == b'\n');
            lines.find(|line| line.strip_suffix(name.as_bytes()).is_some_and(|id| id.ends_with(b" "))).and_then(id)
        })
    }

    /// The commits at which the history of a shallow clone ends.
    pub fn shallow_ends(&self) -> Vec<Vec<u8>> {
        if !self.is_shallow || self.simulated.is_some() {
            return Vec::new();
        }
        let text = raw::read(self.common_dir.join("shallow")).unwrap_or_default();
        text.split(|&byte| byte == b'\n').filter_map(id).collect()
    }

    /// The names in the list of packed ones, but for those with a file of their own, which is newer.
    fn packed(&self, in_files: &HashSet<String>, refs: &mut Refs) {
        let text = match raw::read(self.common_dir.join("packed-refs")) {
            Ok(text) => text,
            Err(error) => {
                refs.is_incomplete |= error.kind() != raw::ErrorKind::NotFound;
                return;
            }
        };
        let lines = text.split(|&byte| byte == b'\n').filter(|line| !line.starts_with(b"#") && !line.starts_with(b"^"));
        for line in lines.take(MAX_NAMES) {
            let mut words = line.splitn(2, |&byte| byte == b' ');
            if let (Some(target), Some(name)) = (words.next(), words.next()) {
                let name = String::from_utf8_lossy(name);
                if !in_files.contains(name.as_ref()) {
                    refs.lead(&name, target);
                }
            }
        }
    }
}

impl Refs {
    /// The ids that names must lead to: what Git only noted in passing may be tidied away.
    pub fn ids(&self) -> impl Iterator<Item = &[u8]> {
        let is_name = |reference: &&Ref| reference.kind != RefKind::Log && reference.name != FETCHED;
        self.now.iter().filter(is_name).map(|reference| reference.id.as_slice())
    }

    fn lead(&mut self, name: &str, text: &[u8]) {
        // What leads to another name is told by that one.
        let Some(id) = id(text) else { return };
        let (name, kind) = told(name);
        if self.now.len() < MAX_NAMES {
            self.now.push(Ref { name, kind, id });
        }
    }

    fn log(&mut self, name: &str, text: &[u8]) {
        let (name, kind) = told(name);
        let kind = if kind == RefKind::Local { RefKind::Log } else { kind };
        for line in text.split(|&byte| byte == b'\n') {
            let mut words = line.splitn(3, |&byte| byte == b' ');
            for id in [words.next(), words.next()].into_iter().flatten().filter_map(id) {
                // The next line begins with what this one ends with.
                let is_new = self.before.last().is_none_or(|last| last.id != id || last.name != name);
                if self.before.len() < MAX_NAMES && is_new && id.iter().any(|&byte| byte != 0) {
                    self.before.push(Ref { name: name.clone(), kind, id });
                }
            }
        }
    }
}

/// The name as people write it, and what it means.
fn told(name: &str) -> (String, RefKind) {
    let short = ["refs/heads/", "refs/remotes/", "refs/"].iter().find_map(|start| name.strip_prefix(start));
    let kind = match name {
        "refs/stash" => RefKind::Stash,
        FETCHED => RefKind::Remote,
        // Git notes there what it leaves behind.
        "ORIG_HEAD" | "MERGE_HEAD" | "CHERRY_PICK_HEAD" => RefKind::Log,
        _ if name.starts_with("refs/remotes/") => RefKind::Remote,
        _ => RefKind::Local,
    };
    (short.unwrap_or(name).to_owned(), kind)
}

/// Every file below a folder, with its name from `start` on.
fn below(folder: &Path, start: &str, depth: usize, take: &mut impl FnMut(&str, &Path)) {
    for entry in raw::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let own = entry.file_name().to_string_lossy().into_owned();
        let name = if start.is_empty() { own } else { format!("{start}/{own}") };
        if kind.is_dir() && depth < MAX_DEPTH {
            below(&entry.path(), &name, depth + 1, take);
        } else if kind.is_file() && !name.ends_with(".lock") {
            take(&name, &entry.path());
        }
    }
}
