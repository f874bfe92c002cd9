//! `http`: whether a server answers and with what, asked without any key. What it sends is taken only by name.

use std::collections::BTreeMap;

use regex::bytes::RegexBuilder;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, take};
use crate::fact::{Fact, Facts, Reason, Type, Untold};
use crate::host::{Answer, Reach, Reply, Request, Trouble, host_of};
use crate::json_path;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Http {
    get: String,
    /// Only if the address lies in the open internet: for addresses that a project names.
    #[serde(default)]
    public: bool,
    /// Name of the fact → `"type:path.in.json"`, `"header:name"` or `"matches:regex"`.
    #[serde(default)]
    take: BTreeMap<String, String>,
}

const BODIES: &[&str] = &["json", "html", "text", "empty"];

/// One value out of a reply.
enum Taken<'a> {
    Json(Type, &'a str),
    Header(&'a str),
    Matches(&'a str),
}

fn taken(written: &str) -> Result<Taken<'_>, String> {
    if let Some(name) = written.strip_prefix("header:") {
        return Ok(Taken::Header(name));
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
    take::parse(written).map(|(kind, place)| Taken::Json(kind, place))
}

impl Http {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let mut parts = vec![
            ("reached".to_owned(), Type::Bool),
            ("trouble".to_owned(), Type::Word(Trouble::WORDS)),
            ("status".to_owned(), Type::Int),
            ("body".to_owned(), Type::Word(BODIES)),
            ("host".to_owned(), Type::Text),
            ("moved".to_owned(), Type::Bool),
        ];
        for (name, written) in &self.take {
            let kind = match taken(written)? {
                Taken::Json(kind, _) => kind,
                Taken::Header(_) => Type::Text,
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
        format!("It asks {}, without any key.", self.get)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let reach = if self.public { Reach::Public } else { Reach::Anywhere };
        match context.host.http(&Request { url: self.get.clone(), reach, limit: context.limit }) {
            Answer::Came(reply) => self.came(&reply),
            Answer::NotReached(trouble) => self.not_reached(trouble),
            Answer::NotPublic => Fact::Null,
            Answer::Untold(untold) => Fact::Untold(untold),
        }
    }

    fn came(&self, reply: &Reply) -> Fact {
        // A server in trouble says nothing about whoever asks.
        let outage = reply.status >= 500 || reply.status == 429;
        let told =
            |fact: Fact| if outage { Fact::Untold(Untold::because(Reason::Outage, host_of(&reply.url))) } else { fact };
        let json: Option<serde_json::Value> = serde_json::from_slice(&reply.body).ok();
        let mut facts = Facts::from([
            ("reached".to_owned(), true.into()),
            ("trouble".to_owned(), Fact::Null),
            ("status".to_owned(), told(Fact::Int(reply.status.into()))),
            ("body".to_owned(), told(body(reply, json.is_some()).into())),
            ("host".to_owned(), host_of(&reply.url).into()),
            ("moved".to_owned(), (host_of(&reply.url) != host_of(&self.get)).into()),
        ]);
        for (name, written) in &self.take {
            let fact = match taken(written) {
                Ok(Taken::Header(header)) => reply.header(header).into(),
                Ok(Taken::Matches(pattern)) => matches(pattern, &reply.body),
                Ok(Taken::Json(kind, place)) => match &json {
                    Some(json) => take::from_json(&kind, json_path::at(json, place)),
                    None => Fact::untold(Reason::Garbled),
                },
                Err(_) => Fact::Null,
            };
            facts.insert(name.clone(), told(fact));
        }
        Fact::Record(facts)
    }

    fn not_reached(&self, trouble: Trouble) -> Fact {
        let untold = || Fact::Untold(trouble.untold(&host_of(&self.get)));
        let mut facts = Facts::from([
            ("reached".to_owned(), false.into()),
            ("trouble".to_owned(), trouble.word().into()),
            ("status".to_owned(), untold()),
            ("body".to_owned(), untold()),
            ("host".to_owned(), host_of(&self.get).into()),
            ("moved".to_owned(), untold()),
        ]);
        facts.extend(self.take.keys().map(|name| (name.clone(), untold())));
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
        Err(_) => Fact::untold(Reason::Crashed),
    }
}
