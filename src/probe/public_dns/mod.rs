//! `public_dns`: what the internet knows of a name, asked of two public resolvers over HTTPS: a second opinion tells news from old answers.

mod range;
mod resolver;

use std::collections::BTreeSet;

use super::{Context, question};
use crate::fact::{Fact, Reason, Unknown, facts};
use resolver::{Told, told};

/// Those that answer in JSON, without any key.
const RESOLVERS: [&str; 2] = ["https://cloudflare-dns.com/dns-query", "https://dns.google/resolve"];

/// Endings of the names of Cloudflare's own name servers.
const CLOUDFLARE: [&str; 4] = [".ns.cloudflare.com", ".foundationdns.com", ".foundationdns.net", ".foundationdns.org"];

question! {
    /// What the internet knows of a name, asked of two public resolvers, Cloudflare's and Google's,
    /// over HTTPS: a second opinion tells news from old answers.
    pub struct PublicDns {
        /// Such as `www.example.com`.
        name: String,
    }
    asked { |it| format!("DNS {}", it.name) }
    looks { |it| format!("It asks Cloudflare's and Google's public resolvers what the internet knows of {}.", it.name) }
    facts PublicDnsFacts;
}

facts! {
    struct PublicDnsFacts {
        name: String,
        /// The part of it that has name servers of its own.
        zone: Option<String>,
        /// Somebody has it.
        registered: bool,
        nameservers: Vec<String>,
        /// One of them is Cloudflare's.
        cloudflare: bool,
        /// The name leads somewhere.
        exists: bool,
        /// To an address of Cloudflare.
        at_cloudflare: bool,
        /// To one that means nothing in the open internet.
        inside: bool,
        /// The two give different answers; null when one could not be asked.
        spreading: Option<bool>,
        /// How long these answers may still be given, in words.
        wait: Option<String>,
    }
}

impl PublicDns {
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
        [first, second] => Some(first.nameservers != second.nameservers || first.exists != second.exists),
        _ => None,
    };
    let zone = told.iter().find_map(|told| told.zone.clone());
    PublicDnsFacts {
        name: name.to_owned(),
        registered: zone.is_some(),
        zone,
        cloudflare: nameservers.iter().any(|name| is_cloudflare(&name)),
        nameservers: nameservers.into_iter().cloned().collect(),
        exists: told.iter().any(|told| told.exists),
        at_cloudflare: told.iter().any(|told| told.at_cloudflare),
        inside: told.iter().any(|told| told.inside),
        spreading,
        wait: told.iter().map(|told| told.seconds).max().map(words),
    }
    .into()
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
