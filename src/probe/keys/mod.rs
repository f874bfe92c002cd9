//! Keys where they do not belong: files meant for secrets and what Git does with them, and keys in other files.

mod git_status;
mod secrets_in_files;
mod status;

use super::{BadParameter, Context, git_call, readable_by_others};

pub(super) use git_status::GitStatus;
pub(super) use secrets_in_files::SecretsInFiles;
