//! Where the parts of a repository lie: in a project, without one, of a linked work tree, of a submodule.

use std::path::{Path, PathBuf};

use gix_hash::Kind as Hash;

use super::simulated::Simulated;
use crate::host::raw;

/// A repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The folder with the files of the project; none in a bare repository.
    pub worktree: Option<PathBuf>,
    /// What belongs to this work tree alone: its index and its HEAD.
    pub git_dir: PathBuf,
    /// What all its work trees share: branches, settings.
    pub common_dir: PathBuf,
    /// The folder with its objects.
    pub objects: PathBuf,
    /// Whether its history ends before its beginning, because only a part was cloned.
    pub is_shallow: bool,
    /// Whether it leaves objects on a server until somebody needs them.
    pub is_partial: bool,
    /// Whether its names are kept in the newer form, which only Git reads.
    pub has_reftable: bool,
    pub(super) is_sha256: bool,
    pub(super) simulated: Option<Simulated>,
}

/// There is no repository to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRepository {
    /// There is none there and none around it.
    Absent,
    /// There is something that names itself one and cannot be read.
    Broken,
}

impl Repository {
    /// The repository in a folder or around it.
    ///
    /// # Errors
    /// There is none, or one that cannot be read.
    pub fn find(folder: &Path) -> Result<Self, NoRepository> {
        let start = raw::canonicalize(folder).map_err(|_| NoRepository::Absent)?;
        for at in start.ancestors() {
            let inner = at.join(".git");
            match raw::metadata(&inner) {
                Ok(meta) if meta.is_dir() && looks_like_git(&inner) => return Ok(Self::of(Some(at.to_owned()), inner)),
                Ok(meta) if meta.is_file() => {
                    let elsewhere = linked(&inner, "gitdir:", at).filter(|folder| raw::is_dir(folder));
                    let git_dir = elsewhere.ok_or(NoRepository::Broken)?;
                    return Ok(Self::of(Some(at.to_owned()), git_dir));
                }
                _ if looks_like_git(at) => return Ok(Self::of(None, at.to_owned())),
                _ => {}
            }
        }
        Err(NoRepository::Absent)
    }

    fn of(worktree: Option<PathBuf>, git_dir: PathBuf) -> Self {
        let common_dir = linked(&git_dir.join("commondir"), "", &git_dir).unwrap_or_else(|| git_dir.clone());
        let config = raw::read(common_dir.join("config")).unwrap_or_default();
        let config = String::from_utf8_lossy(&config);
        let is_set = |section: &str, name: &str, value: &str| {
            settings(&config).any(|(in_section, is_name, is_value)| {
                in_section.starts_with(section)
                    && is_name.eq_ignore_ascii_case(name)
                    && is_value.eq_ignore_ascii_case(value)
            })
        };
        Self {
            is_shallow: raw::metadata(common_dir.join("shallow")).is_ok_and(|meta| meta.len() > 0),
            is_partial: is_set("remote", "promisor", "true"),
            has_reftable: is_set("extensions", "refstorage", "reftable"),
            is_sha256: is_set("extensions", "objectformat", "sha256"),
            objects: common_dir.join("objects"),
            worktree,
            git_dir,
            common_dir,
            simulated: None,
        }
    }

    /// The folder with the files of the project, where it is another one than this program runs in.
    pub fn root_elsewhere(&self) -> Option<&Path> {
        let here = raw::canonicalize(".").ok();
        self.worktree.as_deref().filter(|root| here.as_deref() != Some(root))
    }

    /// The user's own list of what Git passes over in all repositories: as it is set, or where it lies by custom.
    pub fn global_ignore(home: Option<&str>, config_home: Option<&str>) -> Option<PathBuf> {
        let home = Path::new(home?);
        let config_home = config_home.map_or_else(|| home.join(".config"), PathBuf::from);
        let set = [home.join(".gitconfig"), config_home.join("git").join("config")].iter().find_map(|file| {
            let text = String::from_utf8_lossy(&raw::read(file).ok()?).into_owned();
            let path = settings(&text)
                .filter(|(section, name, _)| section == "core" && name.eq_ignore_ascii_case("excludesfile"))
                .last()
                .map(|(_, _, path)| path.to_owned())?;
            Some(path.strip_prefix("~/").map_or_else(|| PathBuf::from(&path), |inner| home.join(inner)))
        });
        set.or_else(|| Some(config_home.join("git").join("ignore"))).filter(|file| raw::is_file(file))
    }

    pub(super) fn hash(&self) -> Hash {
        if self.is_sha256 { Hash::Sha256 } else { Hash::Sha1 }
    }
}

fn looks_like_git(folder: &Path) -> bool {
    let is_file = |name: &str| raw::is_file(folder.join(name));
    raw::is_dir(folder.join("objects")) && (is_file("HEAD") || is_file("commondir"))
}

/// The folder that a file of one line names.
fn linked(file: &Path, word: &str, from: &Path) -> Option<PathBuf> {
    let text = raw::read(file).ok().filter(|text| text.len() < 1 << 16)?;
    let text = String::from_utf8(text).ok()?;
    let path = text.strip_prefix(word)?.trim_end_matches(['\n', '\r']).trim_start();
    Some(from.join(path))
}

/// The settings of a file: section, name, value. Only what Git itself writes there has to be understood.
fn settings(text: &str) -> impl Iterator<Item = (String, &str, &str)> {
    let mut section = String::new();
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[') {
            section = name.split([']', ' ']).next().unwrap_or_default().to_ascii_lowercase();
            return None;
        }
        let (name, value) = line.split_once('=')?;
        Some((section.clone(), name.trim(), value.trim().trim_matches('"')))
    })
}
