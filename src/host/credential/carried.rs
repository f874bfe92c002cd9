//! A credential on its way: to the hosts of its service alone, and only if it is a key that may go there.

use super::{Secret, Sendable, Sought, held};
use crate::fact::{Reason, Unknown};
use crate::host::Host;
use crate::host::http::host_of;
use crate::service::Service;

/// How many requests a second a service gets that does not say what it takes, where many keys were found. Who asks too
/// fast with keys that are no longer good is shut out for a while.
const GENTLY: u32 = 4;

/// What one request carries.
pub(in crate::host) struct Carried {
    /// Where the credential comes from, as people name it.
    pub(in crate::host) source: String,
    /// The only host that it may reach.
    pub(in crate::host) to: String,
    /// How many such requests its service takes in a second.
    pub(in crate::host) per_second: Option<u32>,
    value: Secret,
    with: Option<Secret>,
}

impl Carried {
    /// A header or an address with `{name}` made into the value, and `{name.with}` into what belongs to it.
    pub(in crate::host) fn fill(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            out.push_str(before);
            let secret = if name.ends_with(".with") { self.with.as_ref() } else { Some(&self.value) };
            out.push_str(secret.map_or("", Secret::reveal));
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// The credential that is used first, for a request to `url`; none where there is nothing that may be sent.
///
/// # Errors
/// What could not be looked at, or an address to which this service's keys may not go.
pub(in crate::host) fn carried(host: &Host, sought: Sought<'_>, url: &str) -> Result<Option<Carried>, Unknown> {
    let Some(service) = sought.services.get(sought.service) else { return Ok(None) };
    let to = host_of_service(service, url)?;
    let found = held(host, sought)?.into_iter().next();
    let Some((source, Sendable { value, with })) = found.and_then(|found| Some((found.held.source, found.sendable?)))
    else {
        return Ok(None);
    };
    Ok(Some(Carried { to, source, per_second: service.per_second, value, with }))
}

/// A key that was found somewhere, for a request to `url` that asks about it.
///
/// # Errors
/// An address to which this service's keys may not go.
pub(in crate::host) fn about(service: &Service, key: &Secret, url: &str) -> Result<Carried, Unknown> {
    let (value, source) = (Secret::new(key.reveal().to_owned()), "the key that was found".to_owned());
    let per_second = Some(service.per_second.unwrap_or(GENTLY));
    Ok(Carried { to: host_of_service(service, url)?, source, per_second, value, with: None })
}

fn host_of_service(service: &Service, url: &str) -> Result<String, Unknown> {
    service.host_for_keys(url).map(str::to_owned).ok_or_else(|| {
        Unknown::because(Reason::NotAsked, format!("{} is not a host of {}", host_of(url), service.title))
    })
}
