//! Where a key stands, in words for somebody who knows of Git what commit and push are.

use crate::leaks::Standing;
use crate::leaks::report::Spot;
use crate::render::Detail;

/// So many names of branches are told of one place.
const MOST_NAMES: usize = 3;
/// So many letters of a commit's id tell it from all others.
const SHORT_ID: usize = 7;

/// `src/mail.js:3`; what stands for it where there is no file.
pub(in crate::render) fn name(spot: &Spot) -> String {
    match (&spot.path, spot.line) {
        // Git names the files of notes after what they are notes on.
        (Some(path), _) if is_note(spot) => {
            let id: String = path.chars().filter(char::is_ascii_hexdigit).take(SHORT_ID).collect();
            format!("a note on commit {id}")
        }
        (Some(path), Some(line)) => format!("{path}:{line}"),
        (Some(path), None) => path.clone(),
        (None, _) if spot.in_message => {
            commit(spot).map_or("the message of a tag or note".to_owned(), |commit| format!("the message of {commit}"))
        }
        (None, _) => "a file whose name is lost".to_owned(),
    }
}

fn is_note(spot: &Spot) -> bool {
    !spot.refs.is_empty() && spot.refs.iter().all(|name| name.starts_with("notes/"))
}

/// The whole line about a place.
pub(in crate::render) fn line(spot: &Spot, detail: Detail) -> String {
    format!("{}: {}", name(spot), standing(spot, detail))
}

/// The line about a file that holds the key now and holds it in commits as well.
pub(in crate::render) fn line_still(now: &Spot, commits: &Spot, detail: Detail) -> String {
    format!("{}: still there; {}", name(now), standing(commits, detail))
}

fn standing(spot: &Spot, detail: Detail) -> String {
    let since = || commit(spot).filter(|_| spot.path.is_some()).map(|commit| format!("since {commit}"));
    match spot.kind {
        Standing::Worktree => "in the file as it is now".to_owned(),
        Standing::Index => "handed to Git (git add) for your next commit".to_owned(),
        Standing::Ignored => "in a file that Git ignores, where it may stay".to_owned(),
        Standing::History => said([since(), names(spot, detail), Some(push(spot).to_owned())]),
        Standing::Stash => {
            let aside = "in work that you put aside (git stash)".to_owned();
            said([Some(aside), since(), Some("only on this computer".to_owned())])
        }
        Standing::Reflog => {
            let gone = "on no branch any more, but Git still remembers it".to_owned();
            said([since(), Some(gone), Some(push(spot).to_owned())])
        }
        Standing::Dangling => {
            let left = "nothing leads there any more, and Git has not thrown it away yet".to_owned();
            said([since(), Some(left), Some(push(spot).to_owned())])
        }
    }
}

fn said<const COUNT: usize>(parts: [Option<String>; COUNT]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// `commit 4f2a9c1 of 2026-11-20`.
fn commit(spot: &Spot) -> Option<String> {
    let id: String = spot.commit.as_ref()?.chars().take(SHORT_ID).collect();
    let when = spot.when.map_or(String::new(), |when| format!(" of {}", when.strftime("%Y-%m-%d")));
    Some(format!("commit {id}{when}"))
}

fn names(spot: &Spot, detail: Detail) -> Option<String> {
    let most = if detail == Detail::Everything { usize::MAX } else { MOST_NAMES };
    let shown: Vec<String> = spot.refs.iter().take(most).map(|name| spoken(name)).collect();
    match spot.refs.len() - shown.len() {
        _ if shown.is_empty() => None,
        0 => Some(format!("in {}", shown.join(", "))),
        more => Some(format!("in {} and {more} more", shown.join(", "))),
    }
}

fn spoken(name: &str) -> String {
    name.strip_prefix("tags/").map_or_else(|| name.to_owned(), |tag| format!("the tag {tag}"))
}

fn push(spot: &Spot) -> &'static str {
    if spot.pushed { "already on the server" } else { "not pushed, as far as this computer knows" }
}
