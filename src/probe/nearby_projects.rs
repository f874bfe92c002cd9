//! `nearby_projects`: whether npm finds a project from here, and which folders beside it hold one.

use super::{Context, question};
use crate::fact::{Fact, facts};
use crate::host::{Host, What};

question! {
    /// Whether npm finds a project from here, and which folders beside it hold one.
    pub struct NearbyProjects {}
    asked { "package.json here, above and one folder below" }
    looks { "It looks for a package.json in this folder, in those above it, and in the folders in it." }
    facts NearbyProjectsFacts;
}

facts! {
    #[derive(Default)]
    struct NearbyProjectsFacts {
        folder: String,
        at_home: bool,
        /// The package.json here or above.
        manifest: Option<String>,
        /// This folder is a project that npm has nothing to do with.
        other_kind: bool,
        /// The package.json that it finds lies in the home folder.
        stray: Option<String>,
        children: Vec<String>,
        /// Folders in this one that hold a project, where there is no `manifest`; the only one.
        child: Option<String>,
    }
}

const MANIFEST: &str = "package.json";

/// Names that are looked at in the folder.
const MOST: usize = 300;

/// A folder with one of these is a project that npm has nothing to do with.
const OTHERS: [&str; 12] = [
    "wrangler.json",
    "wrangler.jsonc",
    "wrangler.toml",
    "index.html",
    "deno.json",
    "deno.jsonc",
    "pyproject.toml",
    "requirements.txt",
    "Cargo.toml",
    "go.mod",
    "composer.json",
    "Gemfile",
];

/// A Mac asks its user before a program looks into these folders of the home folder. No question is worth that.
const GUARDED: [&str; 8] = ["Desktop", "Documents", "Downloads", "Library", "Movies", "Music", "Pictures", "Public"];

impl NearbyProjects {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let (host, rules) = (context.host, context.host.rules());
        let Some(folder) = host.folder() else { return Fact::Null };
        let homes: Vec<String> =
            host.home().into_iter().flat_map(|home| [Some(home.to_owned()), host.real(home).ok()]).flatten().collect();
        let is_home = |folder: &str| homes.iter().any(|home| rules.same(home, folder));
        let above = std::iter::successors(Some(folder.to_owned()), |at| rules.parent(at));
        let found = above.map(|at| rules.join(&at, MANIFEST)).find(|path| is_file(host, path));
        let of_home = |path: &String| rules.parent(path).is_some_and(|at| is_home(&at));
        let (stray, manifest) = match found {
            Some(path) if of_home(&path) => (Some(path), None),
            other => (None, other),
        };
        let children = if manifest.is_none() { children(host, folder, is_home(folder)) } else { Vec::new() };
        let only = match &children[..] {
            [only] => Some(only.clone()),
            _ => None,
        };
        NearbyProjectsFacts {
            folder: host.shorten(folder),
            at_home: is_home(folder),
            manifest: manifest.map(|path| host.shorten(&path)),
            other_kind: OTHERS.iter().any(|name| is_file(host, &rules.join(folder, name))),
            stray: stray.map(|path| host.shorten(&path)),
            children,
            child: only,
        }
        .into()
    }
}

fn is_file(host: &Host, path: &str) -> bool {
    host.look(path).is_ok_and(|seen| seen.what == What::File)
}

/// The names of the folders in this one that hold a project.
fn children(host: &Host, folder: &str, is_home: bool) -> Vec<String> {
    let rules = host.rules();
    let hidden = |name: &str| name.starts_with('.') || name == "node_modules" || is_home && GUARDED.contains(&name);
    let names = host.list(folder).unwrap_or_default().into_iter().filter(|name| !hidden(name)).take(MOST);
    names.filter(|name| is_file(host, &rules.join(&rules.join(folder, name), MANIFEST))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{World, WorldSpec};

    fn ask(machine: &str) -> Fact {
        let spec: WorldSpec = toml::from_str(machine).unwrap();
        let host = Host::World(World::build(spec, &Default::default()).unwrap());
        let limit = std::time::Duration::from_secs(1);
        NearbyProjects {}.ask(Context { host: &host, services: &Default::default(), limit })
    }

    #[test]
    fn a_project_one_folder_below_is_named_and_none_within_a_project() {
        let below = ask("folder = '~/work'\nfiles.'~/work/site/package.json' = '{}'\nfiles.'~/work/notes/x' = ''");
        assert_eq!(below.part("child").as_text(), Some("site"));
        let inside =
            ask("folder = '~/work/src'\nfiles.'~/work/package.json' = '{}'\nfiles.'~/work/src/a/package.json' = '{}'");
        assert_eq!(
            (inside.part("manifest").as_text(), inside.part("child")),
            (Some("~/work/package.json"), Fact::Null)
        );
    }

    #[test]
    fn a_manifest_in_the_home_folder_is_a_stray_one() {
        let answer = ask("folder = '~/work'\nfiles.'~/package.json' = '{}'\nfiles.'~/work/x' = ''");
        assert_eq!((answer.part("stray").as_text(), answer.part("manifest")), (Some("~/package.json"), Fact::Null));
    }

    #[test]
    fn folders_that_a_mac_guards_are_not_looked_into() {
        let answer =
            ask("os = 'macos'\nfiles.'~/Documents/site/package.json' = '{}'\nfiles.'~/Documents/package.json' = '{}'");
        assert_eq!(answer.part("child"), Fact::Null);
    }
}
