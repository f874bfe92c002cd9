//! How Git may prove to a server who you are: its helpers for passwords, and SSH keys. What they keep is never read.

mod credentials;
mod ssh;

pub(super) use credentials::GitCredentials;
pub(super) use ssh::SshKeys;
