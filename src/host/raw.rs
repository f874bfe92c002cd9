//! The disk as the system shows it, for whoever reads a Git repository: names need not be UTF-8, and files may be huge.
#![expect(clippy::disallowed_methods, reason = "this is a door: it reads what Git keeps")]
#![expect(clippy::missing_errors_doc, reason = "each fails as the function of std that it calls")]

use std::fs;
use std::path::{Path, PathBuf};

pub use std::fs::{DirEntry, File, Metadata, ReadDir};
pub use std::io::{BufReader, Error, ErrorKind, Read, Result};

pub fn metadata(path: impl AsRef<Path>) -> Result<Metadata> {
    fs::metadata(path)
}

pub fn symlink_metadata(path: impl AsRef<Path>) -> Result<Metadata> {
    fs::symlink_metadata(path)
}

pub fn canonicalize(path: impl AsRef<Path>) -> Result<PathBuf> {
    fs::canonicalize(path)
}

pub fn read_dir(path: impl AsRef<Path>) -> Result<ReadDir> {
    fs::read_dir(path)
}

pub fn open(path: impl AsRef<Path>) -> Result<File> {
    File::open(path)
}

/// The content of a regular file; anything else is an error, because reading a pipe would wait forever.
pub fn read(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    if metadata(&path)?.is_file() { fs::read(path) } else { Err(ErrorKind::InvalidInput.into()) }
}

pub fn is_file(path: impl AsRef<Path>) -> bool {
    path.as_ref().is_file()
}

pub fn is_dir(path: impl AsRef<Path>) -> bool {
    path.as_ref().is_dir()
}

pub fn exists(path: impl AsRef<Path>) -> bool {
    path.as_ref().exists()
}
