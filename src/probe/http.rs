//! `http`: whether a server answers and with what. What it sends is taken only by name; a key goes only to its service.

use std::collections::BTreeMap;

use jiff::Timestamp;
use regex::bytes::RegexBuilder;

use super::credential::Credential;
use super::take::{self, Take};
use super::{BadParameter, Context, question};
use crate::fact::{Fact, Known, Reason, Type, Typed, Unknown, facts, words};
use crate::host::{Answer, Reach, Reply, Request, Trouble, host_of};

question! {
    /// Whether a server answers, and with what. A key goes only to the `hosts` of its service, never
    /// over a redirect, and never when it has a flaw other than `cut`; where there is none that may be
    /// sent, nothing is asked and all facts are null. An answer to a key that is not JSON came from
    /// somebody on the way: everything is unknown.
    pub struct Http {
        get: String,
        /// Only if the address lies in the open internet: for addresses that a project names.
        #[serde(default)]
        public: bool,
        /// Headers beside those that every request has. `{probe}` stands for the key that the `credential` probe of that name
        /// finds, `{probe.with}` for what belongs to it, such as an e-mail address; both also in `get`.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The name of a `credential` probe whose key is sent as a bearer token.
        bearer: Option<String>,
        /// Name of the fact → `"type:path.in.json"`, `"type:header:name"` or `"matches:regex"`, or a list of records.
        #[serde(default)]
        take: BTreeMap<String, Take>,
        /// The question of the `credential` probe that is named, and whether it found something: put in when the file is read.
        #[cfg_attr(feature = "schema", schemars(skip))]
        credential: Option<Credential>,
        #[cfg_attr(feature = "schema", schemars(skip))]
        held: Option<String>,
        /// Whether it is about a key that was found elsewhere.
        #[serde(skip)]
        is_about_a_key: bool,
    }
    asked { |it| format!("GET {}", it.get) }
}

facts! {
    struct HttpFacts {
        /// A server answered.
        reached: bool,
        /// Why none did.
        trouble: Option<Trouble>,
        /// Unknown for 429, 5xx and where nobody answers.
        status: Known<u16>,
        /// What came.
        body: Known<Body>,
        /// The one that answered.
        host: String,
        /// A redirect led to another host.
        moved: Known<bool>,
    }
}

words! {
    enum Body {
        Json = "json", Html = "html", Text = "text", Empty = "empty",
    }
}

/// One value out of a reply.
enum Taken<'a> {
    Json,
    /// How it is written, and the name of the header.
    Header(&'a str, &'a str),
    Matches(&'a str),
}

fn taken(take: &Take) -> Result<Taken<'_>, BadParameter> {
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
            .map_err(|error| BadParameter::NotARegex { pattern: pattern.to_owned(), why: Some(error.to_string()) })?;
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

    pub(super) fn facts(&self) -> Result<Type, BadParameter> {
        let taken = self.take.iter().map(|(name, take)| {
            let kind = match taken(take)? {
                Taken::Json | Taken::Header(..) => take::promised(take)?,
                Taken::Matches(_) => Type::Bool,
            };
            Ok((name.clone(), kind))
        });
        Ok(HttpFacts::TYPE.with(taken.collect::<Result<Vec<_>, BadParameter>>()?))
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
        let host = host_of(&reply.url);
        let facts = HttpFacts {
            reached: true,
            trouble: None,
            status: nothing.clone().map_or(Ok(reply.status), Err),
            body: nothing.clone().map_or(Ok(body(reply, json.is_some())), Err),
            moved: Ok(host != host_of(&self.get)),
            host,
        };
        let taken = self.take.iter().map(|(name, take)| {
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
            (name.clone(), nothing.clone().map_or(fact, Fact::Unknown))
        });
        Fact::from(facts).with(taken)
    }

    fn not_reached(&self, trouble: Trouble) -> Fact {
        let unknown = trouble.unknown(&host_of(&self.get));
        let facts = HttpFacts {
            reached: false,
            trouble: Some(trouble),
            status: Err(unknown.clone()),
            body: Err(unknown.clone()),
            host: host_of(&self.get),
            moved: Err(unknown.clone()),
        };
        Fact::from(facts).with(self.take.keys().map(|name| (name.clone(), Fact::Unknown(unknown.clone()))))
    }
}

fn body(reply: &Reply, is_json: bool) -> Body {
    let start = String::from_utf8_lossy(&reply.body).trim_start().to_lowercase();
    let says_html = reply.header("content-type").is_some_and(|kind| kind.contains("text/html"));
    if start.is_empty() {
        Body::Empty
    } else if is_json {
        Body::Json
    } else if start.starts_with("#!") {
        // A script, whatever the server calls it.
        Body::Text
    } else if says_html || start.starts_with("<!doctype html") || start.starts_with("<html") {
        Body::Html
    } else {
        Body::Text
    }
}

fn matches(pattern: &str, body: &[u8]) -> Fact {
    match RegexBuilder::new(pattern).unicode(false).build() {
        Ok(regex) => regex.is_match(body).into(),
        Err(_) => Fact::unknown(Reason::Crashed),
    }
}
