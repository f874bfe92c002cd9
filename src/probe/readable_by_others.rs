//! What other users of this computer may do with a file, as far as the marks on it and on the folders above tell.

use crate::host::Host;
use crate::machine::Os;

pub(super) const OTHERS: &[&str] = &["nothing", "read", "write"];

/// None where marks tell nothing: on Windows, on a disk of Windows in WSL, and for the administrator.
pub(super) fn may(host: &Host, path: &str) -> Option<&'static str> {
    let machine = host.machine();
    let is_foreign_disk = machine.wsl && path.starts_with("/mnt/");
    if machine.os == Os::Windows || host.is_admin() != Some(false) || is_foreign_disk {
        return None;
    }
    let path = host.real(path).ok()?;
    // On a Mac all users share a group; elsewhere each has one of their own.
    let shift = |mode: u32| if machine.os == Os::Macos { mode | mode >> 3 } else { mode };
    let mode = shift(host.look(&path).ok()?.mode?);
    let mut above = host.rules().parent(&path);
    while let Some(folder) = above {
        if shift(host.look(&folder).ok()?.mode?) & 0o1 == 0 {
            return Some("nothing");
        }
        above = host.rules().parent(&folder);
    }
    Some(match mode & 0o6 {
        0 => "nothing",
        0o4 => "read",
        _ => "write",
    })
}

#[cfg(test)]
mod tests {
    use super::may;
    use crate::host::{Host, World};
    use crate::service::Services;

    #[test]
    fn marks_count_together_with_those_of_the_folders_above() {
        for (machine, expected) in [
            (r#"files."~/x" = { mode = 0o600 }"#, Some("nothing")),
            (r#"files."~/x" = { mode = 0o644 }"#, Some("read")),
            (r#"files."~/x" = { mode = 0o666 }"#, Some("write")),
            (r#"files."~/x" = { mode = 0o640 }"#, Some("nothing")),
            ("os = 'macos'\nfiles.'~/x' = { mode = 0o640 }", Some("read")),
            ("files.'~/x' = { mode = 0o644 }\nfiles.'~' = { folder = true, mode = 0o750 }", Some("nothing")),
            ("admin = true\nfiles.'~/x' = { mode = 0o666 }", None),
            ("os = 'windows'\nfiles.'~/x' = 'x'", None),
        ] {
            let host = Host::World(World::build(toml::from_str(machine).unwrap(), &Services::default()).unwrap());
            let path = host.expand("~/x").unwrap();
            assert_eq!(may(&host, &path), expected, "{machine}");
        }
    }
}
