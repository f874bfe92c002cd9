//! Requests to real servers: no secret, a bounded body, a limit, and a typed reason where nobody answers.

use std::error::Error;
use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::OnceLock;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Url};
use tokio::net::lookup_host;
use tokio::time::timeout;

use super::Live;
use crate::fact::{Reason, Untold};
use crate::host::http::{Answer, MOST_BODY, Reach, Reply, Request, Trouble, is_public, may_be_public};

const MOST_REDIRECTS: usize = 5;

/// The client for most requests, made when it is first needed; none where the system's certificates cannot be read.
#[derive(Debug, Default)]
pub(super) struct Clients {
    anywhere: OnceLock<Option<Client>>,
}

impl Live {
    /// Must not be called on the runtime's own thread: it waits.
    pub(in crate::host) fn http(&self, request: &Request) -> Answer {
        let mut over = self.over.subscribe();
        self.runtime.block_on(async {
            tokio::select! {
                answer = self.ask(request) => answer,
                // Fails only when nobody is left to be told, and then the run is over as well.
                _ = over.wait_for(|over| *over) => Answer::Untold(Reason::NotAsked.into()),
            }
        })
    }
}

/// Certificates come from the system, or from the file that this variable names.
const CERTIFICATES: &str = "the certificates of this computer, or those that SSL_CERT_FILE names";

impl Live {
    async fn ask(&self, request: &Request) -> Answer {
        let Ok(url) = Url::parse(&request.url) else {
            return Answer::Untold(Reason::Garbled.into());
        };
        let asked = async {
            let client = match request.reach {
                Reach::Anywhere => self.clients.anywhere.get_or_init(|| builder().build().ok()).clone(),
                Reach::Public => match public_addresses(&url).await {
                    Ok(addresses) => pinned(&url, &addresses),
                    Err(answer) => return answer,
                },
            };
            let Some(client) = client else {
                return Answer::Untold(Untold::because(Reason::Unreadable, CERTIFICATES));
            };
            reply(&client, url).await.map_or_else(|error| Answer::NotReached(trouble(&error)), Answer::Came)
        };
        timeout(request.limit, asked).await.unwrap_or(Answer::NotReached(Trouble::Timeout))
    }
}

fn builder() -> ClientBuilder {
    // Fails where it is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("doctor/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::limited(MOST_REDIRECTS))
        .referer(false)
        .dns_resolver(Resolver)
}

/// A client that knows only these addresses for the host of `url`, and leaves redirects alone: they may lead anywhere.
fn pinned(url: &Url, addresses: &[SocketAddr]) -> Option<Client> {
    let builder = builder().redirect(Policy::none());
    builder.resolve_to_addrs(url.host_str()?, addresses).build().ok()
}

/// Where a host lies, if all of that is in the open internet.
async fn public_addresses(url: &Url) -> Result<Vec<SocketAddr>, Answer> {
    let Some(host) = url.host_str() else { return Err(Answer::NotPublic) };
    let port = url.port_or_known_default().unwrap_or_default();
    if !may_be_public(host) {
        return Err(Answer::NotPublic);
    }
    let found =
        lookup_host((host.trim_matches(['[', ']']), port)).await.map_err(|_| Answer::NotReached(Trouble::Dns))?;
    let addresses: Vec<SocketAddr> = found.collect();
    if addresses.iter().all(|address| is_public(address.ip())) { Ok(addresses) } else { Err(Answer::NotPublic) }
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
fn trouble(error: &reqwest::Error) -> Trouble {
    let mut link: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(at) = link {
        if at.is::<NoAddress>() {
            return Trouble::Dns;
        }
        if at.is::<rustls::Error>() {
            return Trouble::Tls;
        }
        // The type of this one is not told to others.
        if at.to_string().starts_with("tunnel error") {
            return Trouble::Proxy;
        }
        let io = at.downcast_ref::<std::io::Error>();
        match io.map(std::io::Error::kind) {
            Some(ErrorKind::ConnectionRefused) => return Trouble::Refused,
            Some(ErrorKind::TimedOut) => return Trouble::Timeout,
            _ => {}
        }
        // The source of such an error is that of the one inside, which would be left out.
        link = match io.and_then(std::io::Error::get_ref) {
            Some(inside) => Some(inside),
            None => at.source(),
        };
    }
    Trouble::Closed
}

#[derive(Debug)]
struct NoAddress;

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name has no address")
    }
}

impl Error for NoAddress {}

/// The system's own look-up, with an error of a known type.
struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = lookup_host((name.as_str(), 0)).await.map_err(|_| NoAddress)?;
            let addresses: Vec<SocketAddr> = found.collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
