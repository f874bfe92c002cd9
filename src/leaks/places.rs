//! Where keys stand: from the objects that hold them to files, commits and names.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::folders::{Content, Folders, Set};
use super::history::{History, Ways};
use super::{Finding, KeyId, Seen};
use crate::host::objects::{Class, Number, Objects, Tips};

/// Where a key stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub standing: Standing,
    /// The file, from the root of the repository on; none for messages and for what no folder holds.
    pub path: Option<String>,
    /// From 1.
    pub line: Option<u32>,
    /// The earliest commit that holds it there.
    pub commit: Option<String>,
    /// When that was made, in seconds since 1970.
    pub when: Option<i64>,
    /// Names that lead to that commit.
    pub refs: Vec<String>,
    /// Whether a server has it, as far as this repository knows.
    pub is_pushed: bool,
    /// Whether it stands in the message of the commit or tag.
    pub in_message: bool,
}

/// What it means that a key stands somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
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

/// More places than these are not told of one key.
const MOST_PLACES: usize = 200;

/// The keys with their places, those first that stand where it matters most.
pub(super) fn findings(tips: &Tips, objects: &Objects, seen: Seen) -> Vec<Finding> {
    if seen.collected.keys.is_empty() {
        return Vec::new();
    }
    let numbers = objects.numbers();
    let holding = || seen.collected.keys.values().flat_map(|found| found.objects.iter().map(|(object, _)| *object));
    let folders = Folders::holding(objects, &Set::of(numbers.len(), holding()));
    let mut history = History::new(seen.commits, &seen.tags, tips, numbers);
    let mut of_object: HashMap<Number, Vec<(KeyId, u32)>> = HashMap::new();
    for (key, found) in &seen.collected.keys {
        for (object, line) in &found.objects {
            of_object.entry(*object).or_default().push((*key, *line));
        }
    }
    let mut all = gathered(&folders, &history, &of_object);
    alone(&history, &of_object, &mut all);
    let mut findings: Vec<Finding> = seen
        .collected
        .keys
        .into_iter()
        .map(|(key, found)| {
            let spots = all.remove(&key).unwrap_or_default();
            let more_places = spots.len().saturating_sub(MOST_PLACES);
            let mut places: Vec<Place> =
                spots.into_iter().map(|(path, spot)| spot.place(path, &mut history, objects)).collect();
            places.sort_by(|one, other| {
                (one.standing, one.when, &one.path).cmp(&(other.standing, other.when, &other.path))
            });
            places.truncate(MOST_PLACES);
            Finding {
                rule: key.rule,
                fingerprint: key.fingerprint,
                masked: found.masked,
                len: found.len,
                places,
                more_places,
                status: super::report::Status::NotChecked,
                why: None,
                secret: found.secret,
            }
        })
        .collect();
    findings.sort_by(|one, other| {
        let rank =
            |finding: &Finding| (finding.places.first().map(|place| place.standing), finding.rule, finding.fingerprint);
        rank(one).cmp(&rank(other))
    });
    findings
}

/// One file in which a key stands, over all commits that hold it.
#[derive(Clone, Debug)]
struct Spot {
    ways: Ways,
    /// The earliest commit, by its place among all, with its time.
    earliest: Option<(i64, usize)>,
    line: Option<u32>,
    in_message: bool,
    names: Vec<String>,
}

impl Spot {
    /// Takes in what another commit says of the same file.
    fn join(&mut self, other: Self) {
        self.ways.join(other.ways);
        let is_earlier = match (self.earliest, other.earliest) {
            (Some(own), Some(other)) => other < own,
            (own, other) => own.is_none() && other.is_some(),
        };
        if is_earlier {
            (self.earliest, self.line) = (other.earliest, other.line);
        }
    }

    fn place(self, path: Path, history: &mut History<'_>, objects: &Objects) -> Place {
        let standing =
            [(Class::Remote, Standing::History), (Class::Local, Standing::History), (Class::Stash, Standing::Stash)];
        let led = standing.iter().find(|(class, _)| self.ways.to(*class)).map(|(_, standing)| *standing);
        let standing = led.unwrap_or(if self.ways.to(Class::Log) { Standing::Reflog } else { Standing::Dangling });
        let at = self.earliest.map(|(_, at)| at);
        let refs = at.map_or(self.names, |at| history.names(at));
        Place {
            standing,
            path: match path {
                Path::File(path) => Some(path),
                Path::Message | Path::None(_) => None,
            },
            line: self.line,
            commit: at.map(|at| objects.id(history.commits()[at].number)),
            when: self.earliest.map(|(when, _)| when),
            refs,
            is_pushed: self.ways.to(Class::Remote),
            in_message: self.in_message,
        }
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
fn gathered(folders: &Folders, history: &History<'_>, of_object: &HashMap<Number, Vec<(KeyId, u32)>>) -> Spots {
    // Commits in whose folders nothing of this differs are told together.
    let mut of_content: HashMap<Content, (Ways, (i64, usize))> = HashMap::new();
    for (at, commit) in history.commits().iter().enumerate() {
        if let Some(content) = commit.tree.and_then(|tree| folders.content(tree)) {
            let (ways, earliest) = of_content.entry(content).or_insert((Ways::default(), (commit.when, at)));
            ways.join(history.ways(at));
            *earliest = (*earliest).min((commit.when, at));
        }
    }
    let mut all = Spots::new();
    for (content, (ways, earliest)) in of_content {
        for (path, object) in folders.files(content) {
            for (key, line) in of_object.get(&object).into_iter().flatten() {
                let spot =
                    Spot { ways, earliest: Some(earliest), line: Some(*line), in_message: false, names: Vec::new() };
                add(&mut all, *key, Path::File(path.clone()), spot);
            }
        }
    }
    all
}

/// Everything else: messages, and objects that no commit holds.
fn alone(history: &History<'_>, of_object: &HashMap<Number, Vec<(KeyId, u32)>>, all: &mut Spots) {
    let held: Vec<(Number, &Vec<(KeyId, u32)>)> = of_object.iter().map(|(object, keys)| (*object, keys)).collect();
    for (object, keys) in held {
        for (key, line) in keys {
            let mut spot =
                Spot { ways: Ways::default(), earliest: None, line: None, in_message: false, names: Vec::new() };
            if let Some(at) = history.commit(object) {
                spot.ways = history.ways(at);
                spot.earliest = Some((history.commits()[at].when, at));
                spot.in_message = true;
                add(all, *key, Path::Message, spot);
            } else if let Some((ways, names)) = history.straight(object) {
                (spot.ways, spot.names, spot.in_message) = (ways, names, true);
                add(all, *key, Path::None(object), spot);
            } else if !all.get(key).is_some_and(|spots| spots.keys().any(|path| matches!(path, Path::File(_)))) {
                spot.line = Some(*line);
                add(all, *key, Path::None(object), spot);
            }
        }
    }
}

fn add(all: &mut Spots, key: KeyId, path: Path, spot: Spot) {
    match all.entry(key).or_default().entry(path) {
        std::collections::btree_map::Entry::Vacant(place) => {
            place.insert(spot);
        }
        std::collections::btree_map::Entry::Occupied(mut known) => known.get_mut().join(spot),
    }
}
