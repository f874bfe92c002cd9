//! Where a secret that the project names is set, or what stands in its place.

use super::code::Scanned;
use super::files::{Files, Read, is_of_secrets};
use super::{Wanted, wrangler_config};
use crate::dotenv::is_secret;
use crate::host::{EnvLine, Host, LineState};
use crate::probe::Context;
use crate::probe::package::MOST;

/// A line of a file.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) number: usize,
    line: EnvLine,
}

pub(super) enum State {
    Set(Place),
    Terminal(Box<EnvLine>),
    Empty(Place),
    /// It stands in a file that nothing reads here.
    Hidden(Place),
    Commented(Place),
    Misspelt(Place),
    Absent,
    /// There is no file at all.
    NoFile,
    /// There is one, in another folder.
    Stray,
    /// A program for secrets, or the code itself, brings it from elsewhere.
    OtherMeans,
}

impl State {
    pub(super) const WORDS: &[&str] =
        &["set", "terminal", "empty", "hidden", "commented", "misspelt", "absent", "no-file", "stray", "other-means"];

    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Set(_) => "set",
            Self::Terminal(_) => "terminal",
            Self::Empty(_) => "empty",
            Self::Hidden(_) => "hidden",
            Self::Commented(_) => "commented",
            Self::Misspelt(_) => "misspelt",
            Self::Absent => "absent",
            Self::NoFile => "no-file",
            Self::Stray => "stray",
            Self::OtherMeans => "other-means",
        }
    }

    pub(super) fn is_without_file(&self) -> bool {
        matches!(self, Self::NoFile | Self::Stray)
    }

    pub(super) fn place(&self) -> Option<&Place> {
        match self {
            Self::Set(place)
            | Self::Empty(place)
            | Self::Hidden(place)
            | Self::Commented(place)
            | Self::Misspelt(place) => Some(place),
            _ => None,
        }
    }

    /// The line that counts, where there is one with a value.
    pub(super) fn line(&self) -> Option<&EnvLine> {
        match self {
            Self::Set(place) | Self::Hidden(place) => Some(&place.line),
            Self::Terminal(line) => Some(line),
            _ => None,
        }
    }

    /// The name that stands in its place.
    pub(super) fn near(&self) -> Option<&str> {
        match self {
            Self::Misspelt(place) => Some(&place.line.name),
            _ => None,
        }
    }
}

/// What was seen of one part of a project.
pub(super) struct Told<'a> {
    context: Context<'a>,
    files: &'a Files,
    means: bool,
    /// A file of secrets in another folder.
    pub(super) stray: Option<String>,
    /// A variable tells Wrangler to leave `.env` alone.
    pub(super) switched_off: bool,
}

impl<'a> Told<'a> {
    pub(super) fn new(
        context: Context<'a>,
        folder: &str,
        of_wrangler: bool,
        files: &'a Files,
        scanned: &Scanned,
    ) -> Self {
        let host = context.host;
        let off =
            host.var("CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV").is_some_and(|value| value.eq_ignore_ascii_case("false"));
        let stray = scanned.strays.first().cloned().or_else(|| above(host, folder));
        Self {
            context,
            files,
            means: files.means || scanned.loads_itself || scripts_bring_it(host, folder),
            stray: stray.filter(|_| files.all.is_empty()),
            switched_off: off && of_wrangler && !files.has_dev_vars() && !files.all.is_empty(),
        }
    }

    /// `claimed` are the names that the project wants, so that none of them is taken for a slip of another.
    pub(super) fn state(&self, name: &str, wanted: &Wanted, claimed: &[&str]) -> State {
        let hides = wanted.handed && (self.files.has_dev_vars() || self.switched_off);
        let is_read = |read: &&Read| !hides || read.is_dev_vars();
        let lines = || self.files.all.iter().filter(is_read).filter_map(|read| last(read, name));
        let of = |found: &[LineState]| lines().find(|place| found.contains(&place.line.state));
        let set = [LineState::Set, LineState::Reference];
        if let Some(place) = of(&set) {
            return State::Set(place);
        }
        if let Some(line) = self.context.host.env_variable(self.context.services, name) {
            return State::Terminal(Box::new(line));
        }
        if self.means {
            return State::OtherMeans;
        }
        let beside =
            || self.files.all.iter().filter_map(|read| last(read, name)).find(|place| set.contains(&place.line.state));
        if let Some(place) = hides.then(beside).flatten() {
            return State::Hidden(place);
        }
        if let Some(place) = of(&[LineState::Empty]) {
            return State::Empty(place);
        }
        if let Some(place) = self.commented(name) {
            return State::Commented(place);
        }
        if let Some(place) = self.near(name, claimed) {
            return State::Misspelt(place);
        }
        match (&self.files.all[..], &self.stray) {
            ([], Some(_)) => State::Stray,
            ([], None) => State::NoFile,
            _ => State::Absent,
        }
    }

    /// The file that a new line with it belongs into, where it is plain which one is read.
    pub(super) fn file_for(&self, wanted: &Wanted) -> Option<&str> {
        let names: &[&str] = match (wanted.handed, self.files.has_dev_vars()) {
            (true, true) => &[".dev.vars"],
            (true, false) if self.switched_off => &[],
            _ => &[".env", ".env.local"],
        };
        let read = |name: &&str| self.files.all.iter().find(|read| read.name == *name);
        names.iter().find_map(read).map(|read| read.path.as_str())
    }

    fn commented(&self, name: &str) -> Option<Place> {
        self.files.all.iter().find_map(|read| {
            let line = read.file.lines.iter().find(|line| line.name == name && line.state == LineState::Commented)?;
            Some(place(read, line))
        })
    }

    /// A line with a name that is spelt nearly as this one, or belongs to the same service, and that nobody asks for.
    fn near(&self, name: &str, claimed: &[&str]) -> Option<Place> {
        let lines = self.files.all.iter().flat_map(|read| read.file.lines.iter().map(move |line| (read, line)));
        let free = lines.filter(|(_, line)| line.state == LineState::Set && !claimed.contains(&line.name.as_str()));
        let service = |name: &str| name.split('_').next().map(str::to_uppercase);
        let is_near = |line: &EnvLine| {
            let slip = wrangler_config::nearest(&line.name, std::iter::once(name)).is_some();
            let same_service =
                name.contains('_') && service(&line.name) == service(name) && is_secret(&line.name.to_uppercase());
            slip || same_service && wrangler_config::distance(name, &line.name.to_uppercase()) <= name.len() / 2
        };
        let (read, line) = free.into_iter().find(|(_, line)| is_near(line))?;
        Some(place(read, line))
    }
}

/// Of several lines with one name the last one counts.
fn last(read: &Read, name: &str) -> Option<Place> {
    let mut lines = read.file.lines.iter().rev();
    let line = lines.find(|line| line.name == name && line.state != LineState::Commented);
    line.map(|line| place(read, line))
}

fn place(read: &Read, line: &EnvLine) -> Place {
    Place { path: read.path.clone(), number: line.number, line: line.clone() }
}

/// A file of secrets in a folder above, within the project.
fn above(host: &Host, folder: &str) -> Option<String> {
    let rules = host.rules();
    let root = &host.project()?.root;
    let above = std::iter::successors(rules.parent(folder), |at| rules.parent(at));
    let mut above = above.take_while(|at| rules.is_within(at, root));
    above.find_map(|at| {
        let names = host.list(&at).unwrap_or_default();
        names.iter().find(|name| is_of_secrets(name)).map(|name| rules.join(&at, name))
    })
}

/// Words of scripts that fetch secrets from elsewhere, or from a file that they name.
const BRINGERS: [&str; 10] =
    ["env-file", "dotenv", "doppler", "infisical", "op run", "env-cmd", "varlock", "envDir", "sops", "chamber"];

fn scripts_bring_it(host: &Host, folder: &str) -> bool {
    let text = host.read_text(&host.rules().join(folder, "package.json"), MOST).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let scripts = manifest.get("scripts").and_then(|scripts| scripts.as_object()).into_iter().flatten();
    let mut lines = scripts.filter_map(|(_, line)| line.as_str());
    lines.any(|line| BRINGERS.iter().any(|word| line.contains(word)) && !names_plain_file(line))
}

/// `--env-file=.env` names the file that is missing.
fn names_plain_file(line: &str) -> bool {
    line.split_whitespace().any(|word| matches!(word, ".env" | "--env-file=.env" | "--env-file-if-exists=.env"))
}
