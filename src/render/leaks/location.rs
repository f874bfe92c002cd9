//! Where a key stands, in words for somebody who knows of Git what commit and push are.

use crate::leaks::{Location, LocationKind};
use crate::render::Detail;

/// So many names of branches are told of one place.
const MAX_NAMES: usize = 3;
/// So many letters of a commit's id tell it from all others.
const SHORT_ID: usize = 7;

/// `src/mail.js:3`; what stands for it where there is no file.
pub(in crate::render) fn name(location: &Location) -> String {
    match (&location.path, location.line) {
        // Git names the files of notes after what they are notes on.
        (Some(path), _) if is_note(location) => {
            let id: String = path.chars().filter(char::is_ascii_hexdigit).take(SHORT_ID).collect();
            format!("a note on commit {id}")
        }
        (Some(path), Some(line)) => format!("{path}:{line}"),
        (Some(path), None) => path.clone(),
        (None, _) if location.in_message => commit(location)
            .map_or("the message of a tag or note".to_owned(), |commit| format!("the message of {commit}")),
        (None, _) => "a file whose name is lost".to_owned(),
    }
}

fn is_note(location: &Location) -> bool {
    !location.refs.is_empty() && location.refs.iter().all(|name| name.starts_with("notes/"))
}

/// The whole line about a place.
pub(in crate::render) fn line(location: &Location, detail: Detail) -> String {
    format!("{}: {}", name(location), state(location, detail))
}

/// The line about a file that holds the key now and holds it in commits as well.
pub(in crate::render) fn line_still(now: &Location, commits: &Location, detail: Detail) -> String {
    format!("{}: still there; {}", name(now), state(commits, detail))
}

fn state(location: &Location, detail: Detail) -> String {
    let since = || commit(location).filter(|_| location.path.is_some()).map(|commit| format!("since {commit}"));
    match location.kind {
        LocationKind::Worktree => "in the file as it is now".to_owned(),
        LocationKind::Index => "handed to Git (git add) for your next commit".to_owned(),
        LocationKind::Ignored => "in a file that Git ignores, where it may stay".to_owned(),
        LocationKind::History => said([since(), names(location, detail), Some(push(location).to_owned())]),
        LocationKind::Stash => {
            let aside = "in work that you put aside (git stash)".to_owned();
            said([Some(aside), since(), Some("only on this computer".to_owned())])
        }
        LocationKind::Reflog => {
            let gone = "on no branch any more, but Git still remembers it".to_owned();
            said([since(), Some(gone), Some(push(location).to_owned())])
        }
        LocationKind::Dangling => {
            let left = "nothing leads there any more, and Git has not thrown it away yet".to_owned();
            said([since(), Some(left), Some(push(location).to_owned())])
        }
    }
}

fn said<const COUNT: usize>(parts: [Option<String>; COUNT]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// `commit 4f2a9c1 of 2026-11-20`.
fn commit(location: &Location) -> Option<String> {
    let id: String = location.commit.as_ref()?.chars().take(SHORT_ID).collect();
    let when = location.when.map_or(String::new(), |when| format!(" of {}", when.strftime("%Y-%m-%d")));
    Some(format!("commit {id}{when}"))
}

fn names(location: &Location, detail: Detail) -> Option<String> {
    let most = if detail == Detail::Everything { usize::MAX } else { MAX_NAMES };
    let shown: Vec<String> = location.refs.iter().take(most).map(|name| spoken(name)).collect();
    match location.refs.len() - shown.len() {
        _ if shown.is_empty() => None,
        0 => Some(format!("in {}", shown.join(", "))),
        more => Some(format!("in {} and {more} more", shown.join(", "))),
    }
}

fn spoken(name: &str) -> String {
    name.strip_prefix("tags/").map_or_else(|| name.to_owned(), |tag| format!("the tag {tag}"))
}

fn push(location: &Location) -> &'static str {
    if location.pushed { "already on the server" } else { "not pushed, as far as this computer knows" }
}
