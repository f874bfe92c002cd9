//! `tool_requirements`: which versions of its tools the project asks for, in the files in which such things are written down.

mod files;
mod line;
mod range;

use nodejs_semver::Range;

use super::{Context, question, workspace};
use crate::fact::{Fact, Known, Type, Typed, Unknown, facts, words};
use crate::host::Host;
use crate::settings;

question! {
    /// Which versions of its tools the project asks for: `[tools]` of `doctor.toml`, `engines`,
    /// `devEngines`, `packageManager` and `volta` of package.json, `.nvmrc`, `.node-version`,
    /// `.tool-versions`, `mise.toml` and `.mise.toml`, in the folder and those above it up to the
    /// project's root. Of each kind the nearest counts. A file that could not be read is an unknown
    /// item of `wishes`.
    pub struct ToolRequirements {}
    asked { "versions of tools that the project asks for" }
    looks { "It reads which versions the project asks for, in doctor.toml, package.json and files such as .nvmrc." }
    facts ToolRequirementsFacts;
}

facts! {
    struct ToolRequirementsFacts {
        wishes: Vec<Known<WishFacts>>,
        /// Those that are named.
        tools: Vec<ToolName>,
        /// At most one for each tool.
        contradictions: Vec<Contradiction>,
    }

    struct WishFacts {
        /// Others are passed over.
        tool: ToolName,
        /// As a range for `is satisfying`; null for what names no version, such as `latest`.
        wants: Option<String>,
        /// The same, where a single version stands for all that begin with the same number.
        loosely: Option<String>,
        /// What to ask a version manager for.
        install: Option<String>,
        /// As it stands in the file.
        said: String,
        file: String,
        line: Option<usize>,
        source: Source,
        /// A version manager goes by one of the files that name this tool, so that the project may
        /// get another version than the one that is told outside.
        followed: bool,
        /// `devEngines` tells npm to stop.
        enforced: bool,
        /// The project has this Yarn in its own folder.
        brought: bool,
        /// Another wish excludes it.
        disputed: bool,
    }

    struct Contradiction {
        tool: ToolName,
        said: String,
        file: String,
        line: Option<usize>,
        other_said: String,
        other_file: String,
    }
}

/// The tools that doctor compares; what is asked of others is passed over.
const TOOLS: &[&str] = settings::TOOLS;

#[derive(Clone, Copy)]
struct ToolName(&'static str);

impl Typed for ToolName {
    const TYPE: Type = Type::Word(TOOLS);
}

impl From<ToolName> for Fact {
    fn from(name: ToolName) -> Self {
        Self::text(name.0)
    }
}

/// Wishes that are brought back: a project names a handful.
const MOST: usize = 40;

words! {
    /// Where a wish is written down. A new place to read is one variant here and one reader in `files`.
    enum Source {
        /// The project's `doctor.toml`.
        Settings = "settings",
        Engines = "engines", DevEngines = "dev-engines", PackageManager = "package-manager", Volta = "volta",
        Nvmrc = "nvmrc", NodeVersion = "node-version", ToolVersions = "tool-versions", Mise = "mise",
    }
}

impl Source {
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
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let (wishes, unread) = gather(host);
        let pairs = contradictions(&wishes);
        let mut tools = TOOLS.to_vec();
        tools.retain(|tool| wishes.iter().any(|wish| wish.tool == *tool));
        let mut told: Vec<Known<WishFacts>> = wishes.iter().map(|wish| Ok(facts(host, wish, &wishes))).collect();
        told.extend(unread.into_iter().map(Err));
        let against = |(one, two): &(&Wish, &Wish)| Contradiction {
            tool: ToolName(one.tool),
            said: one.said.clone(),
            file: host.shorten(&one.file),
            line: one.line,
            other_said: two.said.clone(),
            other_file: host.shorten(&two.file),
        };
        ToolRequirementsFacts {
            wishes: told,
            tools: tools.into_iter().map(ToolName).collect(),
            contradictions: pairs.iter().map(against).collect(),
        }
        .into()
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

fn facts(host: &Host, wish: &Wish, all: &[Wish]) -> WishFacts {
    let followed = all.iter().any(|other| other.tool == wish.tool && other.source.is_followed());
    WishFacts {
        tool: ToolName(wish.tool),
        wants: wish.wants(),
        loosely: wish.loosely(),
        install: wish.words.first().and_then(|word| range::to_install(wish.tool, word)),
        said: wish.said.clone(),
        file: host.shorten(&wish.file),
        line: wish.line,
        source: wish.source,
        followed,
        enforced: wish.enforced,
        brought: wish.brought,
        disputed: all.iter().any(|other| wish.excludes(other)),
    }
}

#[cfg(test)]
mod tests;
