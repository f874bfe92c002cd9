//! The folders of a project: from where doctor was started up to its root, and the parts that npm, Yarn and pnpm name.

use crate::host::Host;

/// Bytes of a file that are read.
const MOST: usize = 1 << 20;

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
    let folders = patterns.iter().flat_map(|pattern| match pattern.trim_end_matches("/**").strip_suffix("/*") {
        Some(folder) => {
            let folder = rules.join(root, folder);
            host.list(&folder).unwrap_or_default().iter().map(|name| rules.join(&folder, name)).collect()
        }
        None => vec![rules.join(root, pattern.trim_end_matches("/**"))],
    });
    // A pattern may lead anywhere; only what lies in the project is a part of it.
    folders.filter(|folder| rules.is_within(folder, root)).take(MOST_MEMBERS).collect()
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
