//! One public resolver, asked over HTTPS: what it says of a name, and what follows from several such answers.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Deserialize;

use super::range;
use crate::fact::{Reason, Unknown};
use crate::host::{Answer, Host, Reach, Request, host_of};

/// How long one question may take; a probe asks several.
const LIMIT: Duration = Duration::from_secs(3);

const A: u16 = 1;
const NS: u16 = 2;
const CNAME: u16 = 5;
const AAAA: u16 = 28;

/// The name does not exist, nor anything below it.
const NO_SUCH_NAME: u16 = 3;

/// Second words of domains that are sold by the third, such as `co.uk`.
const SECOND_WORDS: [&str; 9] = ["ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"];

/// What a resolver sends.
#[derive(Debug, Deserialize)]
struct Said {
    #[serde(rename = "Status")]
    status: u16,
    #[serde(rename = "Answer", default)]
    answer: Vec<Record>,
    /// How long it is sure that there is nothing, among other things.
    #[serde(rename = "Authority", default)]
    authority: Vec<Record>,
}

#[derive(Debug, Deserialize)]
struct Record {
    name: String,
    #[serde(rename = "type")]
    kind: u16,
    #[serde(rename = "TTL", default)]
    seconds: u32,
    #[serde(default)]
    data: String,
}

/// What one resolver knows of a name.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Told {
    /// The name, or the part of it, that has name servers of its own; none where nobody has registered it.
    pub zone: Option<String>,
    pub nameservers: BTreeSet<String>,
    /// The name has a record that leads somewhere.
    pub exists: bool,
    /// It leads to the addresses of Cloudflare.
    pub at_cloudflare: bool,
    /// It leads to an address that exists only inside a network.
    pub inside: bool,
    /// How long these answers may still be given.
    pub seconds: u32,
}

/// Everything that the resolver at `base` knows of a name.
///
/// # Errors
/// A resolver that cannot be asked, or that gets no answer itself.
pub(super) fn told(host: &Host, base: &str, name: &str) -> Result<Told, Unknown> {
    let mut told = Told::default();
    for kind in ["A", "AAAA"] {
        let said = ask(host, base, name, kind)?;
        told.seconds = told.seconds.max(said.seconds());
        let leads = |record: &&Record| matches!(record.kind, A | AAAA | CNAME);
        told.exists |= said.answer.iter().any(|record| leads(&record));
        told.at_cloudflare |= said.answer.iter().any(|record| range::is_cloudflare(&record.data));
        told.inside |= said.answer.iter().any(|record| range::is_inside(&record.data));
        if told.exists || said.status == NO_SUCH_NAME {
            break;
        }
    }
    for part in parts(name) {
        let said = ask(host, base, part, "NS")?;
        let own = said.answer.iter().filter(|record| record.kind == NS && plain(&record.name) == part);
        told.nameservers = own.map(|record| plain(&record.data)).collect();
        if !told.nameservers.is_empty() {
            told.seconds = told.seconds.max(said.seconds());
            told.zone = Some(part.to_owned());
            break;
        }
    }
    Ok(told)
}

fn ask(host: &Host, base: &str, name: &str, kind: &str) -> Result<Said, Unknown> {
    let request = Request {
        url: format!("{base}?name={name}&type={kind}"),
        headers: vec![("accept".to_owned(), "application/dns-json".to_owned())],
        reach: Reach::Anywhere,
        limit: LIMIT,
    };
    let reply = match host.http(&request, None) {
        Answer::Came(reply) => reply,
        Answer::NotReached(trouble) => return Err(trouble.unknown(&host_of(base))),
        Answer::Unknown(unknown) => return Err(unknown),
        Answer::NotPublic | Answer::NothingToSend => return Err(Reason::NotAsked.into()),
    };
    let said = (reply.status == 200).then(|| serde_json::from_slice::<Said>(&reply.body).ok()).flatten();
    match said {
        Some(said) if matches!(said.status, 0 | NO_SUCH_NAME) => Ok(said),
        Some(_) => Err(Unknown::because(Reason::Outage, format!("the name servers of {name}"))),
        None => Err(Unknown::because(Reason::Garbled, host_of(base))),
    }
}

impl Said {
    fn seconds(&self) -> u32 {
        self.answer.iter().chain(&self.authority).map(|record| record.seconds).max().unwrap_or_default()
    }
}

/// A name as it is compared: resolvers differ in capitals and in the dot at its end.
fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_lowercase()
}

/// The name and what is above it, down to two words; above the name itself, nothing that nobody can register.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |part| above(part)).filter(move |part| *part == name || !is_shared(part))
}

fn above(part: &str) -> Option<&str> {
    part.split_once('.').map(|(_, rest)| rest).filter(|rest| rest.contains('.'))
}

fn is_shared(part: &str) -> bool {
    part.split_once('.').is_some_and(|(second, first)| first.len() == 2 && SECOND_WORDS.contains(&second))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn nothing_above_what_can_be_registered_is_asked() {
        for (name, expected) in [
            ("example.com", &["example.com"][..]),
            ("a.b.example.com", &["a.b.example.com", "b.example.com", "example.com"]),
            ("www.example.co.uk", &["www.example.co.uk", "example.co.uk"]),
            ("co.uk", &["co.uk"]),
        ] {
            assert_eq!(parts(name).collect::<Vec<_>>(), expected);
        }
    }
}
