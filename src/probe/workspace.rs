//! The folders of a project: from where doctor was started up to its root, and the parts that npm, Yarn and pnpm name.

use super::package::MOST;
use crate::host::{Host, Rules};

/// Parts that are looked at.
const MOST_MEMBERS: usize = 50;

/// The folder that doctor was started in and those above it, up to the root of the project.
pub(super) fn up_to_root(host: &Host) -> impl Iterator<Item = String> {
    let rules = host.rules();
    let root = host.project().map(|project| project.root.as_str());
    let inside = move |folder: &String| root.is_some_and(|root| rules.is_within(folder, root));
    std::iter::successors(host.folder().map(str::to_owned), move |folder| rules.parent(folder)).take_while(inside)
}

/// Where Node would look for packages of the project: those folders, then the parts of the whole.
pub(super) fn folders(host: &Host) -> impl Iterator<Item = String> {
    let parts = host.project().into_iter().flat_map(|project| members(host, &project.root));
    up_to_root(host).chain(parts)
}

/// The folders of the parts; none where the project is a single package.
pub(super) fn members(host: &Host, root: &str) -> Vec<String> {
    let rules = host.rules();
    let read = |name: &str| host.read_text(&rules.join(root, name), MOST).ok();
    let manifest = read("package.json").and_then(|text| serde_json::from_str(&text).ok());
    let mut patterns = manifest.map_or_else(Vec::new, |manifest| from_manifest(&manifest));
    patterns.extend(read("pnpm-workspace.yaml").map_or_else(Vec::new, |text| from_pnpm(&text)));
    let folders = patterns.iter().filter_map(|pattern| part(rules, root, pattern)).flat_map(|(folder, each)| {
        let within = |name: &String| rules.join(&folder, name);
        if each { host.list(&folder).unwrap_or_default().iter().map(within).collect() } else { vec![folder] }
    });
    folders.take(MOST_MEMBERS).collect()
}

/// The folder of a pattern, and whether each folder in it is a part. A pattern may lead anywhere, also to another
/// computer: nothing outside the project is even listed.
fn part(rules: Rules, root: &str, pattern: &str) -> Option<(String, bool)> {
    let pattern = pattern.trim_end_matches("/**");
    let (folder, each) = pattern.strip_suffix("/*").map_or((pattern, false), |folder| (folder, true));
    let folder = rules.join(root, folder);
    rules.is_within(&folder, root).then_some((folder, each))
}

/// `"workspaces": ["packages/*"]`, or the same below `packages`.
fn from_manifest(manifest: &serde_json::Value) -> Vec<String> {
    let written = manifest.get("workspaces");
    let list = written.and_then(|written| written.as_array().or_else(|| written.get("packages")?.as_array()));
    list.into_iter().flatten().filter_map(|pattern| pattern.as_str().map(str::to_owned)).collect()
}

/// The items below `packages:`; the file holds little else, and an excluded one (`!…`) leads nowhere.
fn from_pnpm(text: &str) -> Vec<String> {
    let items = text.lines().filter_map(|line| line.trim().strip_prefix("- "));
    items.map(|item| item.trim().trim_matches(['"', '\'']).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{World, WorldSpec};

    fn members_of(files: &str) -> Vec<String> {
        let spec: WorldSpec = toml::from_str(files).unwrap();
        members(&Host::World(World::build(spec, &Default::default()).unwrap()), "/home/learner/site")
    }

    #[test]
    fn a_pattern_that_leads_out_of_the_project_names_nothing_to_look_at() {
        for pattern in ["../*", "..", "a/../../*", "/etc/*", "/home/learner/*"] {
            assert_eq!(part(Rules::Unix, "/home/learner/site", pattern), None, "{pattern}");
        }
        for pattern in [r"\\thief.example\share/*", r"..\/*", r"D:\/*", r"C:\Users\ada/*"] {
            assert_eq!(part(Rules::Windows, r"C:\Users\ada\site", pattern), None, "{pattern}");
        }
        assert_eq!(part(Rules::Unix, "/site", "web/*"), Some(("/site/web".to_owned(), true)));
    }

    #[test]
    fn parts_are_found_as_each_tool_names_them() {
        let npm = r#"files."~/site/package.json" = '{"workspaces": ["packages/*", "web", "../outside"]}'
            files."~/site/packages/a/package.json" = "{}""#;
        assert_eq!(members_of(npm), ["/home/learner/site/packages/a", "/home/learner/site/web"]);
        let yarn = r#"files."~/site/package.json" = '{"workspaces": {"packages": ["web"]}}'"#;
        assert_eq!(members_of(yarn), ["/home/learner/site/web"]);
        let pnpm = "files.\"~/site/pnpm-workspace.yaml\" = \"packages:\\n  - 'apps/*'\\n\"\nfiles.\"~/site/apps/web/x\" = \"\"";
        assert_eq!(members_of(pnpm), ["/home/learner/site/apps/web"]);
        assert!(members_of("").is_empty());
    }
}
