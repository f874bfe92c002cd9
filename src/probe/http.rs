//! `http`: whether a server answers and with what. What it sends is taken only by name; a key goes only to its service.

use std::collections::BTreeMap;

use jiff::Timestamp;
use regex::bytes::RegexBuilder;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use super::credential::Credential;
use super::take::{self, Take};
use crate::fact::{Fact, Facts, Reason, Type, Unknown};
use crate::host::{Answer, Reach, Reply, Request, Trouble, host_of};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Http {
    get: String,
    /// Only if the address lies in the open internet: for addresses that a project names.
    #[serde(default)]
    public: bool,
    /// Headers beside those that every request has; `{probe}` stands for the key of that `credential` probe.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// The name of a `credential` probe whose key is sent as a bearer token.
    bearer: Option<String>,
    /// Name of the fact → `"type:path.in.json"`, `"type:header:name"` or `"matches:regex"`, or a list of records.
    #[serde(default)]
    take: BTreeMap<String, Take>,
    /// The question of the `credential` probe that is named, and whether it found something: put in when the file is read.
    #[schemars(skip)]
    credential: Option<Credential>,
    #[schemars(skip)]
    held: Option<String>,
    /// Whether it is about a key that was found elsewhere.
    #[serde(skip)]
    is_about_a_key: bool,
}

const BODIES: &[&str] = &["json", "html", "text", "empty"];

/// One value out of a reply.
enum Taken<'a> {
    Json,
    /// How it is written, and the name of the header.
    Header(&'a str, &'a str),
    Matches(&'a str),
}

fn taken(take: &Take) -> Result<Taken<'_>, String> {
    let Take::One(written) = take else { return Ok(Taken::Json) };
    if let Some((_, name)) = written.split_once(":header:") {
        return Ok(Taken::Header(written, name));
    }
    if let Some(pattern) = written.strip_prefix("matches:") {
        regex_syntax::ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .build()
            .parse(pattern)
            .map_err(|error| format!("`{pattern}` is not a regex: {error}"))?;
        return Ok(Taken::Matches(pattern));
    }
    Ok(Taken::Json)
}

impl Http {
    /// A request that shows what a key is worth.
    pub(super) fn about_a_key(address: &str, take: &BTreeMap<String, String>) -> Self {
        Self {
            get: address.to_owned(),
            public: false,
            headers: BTreeMap::new(),
            bearer: None,
            take: take.iter().map(|(name, take)| (name.clone(), Take::One(take.clone()))).collect(),
            credential: None,
            held: None,
            is_about_a_key: true,
        }
    }

    pub(super) fn address(&self) -> &str {
        &self.get
    }

    pub(super) fn facts(&self) -> Result<Type, String> {
        let mut parts = vec![
            ("reached".to_owned(), Type::Bool),
            ("trouble".to_owned(), Type::Word(Trouble::WORDS)),
            ("status".to_owned(), Type::Int),
            ("body".to_owned(), Type::Word(BODIES)),
            ("host".to_owned(), Type::Text),
            ("moved".to_owned(), Type::Bool),
        ];
        for (name, take) in &self.take {
            let kind = match taken(take)? {
                Taken::Json | Taken::Header(..) => take::promised(take)?,
                Taken::Matches(_) => Type::Bool,
            };
            parts.push((name.clone(), kind));
        }
        Ok(Type::Record(parts))
    }

    pub(super) fn asked(&self) -> String {
        format!("GET {}", self.get)
    }

    pub(super) fn looks(&self) -> String {
        match &self.credential {
            Some(credential) => format!("It asks {} with the key that was found. {}", self.get, credential.goes()),
            None => format!("It asks {}, without any key.", self.get),
        }
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let reach = if self.public { Reach::Public } else { Reach::Anywhere };
        if self.held.as_deref().is_some_and(|held| held != "yes") {
            return Fact::Null;
        }
        let bearer = self.bearer.iter().map(|name| ("authorization".to_owned(), format!("Bearer {{{name}}}")));
        let headers = self.headers.clone().into_iter().chain(bearer).collect();
        let request = Request { url: self.get.clone(), headers, reach, limit: context.limit };
        let sought = self.credential.as_ref().map(|credential| credential.sought(context));
        match context.host.http(&request, sought) {
            Answer::Came(reply) => self.came(&reply, context.host.now()),
            Answer::NotReached(trouble) => self.not_reached(trouble),
            Answer::NotPublic | Answer::NothingToSend => Fact::Null,
            Answer::Unknown(unknown) => Fact::Unknown(unknown),
        }
    }

    pub(super) fn came(&self, reply: &Reply, now: Timestamp) -> Fact {
        let json: Option<serde_json::Value> = serde_json::from_slice(&reply.body).ok();
        // Every service that takes a key answers in JSON: anything else came from somebody on the way.
        let is_keyed = self.credential.is_some() || self.is_about_a_key;
        let stranger = (is_keyed && json.is_none()).then(|| Unknown::because(Reason::Garbled, host_of(&reply.url)));
        let nothing = reply.says_nothing().or(stranger);
        let told = |fact: Fact| nothing.clone().map_or(fact, Fact::Unknown);
        let mut facts = Facts::from([
            ("reached".to_owned(), true.into()),
            ("trouble".to_owned(), Fact::Null),
            ("status".to_owned(), told(Fact::Int(reply.status.into()))),
            ("body".to_owned(), told(body(reply, json.is_some()).into())),
            ("host".to_owned(), host_of(&reply.url).into()),
            ("moved".to_owned(), (host_of(&reply.url) != host_of(&self.get)).into()),
        ]);
        for (name, take) in &self.take {
            let fact = match taken(take) {
                Ok(Taken::Header(written, header)) if written.starts_with("seconds_off:") => {
                    take::seconds_off(reply.header(header), reply.header("age"), now)
                }
                Ok(Taken::Header(written, header)) => take::from_found(written, reply.header(header), now),
                Ok(Taken::Matches(pattern)) => matches(pattern, &reply.body),
                Ok(Taken::Json) => match &json {
                    Some(json) => take::from_document(take, json, now),
                    None => Fact::unknown(Reason::Garbled),
                },
                Err(_) => Fact::Null,
            };
            facts.insert(name.clone(), told(fact));
        }
        Fact::Record(facts)
    }

    fn not_reached(&self, trouble: Trouble) -> Fact {
        let unknown = || Fact::Unknown(trouble.unknown(&host_of(&self.get)));
        let mut facts = Facts::from([
            ("reached".to_owned(), false.into()),
            ("trouble".to_owned(), trouble.word().into()),
            ("status".to_owned(), unknown()),
            ("body".to_owned(), unknown()),
            ("host".to_owned(), host_of(&self.get).into()),
            ("moved".to_owned(), unknown()),
        ]);
        facts.extend(self.take.keys().map(|name| (name.clone(), unknown())));
        Fact::Record(facts)
    }
}

fn body(reply: &Reply, is_json: bool) -> &'static str {
    let start = String::from_utf8_lossy(&reply.body).trim_start().to_lowercase();
    let says_html = reply.header("content-type").is_some_and(|kind| kind.contains("text/html"));
    if start.is_empty() {
        "empty"
    } else if is_json {
        "json"
    } else if start.starts_with("#!") {
        // A script, whatever the server calls it.
        "text"
    } else if says_html || start.starts_with("<!doctype html") || start.starts_with("<html") {
        "html"
    } else {
        "text"
    }
}

fn matches(pattern: &str, body: &[u8]) -> Fact {
    match RegexBuilder::new(pattern).unicode(false).build() {
        Ok(regex) => regex.is_match(body).into(),
        Err(_) => Fact::unknown(Reason::Crashed),
    }
}
