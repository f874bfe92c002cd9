//! The files of a simulated machine, with links, rights and the platform's idea of case.

use std::collections::BTreeMap;

use crate::host::{Right, Rules, Seen, Unseen, What};

/// Links followed before a path counts as a loop.
const MAX_LINKS: usize = 40;

#[derive(Debug)]
pub(super) struct Disk {
    pub(super) rules: Rules,
    admin: bool,
    /// By the key of the path; the value remembers how the path is written.
    nodes: BTreeMap<String, (String, Node)>,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) content: Content,
    pub(super) mode: u32,
    pub(super) owned_by_admin: bool,
    pub(super) denied: bool,
    /// Told in place of the size of what is in it.
    pub(super) size: Option<u64>,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    File(Vec<u8>),
    Folder,
    Link(String),
    Other,
}

impl Disk {
    pub(super) fn new(rules: Rules, admin: bool) -> Self {
        Self { rules, admin, nodes: BTreeMap::new() }
    }

    /// Puts something at an absolute path and makes the folders above it.
    pub(super) fn put(&mut self, path: &str, node: Node) {
        let path = self.rules.clean(path);
        let mut above = self.rules.parent(&path);
        while let Some(folder) = above {
            above = self.rules.parent(&folder);
            let node = Node { content: Content::Folder, mode: 0o755, owned_by_admin: false, denied: false, size: None };
            self.nodes.entry(self.rules.key(&folder)).or_insert_with(|| (folder, node));
        }
        self.nodes.insert(self.rules.key(&path), (path, node));
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.nodes.contains_key(&self.rules.key(path))
    }

    fn node(&self, path: &str) -> Option<&Node> {
        self.nodes.get(&self.rules.key(path)).map(|(_, node)| node)
    }

    /// The path with links followed in every folder on the way, and in the last part where `last` says so.
    fn follow(&self, path: &str, last: bool) -> Result<String, Unseen> {
        let mut path = self.rules.clean(path);
        for _ in 0..MAX_LINKS {
            match self.first_link(&path, last) {
                Some(resolved) => path = resolved,
                None => {
                    if let Some(above) = self.rules.parent(&path)
                        && self.node(&above).is_some_and(|node| node.denied && !self.admin)
                    {
                        return Err(Unseen::Denied);
                    }
                    return if self.has(&path) { Ok(path) } else { Err(Unseen::Absent) };
                }
            }
        }
        Err(Unseen::Unreadable)
    }

    /// The path with its first link replaced by where it leads.
    fn first_link(&self, path: &str, last: bool) -> Option<String> {
        let mut prefixes = vec![path.to_owned()];
        while let Some(above) = prefixes.last().and_then(|path| self.rules.parent(path)) {
            prefixes.push(above);
        }
        prefixes.into_iter().rev().find_map(|prefix| match &self.node(&prefix)?.content {
            Content::Link(target) if last || prefix != path => {
                let folder = self.rules.parent(&prefix).unwrap_or_default();
                let target = self.rules.join(&folder, target);
                let rest = path[prefix.len()..].trim_start_matches(['/', '\\']);
                Some(if rest.is_empty() { target } else { self.rules.join(&target, rest) })
            }
            _ => None,
        })
    }

    fn seen(&self, path: &str) -> Result<Seen, Unseen> {
        let node = self.node(path).ok_or(Unseen::Absent)?;
        let (what, size) = match &node.content {
            Content::File(bytes) => (What::File, u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Content::Folder => (What::Folder, 0),
            Content::Link(_) => (What::Link, 0),
            Content::Other => (What::Other, 0),
        };
        let size = node.size.unwrap_or(size);
        let unix = self.rules == Rules::Unix;
        Ok(Seen { what, size, mode: unix.then_some(node.mode), owned_by_admin: unix.then_some(node.owned_by_admin) })
    }

    pub(super) fn look(&self, path: &str) -> Result<Seen, Unseen> {
        self.seen(&self.follow(path, true)?)
    }

    pub(super) fn look_at_link(&self, path: &str) -> Result<Seen, Unseen> {
        self.seen(&self.follow(path, false)?)
    }

    pub(super) fn real(&self, path: &str) -> Result<String, Unseen> {
        self.follow(path, true)
    }

    pub(super) fn read(&self, path: &str, most: usize) -> Result<Vec<u8>, Unseen> {
        let path = self.follow(path, true)?;
        let node = self.node(&path).ok_or(Unseen::Absent)?;
        match &node.content {
            _ if node.denied && !self.admin => Err(Unseen::Denied),
            Content::File(bytes) => Ok(bytes.iter().take(most).copied().collect()),
            _ => Err(Unseen::Unreadable),
        }
    }

    pub(super) fn list(&self, folder: &str) -> Result<Vec<String>, Unseen> {
        let folder = self.follow(folder, true)?;
        let node = self.node(&folder).ok_or(Unseen::Absent)?;
        if node.denied && !self.admin {
            return Err(Unseen::Denied);
        }
        if !matches!(node.content, Content::Folder) {
            return Err(Unseen::Unreadable);
        }
        let inside = |path: &&String| self.rules.parent(path).is_some_and(|above| self.rules.same(&above, &folder));
        let paths = self.nodes.values().map(|(path, _)| path);
        Ok(paths.filter(inside).map(|path| self.rules.name(path).to_owned()).collect())
    }

    pub(super) fn may(&self, path: &str, right: Right) -> Option<bool> {
        let path = self.follow(path, true).ok()?;
        let node = self.node(&path)?;
        if self.rules == Rules::Windows {
            // Who may write in a folder stands in no mark that could be read.
            let told = right == Right::Write && matches!(node.content, Content::File(_));
            return told.then_some(!node.denied);
        }
        let bit = match right {
            Right::Read => 0o4,
            Right::Write => 0o2,
            Right::Start => 0o1,
        };
        let class = if node.owned_by_admin { 0 } else { 6 };
        let granted = node.mode >> class & bit != 0 && !node.denied;
        let admin = self.admin && (right != Right::Start || node.mode & 0o111 != 0);
        Some(granted || admin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_to_write_in_a_folder_of_windows_is_not_told() {
        let node = |content| Node { content, mode: 0o755, owned_by_admin: false, denied: false, size: None };
        let mut disk = Disk::new(Rules::Windows, false);
        disk.put(r"C:\Users\Ada\x.txt", node(Content::File(Vec::new())));
        assert_eq!(disk.may(r"C:\Users\Ada\x.txt", Right::Write), Some(true));
        assert_eq!(disk.may(r"C:\Users\Ada", Right::Write), None);
    }
}
