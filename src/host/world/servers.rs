//! How servers answer on a simulated machine, by request line such as `GET https://example.com/`.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use crate::error::Fault;
use crate::host::http::{Answer, Reply, Request, Trouble, host_of};

#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "the body as a text, or a table with status, json, html, text, headers, moved, takes or fails"
)]
pub enum ServerSpec {
    Text(String),
    Table(Box<ServerTable>),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ServerTable {
    /// 200 when left out.
    pub status: Option<u16>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Value>"))]
    pub json: Option<toml::Value>,
    pub html: Option<String>,
    pub text: Option<String>,
    pub headers: BTreeMap<String, String>,
    /// Where the key comes from that the request must carry; without it the request must carry none.
    #[serde(rename = "as")]
    pub carries: Option<String>,
    /// The address that answered after a redirect.
    pub moved: Option<String>,
    /// Seconds until it answers.
    pub takes: u64,
    /// Nobody answers: `dns`, `refused`, `timeout`, `tls`, `proxy`, `closed`.
    pub fails: Option<Trouble>,
}

/// One request and what comes back.
#[derive(Debug)]
pub(super) struct Server {
    url: String,
    carries: Option<String>,
    takes: Duration,
    answer: Answer,
}

impl Server {
    pub(super) fn build(line: &str, spec: &ServerSpec) -> Result<Self, Fault> {
        let Some(url) = line.strip_prefix("GET ") else {
            return Err(Fault::new(format!("`{line}` is not a request such as \"GET https://example.com/\"")));
        };
        let table = match spec {
            ServerSpec::Text(text) => ServerTable { text: Some(text.clone()), ..ServerTable::default() },
            ServerSpec::Table(table) => (**table).clone(),
        };
        let answer = match table.fails {
            Some(trouble) => Answer::NotReached(trouble),
            None => Answer::Came(reply(url, &table)),
        };
        Ok(Self { url: url.to_owned(), carries: table.carries, takes: Duration::from_secs(table.takes), answer })
    }

    pub(super) fn is_asked_by(&self, request: &Request, carries: Option<&str>) -> bool {
        self.url == request.url && self.carries.as_deref() == carries
    }

    /// The host that it is, and its port.
    pub(super) fn host(&self) -> (String, u16) {
        let host = host_of(&self.url);
        let (scheme, rest) = self.url.split_once("://").unwrap_or_default();
        let named = rest.split(['/', '?']).next().and_then(|authority| authority.rsplit_once(':')?.1.parse().ok());
        (host, named.unwrap_or(if scheme == "https" { 443 } else { 80 }))
    }

    /// How it answers those who carry no key, at this address or anywhere.
    pub(super) fn openly(&self, url: Option<&str>) -> Option<&Answer> {
        (self.carries.is_none() && url.is_none_or(|url| url == self.url)).then_some(&self.answer)
    }

    pub(super) fn answer(&self, request: &Request) -> Answer {
        if self.takes >= request.limit { Answer::NotReached(Trouble::Timeout) } else { self.answer.clone() }
    }
}

fn reply(url: &str, table: &ServerTable) -> Reply {
    let (kind, body) = match (&table.json, &table.html, &table.text) {
        (Some(json), ..) => ("application/json", serde_json::to_string(json).unwrap_or_default()),
        (None, Some(html), _) => ("text/html", html.clone()),
        (None, None, text) => ("text/plain", text.clone().unwrap_or_default()),
    };
    let mut headers: Vec<(String, String)> =
        table.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone())).collect();
    headers.push(("content-type".to_owned(), kind.to_owned()));
    Reply {
        status: table.status.unwrap_or(200),
        url: table.moved.clone().unwrap_or_else(|| url.to_owned()),
        headers,
        body: body.into_bytes(),
    }
}
