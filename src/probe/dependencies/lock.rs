//! Lock files: who writes them, what they say of the versions that the project asks for, and traces of a merge.

use std::collections::BTreeMap;

use nodejs_semver::{Range, Version};
use serde::Deserialize;

use crate::fact::{Fact, Reason, Unknown};
use crate::host::{Host, Unseen};

/// Lock files by the program that writes them; the first of one program is the one that it reads.
const LOCKS: [(&str, &str); 6] = [
    ("npm", "npm-shrinkwrap.json"),
    ("npm", "package-lock.json"),
    ("pnpm", "pnpm-lock.yaml"),
    ("yarn", "yarn.lock"),
    ("bun", "bun.lock"),
    ("bun", "bun.lockb"),
];

/// Bytes of a lock file that are read. Those of large projects have megabytes, of which little is kept.
const MOST: usize = 4 << 20;

pub(super) struct Lock {
    pub(super) manager: &'static str,
    pub(super) file: &'static str,
    pub(super) path: String,
    folder: String,
}

/// The nearest folder with a lock file, up to the root of the project; without one, where the packages are asked for.
pub(super) fn home(host: &Host, folder: &str) -> String {
    let rules = host.rules();
    let Some(root) = host.project().map(|project| &project.root) else { return folder.to_owned() };
    let above = std::iter::successors(Some(folder.to_owned()), |at| rules.parent(at));
    let mut above = above.take_while(|at| rules.is_within(at, root));
    above.find(|at| !all(host, at).is_empty()).unwrap_or_else(|| folder.to_owned())
}

pub(super) fn all(host: &Host, folder: &str) -> Vec<Lock> {
    let here = |(manager, file): &(&'static str, &'static str)| {
        let path = host.rules().join(folder, file);
        host.look(&path).is_ok().then(|| Lock { manager, file, path, folder: folder.to_owned() })
    };
    LOCKS.iter().filter_map(here).collect()
}

/// The parts of npm's lock file that are kept while it is read.
#[derive(Deserialize)]
struct Locked {
    packages: Option<BTreeMap<String, Entry>>,
}

type Ranges = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Entry {
    version: Option<String>,
    #[serde(default)]
    link: bool,
}

#[derive(Deserialize)]
struct Roots {
    packages: Option<Root>,
}

#[derive(Deserialize)]
struct Root {
    #[serde(rename = "")]
    root: Option<Asked>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Asked {
    dependencies: Ranges,
    dev_dependencies: Ranges,
    optional_dependencies: Ranges,
}

impl Asked {
    fn all(self) -> Ranges {
        [self.dependencies, self.dev_dependencies, self.optional_dependencies].into_iter().flatten().collect()
    }
}

impl Lock {
    /// Whether two versions of it stand in it, one above the other.
    pub(super) fn is_in_conflict(&self, host: &Host) -> Fact {
        match self.text(host) {
            Ok(text) => is_in_conflict(&text).into(),
            Err(unknown) => unknown.into(),
        }
    }

    /// The names of which `package.json` asks for another version than npm's lock file holds.
    pub(super) fn differs(&self, host: &Host) -> Fact {
        if self.manager != "npm" {
            return Fact::Null;
        }
        let manifest = host.read_text(&host.rules().join(&self.folder, "package.json"), super::package::MOST);
        let (Ok(text), Ok(manifest)) = (self.text(host), manifest) else {
            return Unknown::because(Reason::Unreadable, host.shorten(&self.path)).into();
        };
        if is_in_conflict(&text) {
            return Fact::Null;
        }
        match differs(&text, &manifest) {
            Some(names) => names.into(),
            None => Unknown::because(Reason::Garbled, host.shorten(&self.path)).into(),
        }
    }

    fn text(&self, host: &Host) -> Result<String, Unknown> {
        let unread = |unseen| match unseen {
            Unseen::Absent => Reason::NotRecorded,
            Unseen::Denied | Unseen::Unreadable => Reason::Unreadable,
        };
        let bytes = host.read_whole(&self.path, MOST);
        let bytes = bytes.map_err(|unseen| Unknown::because(unread(unseen), host.shorten(&self.path)))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn is_in_conflict(text: &str) -> bool {
    let begins = |mark: &str| text.lines().any(|line| line.starts_with(mark));
    begins("<<<<<<< ") && begins(">>>>>>> ")
}

/// None where one of the two makes no sense.
fn differs(lock: &str, manifest: &str) -> Option<Vec<String>> {
    let asked = serde_json::from_str::<Asked>(manifest).ok()?.all();
    // One without this part is of an old npm, or holds nothing yet: nothing can be compared.
    let Some(kept) = serde_json::from_str::<Roots>(lock).ok()?.packages.and_then(|packages| packages.root) else {
        return Some(Vec::new());
    };
    let kept = kept.all();
    let changed: Vec<(String, String)> =
        asked.into_iter().filter(|(name, range)| kept.get(name) != Some(range)).collect();
    if changed.is_empty() {
        return Some(Vec::new());
    }
    let packages = serde_json::from_str::<Locked>(lock).ok()?.packages.unwrap_or_default();
    let fits = |(name, range): &(String, String)| {
        let entry = packages.get(&format!("node_modules/{name}"));
        match entry.map(|entry| (entry.link, entry.version.as_deref())) {
            None => false,
            Some((true, _)) => true,
            Some((false, version)) => {
                match (version.and_then(|version| Version::parse(version).ok()), Range::parse(range)) {
                    (Some(version), Ok(range)) => range.satisfies(&version),
                    // An address, an alias or a word such as `latest`: npm itself has to say.
                    _ => true,
                }
            }
        }
    };
    Some(changed.into_iter().filter(|change| !fits(change)).map(|(name, _)| name).take(super::MOST_NAMES).collect())
}

#[cfg(test)]
mod tests {
    use super::{differs, is_in_conflict};

    const LOCK: &str = r#"{ "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "resend": "^3.2.0", "mine": "file:mine" }, "devDependencies": { "vite": "^7.0.0" } },
        "node_modules/resend": { "version": "3.2.0" }, "node_modules/vite": { "version": "7.2.1" },
        "node_modules/mine": { "link": true, "resolved": "mine" } } }"#;

    fn found(manifest: &str) -> Vec<String> {
        differs(LOCK, manifest).unwrap()
    }

    #[test]
    fn only_what_npm_would_refuse_counts() {
        for (manifest, expected) in [
            (r#"{ "dependencies": { "resend": "^3.2.0" }, "devDependencies": { "vite": "^7.0.0" } }"#, &[][..]),
            (r#"{ "dependencies": { "resend": "^4.0.0" } }"#, &["resend"]),
            (r#"{ "dependencies": { "resend": "^3.1.0" } }"#, &[]),
            (r#"{ "dependencies": { "resend": "latest" } }"#, &[]),
            (r#"{ "dependencies": { "hono": "^4.0.0" } }"#, &["hono"]),
            (r#"{ "devDependencies": { "resend": "^3.2.0" } }"#, &[]),
            (r#"{ "dependencies": { "mine": "file:other" } }"#, &[]),
            (r#"{ "peerDependencies": { "react": "^19" } }"#, &[]),
        ] {
            assert_eq!(found(manifest), expected, "{manifest}");
        }
    }

    #[test]
    fn a_lock_file_of_an_old_npm_or_without_packages_tells_nothing() {
        for lock in
            [r#"{ "lockfileVersion": 1, "dependencies": {} }"#, r#"{ "lockfileVersion": 3, "packages": {} }"#, "{}"]
        {
            assert_eq!(differs(lock, r#"{ "dependencies": { "resend": "^4" } }"#), Some(Vec::new()), "{lock}");
        }
        assert_eq!(differs("{", "{}"), None);
    }

    #[test]
    fn both_marks_of_a_merge_make_a_conflict() {
        assert!(is_in_conflict("{\n<<<<<<< HEAD\n  1\n=======\n  2\n>>>>>>> main\n}"));
        assert!(!is_in_conflict("=======\n"));
        assert!(!is_in_conflict("a <<<<<<< b\n>>>>>>> c\n"));
    }
}
