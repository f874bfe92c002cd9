//! `public_dns`: what the internet knows of a name, asked of two public resolvers over HTTPS: a second opinion tells news from old answers.

mod range;
mod resolver;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type, Unknown};
use resolver::{Told, told};

/// Those that answer in JSON, without any key.
const RESOLVERS: [&str; 2] = ["https://cloudflare-dns.com/dns-query", "https://dns.google/resolve"];

/// Endings of the names of Cloudflare's own name servers.
const CLOUDFLARE: [&str; 4] = [".ns.cloudflare.com", ".foundationdns.com", ".foundationdns.net", ".foundationdns.org"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicDns {
    /// Such as `www.example.com`.
    name: String,
}

impl PublicDns {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("name", Type::Text),
            ("zone", Type::Text),
            ("registered", Type::Bool),
            ("nameservers", Type::list(Type::Text)),
            ("cloudflare", Type::Bool),
            ("exists", Type::Bool),
            ("at_cloudflare", Type::Bool),
            ("inside", Type::Bool),
            ("spreading", Type::Bool),
            ("wait", Type::Text),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        format!("DNS {}", self.name)
    }

    pub(super) fn looks(&self) -> String {
        format!("It asks Cloudflare's and Google's public resolvers what the internet knows of {}.", self.name)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let fine = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !self.name.contains('.') || !self.name.chars().all(fine) {
            return Unknown::because(Reason::NotAsked, "this is no name of the open internet").into();
        }
        let opinions = RESOLVERS.map(|base| told(context.host, base, &self.name));
        let failed = opinions.iter().find_map(|opinion| opinion.as_ref().err().cloned());
        let told: Vec<Told> = opinions.into_iter().flatten().collect();
        match (told.as_slice(), failed) {
            ([], Some(unknown)) => unknown.into(),
            (told, _) => facts(&self.name, told),
        }
    }
}

fn facts(name: &str, told: &[Told]) -> Fact {
    let nameservers: BTreeSet<&String> = told.iter().flat_map(|told| &told.nameservers).collect();
    let is_cloudflare = |name: &&&String| CLOUDFLARE.iter().any(|ending| name.ends_with(ending));
    // With one opinion alone there is nothing to compare.
    let spreading = match told {
        [first, second] => (first.nameservers != second.nameservers || first.exists != second.exists).into(),
        _ => Fact::Null,
    };
    let zone = told.iter().find_map(|told| told.zone.clone());
    Fact::record([
        ("name", name.into()),
        ("registered", zone.is_some().into()),
        ("zone", zone.into()),
        ("cloudflare", nameservers.iter().any(|name| is_cloudflare(&name)).into()),
        ("nameservers", Fact::List(nameservers.into_iter().map(|name| name.as_str().into()).collect())),
        ("exists", told.iter().any(|told| told.exists).into()),
        ("at_cloudflare", told.iter().any(|told| told.at_cloudflare).into()),
        ("inside", told.iter().any(|told| told.inside).into()),
        ("spreading", spreading),
        ("wait", told.iter().map(|told| told.seconds).max().map(words).into()),
    ])
}

/// A time to wait, rounded up.
fn words(seconds: u32) -> String {
    match seconds {
        0..=60 => "1 minute".to_owned(),
        61..=7200 => format!("{} minutes", seconds.div_ceil(60)),
        more => format!("{} hours", more.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests;
