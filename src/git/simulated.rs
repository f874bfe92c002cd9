//! The repository of a simulated machine, as the objects that Git would have made of its commits.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::loose::{Loose, Source};
use super::refs::{Ref, RefKind, Refs};
use super::repository::{NoRepository, Repository};
use super::{Kind, hex};
use crate::host::{Host, SimulatedRepository};

/// What is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Simulated {
    pub(super) objects: Vec<Loose>,
    pub(super) refs: Refs,
}

impl Repository {
    /// The repository of the project in this folder.
    ///
    /// # Errors
    /// There is none, or one that cannot be read.
    pub fn of_project(host: &Host, root: &str) -> Result<Self, NoRepository> {
        let Some(described) = host.simulated_repository() else { return Self::find(Path::new(root)) };
        let nowhere = PathBuf::new;
        Ok(Self {
            worktree: None,
            git_dir: nowhere(),
            common_dir: nowhere(),
            objects: nowhere(),
            is_shallow: described.shallow,
            is_partial: false,
            has_reftable: false,
            is_sha256: false,
            simulated: Some(Simulated::new(described)),
        })
    }
}

impl Simulated {
    fn new(described: &SimulatedRepository) -> Self {
        let mut made = Self::default();
        let mut parent = None;
        for commit in &described.commits {
            let files = commit.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            let tree = hex(&made.tree(&files));
            let parents = parent.map_or_else(String::new, |id: Vec<u8>| format!("parent {}\n", hex(&id)));
            let noon = commit.on.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).map_or(0, |noon| noon.timestamp().as_second());
            let who = format!("Ada <ada@example.com> {noon} +0000");
            let text = format!("tree {tree}\n{parents}author {who}\ncommitter {who}\n\n{}\n", commit.message);
            let id = made.add(Kind::Commit, text.into_bytes());
            if commit.pushed {
                made.refs.now.push(Ref { name: "origin/main".to_owned(), kind: RefKind::Remote, id: id.clone() });
            }
            parent = Some(id);
        }
        let head = parent.map(|id| Ref { name: "main".to_owned(), kind: RefKind::Local, id });
        made.refs.now.extend(head);
        made
    }

    /// The tree that holds these files, with the trees in it.
    fn tree(&mut self, files: &BTreeMap<&str, &str>) -> Vec<u8> {
        let mut folders: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        let mut bytes = Vec::new();
        for (path, text) in files {
            match path.split_once('/') {
                Some((folder, inner)) => drop(folders.entry(folder).or_default().insert(inner, text)),
                None => {
                    let id = self.add(Kind::Blob, text.as_bytes().to_vec());
                    bytes.extend([format!("100644 {path}\0").as_bytes(), &id].concat());
                }
            }
        }
        for (folder, files) in &folders {
            let id = self.tree(files);
            bytes.extend([format!("40000 {folder}\0").as_bytes(), &id].concat());
        }
        self.add(Kind::Tree, bytes)
    }

    /// Ids are counted: nobody checks that they are those of the contents.
    fn add(&mut self, kind: Kind, bytes: Vec<u8>) -> Vec<u8> {
        let mut id = (self.objects.len() as u64 + 1).to_be_bytes().to_vec();
        id.resize(20, 0);
        self.objects.push(Loose { id: id.clone(), source: Source::Memory(kind, bytes) });
        id
    }
}
