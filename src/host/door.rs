//! A port of this computer at which a program could wait for a call.

use crate::fact::words;

words! {
    /// What waiting at a port comes to.
    #[derive(serde::Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "kebab-case")]
    pub enum Door {
        Free = "free",
        /// Another program waits there.
        InUse = "in-use",
        /// Nobody may wait there, or no call comes through.
        Blocked = "blocked",
    }
}
