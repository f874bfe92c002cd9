//! The layers below a request, each with its own ways to fail: names, connections, and who signs for safe ones.

use crate::fact::words;
use serde::Deserialize;

words! {
    /// What the system's own look-up says of a name.
    #[derive(Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "lowercase")]
    pub enum Naming {
        Ok = "ok",
        /// The name has no address.
        None = "none",
        /// Nobody who knows names answered.
        Temporary = "temporary",
        /// All its addresses lead nowhere: a filter answers so.
        Sinkhole = "sinkhole",
        Timeout = "timeout",
    }
}

words! {
    /// What came of a connection, straight and without any proxy.
    #[derive(Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "lowercase")]
    pub enum Line {
        Ok = "ok", Refused = "refused", Timeout = "timeout",
        /// There is no way to that address.
        Unreachable = "unreachable",
        /// The name has no address.
        Dns = "dns",
    }
}

words! {
    /// Why there is no safe connection, or no answer over it.
    #[derive(Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(rename_all = "kebab-case")]
    pub enum Unsafe {
        Dns = "dns", Refused = "refused", Timeout = "timeout", Closed = "closed",
        /// The proxy does not pass the request on.
        Proxy = "proxy",
        /// The proxy wants a login.
        ProxyLogin = "proxy-login",
        /// Nobody whom this computer trusts signed.
        Untrusted = "untrusted",
        Expired = "expired", NotYetValid = "not-yet-valid",
        /// The certificate is for another host.
        WrongName = "wrong-name",
        /// What came was no safe connection at all.
        Broken = "broken",
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
