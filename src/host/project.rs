//! Finds the project around a folder by looking for the files that mark one. Starts nothing.

use super::{Host, Unseen};
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

impl Host {
    /// The nearest file of that name, from the folder up to the project's root. Without a project, the one in the folder.
    pub fn nearest_in_project(&self, name: &str) -> Option<String> {
        let rules = self.rules();
        let folder = self.folder()?.to_owned();
        let root = self.project().map_or_else(|| folder.clone(), |project| project.root.clone());
        let up = std::iter::successors(Some(folder), |folder| rules.parent(folder));
        let mut inside = up.take_while(|folder| rules.is_within(folder, &root)).map(|folder| rules.join(&folder, name));
        inside.find(|path| self.look_at_link(path).is_ok())
    }

    /// Whether a file of the project is a link that leads out of it, or nowhere.
    pub fn leads_out_of_project(&self, path: &str) -> bool {
        let root = self.project().map(|project| project.root.as_str()).or(self.folder());
        let root = root.and_then(|root| self.real(root).ok());
        let (Ok(real), Some(root)) = (self.real(path), root) else { return true };
        !self.rules().is_within(&real, &root)
    }

    /// The text of a file of the project; a link that leads out of it is as good as none.
    ///
    /// # Errors
    /// As for [`Host::read_text`].
    pub fn text_of_project(&self, path: &str, most: usize) -> Result<String, Unseen> {
        if self.leads_out_of_project(path) { Err(Unseen::Absent) } else { self.read_text(path, most) }
    }
}
