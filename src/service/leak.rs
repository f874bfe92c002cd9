//! How a key is told among other text, what somebody who found it can do, and how it is made worthless.

use serde::Deserialize;

/// What `doctor leaks` knows of a kind of key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Leak {
    /// A regular expression for the key among other text, where that of the key fits too much or too little. With a
    /// group named `key`, that is the key, and the rest only has to stand around it; one that is the same as a group
    /// named `user` is none.
    pub pattern: Option<String>,
    /// Pieces of text by which it is found, each of three letters or more; what `prefix` says when left out.
    #[serde(default)]
    pub anchors: Vec<String>,
    /// It counts only where one of these names is set to it, as `NAME = "…"`, because its pattern fits other things too.
    #[serde(default)]
    pub beside: Vec<String>,
    /// The `role` in the middle part of a JSON Web Token, where keys for everybody have the same pattern.
    pub role: Option<String>,
    /// Texts that are no secret although the pattern fits them: regular expressions for all of the key.
    #[serde(default)]
    pub never: Vec<String>,
    /// Surroundings in which it is no secret: regular expressions for all that `pattern` fits.
    #[serde(default)]
    pub never_in: Vec<String>,
    /// What can be done with it, to stand after "With it, others can".
    pub can: String,
    /// How it is made worthless: one sentence.
    pub revoke: String,
    /// The page for that.
    pub page: Option<String>,
    /// The request that tells whether it still works: one that is free and changes nothing.
    pub verify: Option<Verify>,
    /// Texts in which it must be found; `<key:service/kind>` stands for a made-up key.
    #[serde(default)]
    pub finds: Vec<String>,
    /// Texts in which it must not be found.
    #[serde(default)]
    pub allowlist: Vec<String>,
}

/// A request that shows whether a key still works.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// An address of one of the service's hosts. `{key}` stands for the key.
    pub get: String,
    /// Headers in which `{key}` stands for the key; `Authorization: Bearer {key}` when there are none and the
    /// address has no `{key}`.
    #[serde(default)]
    pub headers: std::collections::BTreeMap<String, String>,
    /// What is read out of the answer beside `status`, as an `http` probe takes it.
    #[serde(default)]
    pub take: std::collections::BTreeMap<String, String>,
    /// A condition that only holds where the key works.
    pub alive: String,
    /// A condition that only holds where the service says that the key is worth nothing; left out where its no may be
    /// about something else.
    pub dead: Option<String>,
}
