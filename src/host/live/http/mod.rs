//! Requests to real servers: no secret, a bounded body, a limit, and a typed reason where nobody answers.

use std::error::Error;
use std::fmt;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use tokio::net::lookup_host;
use tokio::time::timeout;

use super::Live;
use crate::fact::Reason;
use crate::host::http::{Answer, MOST_BODY, Reach, Reply, Request, Trouble, is_public};

const MOST_REDIRECTS: usize = 5;

/// One client for every place that requests may go to, made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct Clients {
    anywhere: OnceLock<Option<Client>>,
    public: OnceLock<Option<Client>>,
}

impl Live {
    /// Must not be called on the runtime's own thread: it waits.
    pub(in crate::host) fn http(&self, request: &Request) -> Answer {
        let slot = match request.reach {
            Reach::Anywhere => &self.clients.anywhere,
            Reach::Public => &self.clients.public,
        };
        let Some(client) = slot.get_or_init(|| client(request.reach)) else {
            return Answer::Untold(Reason::Crashed.into());
        };
        let mut over = self.over.subscribe();
        self.runtime.block_on(async {
            tokio::select! {
                answer = ask(client, request) => answer,
                // Fails only when nobody is left to be told, and then the run is over as well.
                _ = over.wait_for(|over| *over) => Answer::Untold(Reason::NotAsked.into()),
            }
        })
    }
}

fn client(reach: Reach) -> Option<Client> {
    // Fails where it is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let redirects = Policy::custom(move |attempt| {
        if attempt.previous().len() > MOST_REDIRECTS {
            attempt.error("too many redirects")
        } else if reach == Reach::Public && !may_be_public(attempt.url()) {
            attempt.error(NotPublic)
        } else {
            attempt.follow()
        }
    });
    Client::builder()
        .user_agent(concat!("doctor/", env!("CARGO_PKG_VERSION")))
        .redirect(redirects)
        .referer(false)
        .dns_resolver(Resolver { reach })
        .build()
        .ok()
}

async fn ask(client: &Client, request: &Request) -> Answer {
    let Ok(url) = Url::parse(&request.url) else {
        return Answer::Untold(Reason::Garbled.into());
    };
    if request.reach == Reach::Public && !may_be_public(&url) {
        return Answer::Untold(Reason::NotAsked.into());
    }
    match timeout(request.limit, reply(client, url)).await {
        Ok(Ok(reply)) => Answer::Came(reply),
        Ok(Err(error)) => trouble(&error),
        Err(_) => Answer::NotReached(Trouble::Timeout),
    }
}

async fn reply(client: &Client, url: Url) -> Result<Reply, reqwest::Error> {
    let mut response = client.get(url).send().await?;
    let headers = response.headers().iter();
    let headers =
        headers.map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let mut reply = Reply {
        status: response.status().as_u16(),
        url: response.url().to_string(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    while let Some(chunk) = response.chunk().await? {
        reply.body.extend_from_slice(&chunk);
        if reply.body.len() >= MOST_BODY {
            reply.body.truncate(MOST_BODY);
            break;
        }
    }
    Ok(reply)
}

/// The first cause that is known in the chain of an error. Its text may hold an address, so it goes nowhere.
fn trouble(error: &reqwest::Error) -> Answer {
    let mut link: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(at) = link {
        if at.is::<NotPublic>() {
            return Answer::Untold(Reason::NotAsked.into());
        }
        if at.is::<NoAddress>() {
            return Answer::NotReached(Trouble::Dns);
        }
        if at.is::<rustls::Error>() {
            return Answer::NotReached(Trouble::Tls);
        }
        let io = at.downcast_ref::<std::io::Error>();
        match io.map(std::io::Error::kind) {
            Some(ErrorKind::ConnectionRefused) => return Answer::NotReached(Trouble::Refused),
            Some(ErrorKind::TimedOut) => return Answer::NotReached(Trouble::Timeout),
            _ => {}
        }
        // The source of such an error is that of the one inside, which would be left out.
        link = match io.and_then(std::io::Error::get_ref) {
            Some(inside) => Some(inside),
            None => at.source(),
        };
    }
    Answer::NotReached(Trouble::Closed)
}

/// Whether an address may lie in the open internet, as far as it tells by itself: names are looked up later.
fn may_be_public(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) => is_public(address),
        Err(_) => host.contains('.') && !host.ends_with(".local") && !host.ends_with(".internal"),
    }
}

#[derive(Debug)]
struct NoAddress;

#[derive(Debug)]
struct NotPublic;

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name has no address")
    }
}

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the address does not lie in the open internet")
    }
}

impl Error for NoAddress {}

impl Error for NotPublic {}

/// The system's own look-up, with an error of a known type.
struct Resolver {
    reach: Reach,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        Box::pin(async move {
            let found = lookup_host((name.as_str(), 0)).await.map_err(|_| NoAddress)?;
            let addresses: Vec<SocketAddr> = found.collect();
            if reach == Reach::Public && !addresses.iter().all(|address| is_public(address.ip())) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
