//! `proxy`: which proxy is in effect for safe connections, and who says so. User and password are never told.

mod address;
mod system;

use super::{Context, question};
use crate::fact::{Fact, Known, facts};
use crate::host::{Host, Rules};
use address::{Address, Scheme, covers};

/// In the order of curl and of programs for Node.js.
const VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

question! {
    /// Which proxy terminal programs would use for HTTPS, and who says so. User and password are
    /// never told.
    pub struct Proxy {
        /// Hosts of which to tell whether the exceptions (NO_PROXY) cover them.
        #[serde(default)]
        hosts: Vec<String>,
    }
    asked { "the proxy for safe connections" }
    looks { "It looks which proxy the variables and the settings of this computer name. It shows no user and no password." }
    facts ProxyFacts;
}

facts! {
    struct ProxyFacts {
        set: bool,
        /// The first of `https_proxy HTTPS_PROXY http_proxy HTTP_PROXY` that says something.
        variable: Option<&'static str>,
        /// It holds an address.
        valid: Option<bool>,
        scheme: Option<Scheme>,
        host: Option<String>,
        port: Option<u16>,
        /// Host and port.
        address: Option<String>,
        has_password: Option<bool>,
        /// Those of `hosts` that NO_PROXY covers.
        goes_around: Vec<String>,
        /// Of `ALL_PROXY`, which Claude Code does not read.
        all_scheme: Option<Scheme>,
        /// What browsers use, on macOS and Windows.
        in_system: Known<Option<bool>>,
        system_address: Known<Option<String>>,
        /// A script tells.
        system_automatic: Known<Option<bool>>,
    }
}

impl Proxy {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        // Windows does not tell them apart, and people write them large.
        let large = |name: &&str| host.rules() == Rules::Unix || name.starts_with('H');
        let named = VARIABLES.into_iter().filter(large).find_map(|name| Some((name, set(host, name)?)));
        let address = named.as_ref().and_then(|(_, value)| Address::read(value));
        let all = ["all_proxy", "ALL_PROXY"].into_iter().find_map(|name| set(host, name));
        let around = ["no_proxy", "NO_PROXY"].into_iter().find_map(|name| set(host, name)).unwrap_or_default();
        let covered = self.hosts.iter().filter(|name| covers(&around, name));
        let system = system::look(host, context.limit);
        ProxyFacts {
            set: named.is_some(),
            variable: named.as_ref().map(|(name, _)| *name),
            valid: named.is_some().then_some(address.is_some()),
            scheme: address.as_ref().map(|address| address.scheme),
            host: address.as_ref().map(|address| address.host.clone()),
            port: address.as_ref().map(|address| address.port),
            address: address.as_ref().map(Address::place),
            has_password: address.as_ref().map(|address| address.has_password),
            goes_around: covered.cloned().collect(),
            all_scheme: all.and_then(|value| Address::read(&value)).map(|address| address.scheme),
            in_system: system.clone().map(|system| system.map(|system| system.set)),
            system_address: system.clone().map(|system| system.and_then(|system| system.address)),
            system_automatic: system.map(|system| system.map(|system| system.automatic)),
        }
        .into()
    }
}

/// A variable that says something: an empty one takes a proxy away.
fn set(host: &Host, name: &str) -> Option<String> {
    host.var(name).filter(|value| !value.trim().is_empty())
}
