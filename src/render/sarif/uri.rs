//! Paths as SARIF names them: addresses, relative ones where there is something to be relative to.

use serde_json::{Value, json};

use crate::render::place::Standing;

/// The file as an artifact of a log; none for what is no place.
pub(super) fn artifact(standing: &Standing) -> Option<Value> {
    match standing {
        Standing::Project(path) => Some(below_the_root(path)?),
        Standing::Home(path) => Some(json!({ "uri": relative(path)?, "uriBaseId": "HOME" })),
        // A colon means nothing there, and stands behind the letter of a drive.
        Standing::Absolute(path) => Some(json!({ "uri": format!("file:///{}", escaped(path).replace("%3A", ":")) })),
        Standing::Nowhere => None,
    }
}

/// A path below the root of the repository; none for one that leads out of it.
pub(super) fn below_the_root(path: &str) -> Option<Value> {
    Some(json!({ "uri": relative(path)?, "uriBaseId": "%SRCROOT%" }))
}

fn relative(path: &str) -> Option<String> {
    let leads_on = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    leads_on.then(|| escaped(path))
}

fn escaped(path: &str) -> String {
    let byte = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(*byte).to_string(),
        other => format!("%{other:02X}"),
    };
    path.as_bytes().iter().map(byte).collect()
}
