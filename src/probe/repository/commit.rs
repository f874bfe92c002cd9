//! `git_commit`: whether the project's repository has a commit, and whether the work in it builds on that commit.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Git, told};
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::Ended;
use crate::probe::Context;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitCommit {
    /// 40 or 64 hexadecimal digits.
    id: String,
}

impl GitCommit {
    pub(in crate::probe) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([("known", Type::Bool), ("contained", Type::Bool)]))
    }

    pub(in crate::probe) fn asked(&self) -> String {
        format!("git cat-file -e {}", self.id)
    }

    pub(in crate::probe) fn looks(&self) -> String {
        "It asks Git whether the project's repository knows that commit already.".to_owned()
    }

    pub(in crate::probe) fn ask(&self, context: Context<'_>) -> Fact {
        let nothing = Fact::record([("known", Fact::Null), ("contained", Fact::Null)]);
        let is_id = matches!(self.id.len(), 40 | 64) && self.id.chars().all(|c| c.is_ascii_hexdigit());
        let git = match Git::in_repository(context) {
            Ok(Some(git)) if is_id => git,
            Ok(_) => return nothing,
            Err(unknown) => return unknown.into(),
        };
        let [known, contained] =
            git.ask([&["cat-file", "-e", &self.id], &["merge-base", "--is-ancestor", &self.id, "HEAD"]]);
        match yes_or_no(known) {
            // What is not known cannot be a part of anything.
            Ok(false) => Fact::record([("known", false.into()), ("contained", false.into())]),
            known => Fact::record([("known", told(known)), ("contained", told(yes_or_no(contained)))]),
        }
    }
}

fn yes_or_no(ended: Ended) -> Result<bool, Unknown> {
    match ended {
        Ended::Exited { code: 0, .. } => Ok(true),
        Ended::Exited { code: 1, .. } => Ok(false),
        Ended::Unknown(unknown) => Err(unknown),
        Ended::Exited { .. } | Ended::Signalled { .. } | Ended::NotStarted(_) => Err(Reason::Unreadable.into()),
    }
}
