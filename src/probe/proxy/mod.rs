//! `proxy`: which proxy is in effect for safe connections, and who says so. User and password are never told.

mod address;
mod system;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Type};
use crate::host::{Host, Rules};
use address::{Address, covers};

/// In the order of curl and of programs for Node.js.
const VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

const SCHEMES: &[&str] = &["http", "https", "socks", "other"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// Hosts of which to tell whether the exceptions (NO_PROXY) cover them.
    #[serde(default)]
    hosts: Vec<String>,
}

impl Proxy {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("set", Type::Bool),
            ("variable", Type::Text),
            ("valid", Type::Bool),
            ("scheme", Type::Word(SCHEMES)),
            ("host", Type::Text),
            ("port", Type::Int),
            ("address", Type::Text),
            ("has_password", Type::Bool),
            ("goes_around", Type::list(Type::Text)),
            ("all_scheme", Type::Word(SCHEMES)),
            ("in_system", Type::Bool),
            ("system_address", Type::Text),
            ("system_automatic", Type::Bool),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        "the proxy for safe connections".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It looks which proxy the variables and the settings of this computer name. It shows no user and no password."
            .to_owned()
    }

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
        Fact::record([
            ("set", named.is_some().into()),
            ("variable", named.as_ref().map(|(name, _)| *name).into()),
            ("valid", named.is_some().then_some(address.is_some()).into()),
            ("scheme", address.as_ref().map(|address| address.scheme).into()),
            ("host", address.as_ref().map(|address| address.host.clone()).into()),
            ("port", address.as_ref().map(|address| i64::from(address.port)).into()),
            ("address", address.as_ref().map(Address::place).into()),
            ("has_password", address.as_ref().map(|address| address.has_password).into()),
            ("goes_around", Fact::List(covered.map(|name| name.as_str().into()).collect())),
            ("all_scheme", all.and_then(|value| Address::read(&value)).map(|address| address.scheme).into()),
            ("in_system", system.part("set")),
            ("system_address", system.part("address")),
            ("system_automatic", system.part("automatic")),
        ])
    }
}

/// A variable that says something: an empty one takes a proxy away.
fn set(host: &Host, name: &str) -> Option<String> {
    host.var(name).filter(|value| !value.trim().is_empty())
}
