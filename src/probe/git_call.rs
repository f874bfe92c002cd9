//! The Git that a terminal would start, for the probes that ask it.

use super::{Context, tool};
use crate::fact::{Fact, Reason, Unknown};
use crate::git::Git;

/// Git, asked outside any repository.
///
/// # Errors
/// There is no Git, or one that must not be started.
pub(super) fn find(context: Context<'_>) -> Result<Git<'_>, Unknown> {
    let place = tool::resolve(context, "git").filter(|place| place.may_start());
    let place = place.ok_or_else(|| Unknown::because(Reason::NotAsked, "there is no Git that could be asked"))?;
    Ok(Git::new(context.host, place.path, context.limit))
}

/// Git, asked in the project's repository; none where the project has no repository.
///
/// # Errors
/// As for [`find`].
pub(super) fn in_repository(context: Context<'_>) -> Result<Option<Git<'_>>, Unknown> {
    match context.host.project() {
        Some(project) if project.repository => Ok(Some(find(context)?.within(&project.root))),
        Some(_) | None => Ok(None),
    }
}

/// A part of an answer, or why there is none.
pub(super) fn told<T: Into<Fact>>(part: Result<T, Unknown>) -> Fact {
    part.map_or_else(Fact::Unknown, Into::into)
}
