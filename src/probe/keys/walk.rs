//! The files of a project, within bounds: no links, no packages, no other repositories, nothing that a build has made.

use crate::host::{Host, What};

/// Entries that are looked at, and how deep.
const MOST_ENTRIES: usize = 6_000;
const DEEPEST: usize = 10;

/// Folders of packages and of what builds leave behind.
const LEFT_OUT: [&str; 22] = [
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    "bower_components",
    ".wrangler",
    ".next",
    ".nuxt",
    ".svelte-kit",
    ".astro",
    ".vite",
    ".turbo",
    ".parcel-cache",
    ".cache",
    ".yarn",
    ".pnpm-store",
    ".venv",
    "venv",
    "__pycache__",
    "target",
    "vendor",
    "coverage",
];

/// Folders whose keys are made up for tests.
const MADE_UP: [&str; 7] =
    ["fixtures", "fixture", "__fixtures__", "testdata", "__snapshots__", "__mocks__", "cassettes"];

/// A regular file of the project.
pub(super) struct Entry {
    /// Below the project, with `/` between its parts.
    pub name: String,
    pub size: u64,
}

pub(super) struct Walk {
    /// Those nearest to the root come first.
    pub files: Vec<Entry>,
    /// Whether all was looked at.
    pub whole: bool,
}

/// The files below `root`.
pub(super) fn walk(host: &Host, root: &str) -> Walk {
    let rules = host.rules();
    let mut walk = Walk { files: Vec::new(), whole: true };
    let mut level = vec![String::new()];
    let mut looked_at = 0;
    for _ in 0..DEEPEST {
        let mut deeper = Vec::new();
        for folder in &level {
            let Ok(names) = host.list(&rules.join(root, folder)) else {
                walk.whole = false;
                continue;
            };
            // Another repository in this one is looked at from within.
            if !folder.is_empty() && names.iter().any(|name| name == ".git") {
                continue;
            }
            for name in names {
                looked_at += 1;
                if looked_at > MOST_ENTRIES {
                    return Walk { whole: false, ..walk };
                }
                let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                // Git would write such a name in another way, or take it for more than a name.
                if name.starts_with(':') || name.contains(['"', '\\', '\u{fffd}']) || name.chars().any(char::is_control)
                {
                    continue;
                }
                match host.look_at_link(&rules.join(root, &path)) {
                    Ok(seen) if seen.what == What::File => walk.files.push(Entry { name: path, size: seen.size }),
                    Ok(seen) if seen.what == What::Folder => deeper.push(path),
                    _ => {}
                }
            }
        }
        deeper.retain(|folder| {
            let name = folder.rsplit('/').next().unwrap_or(folder).to_lowercase();
            !LEFT_OUT.contains(&name.as_str()) && !MADE_UP.contains(&name.as_str())
        });
        if deeper.is_empty() {
            return walk;
        }
        level = deeper;
    }
    Walk { whole: false, ..walk }
}

#[cfg(test)]
mod tests {
    use super::walk;
    use crate::host::{Host, World};
    use crate::service::Services;

    #[test]
    fn only_files_of_the_project_itself_are_listed() {
        let machine = r#"
            [files]
            "~/site/.git/config" = "x"
            "~/site/.env" = "x"
            "~/site/src/a.js" = "x"
            "~/site/node_modules/a/.env" = "x"
            "~/site/other/.git/config" = "x"
            "~/site/other/.env" = "x"
            "~/site/out" = { link = "/home/learner/private" }
            "~/site/key.pem" = { link = "/home/learner/private/key.pem" }
            "~/site/test/fixtures/key.pem" = "x"
            "~/private/key.pem" = "x"
        "#;
        let host = Host::World(World::build(toml::from_str(machine).unwrap(), &Services::default()).unwrap());
        let walk = walk(&host, "/home/learner/site");
        assert_eq!(walk.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), [".env", "src/a.js"]);
        assert!(walk.whole);
    }
}
