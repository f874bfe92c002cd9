//! `site`: the addresses at which the project wants to be online, as its Wrangler configuration names them.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::wrangler_config::FILES;
use super::{Context, workspace};
use crate::document::parse;
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::Unseen;

/// Addresses that are brought back.
const MOST_HOSTS: usize = 5;

/// Endings of names that mean something on this computer or in its own network alone.
const OWN: [&str; 5] = ["localhost", "local", "internal", "lan", "test"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {}

impl Site {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let host = Type::record([("host", Type::Text), ("custom_domain", Type::Bool)]);
        Ok(Type::record([("file", Type::Text), ("hosts", Type::list(host))]))
    }

    pub(super) fn asked(&self) -> String {
        "the addresses in the configuration of Wrangler".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It reads which addresses the project's wrangler.jsonc, wrangler.json or wrangler.toml names.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let (host, rules) = (context.host, context.host.rules());
        for folder in workspace::folders(host) {
            for (name, format) in FILES {
                let path = rules.join(&folder, name);
                let text = match host.read_settings(&path) {
                    Ok(text) => text,
                    Err(Unseen::Absent) => continue,
                    Err(_) => return Unknown::because(Reason::Unreadable, host.shorten(&path)).into(),
                };
                let Some(config) = parse(&text, format) else {
                    return Unknown::because(Reason::Garbled, host.shorten(&path)).into();
                };
                return answer(Some(host.shorten(&path)), &hosts(&config));
            }
        }
        answer(None, &[])
    }
}

fn answer(file: Option<String>, hosts: &[Address]) -> Fact {
    let record = |address: &Address| {
        Fact::record([("host", address.host.as_str().into()), ("custom_domain", address.custom_domain.into())])
    };
    Fact::record([("file", file.into()), ("hosts", Fact::List(hosts.iter().map(record).collect()))])
}

#[derive(Debug, PartialEq)]
struct Address {
    host: String,
    custom_domain: bool,
}

/// Those of the configuration itself; where it has none, those of what is put online for everybody.
fn hosts(config: &Value) -> Vec<Address> {
    let own = routes(config);
    let routes = if own.is_empty() { config.pointer("/env/production").map(routes).unwrap_or_default() } else { own };
    let mut hosts: Vec<Address> = Vec::new();
    for route in routes {
        let pattern = route.as_str().or_else(|| route.get("pattern")?.as_str());
        let Some(host) = pattern.and_then(host_in) else { continue };
        let custom_domain = route.get("custom_domain").and_then(Value::as_bool).unwrap_or(false);
        match hosts.iter_mut().find(|known| known.host == host) {
            Some(known) => known.custom_domain |= custom_domain,
            None => hosts.push(Address { host, custom_domain }),
        }
    }
    hosts.truncate(MOST_HOSTS);
    hosts
}

fn routes(config: &Value) -> Vec<&Value> {
    let many = config.get("routes").and_then(Value::as_array).into_iter().flatten();
    many.chain(config.get("route")).collect()
}

/// The host in a pattern such as `example.com/*`; none in one that fits many hosts, or none of the open internet.
fn host_in(pattern: &str) -> Option<String> {
    let rest = pattern.split_once("://").map_or(pattern, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?.trim_end_matches('.').to_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let plain = |label: &&str| {
        let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !label.is_empty() && label.len() < 64 && label.chars().all(fine)
    };
    let last = labels.last()?;
    let is_number = last.chars().all(|c| c.is_ascii_digit());
    let public = labels.len() > 1 && host.len() < 254 && !is_number && !OWN.contains(last);
    (public && labels.iter().all(plain)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;

    fn found(text: &str) -> Vec<(String, bool)> {
        hosts(&parse(text, Format::Toml).unwrap()).into_iter().map(|known| (known.host, known.custom_domain)).collect()
    }

    #[test]
    fn routes_are_read_in_every_way_that_wrangler_takes() {
        for (text, expected) in [
            ("routes = [{ pattern = 'example.com', custom_domain = true }]", &[("example.com", true)][..]),
            ("route = 'https://Example.com/*'", &[("example.com", false)]),
            ("route = { pattern = 'www.example.com/api/*', zone_name = 'example.com' }", &[("www.example.com", false)]),
            (
                "routes = ['example.com/*', { pattern = 'example.com', custom_domain = true }, 'www.example.com/*']",
                &[("example.com", true), ("www.example.com", false)],
            ),
            ("[env.production]\nroute = 'example.com/*'", &[("example.com", false)]),
            ("route = 'example.com/*'\n[env.production]\nroute = 'example.org/*'", &[("example.com", false)]),
            ("[env.staging]\nroute = 'staging.example.com/*'", &[]),
            ("workers_dev = true", &[]),
            ("routes = 'example.com'", &[]),
        ] {
            let expected: Vec<(String, bool)> = expected.iter().map(|(host, own)| ((*host).to_owned(), *own)).collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_single_host_of_the_open_internet_is_left_out() {
        for pattern in [
            "*.example.com/*",
            "*example.com/*",
            "localhost:8787/*",
            "site.localhost",
            "printer.local/*",
            "127.0.0.1/*",
            "169.254.169.254",
            "[::1]/*",
            "example",
            "a b.example.com",
            "example.com&type=TXT",
            "ada:pw@example.com",
            "",
            "münchen.example",
        ] {
            assert_eq!(host_in(pattern), None, "{pattern}");
        }
    }
}
