//! One change: copies first, then a line in the journal, then the change itself, then what came of it.

use crate::error::Fault;
use crate::fix::diff::{Line, diff};
use crate::fix::edit::{Edited, Uneditable, append_command, append_line, remove_line};
use crate::fix::journal::{self, Change, Event, Kept};
use crate::fix::script::{is_script, stays};
use crate::fix::{Step, Way};
use crate::host::{Host, Rules, Secret, Snapshot, State, Unwritten, replace, snapshot};
use crate::report::{EditShown, written_time};

/// Permission bits of a new file that holds keys.
const FOR_KEYS: u32 = 0o600;

/// A step, with everything looked up that it needs.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The files that it may change, as they are now.
    pub(super) files: Vec<Touched>,
    /// What an edit changes, for people.
    pub(super) diff: Vec<Line>,
    /// Whether everything that it may change can be put back.
    pub(super) can_undo: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Touched {
    pub(super) path: String,
    pub(super) before: Snapshot,
    /// What an edit makes of it.
    pub(super) becomes: Option<Snapshot>,
}

impl Touched {
    /// How often a line stands in the file.
    pub(super) fn count(&self, line: &str) -> usize {
        String::from_utf8_lossy(content(&self.before).0).lines().filter(|known| *known == line).count()
    }
}

/// Why a step cannot be done, or need not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unprepared {
    /// The file says so already.
    AlreadySo,
    /// In words that follow "it was not changed:".
    Not(String),
}

pub(super) fn prepare(step: &Step<'_>, host: &Host) -> Result<Prepared, Unprepared> {
    match step.way {
        Way::Edit(edit) if edit.set_key.is_none() => edited(edit, host),
        Way::Edit(edit) => {
            let (path, before) = file_to_edit(edit, host)?;
            let files = vec![Touched { path, before, becomes: None }];
            Ok(Prepared { files, diff: Vec::new(), can_undo: true })
        }
        _ => {
            let files: Option<Vec<Vec<Touched>>> = step.fix.touches.iter().map(|path| touched(path, host)).collect();
            let can_undo = files.is_some();
            Ok(Prepared { files: files.unwrap_or_default().concat(), diff: Vec::new(), can_undo })
        }
    }
}

/// A file that holds the new line as well.
pub(super) fn with_key(touched: &Touched, name: &str, value: &Secret) -> Result<Touched, Unprepared> {
    let (old, mode) = content(&touched.before);
    let edited = crate::fix::edit::set_key(old, name, Secret::MARK).map_err(|why| not(why.words()))?;
    let Edited::Changed(marked) = edited else { return Err(Unprepared::AlreadySo) };
    let bytes = value.fill_in(&marked);
    if bytes == old {
        return Err(Unprepared::AlreadySo);
    }
    let becomes = Snapshot::File { bytes, mode: mode.or(cfg!(unix).then_some(FOR_KEYS)) };
    Ok(Touched { becomes: Some(becomes), ..touched.clone() })
}

fn edited(edit: &EditShown, host: &Host) -> Result<Prepared, Unprepared> {
    let (path, before) = file_to_edit(edit, host)?;
    let (old, mode) = content(&before);
    let edited = match (&edit.append_line, &edit.remove_line) {
        (Some(line), _) if is_script(&path) && host.rules() == Rules::Unix => append_command(old, line),
        (Some(line), _) => append_line(old, line),
        (None, Some(number)) => without(&path, old, number.parse().unwrap_or(0)),
        (None, None) => Ok(Edited::AlreadySo),
    };
    let Edited::Changed(bytes) = edited.map_err(|why| not(why.words()))? else { return Err(Unprepared::AlreadySo) };
    let diff = diff(old, &bytes);
    let becomes = Some(Snapshot::File { bytes, mode });
    Ok(Prepared { files: vec![Touched { path, before, becomes }], diff, can_undo: true })
}

/// The file without a line. In a start-up file, a line that is needed for others stays.
fn without(path: &str, old: &[u8], number: usize) -> Result<Edited, Uneditable> {
    let edited = remove_line(old, number)?;
    let lines: Vec<String> = String::from_utf8_lossy(old).lines().map(str::to_owned).collect();
    match stays(&lines, number - 1) {
        Some(why) if is_script(path) => Err(why),
        _ => Ok(edited),
    }
}

/// The file behind all links, so that a link stays one.
fn file_to_edit(edit: &EditShown, host: &Host) -> Result<(String, Snapshot), Unprepared> {
    let named = placed(&edit.file, host).ok_or_else(|| not("its folder is not known"))?;
    let path = if host.look_at_link(&named).is_ok() {
        host.real(&named).map_err(|_| not("it is a link that leads nowhere"))?
    } else {
        named.clone()
    };
    if leads_out(&named, &path, host) {
        return Err(not("it is a link that leads out of the project"));
    }
    match host.snapshot(&path) {
        Ok(before @ (Snapshot::Absent | Snapshot::File { .. })) => Ok((path, before)),
        Ok(Snapshot::Sealed { .. }) => Err(not("it is too large, or this user may not read it")),
        Ok(_) => Err(not(&Unwritten::NoFile.words())),
        Err(why) => Err(not(&why.words())),
    }
}

/// Where the report means: only a tilde at the start has a meaning, whatever else stands in the name of a folder.
fn placed(path: &str, host: &Host) -> Option<String> {
    let path = host.expand_home(path)?;
    let rules = host.rules();
    if rules.is_absolute(&path) { Some(path) } else { Some(rules.join(host.folder()?, &path)) }
}

/// Whether a stranger's project would choose a file elsewhere.
fn leads_out(named: &str, path: &str, host: &Host) -> bool {
    let (rules, Some(project)) = (host.rules(), host.project()) else { return false };
    if !rules.is_within(named, &project.root) {
        return false;
    }
    // A file that is not there yet comes into the folder that is.
    let mut at = path.to_owned();
    let real = loop {
        match (host.real(&at), rules.parent(&at)) {
            (Ok(real), _) => break real,
            (Err(_), Some(above)) => at = above,
            (Err(_), None) => return false,
        }
    };
    !rules.is_within(&real, &project.root)
}

fn content(snapshot: &Snapshot) -> (&[u8], Option<u32>) {
    match snapshot {
        Snapshot::File { bytes, mode } => (bytes, *mode),
        _ => (&[], None),
    }
}

fn not(why: &str) -> Unprepared {
    Unprepared::Not(why.to_owned())
}

/// A file that a program may change, with what it leads to; none where no copy can be kept.
fn touched(path: &str, host: &Host) -> Option<Vec<Touched>> {
    let rules = host.rules();
    let path = if let Some(inside) = path.strip_prefix(".git/") {
        let folder = rules.join(&host.project()?.root, ".git");
        // Elsewhere it is a file that names the real folder.
        if host.look(&folder).ok()?.what != crate::host::What::Folder {
            return None;
        }
        rules.join(&folder, inside)
    } else {
        placed(path, host)?
    };
    if let Some((above, _)) = path.split_once("/.git/")
        && host.look(&rules.join(above, ".git")).is_ok_and(|seen| seen.what != crate::host::What::Folder)
    {
        return None;
    }
    let one = |path: String| Some(Touched { before: host.snapshot(&path).ok()?, path, becomes: None });
    let first = one(path).filter(|file| !file.before.is_too_large())?;
    let behind = match &first.before {
        Snapshot::Link { .. } => host.real(&first.path).ok().and_then(one),
        _ => None,
    };
    Some(std::iter::once(first).chain(behind).collect())
}

/// A change that is on the way.
#[derive(Debug)]
pub(super) struct Begun<'a> {
    state: &'a State,
    pub(super) number: u64,
    files: Vec<Touched>,
    has_undo: bool,
}

/// Keeps copies and writes into the journal what is about to happen.
pub(super) fn begin<'a>(
    state: &'a State,
    host: &Host,
    check: &str,
    step: &Step<'_>,
    run: Option<Vec<String>>,
    files: Vec<Touched>,
) -> Result<Begun<'a>, Fault> {
    let number = journal::next_number(&journal::entries(&state.journal()?));
    let mut kept = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let copy = match &file.before {
            Snapshot::File { bytes, .. } => {
                let name = format!("{number}-{at}");
                state.keep(&name, bytes)?;
                Some(name)
            }
            _ => None,
        };
        kept.push(Kept {
            path: file.path.clone(),
            before: file.before.mark(),
            copy,
            becomes: file.becomes.as_ref().map(Snapshot::mark),
            created: missing_folders(&file.path, host),
        });
    }
    let change = Change {
        check: check.to_owned(),
        fix: step.fix.id.clone(),
        title: step.fix.title.clone(),
        undo: run.as_ref().and_then(|_| step.fix.undo.clone()),
        run,
        folder: host.folder().map(str::to_owned),
        files: kept,
    };
    let has_undo = change.undo.is_some();
    state.note(&journal::line(number, written_time(host.now()), Event::Begun(change)))?;
    Ok(Begun { state, number, files, has_undo })
}

fn missing_folders(path: &str, host: &Host) -> Vec<String> {
    let mut missing = Vec::new();
    let mut at = host.rules().parent(path);
    while let Some(folder) = at {
        if host.look_at_link(&folder).is_ok() {
            break;
        }
        at = host.rules().parent(&folder);
        missing.push(folder);
    }
    missing.reverse();
    missing
}

impl Begun<'_> {
    /// Makes the edit.
    ///
    /// # Errors
    /// The journal cannot be written. The inner error says why the file is as it was.
    pub(super) fn edit(self, host: &Host) -> Result<Result<u64, Unwritten>, Fault> {
        for file in &self.files {
            let Some(becomes) = &file.becomes else { continue };
            if let Err(why) = replace(&file.path, &file.before, becomes) {
                self.drop(host)?;
                return Ok(Err(why));
            }
        }
        let number = self.number;
        self.end(host)?;
        Ok(Ok(number))
    }

    /// Writes down what came of it. What changed nothing that could be taken back is forgotten.
    pub(super) fn end(self, host: &Host) -> Result<(), Fault> {
        let now: Vec<String> = self.files.iter().map(|file| mark(&file.path)).collect();
        let is_same = self.files.iter().zip(&now).all(|(file, now)| file.before.mark() == *now);
        if is_same && !self.has_undo {
            return self.drop(host);
        }
        self.note(host, Event::Done { after: now })
    }

    /// It did not happen.
    pub(super) fn drop(self, host: &Host) -> Result<(), Fault> {
        for at in 0..self.files.len() {
            self.state.drop_copy(&format!("{}-{at}", self.number));
        }
        self.note(host, Event::Dropped)
    }

    fn note(&self, host: &Host, event: Event) -> Result<(), Fault> {
        self.state.note(&journal::line(self.number, written_time(host.now()), event))
    }
}

/// The mark of what stands at a path now.
pub(super) fn mark(path: &str) -> String {
    snapshot(path).map_or_else(|why| why.words(), |now| now.mark())
}
