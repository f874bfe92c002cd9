//! The files of a project that people write: no links, no packages, no other repositories, nothing that a build makes.

use gix_ignore::glob::wildmatch::Mode;

use crate::host::{Host, What};

/// Entries that are looked at, and how deep.
const MAX_ENTRIES: usize = 6_000;
const MAX_DEPTH: usize = 10;

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

/// Folders whose keys are synthetic ones for tests.
const SYNTHETIC: [&str; 7] =
    ["fixtures", "fixture", "__fixtures__", "testdata", "__snapshots__", "__mocks__", "cassettes"];

/// A regular file of the project.
pub struct ProjectFile {
    /// Below the project, with `/` between its parts.
    pub name: String,
    pub size: u64,
}

pub struct ProjectFiles {
    /// Those nearest to the root come first.
    pub files: Vec<ProjectFile>,
    /// Whether all was looked at.
    pub whole: bool,
}

/// The files below `root`.
pub fn project_files(host: &Host, root: &str) -> ProjectFiles {
    let rules = host.rules();
    let mut found = ProjectFiles { files: Vec::new(), whole: true };
    let mut level = vec![String::new()];
    let mut looked_at = 0;
    for _ in 0..MAX_DEPTH {
        let mut deeper = Vec::new();
        for folder in &level {
            let Ok(names) = host.list(&rules.join(root, folder)) else {
                found.whole = false;
                continue;
            };
            // Another repository in this one is looked at from within.
            if !folder.is_empty() && names.iter().any(|name| name == ".git") {
                continue;
            }
            for name in names {
                looked_at += 1;
                if looked_at > MAX_ENTRIES {
                    return ProjectFiles { whole: false, ..found };
                }
                let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                // Git would write such a name in another way, or take it for more than a name.
                if name.starts_with(':') || name.contains(['"', '\\', '\u{fffd}']) || name.chars().any(char::is_control)
                {
                    continue;
                }
                match host.look_at_link(&rules.join(root, &path)) {
                    Ok(seen) if seen.what == What::File => {
                        found.files.push(ProjectFile { name: path, size: seen.size })
                    }
                    Ok(seen) if seen.what == What::Folder => deeper.push(path),
                    _ => {}
                }
            }
        }
        deeper.retain(|folder| {
            let name = folder.rsplit('/').next().unwrap_or(folder).to_lowercase();
            !LEFT_OUT.contains(&name.as_str()) && !SYNTHETIC.contains(&name.as_str())
        });
        if deeper.is_empty() {
            return found;
        }
        level = deeper;
    }
    ProjectFiles { whole: false, ..found }
}

/// Whether a path below the project fits a pattern: `*` is anything within a name, `**` any folders, and the case of
/// letters does not count.
pub fn is_match(pattern: &str, path: &str) -> bool {
    let mode = Mode::NO_MATCH_SLASH_LITERAL | Mode::IGNORE_CASE;
    gix_ignore::glob::wildmatch(pattern.into(), path.into(), mode)
}

#[cfg(test)]
mod tests {
    use super::{is_match, project_files};
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
        let found = project_files(&host, "/home/learner/site");
        assert_eq!(found.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), [".env", "src/a.js"]);
        assert!(found.whole);
    }

    #[test]
    fn patterns_fit_as_people_expect() {
        for (pattern, path, expected) in [
            ("**", "a", true),
            ("**", "a/b/c", true),
            ("CLAUDE.md", "claude.md", true),
            ("CLAUDE.md", "sub/CLAUDE.md", false),
            ("**/CLAUDE.md", "CLAUDE.md", true),
            ("**/CLAUDE.md", "a/b/CLAUDE.md", true),
            (".claude/**/*.md", ".claude/agents/x.md", true),
            (".claude/**/*.md", ".claude/x.md", true),
            (".claude/**/*.md", ".claude/x.json", false),
            (".claude/settings*.json", ".claude/settings.local.json", true),
            ("**/.env*", "app/.env.local", true),
            ("**/.env*", "app/env", false),
            ("*a*b", "xaxb", true),
            ("*a*b", "xaxbc", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(is_match(pattern, path), expected, "{pattern} {path}");
        }
    }
}
