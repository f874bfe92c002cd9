//! The layers below a request, each with its own ways to fail: names, connections, and who signs for safe ones.

use schemars::JsonSchema;
use serde::Deserialize;

/// What the system's own look-up says of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Naming {
    Ok,
    /// The name has no address.
    None,
    /// Nobody who knows names answered.
    Temporary,
    /// All its addresses lead nowhere: a filter answers so.
    Sinkhole,
    Timeout,
}

impl Naming {
    pub const WORDS: &[&str] = &["ok", "none", "temporary", "sinkhole", "timeout"];

    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::None => "none",
            Self::Temporary => "temporary",
            Self::Sinkhole => "sinkhole",
            Self::Timeout => "timeout",
        }
    }
}

/// What came of a connection, straight and without any proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    Ok,
    Refused,
    Timeout,
    /// There is no way to that address.
    Unreachable,
    /// The name has no address.
    Dns,
}

impl Line {
    pub const WORDS: &[&str] = &["ok", "refused", "timeout", "unreachable", "dns"];

    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Dns => "dns",
        }
    }
}

/// Why there is no safe connection, or no answer over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unsafe {
    Dns,
    Refused,
    Timeout,
    Closed,
    /// The proxy does not pass the request on.
    Proxy,
    /// The proxy wants a login.
    ProxyLogin,
    /// Nobody whom this computer trusts signed.
    Untrusted,
    Expired,
    NotYetValid,
    /// The certificate is for another host.
    WrongName,
    /// What came was no safe connection at all.
    Broken,
}

impl Unsafe {
    pub const WORDS: &[&str] = &[
        "dns",
        "refused",
        "timeout",
        "closed",
        "proxy",
        "proxy-login",
        "untrusted",
        "expired",
        "not-yet-valid",
        "wrong-name",
        "broken",
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::Timeout => "timeout",
            Self::Closed => "closed",
            Self::Proxy => "proxy",
            Self::ProxyLogin => "proxy-login",
            Self::Untrusted => "untrusted",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::WrongName => "wrong-name",
            Self::Broken => "broken",
        }
    }
}

/// One GET of `https://HOST/` without any secret, and who signed for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handshake {
    /// None when the host answered.
    pub trouble: Option<Unsafe>,
    /// Whether this computer trusts the certificate; none where none came.
    pub trusted: Option<bool>,
    /// Who signed the certificate, as it says itself.
    pub issuer: Option<String>,
    /// Whether one of the authorities that Node.js brings along stands behind it; none where something else is wrong.
    pub by_node: Option<bool>,
    /// The same, together with the certificates that were handed in.
    pub by_node_with_extra: Option<bool>,
    pub status: Option<u16>,
    /// What came is a web page.
    pub html: bool,
}

/// Visits to several hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Whether this computer has a list of authorities to trust at all.
    pub has_authorities: bool,
    pub hosts: Vec<Handshake>,
}
