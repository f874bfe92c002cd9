//! Variables as the settings of Windows hold them: what every new window gets, whatever this one has.

use crate::host::{Host, Rules};
use crate::machine::Os;
use crate::probe::registry::ENVIRONMENT_OF_ALL;

/// Where Windows keeps the variables of this user and of everybody.
const KEYS: [&str; 2] = [r"HKCU\Environment", ENVIRONMENT_OF_ALL];

/// Whether the settings of Windows give a variable a value; where a `part` is asked for, one with an entry that ends so.
/// None on other systems.
pub(in crate::probe) fn in_settings(host: &Host, name: &str, part: Option<&str>) -> Option<bool> {
    if host.machine().os != Os::Windows {
        return None;
    }
    let values: Vec<String> = KEYS.iter().filter_map(|key| host.registry(key, name).ok()).collect();
    Some(match part {
        None => !values.is_empty(),
        Some(part) => {
            let part = plain(host, part);
            values
                .iter()
                .flat_map(|value| Rules::Windows.split_list(value))
                .any(|entry| plain(host, entry).trim_end_matches('/').ends_with(&part))
        }
    })
}

/// A path as it is compared: in full, in lower case, with one kind of separator.
fn plain(host: &Host, path: &str) -> String {
    let full = host.expand(path).unwrap_or_else(|| path.to_owned());
    full.to_lowercase().replace('\\', "/")
}
