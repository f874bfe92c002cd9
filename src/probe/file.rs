//! `file`: what is at a path, and what the user may do with it. Asks for rights, never tries.

use super::readable_by_others::{self, Others};
use super::{Context, question};
use crate::fact::{Fact, Known, Reason, facts, words};
use crate::host::{Right, Seen, Unseen, What};

question! {
    /// What is at a path, and what the user may do with it. It asks for permissions, and never
    /// tries.
    pub struct File {
        file: String,
    }
    asked { |it| it.file.clone() }
    looks { |it| format!("It looks at {} without opening or changing it.", it.file) }
    facts FileFacts;
}

facts! {
    struct FileFacts {
        path: String,
        exists: Known<bool>,
        what: Option<Sort>,
        link: bool,
        dangling: bool,
        real: Option<String>,
        size: Option<u64>,
        mode: Option<String>,
        owned_by_admin: Option<bool>,
        readable: Option<bool>,
        writable: Option<bool>,
        startable: Option<bool>,
        /// What other users of this computer may do with it, by its mode and those of the folders
        /// above; null for the administrator, on Windows and on its disks in WSL.
        readable_by_others: Option<Others>,
        nearest: Option<String>,
        nearest_writable: Option<bool>,
    }
}

words! {
    enum Sort {
        File = "file", Folder = "folder", Other = "other",
    }
}

impl File {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(path) = host.expand(&self.file) else { return Fact::Null };
        let link = host.look_at_link(&path).is_ok_and(|seen| seen.what == What::Link);
        let (seen, exists) = match host.look(&path) {
            Ok(seen) => (Some(seen), Ok(true)),
            Err(Unseen::Absent) => (None, Ok(false)),
            Err(Unseen::Denied | Unseen::Unreadable) => (None, Err(Reason::Unreadable.into())),
        };
        let nearest = host.nearest(&path);
        let right = |right| seen.and_then(|_| host.may(&path, right));
        FileFacts {
            path: host.shorten(&path),
            what: seen.map(|seen| sort(seen.what)),
            link,
            dangling: link && exists == Ok(false),
            exists,
            real: host.real(&path).ok().map(|real| host.shorten(&real)),
            size: seen.map(|seen| seen.size),
            mode: seen.and_then(mode),
            owned_by_admin: seen.and_then(|seen| seen.owned_by_admin),
            readable: right(Right::Read),
            writable: right(Right::Write),
            startable: right(Right::Start),
            readable_by_others: seen.and_then(|_| readable_by_others::may(host, &path)),
            nearest_writable: nearest.as_deref().and_then(|path| host.may(path, Right::Write)),
            nearest: nearest.map(|path| host.shorten(&path)),
        }
        .into()
    }
}

fn sort(what: What) -> Sort {
    match what {
        What::File => Sort::File,
        What::Folder => Sort::Folder,
        What::Link | What::Other => Sort::Other,
    }
}

fn mode(seen: Seen) -> Option<String> {
    seen.mode.map(|mode| format!("{mode:04o}"))
}
