//! `tool_requirements`: which versions of its tools the project asks for, in the files in which such things are written down.

mod files;
mod line;
mod range;

use nodejs_semver::Range;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, workspace};
use crate::fact::{Fact, Type, Unknown};
use crate::host::Host;
use crate::settings;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolRequirements {}

/// The tools that doctor compares; what is asked of others is passed over.
const TOOLS: &[&str] = settings::TOOLS;

/// Wishes that are brought back: a project names a handful.
const MOST: usize = 40;

/// Where a wish is written down. A new place to read is one variant here and one reader in `files`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The project's `doctor.toml`.
    Settings,
    Engines,
    DevEngines,
    PackageManager,
    Volta,
    Nvmrc,
    NodeVersion,
    ToolVersions,
    Mise,
}

impl Source {
    const WORDS: &[&str] = &[
        "settings",
        "engines",
        "dev-engines",
        "package-manager",
        "volta",
        "nvmrc",
        "node-version",
        "tool-versions",
        "mise",
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Engines => "engines",
            Self::DevEngines => "dev-engines",
            Self::PackageManager => "package-manager",
            Self::Volta => "volta",
            Self::Nvmrc => "nvmrc",
            Self::NodeVersion => "node-version",
            Self::ToolVersions => "tool-versions",
            Self::Mise => "mise",
        }
    }

    /// Whether a version manager goes by it, and so starts another version in the project than elsewhere.
    fn is_followed(self) -> bool {
        !matches!(self, Self::Settings | Self::Engines | Self::DevEngines | Self::PackageManager)
    }
}

/// One thing that the project asks for.
#[derive(Debug)]
struct Wish {
    tool: &'static str,
    /// As it stands in the file; several versions stand one after the other.
    said: String,
    /// Each of the versions that will do; empty where the file says that any will, or names none.
    words: Vec<String>,
    file: String,
    line: Option<usize>,
    source: Source,
    /// npm stops where it is not fulfilled.
    enforced: bool,
    /// The project has the tool in its own folder.
    brought: bool,
}

impl Wish {
    fn wants(&self) -> Option<String> {
        range::any_of(self.words.iter().map(|word| range::exactly(self.tool, word)))
    }

    fn loosely(&self) -> Option<String> {
        range::any_of(self.words.iter().map(|word| range::loosely(self.tool, word)))
    }

    /// Whether no version at all is right for both.
    fn excludes(&self, other: &Self) -> bool {
        let range = |wish: &Self| Range::parse(wish.wants()?).ok();
        self.tool == other.tool
            && matches!((range(self), range(other)), (Some(one), Some(two)) if !one.allows_any(&two))
    }
}

impl ToolRequirements {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let wish = Type::record([
            ("tool", Type::Word(TOOLS)),
            ("wants", Type::Text),
            ("loosely", Type::Text),
            ("install", Type::Text),
            ("said", Type::Text),
            ("file", Type::Text),
            ("line", Type::Int),
            ("source", Type::Word(Source::WORDS)),
            ("followed", Type::Bool),
            ("enforced", Type::Bool),
            ("brought", Type::Bool),
            ("disputed", Type::Bool),
        ]);
        let contradiction = Type::record([
            ("tool", Type::Word(TOOLS)),
            ("said", Type::Text),
            ("file", Type::Text),
            ("line", Type::Int),
            ("other_said", Type::Text),
            ("other_file", Type::Text),
        ]);
        Ok(Type::record([
            ("wishes", Type::list(wish)),
            ("tools", Type::list(Type::Word(TOOLS))),
            ("contradictions", Type::list(contradiction)),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        "versions of tools that the project asks for".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It reads which versions the project asks for, in doctor.toml, package.json and files such as .nvmrc."
            .to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let (wishes, unread) = gather(host);
        let pairs = contradictions(&wishes);
        let mut tools: Vec<&str> = TOOLS.to_vec();
        tools.retain(|tool| wishes.iter().any(|wish| wish.tool == *tool));
        let mut told: Vec<Fact> = wishes.iter().map(|wish| fact(host, wish, &wishes)).collect();
        told.extend(unread.into_iter().map(Fact::Unknown));
        let against = |(one, two): &(&Wish, &Wish)| {
            Fact::record([
                ("tool", one.tool.into()),
                ("said", one.said.clone().into()),
                ("file", host.shorten(&one.file).into()),
                ("line", number(one.line)),
                ("other_said", two.said.clone().into()),
                ("other_file", host.shorten(&two.file).into()),
            ])
        };
        Fact::record([
            ("wishes", Fact::List(told)),
            ("tools", tools.into()),
            ("contradictions", Fact::List(pairs.iter().map(against).collect())),
        ])
    }
}

/// What is asked for, nearest first, and the files that might ask for more. The same kind of file further up is hidden.
fn gather(host: &Host) -> (Vec<Wish>, Vec<Unknown>) {
    let mut wishes: Vec<Wish> = Vec::new();
    let mut unread = Vec::new();
    for folder in workspace::up_to_root(host) {
        for read in files::READERS {
            match read(host, &folder) {
                Ok(found) => {
                    for wish in found {
                        if !wishes.iter().any(|near| near.tool == wish.tool && near.source == wish.source) {
                            wishes.push(wish);
                        }
                    }
                }
                Err(unknown) => unread.push(unknown),
            }
        }
    }
    wishes.truncate(MOST);
    (wishes, unread)
}

/// The first pair of each tool: two are enough to be told of.
fn contradictions(wishes: &[Wish]) -> Vec<(&Wish, &Wish)> {
    let pair = |tool: &&str| {
        let all: Vec<&Wish> = wishes.iter().filter(|wish| wish.tool == *tool).collect();
        all.iter().enumerate().find_map(|(at, one)| Some((*one, *all[at + 1..].iter().find(|two| one.excludes(two))?)))
    };
    TOOLS.iter().filter_map(pair).collect()
}

fn fact(host: &Host, wish: &Wish, all: &[Wish]) -> Fact {
    let followed = all.iter().any(|other| other.tool == wish.tool && other.source.is_followed());
    Fact::record([
        ("tool", wish.tool.into()),
        ("wants", wish.wants().into()),
        ("loosely", wish.loosely().into()),
        ("install", wish.words.first().and_then(|word| range::to_install(wish.tool, word)).into()),
        ("said", wish.said.clone().into()),
        ("file", host.shorten(&wish.file).into()),
        ("line", number(wish.line)),
        ("source", wish.source.word().into()),
        ("followed", followed.into()),
        ("enforced", wish.enforced.into()),
        ("brought", wish.brought.into()),
        ("disputed", all.iter().any(|other| wish.excludes(other)).into()),
    ])
}

fn number(line: Option<usize>) -> Fact {
    line.and_then(|line| i64::try_from(line).ok()).into()
}

#[cfg(test)]
mod tests;
