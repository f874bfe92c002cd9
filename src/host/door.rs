//! A port of this computer at which a program could wait for a call.

/// What waiting at a port comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    Free,
    /// Another program waits there.
    InUse,
    /// Nobody may wait there, or no call comes through.
    Blocked,
}

impl Door {
    pub const WORDS: &[&str] = &["free", "in-use", "blocked"];

    pub fn word(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::InUse => "in-use",
            Self::Blocked => "blocked",
        }
    }
}
