//! `disk`: how much room is left on the disks that hold the given paths, each disk once.

use super::{Context, question};
use crate::fact::{Fact, Known, Reason, Unknown, facts};
use crate::host::{Host, Space};

/// Disks count their room in millions of bytes.
const MEGABYTE: u64 = 1_000_000;

question! {
    /// How much room is left on the disks that hold the given paths, each disk once. One that tells
    /// 0 of 0 is left out.
    pub struct Disk {
        paths: Vec<String>,
    }
    asked { |it| format!("the room on the disks of {}", it.paths.join(", ")) }
    looks { |it| format!("It asks the system how much room is left where {} are.", it.paths.join(", ")) }
    facts DiskFacts;
}

facts! {
    struct DiskFacts {
        volumes: Vec<Known<Volume>>,
    }

    struct Volume {
        path: String,
        /// In words: `1.2 GB`.
        free: String,
        free_mb: u64,
        total_mb: u64,
        /// Files that can still be made; null where there is no such limit.
        entries_left: Option<u64>,
        in_memory: bool,
        read_only: bool,
    }
}

impl Disk {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let mut known: Vec<String> = Vec::new();
        let mut volumes: Vec<Known<Volume>> = Vec::new();
        for written in &self.paths {
            let Some(path) = host.expand(written).and_then(|path| host.nearest(&path)) else { continue };
            match host.space(&path) {
                // A disk that tells 0 of 0 tells nothing, and nothing speaks against it.
                Ok(space) if space.total == 0 || known.contains(&space.volume) => {}
                Ok(space) => {
                    volumes.push(Ok(volume(host, &path, &space)));
                    known.push(space.volume);
                }
                Err(_) => volumes.push(Err(Unknown::because(Reason::Unreadable, host.shorten(&path)))),
            }
        }
        DiskFacts { volumes }.into()
    }
}

fn volume(host: &Host, path: &str, space: &Space) -> Volume {
    Volume {
        path: host.shorten(path),
        free: in_words(space.free),
        free_mb: space.free / MEGABYTE,
        total_mb: space.total / MEGABYTE,
        entries_left: space.entries_left,
        in_memory: space.in_memory,
        read_only: space.read_only,
    }
}

/// `340 MB`, `1.2 GB`, `57 GB`.
fn in_words(bytes: u64) -> String {
    let megabytes = bytes / MEGABYTE;
    match megabytes {
        0..1_000 => format!("{megabytes} MB"),
        1_000..10_000 => format!("{}.{} GB", megabytes / 1_000, megabytes % 1_000 / 100),
        _ => format!("{} GB", megabytes / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn room_is_told_in_the_unit_that_people_know() {
        for (bytes, expected) in
            [(0, "0 MB"), (340_900_000, "340 MB"), (1_250_000_000, "1.2 GB"), (57_000_000_000, "57 GB")]
        {
            assert_eq!(in_words(bytes), expected);
        }
    }
}
