//! `large_files`: files too large for GitHub in commits that no server has yet, and those that the next commit might take.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Git, HEAD, printed, told};
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Host, What};
use crate::probe::Context;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LargeFiles {}

/// Where GitHub begins to warn, and what it refuses.
const NEAR: u64 = 50 << 20;
const OVER: u64 = 100 << 20;

/// Files that are told, files whose size is asked, and files outside commits that are looked at.
const MOST_TOLD: usize = 4;
const MOST_MEASURED: usize = 20;
const MOST_LOOKED_AT: usize = 5_000;

const MOST_ATTRIBUTES: usize = 1 << 16;

/// Prints the ids of the files that are over the limit, and of nothing else.
const LARGE: &[&str] = &[
    "rev-list",
    "--objects",
    "--quiet",
    "--filter=blob:limit=50m",
    "--filter-print-omitted",
    "HEAD",
    "--not",
    "--remotes",
];

impl LargeFiles {
    pub(in crate::probe) fn facts(&self) -> Result<Type, String> {
        let file = || {
            Type::list(Type::record([
                ("path", Type::Text),
                ("size", Type::Text),
                ("mb", Type::Int),
                ("in_last_commit", Type::Bool),
            ]))
        };
        Ok(Type::record([("committed", file()), ("untracked", file()), ("lfs", Type::Bool)]))
    }

    pub(in crate::probe) fn asked(&self) -> String {
        "git rev-list, for large files".to_owned()
    }

    pub(in crate::probe) fn looks(&self) -> String {
        "It asks Git for files over 50 MB that no server has yet.".to_owned()
    }

    pub(in crate::probe) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let (git, root) = match (Git::in_repository(context), host.project()) {
            (Ok(Some(git)), Some(project)) => (git, &project.root),
            (Err(unknown), _) => return unknown.into(),
            (Ok(_), _) => {
                return Fact::record([("committed", Fact::Null), ("untracked", Fact::Null), ("lfs", Fact::Null)]);
            }
        };
        let [large, head, untracked] = git.ask([LARGE, HEAD, &["ls-files", "--others", "--exclude-standard"]]);
        let committed = match (printed(host, large), printed(host, head)) {
            (Ok(large), Ok(Some(head))) => committed(host, &git, &large.unwrap_or_default(), &head),
            (Err(unknown), Ok(Some(_))) | (_, Err(unknown)) => Err(unknown),
            (_, Ok(None)) => Ok(Vec::new()),
        };
        let untracked = printed(host, untracked).map(|text| lying(host, root, &text.unwrap_or_default()));
        // Git LFS keeps large files elsewhere, once they are added.
        let attributes = host.read_text(&host.rules().join(root, ".gitattributes"), MOST_ATTRIBUTES);
        let lfs = attributes.is_ok_and(|text| text.contains("filter=lfs"));
        Fact::record([("committed", told(committed)), ("untracked", told(untracked)), ("lfs", lfs.into())])
    }
}

/// The largest of the files that Git named, with the name that each came in under.
fn committed(host: &Host, git: &Git<'_>, large: &str, head: &str) -> Result<Vec<Fact>, Unknown> {
    let ids: Vec<&str> = large.lines().filter_map(|line| line.strip_prefix('~')).take(MOST_MEASURED).collect();
    let ask_size: Vec<[&str; 3]> = ids.iter().map(|id| ["cat-file", "-s", id]).collect();
    let sizes = git.ask_each(&ask_size.iter().map(|ask| &ask[..]).collect::<Vec<_>>());
    let mut measured: Vec<(u64, &str)> = Vec::new();
    for (id, size) in ids.iter().zip(sizes) {
        let size = printed(host, size)?.and_then(|size| size.parse().ok()).ok_or(Reason::Garbled)?;
        measured.push((size, id));
    }
    measured.sort_unstable_by(|one, two| two.cmp(one));
    measured.truncate(MOST_TOLD);
    let mut files = Vec::new();
    for (size, id) in measured {
        let find = format!("--find-object={id}");
        let came_in = ["log", "-1", "--diff-filter=AM", "--no-renames", "--format=%H", "--name-only", "-m", &find];
        let [came_in] = git.ask([&[&came_in[..], &["HEAD", "--not", "--remotes"]].concat()]);
        let came_in = printed(host, came_in)?.unwrap_or_default();
        let mut lines = came_in.lines().filter(|line| !line.is_empty());
        let (commit, path) = (lines.next(), lines.next());
        files.push(file(path, size, commit.map(|commit| commit == head)));
    }
    Ok(files)
}

/// Large files that lie in the project and that Git neither has nor leaves out.
fn lying(host: &Host, root: &str, names: &str) -> Vec<Fact> {
    let sizes = names.lines().take(MOST_LOOKED_AT).filter_map(|name| {
        let seen = host.look_at_link(&host.rules().join(root, name)).ok()?;
        (seen.what == What::File && seen.size > NEAR).then(|| file(Some(name), seen.size, None))
    });
    sizes.take(MOST_TOLD).collect()
}

fn file(path: Option<&str>, size: u64, in_last_commit: Option<bool>) -> Fact {
    let mb = size >> 20;
    // A file of 100.4 MB is over the limit, so `mb` of what is over is never 100.
    let mb = if size > OVER { mb.max(101) } else { mb };
    Fact::record([
        ("path", path.into()),
        ("size", format!("{mb} MB").into()),
        ("mb", i64::try_from(mb).unwrap_or(i64::MAX).into()),
        ("in_last_commit", in_last_commit.into()),
    ])
}
