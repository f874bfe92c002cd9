//! Finds the project around a folder by looking for the files that mark one. Starts nothing.

use super::Host;
use crate::machine::Project;

/// Files that make a folder a project even where Git is not used.
const MARKS: [&str; 4] = ["package.json", "wrangler.toml", "wrangler.json", "wrangler.jsonc"];

/// The repository around the folder, else the nearest folder with a project file. Never the home folder or one above it.
pub(super) fn around(host: &Host) -> Option<Project> {
    let rules = host.rules();
    // The folder comes with its links followed, so the home folder is compared in that form too.
    let homes = [host.home().map(str::to_owned), host.home().and_then(|home| host.real(home).ok())];
    let holds_home = |folder: &str| homes.iter().flatten().any(|home| rules.is_within(home, folder));
    let mut marked = None;
    let mut at = Some(host.folder()?.to_owned());
    while let Some(folder) = at {
        if holds_home(&folder) || rules.parent(&folder).is_none() {
            break;
        }
        if host.look(&rules.join(&folder, ".git")).is_ok() {
            return Some(Project { root: folder, repository: true });
        }
        if marked.is_none() && has_mark(host, &folder) {
            marked = Some(folder.clone());
        }
        at = rules.parent(&folder);
    }
    marked.map(|root| Project { root, repository: false })
}

pub(super) fn has_mark(host: &Host, folder: &str) -> bool {
    MARKS.iter().any(|mark| host.look(&host.rules().join(folder, mark)).is_ok())
}
