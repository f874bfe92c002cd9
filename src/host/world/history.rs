//! What a simulated machine's repository remembers of keys.

use serde::Deserialize;

/// The history of a written machine's project.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WrittenHistory {
    pub commits: i64,
    /// Whether a part of it is not there.
    pub incomplete: bool,
    /// Keys in earlier versions alone.
    pub keys: Vec<WrittenKey>,
}

/// A key in an earlier version.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WrittenKey {
    /// Its service and kind, such as `resend/key`.
    pub rule: String,
    /// The file; none where it stands in the message of a commit.
    pub path: Option<String>,
    /// The day of the earliest commit.
    pub since: Option<String>,
    #[serde(default)]
    pub sent: bool,
}
