//! Requests to real servers: a bounded body, a limit, and a typed reason where nobody answers. One that carries a key
//! goes to a single host, over a safe connection, and follows no redirect.

mod certificates;
mod der;
mod line;
mod secure;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, NoProxy, Proxy, Url};
use tokio::net::lookup_host;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::{Live, Variables};
use crate::fact::{Reason, Unknown};
use crate::host::credential::Carried;
use crate::host::http::{Answer, MOST_BODY, Reach, Reply, Request, Trouble, is_public, may_be_public};

const MOST_REDIRECTS: usize = 5;

/// How long to wait before a connection is tried once more.
const SECOND_TRY: Duration = Duration::from_millis(200);

/// The clients for most requests, made when they are first needed; none where the system's certificates cannot be read.
#[derive(Debug, Default)]
pub(super) struct Clients {
    anywhere: OnceLock<Option<Client>>,
    /// For requests that carry a key.
    keyed: OnceLock<Option<Client>>,
    /// When the next request may begin, by host.
    turns: Mutex<HashMap<String, Instant>>,
}

impl Clients {
    /// When a request to a host may begin, as far from the one before as the host wants it.
    fn turn(&self, host: &str, per_second: u32, now: Instant) -> Instant {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let next = turns.entry(host.to_owned()).or_insert(now);
        let turn = (*next).max(now);
        *next = turn + Duration::from_secs(1) / per_second.max(1);
        turn
    }
}

impl Live {
    /// Must not be called on the runtime's own thread: it waits.
    pub(in crate::host) fn http(&self, request: &Request, carried: Option<&Carried>) -> Answer {
        let mut over = self.over.subscribe();
        self.runtime.block_on(async {
            tokio::select! {
                answer = self.ask(request, carried) => answer,
                // Fails only when nobody is left to be told, and then the run is over as well.
                _ = over.wait_for(|over| *over) => Answer::Unknown(Reason::NotAsked.into()),
            }
        })
    }
}

/// Certificates come from the system, or from the file that this variable names.
const CERTIFICATES: &str = "the certificates of this computer, or those that SSL_CERT_FILE names";

/// Variables by which requests go to a proxy.
const PROXIES: [&str; 6] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// Variables that name what is reached without a proxy.
const AROUND: [&str; 2] = ["no_proxy", "NO_PROXY"];

impl Live {
    async fn ask(&self, request: &Request, carried: Option<&Carried>) -> Answer {
        let Ok(url) = Url::parse(&carried.map_or(request.url.clone(), |carried| carried.fill(&request.url))) else {
            return Answer::Unknown(Reason::Garbled.into());
        };
        if carried.is_some_and(|carried| url.scheme() != "https" || url.host_str() != Some(&carried.to)) {
            return Answer::NothingToSend;
        }
        let Some(headers) = headers(request, carried) else { return Answer::NothingToSend };
        // Waiting for its turn is no fault of the service, so it does not count.
        if let Some((to, per_second)) = carried.and_then(|carried| Some((&carried.to, carried.per_second?))) {
            sleep_until(self.clients.turn(to, per_second, Instant::now())).await;
        }
        let asked = async {
            let client = match request.reach {
                Reach::Anywhere if carried.is_some() => {
                    self.clients.keyed.get_or_init(|| keyed(&self.variables).build().ok()).clone()
                }
                Reach::Anywhere => self.clients.anywhere.get_or_init(|| builder(&self.variables).build().ok()).clone(),
                Reach::Public => match public_addresses(&url, &self.variables).await {
                    Ok(addresses) => pinned(&url, &addresses, &self.variables),
                    Err(answer) => return answer,
                },
            };
            let Some(client) = client else {
                return Answer::Unknown(Unknown::because(Reason::Unreadable, CERTIFICATES));
            };
            match reply(&client, url, headers).await {
                // The address that was asked may hold the key.
                Ok(reply) if carried.is_some() => Answer::Came(Reply { url: request.url.clone(), ..reply }),
                Ok(reply) => Answer::Came(reply),
                Err(error) => Answer::NotReached(trouble(&error)),
            }
        };
        timeout(request.limit, asked).await.unwrap_or(Answer::NotReached(Trouble::Timeout))
    }
}

fn builder(variables: &Variables) -> ClientBuilder {
    if only_socks(|name| variables.var(name)) {
        return plain().no_proxy();
    }
    let own = Variables::own();
    let as_here = PROXIES.iter().chain(&AROUND).all(|name| variables.raw(name) == own.raw(name));
    if as_here { plain() } else { through(variables) }
}

/// A client for another environment than that of this process, which is the one that the library looks into.
fn through(variables: &Variables) -> ClientBuilder {
    let first = |names: &[&str]| names.iter().find_map(|name| variables.set(name));
    let around = first(&AROUND).and_then(|list| NoProxy::from_string(&list));
    let secure = first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]).and_then(|to| Proxy::https(to).ok());
    let open = first(&["http_proxy", "all_proxy", "ALL_PROXY"]).and_then(|to| Proxy::http(to).ok());
    secure
        .into_iter()
        .chain(open)
        .fold(plain().no_proxy(), |builder, proxy| builder.proxy(proxy.no_proxy(around.clone())))
}

/// Whether the one proxy that is named is for all kinds of connections, and of a kind that neither doctor nor programs for
/// Node.js speak: they go straight.
fn only_socks(var: impl Fn(&str) -> Option<String>) -> bool {
    let first = |names: [&str; 2]| names.into_iter().find_map(&var).filter(|value| !value.is_empty());
    first(["HTTPS_PROXY", "https_proxy"]).is_none()
        && first(["ALL_PROXY", "all_proxy"]).is_some_and(|all| all.trim().to_ascii_lowercase().starts_with("socks"))
}

fn plain() -> ClientBuilder {
    // Fails where it is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("doctor/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::limited(MOST_REDIRECTS))
        .referer(false)
        .dns_resolver(Resolver)
}

/// A client for keys: no redirect is followed, and nothing goes over an open connection.
fn keyed(variables: &Variables) -> ClientBuilder {
    builder(variables).redirect(Policy::none()).https_only(true)
}

/// A client that knows only these addresses for the host of `url`, and leaves redirects alone: they may lead anywhere.
fn pinned(url: &Url, addresses: &[SocketAddr], variables: &Variables) -> Option<Client> {
    let builder = builder(variables).redirect(Policy::none());
    builder.resolve_to_addrs(url.host_str()?, addresses).build().ok()
}

/// Where a host lies, if all of that is in the open internet.
async fn public_addresses(url: &Url, variables: &Variables) -> Result<Vec<SocketAddr>, Answer> {
    let Some(host) = url.host_str() else { return Err(Answer::NotPublic) };
    let port = url.port_or_known_default().unwrap_or_default();
    if !may_be_public(host) {
        return Err(Answer::NotPublic);
    }
    // Behind a proxy it is the proxy that looks names up, and often nobody else can.
    let behind_proxy = PROXIES.iter().any(|name| variables.set(name).is_some());
    let unknown = |_| {
        if behind_proxy {
            Answer::Unknown(Unknown::because(
                Reason::NotAsked,
                format!("where {host} lies is known to the proxy alone"),
            ))
        } else {
            Answer::NotReached(Trouble::Dns)
        }
    };
    let found = lookup_host((host.trim_matches(['[', ']']), port)).await.map_err(unknown)?;
    let addresses: Vec<SocketAddr> = found.collect();
    if addresses.iter().all(|address| is_public(address.ip())) { Ok(addresses) } else { Err(Answer::NotPublic) }
}

/// The headers of a request with its key filled in; none where the key cannot stand in one.
fn headers(request: &Request, carried: Option<&Carried>) -> Option<HeaderMap> {
    let each = request.headers.iter().map(|(name, value)| {
        let value = carried.map_or(value.clone(), |carried| carried.fill(value));
        let mut value = HeaderValue::from_str(&value).ok()?;
        value.set_sensitive(true);
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, value))
    });
    each.collect()
}

async fn reply(client: &Client, url: Url, headers: HeaderMap) -> Result<Reply, reqwest::Error> {
    let send = || client.get(url.clone()).headers(headers.clone()).send();
    let mut response = match send().await {
        // Once more: a connection that fails at once may be a matter of chance.
        Err(error) if error.is_connect() && trouble(&error) != Trouble::Tls => {
            sleep(SECOND_TRY).await;
            send().await?
        }
        first => first?,
    };
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

/// Whether the proxy passes nothing on before somebody signs in to it.
fn wants_login(error: &reqwest::Error) -> bool {
    let mut link: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(at) = link {
        // The type of this one is not told to others.
        if at.to_string().starts_with("tunnel error: proxy auth") {
            return true;
        }
        link = at.source();
    }
    false
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
