//! The registry of Windows: single values, read.

use super::Live;
use crate::host::Unseen;

impl Live {
    pub(in crate::host) fn registry(&self, key: &str, value: &str) -> Result<String, Unseen> {
        read(key, value)
    }
}

#[cfg(windows)]
pub(super) fn read(key: &str, value: &str) -> Result<String, Unseen> {
    use windows_registry::{CURRENT_USER, LOCAL_MACHINE, Type};
    let (root, path) = match key.split_once('\\') {
        Some(("HKCU", path)) => (CURRENT_USER, path),
        Some(("HKLM", path)) => (LOCAL_MACHINE, path),
        _ => return Err(Unseen::Unreadable),
    };
    let found = root.open(path).and_then(|key| key.get_value(value)).map_err(|error| {
        // Its code wraps the one that the system tells.
        super::files::unseen(&std::io::Error::from_raw_os_error(error.code().0 & 0xffff))
    })?;
    match found.ty() {
        Type::U32 => u32::try_from(found).map(|number| number.to_string()).map_err(|_| Unseen::Unreadable),
        Type::String | Type::ExpandString => String::try_from(found).map_err(|_| Unseen::Unreadable),
        _ => Err(Unseen::Unreadable),
    }
}

/// No other system has one.
#[cfg(not(windows))]
pub(super) fn read(_: &str, _: &str) -> Result<String, Unseen> {
    Err(Unseen::Absent)
}

#[cfg(all(test, windows))]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_and_a_missing_one_is_absent() {
        let system = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
        assert!(read(system, "CurrentBuild").is_ok_and(|build| build.parse::<u32>().is_ok()));
        assert_eq!(read(system, "NoSuchValue"), Err(Unseen::Absent));
        assert_eq!(read(r"HKCU\No\Such\Key", "x"), Err(Unseen::Absent));
    }
}
