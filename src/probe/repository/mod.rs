//! `repository`: what Git says of the project's repository: whether it takes it, where it stands, and where it is sent to.

mod commit;
mod large_files;
mod line_endings;
mod origin;
mod position;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use super::git_call::{Git, first_line, printed, told};
use crate::fact::{Fact, Facts, Reason, Type, Unknown};
use crate::host::{Ended, Host};
use crate::machine::Project;

pub(super) use commit::GitCommit;
pub(super) use large_files::LargeFiles;
pub(super) use line_endings::LineEndings;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repository {}

const TROUBLES: &[&str] = &["not-a-repository", "dubious-ownership", "broken"];

/// The commit that HEAD leads to; other kinds ask it alike, so that it is one question.
const HEAD: &[&str] = &["rev-parse", "-q", "--verify", "HEAD^{commit}"];

const AROUND: &[&str] = &[
    "rev-parse",
    "--show-toplevel",
    "--absolute-git-dir",
    "--is-shallow-repository",
    "--show-superproject-working-tree",
];

impl Repository {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let mut parts = vec![
            ("project".to_owned(), Type::Bool),
            ("project_file".to_owned(), Type::Bool),
            ("folder".to_owned(), Type::Text),
            ("name".to_owned(), Type::Text),
            ("inside".to_owned(), Type::Bool),
            ("trouble".to_owned(), Type::Word(TROUBLES)),
            ("complaint".to_owned(), Type::Text),
            ("safe_directory".to_owned(), Type::Text),
            ("owned_by_admin".to_owned(), Type::Bool),
            ("shallow".to_owned(), Type::Bool),
            ("submodule".to_owned(), Type::Bool),
            ("workflows".to_owned(), Type::Bool),
        ];
        parts.extend(position::facts());
        parts.extend(origin::facts());
        Ok(Type::Record(parts))
    }

    pub(super) fn asked(&self) -> String {
        "git, about the repository".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It asks Git about the project's repository, without changing it and without the network.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let mut facts = self.nothing();
        let host = context.host;
        let Some(project) = host.project() else {
            facts.insert("project".to_owned(), false.into());
            facts.insert("inside".to_owned(), false.into());
            return Fact::Record(facts);
        };
        let git = match Git::find(context) {
            Ok(git) => git.within(&project.root),
            Err(unknown) => return unknown.into(),
        };
        let known = [
            ("project", true.into()),
            ("project_file", host.has_project_file(&project.root).into()),
            ("folder", host.shorten(&project.root).into()),
            (
                "name",
                origin::is_plain(host.rules().name(&project.root)).then(|| host.rules().name(&project.root)).into(),
            ),
            ("owned_by_admin", host.look(&project.root).ok().and_then(|seen| seen.owned_by_admin).into()),
        ];
        put(&mut facts, known);
        let [around, head, commit, remotes] =
            git.ask([AROUND, &["symbolic-ref", "-q", "HEAD"], HEAD, &["remote", "-v"]]);
        let around = match understood(host, project, around) {
            Understood::Repository(text) => text,
            Understood::Trouble { word, complaint, safe_directory } => {
                let known = [
                    ("inside", (word != "not-a-repository").into()),
                    ("trouble", word.into()),
                    ("complaint", complaint.into()),
                    ("safe_directory", safe_directory.into()),
                ];
                put(&mut facts, known);
                return Fact::Record(facts);
            }
            Understood::Unknown(unknown) => return unknown.into(),
        };
        facts.insert("inside".to_owned(), true.into());
        let mut lines = around.lines();
        let (Some(_), Some(git_folder), Some(shallow)) = (lines.next(), lines.next(), lines.next()) else {
            return Fact::unknown(Reason::Garbled);
        };
        // A repository around the home folder is none of this project's.
        if !project.repository {
            return Fact::Record(facts);
        }
        let known = [
            ("shallow", (shallow == "true").into()),
            ("submodule", lines.next().is_some().into()),
            ("workflows", has_workflows(host, &project.root).into()),
        ];
        put(&mut facts, known);
        let branch = printed(host, head).map(|head| head.map(|head| plain(&head).to_owned()));
        let born = printed(host, commit).map(|commit| commit.is_some());
        let position = position::of(host, &git, &host.rules().clean(git_folder), &branch, &born);
        facts.extend(position);
        facts.extend(origin::of(printed(host, remotes)));
        Fact::Record(facts)
    }

    fn nothing(&self) -> Facts {
        let kinds = self.facts().unwrap_or_else(|_| Type::Record(Vec::new()));
        kinds.names().into_iter().map(|name| (name.to_owned(), Fact::Null)).collect()
    }
}

fn put<const N: usize>(facts: &mut Facts, known: [(&str, Fact); N]) {
    facts.extend(known.into_iter().map(|(name, fact)| (name.to_owned(), fact)));
}

enum Understood {
    Repository(String),
    Trouble { word: &'static str, complaint: Option<String>, safe_directory: Option<String> },
    Unknown(Unknown),
}

/// Whether Git takes the folder for a repository. Only words that are known to mean a fault are one.
fn understood(host: &Host, project: &Project, ended: Ended) -> Understood {
    let Ended::Exited { code: 128, stderr, .. } = &ended else {
        return match printed(host, ended) {
            Ok(Some(text)) => Understood::Repository(text),
            Ok(None) => Understood::Unknown(Reason::Garbled.into()),
            Err(unknown) => Understood::Unknown(unknown),
        };
    };
    let says = |words: &str| stderr.contains(words);
    let word = if says("dubious ownership") || says("is owned by someone else") {
        "dubious-ownership"
    } else if says("not a git repository") {
        if project.repository { "broken" } else { "not-a-repository" }
    } else {
        return Understood::Unknown(printed(host, ended.clone()).err().unwrap_or(Reason::Unreadable.into()));
    };
    let value = stderr.lines().find_map(|line| line.trim().strip_prefix("git config --global --add safe.directory "));
    Understood::Trouble {
        word,
        complaint: first_line(stderr).map(|line| host.shorten_in(line)),
        safe_directory: value.map(|value| value.trim_matches('\'').to_owned()),
    }
}

/// `refs/heads/main` as people say it.
fn plain(reference: &str) -> &str {
    let short = ["refs/heads/", "refs/remotes/"].iter().find_map(|start| reference.strip_prefix(start));
    short.unwrap_or(reference)
}

fn has_workflows(host: &Host, root: &str) -> bool {
    let names = host.list(&host.rules().join(root, ".github/workflows")).unwrap_or_default();
    names.iter().any(|name| name.ends_with(".yml") || name.ends_with(".yaml"))
}
