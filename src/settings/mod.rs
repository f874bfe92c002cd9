//! `doctor.toml`: what a project settles for everybody who runs doctor in it. It holds settings only: nothing in it
//! names a program, an address or a file.

mod baseline;
mod read;
mod written;

use std::ops::Range;
use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::check::{Pattern, Severity};
use crate::error::Fault;

pub use baseline::{Known, baseline};
#[cfg(feature = "schema")]
pub use written::schema;

/// The name of the file, in the folder of the project.
pub const NAME: &str = "doctor.toml";

/// The area of checks that a project may not weaken: they are about the keys of whoever runs doctor.
pub const PROTECTED: &str = "safety";

/// What stands in the place of a check where a key is accepted that `doctor leaks` found.
pub const LEAKS: &str = "leaks";

/// A file longer than this, in bytes, holds no settings.
pub const MOST: usize = 1 << 20;

/// So many things a file may accept. Whoever has more to accept wants to switch the check off.
pub const MOST_ACCEPTED: usize = 1000;

/// Tools whose versions a project may ask for.
pub const TOOLS: &[&str] = &["node", "npm", "pnpm", "yarn", "bun", "gh"];

/// The settings of one project.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The file, as people write it.
    pub file: String,
    text: String,
    /// Where each line ends, in bytes of the text.
    ends: Vec<usize>,
    pub profile: Option<Set<String>>,
    pub strict: Option<Set<bool>>,
    pub allow_unsure: Option<Set<bool>>,
    pub deadline: Option<Set<Duration>>,
    pub wait: Option<Set<Duration>>,
    pub checks: Vec<Set<Chosen>>,
    pub severity: Vec<Set<Reweighed>>,
    pub tools: Vec<Set<Wish>>,
    /// Names of keys that the project needs.
    pub keys: Vec<Set<String>>,
    pub accept: Vec<Set<Acceptance>>,
}

/// A setting, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<T> {
    pub value: T,
    /// In bytes of the file's text.
    pub at: Range<usize>,
}

/// What a project wants with a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Required,
    Optional,
    Off,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Off => "off",
        }
    }
}

/// Checks with their level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub checks: Pattern,
    pub level: Level,
}

/// A cause that weighs more or less here than elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reweighed {
    pub check: String,
    pub cause: String,
    pub severity: Severity,
}

/// A tool in certain versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub tool: String,
    /// A range as npm writes it, such as `>=22`.
    pub versions: String,
}

/// Something that is wrong and may stay so for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    pub check: String,
    pub cause: String,
    /// The item; every item, and a cause without items, when none.
    pub about: Option<String>,
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
}

impl Settings {
    /// Reads a file.
    ///
    /// # Errors
    /// The first fault in it, with line and column.
    pub fn read(file: &str, text: &str) -> Result<Self, Fault> {
        read::read(file, text)
    }

    /// A fault at a setting.
    pub fn fault<T>(&self, set: &Set<T>, message: impl Into<String>) -> Fault {
        Fault::new(message).in_file(&self.file).at(&self.text, set.at.clone())
    }

    /// The line in which a setting stands, counted from 1.
    pub fn line<T>(&self, set: &Set<T>) -> u32 {
        let before = self.ends.partition_point(|end| *end < set.at.start);
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// What the project wants with a check: what names the check counts more than what names its area.
    pub fn level(&self, id: &crate::check::CheckId) -> Option<Level> {
        let mine = || self.checks.iter().map(|set| &set.value).filter(|chosen| chosen.checks.fits(id));
        let by_id = mine().find(|chosen| matches!(chosen.checks, Pattern::One(_)));
        by_id.or_else(|| mine().next()).map(|chosen| chosen.level)
    }
}
