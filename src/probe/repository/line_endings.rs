//! `line_endings`: tracked files that count as changed only because their lines end in the way of another system.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Git, printed};
use crate::fact::{Fact, Type};
use crate::host::{Host, What};
use crate::probe::Context;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineEndings {}

/// An index of this size lists some 15,000 files; Git would read each of them.
const MOST_INDEX: u64 = 2 << 20;

impl LineEndings {
    pub(in crate::probe) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("looked", Type::Bool),
            ("changed", Type::Int),
            ("most", Type::Bool),
            ("example", Type::Text),
        ]))
    }

    pub(in crate::probe) fn asked(&self) -> String {
        "git ls-files --eol".to_owned()
    }

    pub(in crate::probe) fn looks(&self) -> String {
        "It asks Git how the lines of the project's files end, in its memory and on the disk.".to_owned()
    }

    pub(in crate::probe) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let (git, root) = match (Git::in_repository(context), host.project()) {
            (Ok(Some(git)), Some(project)) => (git, &project.root),
            (Err(unknown), _) => return unknown.into(),
            (Ok(_), _) => return not_looked(),
        };
        let index = index(host, root).and_then(|index| host.look(&index).ok());
        if !index.is_some_and(|index| index.what == What::File && index.size <= MOST_INDEX) {
            return not_looked();
        }
        let [files, setting] = git.ask([&["ls-files", "--eol"], &["config", "--get", "core.autocrlf"]]);
        let (files, setting) = match (printed(host, files), printed(host, setting)) {
            (Ok(files), Ok(setting)) => (files.unwrap_or_default(), setting.unwrap_or_default()),
            (Err(unknown), _) | (_, Err(unknown)) => return unknown.into(),
        };
        let counted = Counted::of(&files, &setting);
        Fact::record([
            ("looked", true.into()),
            ("changed", counted.changed.into()),
            ("most", (counted.changed * 2 > counted.text).into()),
            ("example", counted.example.into()),
        ])
    }
}

fn not_looked() -> Fact {
    Fact::record([("looked", false.into()), ("changed", Fact::Null), ("most", Fact::Null), ("example", Fact::Null)])
}

/// Git's list of tracked files; `.git` may be a file that tells where its folder is.
fn index(host: &Host, root: &str) -> Option<String> {
    let rules = host.rules();
    let folder = rules.join(root, ".git");
    let folder = match host.look(&folder).ok()?.what {
        What::Folder => folder,
        What::File | What::Link | What::Other => {
            let text = host.read_text(&folder, 4096).ok()?;
            rules.join(root, text.strip_prefix("gitdir:")?.trim())
        }
    };
    Some(rules.join(&folder, "index"))
}

struct Counted {
    text: i64,
    changed: i64,
    example: Option<String>,
}

impl Counted {
    /// Lines such as `i/lf    w/crlf  attr/                 <tab>name`. A file with an attribute is as somebody wants it.
    fn of(files: &str, setting: &str) -> Self {
        let converts = ["true", "yes", "on", "1", "input"].contains(&setting.to_lowercase().as_str());
        let mut counted = Self { text: 0, changed: 0, example: None };
        for line in files.lines() {
            let Some((marks, name)) = line.split_once('\t') else { continue };
            let marks: Vec<&str> = marks.split_whitespace().collect();
            let [kept, lying, attribute] = marks[..] else { continue };
            if !matches!(kept, "i/lf" | "i/crlf" | "i/mixed") {
                continue;
            }
            counted.text += 1;
            let changed = match (kept, lying) {
                ("i/lf", "w/crlf") => !converts,
                ("i/crlf", "w/lf") => true,
                _ => false,
            };
            if changed && attribute == "attr/" {
                counted.changed += 1;
                counted.example.get_or_insert_with(|| name.to_owned());
            }
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_endings_that_git_does_not_convert_count() {
        for (line, setting, changed) in [
            ("i/lf    w/crlf  attr/                 \ta.js", "", 1),
            ("i/lf    w/crlf  attr/                 \ta.js", "false", 1),
            ("i/lf    w/crlf  attr/                 \ta.js", "true", 0),
            ("i/lf    w/crlf  attr/                 \ta.js", "input", 0),
            ("i/lf    w/crlf  attr/text=auto        \ta.js", "", 0),
            ("i/crlf  w/lf    attr/                 \ta.js", "true", 1),
            ("i/lf    w/lf    attr/                 \ta.js", "", 0),
            ("i/-text w/-text attr/                 \ta.png", "", 0),
            ("i/lf    w/      attr/                 \tdeleted.js", "", 0),
        ] {
            assert_eq!(Counted::of(line, setting).changed, changed, "{line} {setting}");
        }
    }
}
