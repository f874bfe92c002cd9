//! What Git does with files of a project: whether it tracks them, whether a server has them, and what ignores them.

use super::call::{Git, printed};
use crate::fact::{Reason, Unknown};
use crate::host::Host;

/// Files of which it is asked whether they were pushed.
const MAX_ASKED_PUSHED: usize = 12;

/// What ignores a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// A .gitignore, for everybody who has the project.
    ByProject,
    /// A setting of this computer alone.
    HereOnly,
    No,
}

impl Ignored {
    pub const WORDS: &[&str] = &["by-project", "here-only", "no"];

    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

/// What Git does with one file.
#[derive(Clone, Debug)]
pub struct FileStatus {
    pub tracked: bool,
    /// A branch that was pushed somewhere, or came from there, has a version with that file.
    pub pushed: Result<bool, Unknown>,
    pub ignored: Ignored,
    /// The file in which a line such as `!.env` takes it back in.
    pub unignored_by: Option<String>,
}

impl Git<'_> {
    /// The status of each file, in their order. Paths lie below the project, with `/`.
    ///
    /// # Errors
    /// Git could not tell.
    pub fn status(&self, host: &Host, paths: &[&str]) -> Result<Vec<FileStatus>, Unknown> {
        let tracked = [&["ls-files", "--"], paths].concat();
        let ignored = [&["check-ignore", "--no-index", "-v", "--"], paths].concat();
        let [tracked, ignored] = self.ask([&tracked, &ignored]);
        let tracked = printed(host, tracked)?.unwrap_or_default();
        let ignored = printed(host, ignored)?.unwrap_or_default();
        let lines: Vec<Line<'_>> = ignored.lines().filter_map(Line::read).collect();
        let one = |path: &&str| {
            let line = lines.iter().find(|line| line.path == *path);
            let ignored = match line {
                Some(line) if !line.takes_back && line.is_shared() => Ignored::ByProject,
                Some(line) if !line.takes_back => Ignored::HereOnly,
                _ => Ignored::No,
            };
            let back = line.filter(|line| line.takes_back && line.is_shared());
            let unignored_by = back.map(|line| line.source.to_owned());
            let tracked = tracked.lines().any(|line| line == *path);
            FileStatus { tracked, pushed: Ok(false), ignored, unignored_by }
        };
        let mut all: Vec<FileStatus> = paths.iter().map(one).collect();
        let mut tracked = paths.iter().zip(&mut all).filter(|(_, status)| status.tracked);
        let asked: Vec<_> = tracked.by_ref().take(MAX_ASKED_PUSHED).collect();
        tracked.for_each(|(_, status)| status.pushed = Err(Reason::NotAsked.into()));
        let questions: Vec<[&str; 5]> =
            asked.iter().map(|(path, _)| ["rev-list", "-1", "--remotes", "--", path]).collect();
        let ended = self.ask_each(&questions.iter().map(|question| &question[..]).collect::<Vec<_>>());
        for ((_, status), ended) in asked.into_iter().zip(ended) {
            status.pushed = printed(host, ended).map(|commit| commit.is_some_and(|commit| !commit.is_empty()));
        }
        Ok(all)
    }
}

/// A line such as `.gitignore:3:!.env<tab>.env`.
#[derive(Debug, PartialEq)]
struct Line<'a> {
    source: &'a str,
    takes_back: bool,
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
        Some(Self { source: &rule[..colon], takes_back: pattern.starts_with('!'), path })
    }

    /// Whether the line is shared with everybody who has the project.
    fn is_shared(&self) -> bool {
        let is_absolute = self.source.starts_with(['/', '~', '\\']) || self.source.get(1..2) == Some(":");
        !is_absolute && self.source.rsplit('/').next() == Some(".gitignore")
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn git_says_which_file_ignores_a_path() {
        for (line, shared, takes_back) in [
            (".gitignore:1:.env*\t.env", true, false),
            ("sub/.gitignore:12:!.env\tsub/.env", true, true),
            (".git/info/exclude:7:.env\t.env", false, false),
            ("/home/ada/.config/git/ignore:1:a:b\t.env", false, false),
            ("/home/ada/.gitignore:1:.env\t.env", false, false),
            ("C:/Users/Ada/.gitignore:1:.env\t.env", false, false),
        ] {
            let read = Line::read(line).unwrap();
            assert_eq!((read.is_shared(), read.takes_back), (shared, takes_back), "{line}");
        }
        assert_eq!(Line::read("fatal: no"), None);
    }
}
