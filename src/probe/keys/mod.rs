//! Keys where they do not belong: files meant for secrets and what Git does with them, and keys in other files.

mod git_files;
mod glob;
mod holds;
mod keys_in;
mod search;
mod standing;
mod walk;

use super::git_call::{Git, printed};
use super::{Context, readable_by_others};

pub(super) use git_files::GitFiles;
pub(super) use keys_in::KeysIn;
