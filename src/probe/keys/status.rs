//! What Git does with files, as facts.

use super::{Context, git_call};
use crate::fact::{Fact, Unknown};
use crate::git::FileStatus;

/// Of one file; null where the project has no repository.
#[derive(Clone)]
pub(super) struct Facts {
    pub tracked: Fact,
    pub pushed: Fact,
    pub ignored: Fact,
    /// The file in which a line such as `!.env` takes it back in.
    pub unignored_by: Option<String>,
}

impl Facts {
    fn same(fact: Fact) -> Self {
        Self { tracked: fact.clone(), pushed: fact.clone(), ignored: fact, unignored_by: None }
    }
}

impl From<FileStatus> for Facts {
    fn from(status: FileStatus) -> Self {
        Self {
            tracked: status.tracked.into(),
            pushed: git_call::told(status.pushed),
            ignored: status.ignored.word().into(),
            unignored_by: status.unignored_by,
        }
    }
}

/// Of each file, in their order. Paths lie below the project, with `/`.
pub(super) fn of(context: Context<'_>, paths: &[&str]) -> Vec<Facts> {
    if paths.is_empty() {
        return Vec::new();
    }
    let asked =
        git_call::in_repository(context).and_then(|git| git.map(|git| git.status(context.host, paths)).transpose());
    match asked {
        Ok(Some(all)) => all.into_iter().map(Facts::from).collect(),
        Ok(None) => vec![Facts::same(Fact::Null); paths.len()],
        Err(unknown) => vec![Facts::same(unknown.into()); paths.len()],
    }
}

/// How many of these were pushed; unknown where none was and one could not be looked at.
pub(super) fn count_pushed<'a>(files: impl Iterator<Item = &'a Facts>) -> Fact {
    let (mut count, mut unknown) = (0, None::<Unknown>);
    for file in files {
        match &file.pushed {
            Fact::Bool(true) => count += 1,
            Fact::Unknown(why) => unknown = Some(why.clone()),
            _ => {}
        }
    }
    unknown.filter(|_| count == 0).map_or(Fact::Int(count), Fact::from)
}
