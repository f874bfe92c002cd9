//! What Git does with files: whether it has them, whether they were sent, and who leaves them out.

use super::{Context, Git, printed};
use crate::fact::{Fact, Unknown};
use crate::host::Host;

/// Who leaves a file out: the project for everybody, or a setting of this computer alone.
pub(super) const IGNORED: &[&str] = &["by-project", "here-only", "no"];

/// Files of which it is asked whether they were sent.
const MOST_SENT: usize = 12;

/// Of one file; null where the project has no repository.
#[derive(Clone)]
pub(super) struct Standing {
    pub tracked: Fact,
    /// A branch that was sent somewhere, or came from there, has a version with that file.
    pub sent: Fact,
    pub ignored: Fact,
    /// The file in which a line such as `!.env` takes it back in.
    pub taken_in_by: Option<String>,
}

/// Of each file, in their order. Paths lie below the project, with `/`.
pub(super) fn of(context: Context<'_>, paths: &[&str]) -> Vec<Standing> {
    let all = |fact: Fact| {
        let one = Standing { tracked: fact.clone(), sent: fact.clone(), ignored: fact, taken_in_by: None };
        vec![one; paths.len()]
    };
    if paths.is_empty() {
        return Vec::new();
    }
    let git = match Git::in_repository(context) {
        Ok(Some(git)) => git,
        Ok(None) => return all(Fact::Null),
        Err(unknown) => return all(unknown.into()),
    };
    match asked(context.host, &git, paths) {
        Ok(standings) => standings,
        Err(unknown) => all(unknown.into()),
    }
}

/// How many of these were sent; could not tell where none was and it is not known of one.
pub(super) fn count_sent<'a>(sent: impl Iterator<Item = &'a Fact>) -> Fact {
    let mut count = 0;
    let mut unsure = None;
    for fact in sent {
        match fact {
            Fact::Bool(true) => count += 1,
            Fact::Unknown(unknown) => unsure = Some(unknown.clone()),
            _ => {}
        }
    }
    match unsure {
        Some(unknown) if count == 0 => unknown.into(),
        _ => Fact::Int(count),
    }
}

fn asked(host: &Host, git: &Git<'_>, paths: &[&str]) -> Result<Vec<Standing>, Unknown> {
    let listed = [&["ls-files", "--"], paths].concat();
    let left_out = [&["check-ignore", "--no-index", "-v", "--"], paths].concat();
    let [listed, left_out] = git.ask([&listed, &left_out]);
    let listed = printed(host, listed)?.unwrap_or_default();
    let left_out = printed(host, left_out)?.unwrap_or_default();
    let lines: Vec<Line<'_>> = left_out.lines().filter_map(Line::read).collect();
    let mut standings = Vec::new();
    for path in paths {
        let tracked = listed.lines().any(|line| line == *path);
        let line = lines.iter().find(|line| line.path == *path);
        let ignored = match line {
            Some(line) if !line.takes_in && line.is_shared() => "by-project",
            Some(line) if !line.takes_in => "here-only",
            _ => "no",
        };
        let taken_in_by = line.filter(|line| line.takes_in && line.is_shared()).map(|line| line.source.to_owned());
        let sent = Fact::from(false);
        standings.push(Standing { tracked: tracked.into(), sent, ignored: ignored.into(), taken_in_by });
    }
    let tracked: Vec<usize> = (0..paths.len()).filter(|&at| standings[at].tracked == Fact::Bool(true)).collect();
    let questions: Vec<[&str; 5]> =
        tracked.iter().take(MOST_SENT).map(|&at| ["rev-list", "-1", "--remotes", "--", paths[at]]).collect();
    let ended = git.ask_each(&questions.iter().map(|question| &question[..]).collect::<Vec<_>>());
    for (&at, ended) in tracked.iter().zip(ended) {
        standings[at].sent = match printed(host, ended) {
            Ok(commit) => commit.is_some_and(|commit| !commit.is_empty()).into(),
            Err(unknown) => unknown.into(),
        };
    }
    for &at in tracked.iter().skip(MOST_SENT) {
        standings[at].sent = Fact::unknown(crate::fact::Reason::NotAsked);
    }
    Ok(standings)
}

/// A line such as `.gitignore:3:!.env<tab>.env`.
#[derive(Debug, PartialEq)]
struct Line<'a> {
    source: &'a str,
    takes_in: bool,
    path: &'a str,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (rule, path) = line.split_once('\t')?;
        // The path of a setting may hold a colon itself: `C:/Users/…`.
        let colon = rule.match_indices(':').map(|(at, _)| at).find(|&at| {
            let digits = rule[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
            digits > 0 && rule[at + 1 + digits..].starts_with(':')
        })?;
        let pattern = rule[colon + 1..].split_once(':')?.1;
        Some(Self { source: &rule[..colon], takes_in: pattern.starts_with('!'), path })
    }

    /// Whether the line travels with the project.
    fn is_shared(&self) -> bool {
        let is_absolute = self.source.starts_with(['/', '~', '\\']) || self.source.get(1..2) == Some(":");
        !is_absolute && self.source.rsplit('/').next() == Some(".gitignore")
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn lines_of_git_tell_who_leaves_a_file_out() {
        for (line, shared, takes_in) in [
            (".gitignore:1:.env*\t.env", true, false),
            ("sub/.gitignore:12:!.env\tsub/.env", true, true),
            (".git/info/exclude:7:.env\t.env", false, false),
            ("/home/ada/.config/git/ignore:1:a:b\t.env", false, false),
            ("/home/ada/.gitignore:1:.env\t.env", false, false),
            ("C:/Users/Ada/.gitignore:1:.env\t.env", false, false),
        ] {
            let read = Line::read(line).unwrap();
            assert_eq!((read.is_shared(), read.takes_in), (shared, takes_in), "{line}");
        }
        assert_eq!(Line::read("fatal: no"), None);
    }
}
