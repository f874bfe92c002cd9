//! Where keys stand: from the objects that hold them to files, commits and names.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::folders::{Content, Folders, Set};
use super::found::{Collected, Found};
use super::history::{History, Ways};
use super::report::Status;
use super::worktree::InFile;
use super::{Finding, KeyId, Seen};
use crate::git::{FileState, Files, Number, Objects, RefKind, Refs};

/// Where a key is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    pub kind: LocationKind,
    /// The file, from the root of the repository on; none for messages and for what no folder holds.
    pub path: Option<String>,
    /// From 1.
    pub line: Option<u32>,
    /// The earliest commit that holds it there.
    pub commit: Option<String>,
    /// When that was made.
    #[serde(serialize_with = "as_text")]
    pub when: Option<Timestamp>,
    /// Names that lead to that commit.
    pub refs: Vec<String>,
    /// Whether a server has it, as far as this repository knows.
    pub pushed: bool,
    /// Whether it is in the message of the commit or tag.
    pub in_message: bool,
    /// Whether it is in a file as it is now that Git tracks: no line in `.gitignore` keeps that one out.
    pub tracked: bool,
}

/// What it means that a key stands somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LocationKind {
    /// In a file of the project as it is now.
    Worktree,
    /// Handed to Git for the next commit.
    Index,
    /// In a commit that a branch, a tag or a note leads to.
    History,
    /// Put aside.
    Stash,
    /// Only the log of this computer remembers the commit.
    Reflog,
    /// Nothing leads there any more, and Git has not thrown it away yet.
    Dangling,
    /// In a file that Git passes over: where keys belong.
    Ignored,
}

fn as_text<S: Serializer>(when: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    when.map(|when| when.to_string()).serialize(to)
}

/// More locations than these are not told of one key.
const MAX_LOCATIONS: usize = 200;

/// The keys with their locations, those first that stand where it matters most.
pub(super) fn findings(
    refs: &Refs,
    objects: &Objects,
    seen: Seen,
    files: &Files,
    searched: Vec<InFile>,
) -> Vec<Finding> {
    let Seen { mut collected, commits, tags, .. } = seen;
    let in_files: Vec<(KeyId, String, Now)> = searched.into_iter().map(|file| noted(file, &mut collected)).collect();
    if collected.keys.is_empty() {
        return Vec::new();
    }
    let numbers = objects.numbers();
    let mut of_object: Keys = HashMap::new();
    for (key, found) in &collected.keys {
        for (object, line) in &found.objects {
            of_object.entry(*object).or_default().push((*key, *line));
        }
    }
    let folders = Folders::holding(objects, &Set::of(numbers.len(), of_object.keys().copied()));
    let mut history = History::new(commits, &tags, refs, numbers);
    let mut all = Spots::new();
    committed(&folders, &history, &of_object, &mut all);
    for (followed, is_now) in [(&files.unchanged, true), (&files.staged, false)] {
        for (path, id) in followed {
            let keys = numbers.get(id).and_then(|object| of_object.get(&object));
            for (key, line) in keys.into_iter().flatten() {
                let path = String::from_utf8_lossy(path).into_owned();
                hold_staged(all.entry(*key).or_default().entry(Path::File(path)).or_default(), *line, is_now);
            }
        }
    }
    for (key, path, now) in in_files {
        let spot = all.entry(key).or_default().entry(Path::File(path)).or_default();
        // What was handed to Git has to be taken back, whatever became of the file.
        let is_handed_over = spot.now.is_some_and(|known| known.kind == LocationKind::Index);
        spot.now = Some(Now { kind: if is_handed_over { LocationKind::Index } else { now.kind }, ..now });
    }
    alone(&history, &of_object, &mut all);
    let finding = |(key, found): (KeyId, Found)| {
        let spots = all.remove(&key).unwrap_or_default();
        let mut locations: Vec<Location> =
            spots.into_iter().flat_map(|(path, spot)| spot.locations(path, &mut history, objects)).collect();
        let more_locations = locations.len().saturating_sub(MAX_LOCATIONS);
        let rank = |location: &Location| (location.kind, location.when, location.path.clone());
        // What a server has is told, whatever else is not.
        locations.sort_by_cached_key(|location| (!location.pushed, rank(location)));
        locations.truncate(MAX_LOCATIONS);
        locations.sort_by_cached_key(rank);
        Finding::new(key, found, locations, more_locations)
    };
    let mut findings: Vec<Finding> = collected.keys.into_iter().map(finding).collect();
    let rank = |one: &Finding| (one.locations.first().map(|location| location.kind), one.rule, one.fingerprint);
    findings.sort_by_key(rank);
    findings
}

/// The keys in what was handed to Git; objects are numbered as `files` are.
pub(super) fn staged(collected: Collected, files: &[(Vec<u8>, Vec<u8>)]) -> Vec<Finding> {
    let location = |(number, line): &(Number, u32)| {
        let path = files.get(*number as usize).map(|(path, _)| String::from_utf8_lossy(path).into_owned());
        Location { path, line: Some(*line), tracked: true, ..Location::of(LocationKind::Index) }
    };
    let finding = |(key, found): (KeyId, Found)| {
        let locations = found.objects.iter().map(location).collect();
        Finding::new(key, found, locations, 0)
    };
    let mut findings: Vec<Finding> = collected.keys.into_iter().map(finding).collect();
    findings.sort_by_key(|finding| (finding.rule, finding.fingerprint));
    findings
}

impl Finding {
    fn new(key: KeyId, found: Found, locations: Vec<Location>, more_locations: usize) -> Self {
        let (rule, fingerprint, status) = (key.rule, key.fingerprint, Status::NotChecked);
        let Found { masked, len, secret, .. } = found;
        Self { rule, fingerprint, masked, len, locations, more_locations, status, why: None, secret }
    }
}

impl Location {
    fn of(kind: LocationKind) -> Self {
        let (path, line, commit, when, refs) = (None, None, None, None, Vec::new());
        Self { kind, path, line, commit, when, refs, pushed: false, in_message: false, tracked: false }
    }

    /// The same with its names as `shown` makes them: strangers choose them.
    pub(super) fn with_names(&self, shown: impl Fn(&str) -> String) -> Self {
        let refs = self.refs.iter().map(|name| shown(name)).collect();
        Self { path: self.path.as_deref().map(&shown), refs, ..self.clone() }
    }
}

/// A key in a file of the project, taken into the list of all keys.
fn noted(file: InFile, collected: &mut Collected) -> (KeyId, String, Now) {
    let kind = match file.state {
        FileState::Changed | FileState::New => LocationKind::Worktree,
        FileState::Ignored => LocationKind::Ignored,
    };
    collected.keys.entry(file.key).or_insert(file.found);
    let is_tracked = file.state == FileState::Changed;
    (file.key, file.path, Now { kind, line: file.line, is_tracked })
}

/// A key in what was handed to Git, in a file that is still so or not.
fn hold_staged(spot: &mut Spot, line: u32, is_now: bool) {
    if spot.earliest.is_none() {
        spot.now = Some(Now { kind: LocationKind::Index, line, is_tracked: true });
    } else if is_now {
        spot.now = Some(Now { kind: LocationKind::Worktree, line, is_tracked: true });
    }
}

/// Which keys an object holds, each with its line.
type Keys = HashMap<Number, Vec<(KeyId, u32)>>;

/// How a file is at this moment.
#[derive(Clone, Copy, Debug)]
struct Now {
    kind: LocationKind,
    line: u32,
    is_tracked: bool,
}

/// One file in which a key stands, over all commits that hold it.
#[derive(Clone, Debug, Default)]
struct Spot {
    now: Option<Now>,
    ways: Ways,
    /// The earliest commit, by its location among all, with its time.
    earliest: Option<(i64, usize)>,
    line: Option<u32>,
    in_message: bool,
    names: Vec<String>,
}

impl Spot {
    /// Takes in what a commit says of this file.
    fn join(&mut self, ways: Ways, commit: (i64, usize), line: Option<u32>) {
        self.ways.join(ways);
        if self.earliest.is_none_or(|earliest| commit < earliest) {
            (self.earliest, self.line) = (Some(commit), line);
        }
    }

    /// Where the key stands now, and where commits and what else is left of them hold it.
    fn locations(self, path: Path, history: &mut History<'_>, objects: &Objects) -> Vec<Location> {
        let path = match path {
            Path::File(path) => Some(path),
            Path::Message | Path::None(_) => None,
        };
        let now = self.now.map(|now| Location {
            path: path.clone(),
            line: Some(now.line),
            tracked: now.is_tracked,
            ..Location::of(now.kind)
        });
        if now.is_some() && self.earliest.is_none() {
            return now.into_iter().collect();
        }
        let led = [
            (RefKind::Remote, LocationKind::History),
            (RefKind::Local, LocationKind::History),
            (RefKind::Stash, LocationKind::Stash),
        ];
        let kind = led.iter().find(|(kind, _)| self.ways.to(*kind)).map(|(_, kind)| *kind);
        let left = if self.ways.to(RefKind::Log) { LocationKind::Reflog } else { LocationKind::Dangling };
        let at = self.earliest.map(|(_, at)| at);
        let then = Location {
            path,
            line: self.line,
            commit: at.map(|at| objects.id(history.commits()[at].number)),
            when: self.earliest.and_then(|(when, _)| Timestamp::from_second(when).ok()),
            refs: at.map_or(self.names, |at| history.names(at)),
            pushed: self.ways.to(RefKind::Remote),
            in_message: self.in_message,
            ..Location::of(kind.unwrap_or(left))
        };
        now.into_iter().chain([then]).collect()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Path {
    File(String),
    Message,
    /// An object that no folder holds.
    None(Number),
}

type Spots = HashMap<KeyId, BTreeMap<Path, Spot>>;

/// Everything that commits hold.
fn committed(folders: &Folders, history: &History<'_>, of_object: &Keys, all: &mut Spots) {
    // Commits in whose folders nothing of this differs are told together.
    let mut of_content: HashMap<Content, (Ways, (i64, usize))> = HashMap::new();
    for (at, commit) in history.commits().iter().enumerate() {
        if let Some(content) = commit.tree.and_then(|tree| folders.content(tree)) {
            let (ways, earliest) = of_content.entry(content).or_insert((Ways::default(), (commit.when, at)));
            ways.join(history.ways(at));
            *earliest = (*earliest).min((commit.when, at));
        }
    }
    for (content, (ways, earliest)) in of_content {
        for (path, object) in folders.files(content) {
            for (key, line) in of_object.get(&object).into_iter().flatten() {
                let spot = all.entry(*key).or_default().entry(Path::File(path.clone())).or_default();
                spot.join(ways, earliest, Some(*line));
            }
        }
    }
}

/// Everything else: messages, and objects that no commit holds.
fn alone(history: &History<'_>, of_object: &Keys, all: &mut Spots) {
    for (object, keys) in of_object {
        for (key, line) in keys {
            let spots = all.entry(*key).or_default();
            if let Some(at) = history.commit(*object) {
                let spot = spots.entry(Path::Message).or_default();
                spot.join(history.ways(at), (history.commits()[at].when, at), None);
                spot.in_message = true;
            } else if let Some((ways, names)) = history.straight(*object) {
                let in_message = true;
                spots.insert(Path::None(*object), Spot { ways, names, in_message, ..Spot::default() });
            } else if !spots.keys().any(|path| matches!(path, Path::File(_))) {
                spots.insert(Path::None(*object), Spot { line: Some(*line), ..Spot::default() });
            }
        }
    }
}
