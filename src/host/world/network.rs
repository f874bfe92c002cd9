//! Names, connections and certificates on a written machine. Where it says nothing of them, its servers tell.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::World;
use crate::fact::Unknown;
use crate::host::http::{Answer, Trouble};
use crate::host::network::{Handshake, Line, Naming, Unsafe, Visit};

/// By name, by `host:port` and by host; `*` is any.
#[derive(Clone, Debug, Default)]
pub(super) struct NetworkSpec {
    pub(super) dns: BTreeMap<String, Naming>,
    pub(super) connect: BTreeMap<String, Line>,
    pub(super) tls: BTreeMap<String, TlsSpec>,
    pub(super) authorities: Option<bool>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "the name of who signs, or a table with issuer, public, trusted, extra, status, html or fails"
)]
pub enum TlsSpec {
    Issuer(String),
    Table(TlsTable),
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TlsTable {
    /// Who signs the certificate.
    pub issuer: Option<String>,
    /// Whether one of the authorities that Node.js brings along stands behind it; yes when left out.
    pub public: Option<bool>,
    /// Whether this computer trusts it; yes when left out.
    pub trusted: Option<bool>,
    /// The file that NODE_EXTRA_CA_CERTS names holds the certificate that stands behind it.
    pub extra: bool,
    pub status: Option<u16>,
    /// A web page comes.
    pub html: bool,
    /// There is no answer: `dns`, `refused`, `timeout`, `closed`, `proxy`, `proxy-login`, `expired`, …
    pub fails: Option<Unsafe>,
}

impl TlsSpec {
    fn table(&self) -> TlsTable {
        match self {
            Self::Issuer(issuer) => TlsTable { issuer: Some(issuer.clone()), ..TlsTable::default() },
            Self::Table(table) => table.clone(),
        }
    }

    fn fails(&self) -> Option<Unsafe> {
        self.table().fails
    }
}

/// What is said of this one, or of any.
fn of<'a, T>(all: &'a BTreeMap<String, T>, one: &str) -> Option<&'a T> {
    all.get(one).or_else(|| all.get("*"))
}

impl World {
    pub(in crate::host) fn naming(&self, name: &str) -> Result<Naming, Unknown> {
        if let Some(naming) = of(&self.network.dns, name) {
            return Ok(*naming);
        }
        let has = |none: bool| if none { Naming::None } else { Naming::Ok };
        let mut servers = self.servers.iter().filter(|server| server.host().0 == name);
        if let Some(answer) = servers.find_map(|server| server.openly(None)) {
            return Ok(has(matches!(answer, Answer::NotReached(Trouble::Dns))));
        }
        match of(&self.network.tls, name) {
            Some(tls) => Ok(has(tls.fails() == Some(Unsafe::Dns))),
            None => Err(self.not_recorded(format!("the name {name}"))),
        }
    }

    pub(in crate::host) fn connect(&self, to: &str, port: u16) -> Result<Line, Unknown> {
        let place = format!("{to}:{port}");
        if let Some(line) = of(&self.network.connect, &place) {
            return Ok(*line);
        }
        let mut servers = self.servers.iter().filter(|server| server.host() == (to.to_owned(), port));
        match servers.find_map(|server| server.openly(None)) {
            Some(Answer::NotReached(Trouble::Dns)) => return Ok(Line::Dns),
            Some(Answer::NotReached(Trouble::Refused)) => return Ok(Line::Refused),
            Some(Answer::NotReached(Trouble::Timeout)) => return Ok(Line::Timeout),
            Some(_) => return Ok(Line::Ok),
            None => {}
        }
        match of(&self.network.tls, to).filter(|_| port == 443) {
            Some(tls) => Ok(match tls.fails() {
                Some(Unsafe::Dns) => Line::Dns,
                Some(Unsafe::Refused) => Line::Refused,
                Some(Unsafe::Timeout) => Line::Timeout,
                _ => Line::Ok,
            }),
            None => Err(self.not_recorded(format!("a connection to {place}"))),
        }
    }

    pub(in crate::host) fn visit(&self, hosts: &[String]) -> Result<Visit, Unknown> {
        let hosts: Result<_, Unknown> = hosts.iter().map(|host| self.handshake(host)).collect();
        Ok(Visit { has_authorities: self.network.authorities.unwrap_or(true), hosts: hosts? })
    }

    fn handshake(&self, host: &str) -> Result<Handshake, Unknown> {
        let url = format!("https://{host}/");
        let server = self.servers.iter().find_map(|server| server.openly(Some(&url)));
        match (of(&self.network.tls, host), server) {
            (Some(tls), server) => Ok(signed(&tls.table(), server)),
            (None, Some(server)) => Ok(signed(&TlsTable::default(), Some(server))),
            (None, None) => Err(self.not_recorded(format!("a safe connection to {host}"))),
        }
    }
}

/// What a table says, and where it says nothing, what the server sends.
fn signed(tls: &TlsTable, server: Option<&Answer>) -> Handshake {
    let (mut status, mut html, mut fails) = (tls.status, tls.html, tls.fails);
    match server {
        Some(Answer::Came(reply)) => {
            status = status.or(Some(reply.status));
            html |= reply.header("content-type").is_some_and(|kind| kind.contains("text/html"));
        }
        Some(Answer::NotReached(trouble)) => fails = fails.or(Some(unsafe_of(*trouble))),
        _ => {}
    }
    let trusted = tls.trusted.unwrap_or(true);
    if !trusted {
        fails = fails.or(Some(Unsafe::Untrusted));
    }
    let public = tls.public.unwrap_or(true);
    let (issuer, trusted, by_node, by_node_with_extra) = match fails {
        None | Some(Unsafe::Untrusted) => (tls.issuer.clone(), Some(trusted), Some(public), Some(public || tls.extra)),
        // A certificate came, and something else than its signature is wrong.
        Some(Unsafe::Expired | Unsafe::NotYetValid | Unsafe::WrongName) => (tls.issuer.clone(), None, None, None),
        Some(_) => (None, None, None, None),
    };
    let answered = fails.is_none();
    Handshake {
        trouble: fails,
        trusted,
        issuer,
        by_node,
        by_node_with_extra,
        status: status.or(Some(200)).filter(|_| answered),
        html: html && answered,
    }
}

fn unsafe_of(trouble: Trouble) -> Unsafe {
    match trouble {
        Trouble::Dns => Unsafe::Dns,
        Trouble::Refused => Unsafe::Refused,
        Trouble::Timeout => Unsafe::Timeout,
        Trouble::Tls => Unsafe::Broken,
        Trouble::Proxy => Unsafe::Proxy,
        Trouble::Closed => Unsafe::Closed,
    }
}
