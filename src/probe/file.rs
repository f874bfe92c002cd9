//! `file`: what is at a path, and what the user may do with it. Asks for rights, never tries.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, readable_by_others};
use crate::fact::{Fact, Reason, Type};
use crate::host::{Right, Seen, Unseen, What};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    file: String,
}

const WHATS: &[&str] = &["file", "folder", "other"];

impl File {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("path", Type::Text),
            ("exists", Type::Bool),
            ("what", Type::Word(WHATS)),
            ("link", Type::Bool),
            ("dangling", Type::Bool),
            ("real", Type::Text),
            ("size", Type::Int),
            ("mode", Type::Text),
            ("owned_by_admin", Type::Bool),
            ("readable", Type::Bool),
            ("writable", Type::Bool),
            ("startable", Type::Bool),
            ("readable_by_others", Type::Word(readable_by_others::OTHERS)),
            ("nearest", Type::Text),
            ("nearest_writable", Type::Bool),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        self.file.clone()
    }

    pub(super) fn looks(&self) -> String {
        format!("It looks at {} without opening or changing it.", self.file)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(path) = host.expand(&self.file) else { return Fact::Null };
        let link = host.look_at_link(&path).is_ok_and(|seen| seen.what == What::Link);
        let (seen, exists) = match host.look(&path) {
            Ok(seen) => (Some(seen), Fact::Bool(true)),
            Err(Unseen::Absent) => (None, Fact::Bool(false)),
            Err(Unseen::Denied | Unseen::Unreadable) => (None, Fact::unknown(Reason::Unreadable)),
        };
        let nearest = host.nearest(&path);
        let right = |right| seen.and_then(|_| host.may(&path, right)).into();
        Fact::record([
            ("path", host.shorten(&path).into()),
            ("what", seen.map(|seen| word(seen.what)).into()),
            ("link", link.into()),
            ("dangling", (link && exists == Fact::Bool(false)).into()),
            ("exists", exists),
            ("real", host.real(&path).ok().map(|real| host.shorten(&real)).into()),
            ("size", seen.map(|seen| i64::try_from(seen.size).unwrap_or(i64::MAX)).into()),
            ("mode", seen.and_then(mode).into()),
            ("owned_by_admin", seen.and_then(|seen| seen.owned_by_admin).into()),
            ("readable", right(Right::Read)),
            ("writable", right(Right::Write)),
            ("startable", right(Right::Start)),
            ("readable_by_others", seen.and_then(|_| readable_by_others::may(host, &path)).into()),
            ("nearest_writable", nearest.as_deref().and_then(|path| host.may(path, Right::Write)).into()),
            ("nearest", nearest.map(|path| host.shorten(&path)).into()),
        ])
    }
}

fn word(what: What) -> &'static str {
    match what {
        What::File => "file",
        What::Folder => "folder",
        What::Link | What::Other => "other",
    }
}

fn mode(seen: Seen) -> Option<String> {
    seen.mode.map(|mode| format!("{mode:04o}"))
}
