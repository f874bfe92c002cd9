//! `disk`: how much room is left on the disks that hold the given paths, each disk once.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Host, Space};

/// Disks count their room in millions of bytes.
const MEGABYTE: u64 = 1_000_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Disk {
    paths: Vec<String>,
}

impl Disk {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([(
            "volumes",
            Type::list(Type::record([
                ("path", Type::Text),
                ("free", Type::Text),
                ("free_mb", Type::Int),
                ("total_mb", Type::Int),
                ("entries_left", Type::Int),
                ("in_memory", Type::Bool),
                ("read_only", Type::Bool),
            ])),
        )]))
    }

    pub(super) fn asked(&self) -> String {
        format!("the room on the disks of {}", self.paths.join(", "))
    }

    pub(super) fn looks(&self) -> String {
        format!("It asks the system how much room is left where {} are.", self.paths.join(", "))
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let mut known: Vec<String> = Vec::new();
        let mut volumes: Vec<Fact> = Vec::new();
        for written in &self.paths {
            let Some(path) = host.expand(written).and_then(|path| host.nearest(&path)) else { continue };
            match host.space(&path) {
                // A disk that tells 0 of 0 tells nothing, and nothing speaks against it.
                Ok(space) if space.total == 0 || known.contains(&space.volume) => {}
                Ok(space) => {
                    volumes.push(volume(host, &path, &space));
                    known.push(space.volume);
                }
                Err(_) => volumes.push(Unknown::because(Reason::Unreadable, host.shorten(&path)).into()),
            }
        }
        Fact::record([("volumes", Fact::List(volumes))])
    }
}

fn volume(host: &Host, path: &str, space: &Space) -> Fact {
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Fact::record([
        ("path", host.shorten(path).into()),
        ("free", in_words(space.free).into()),
        ("free_mb", whole(space.free / MEGABYTE).into()),
        ("total_mb", whole(space.total / MEGABYTE).into()),
        ("entries_left", space.entries_left.map(whole).into()),
        ("in_memory", space.in_memory.into()),
        ("read_only", space.read_only.into()),
    ])
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
