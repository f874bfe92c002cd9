//! Questions to servers: a request, and the ways in which it can end.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use crate::fact::{Reason, Unknown};

/// Bytes of a body that are read.
pub(super) const MOST_BODY: usize = 256 << 10;

/// A GET. Where it carries a credential, `{name}` stands for it in the address and the headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub url: String,
    /// Headers beside those that every request has.
    pub headers: Vec<(String, String)>,
    pub reach: Reach,
    /// When it counts as unanswered.
    pub limit: Duration,
}

/// Where a request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Anywhere,
    /// Not to this computer and not into its own network: for addresses that a stranger's file names.
    Public,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Came(Reply),
    /// Nobody answered at that address.
    NotReached(Trouble),
    /// The address does not lie in the open internet, and only such a one was to be asked.
    NotPublic,
    /// It was to carry a credential, and there is none that may be sent.
    NothingToSend,
    Unknown(Unknown),
}

/// What a server sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// The address that answered, after redirects.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The first part of the body.
    pub body: Vec<u8>,
}

/// Why nobody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Trouble {
    /// The name has no address.
    Dns,
    Refused,
    Timeout,
    /// There is no safe connection.
    Tls,
    /// A proxy, a computer in between, would not pass the request on.
    Proxy,
    /// The connection was cut, or leads nowhere.
    Closed,
}

impl Trouble {
    pub const WORDS: &[&str] = &["dns", "refused", "timeout", "tls", "proxy", "closed"];

    pub fn word(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::Timeout => "timeout",
            Self::Tls => "tls",
            Self::Proxy => "proxy",
            Self::Closed => "closed",
        }
    }

    /// What cannot be told when this happens.
    pub fn unknown(self, host: &str) -> Unknown {
        match self {
            Self::Dns => Unknown::because(Reason::Offline, format!("no address of {host} was found")),
            Self::Refused => Unknown::because(Reason::Refused, format!("a connection to {host}")),
            Self::Timeout => Unknown::because(Reason::Timeout, host),
            Self::Tls => Unknown::because(Reason::Refused, format!("a safe connection to {host}")),
            Self::Proxy => Unknown::because(Reason::Refused, format!("the way to {host} through the proxy")),
            Self::Closed => Unknown::because(Reason::Offline, format!("the connection to {host} was cut")),
        }
    }
}

impl Reply {
    /// Why this says nothing about whoever asks: the server was asked too often, or has trouble of its own.
    pub fn says_nothing(&self) -> Option<Unknown> {
        let host = host_of(&self.url);
        match self.status {
            429 => Some(Unknown::because(Reason::Refused, format!("{host}, which was asked too often"))),
            500.. => Some(Unknown::because(Reason::Outage, host)),
            _ => None,
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The host in an address, without user and port.
pub fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let end = if host.starts_with('[') { host.find(']').map(|at| at + 1) } else { host.find(':') };
    host[..end.unwrap_or(host.len())].to_lowercase()
}

/// Whether a host may lie in the open internet, as far as its name tells: names are looked up later.
pub(super) fn may_be_public(host: &str) -> bool {
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) => is_public(address),
        Err(_) => host.contains('.') && !host.ends_with(".local") && !host.ends_with(".internal"),
    }
}

/// Whether an address lies in the open internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => {
            let [first, second, ..] = four.octets();
            let shared = first == 100 && (64..128).contains(&second);
            let own = four.is_loopback() || four.is_private() || four.is_link_local() || four.is_unspecified();
            !(own || shared || four.is_broadcast() || four.is_multicast() || four.is_documentation() || first == 0)
        }
        IpAddr::V6(six) => match four_inside(six) {
            Some(four) => is_public(IpAddr::V4(four)),
            None => {
                let first = six.segments()[0];
                let own = six.is_loopback() || six.is_unspecified() || six.is_multicast();
                // Of each network alone; also those that were given up in favour of others, which some still use.
                !(own || first & 0xfe00 == 0xfc00 || first & 0xff80 == 0xfe80)
            }
        },
    }
}

/// The older address in a newer one: where networks have only the newer, the older is reached by way of it.
fn four_inside(six: Ipv6Addr) -> Option<Ipv4Addr> {
    let at = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Some(Ipv4Addr::new(a, b, c, d))
    };
    match six.segments() {
        [0, 0, 0, 0, 0, 0, 0, _] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x64, 0xff9b, 1, _, _, _, high, low]
        | [0x2002, high, low, ..] => at(high, low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{host_of, is_public};

    #[test]
    fn addresses_of_this_computer_and_its_network_are_not_public() {
        for own in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fd00::1",
            "fec0::1",
            "::ffff:127.0.0.1",
            "::192.168.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::192.168.0.1",
            "2002:c0a8:1::1",
        ] {
            assert!(!is_public(own.parse().unwrap()), "{own}");
        }
        for public in ["1.1.1.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::1.1.1.1"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn the_host_of_an_address_is_told_without_user_and_port() {
        for (url, expected) in [
            ("https://Example.com/x", "example.com"),
            ("http://ada:pw@example.com:8080?x", "example.com"),
            ("http://[::1]:80/", "[::1]"),
            ("https://example.com", "example.com"),
        ] {
            assert_eq!(host_of(url), expected);
        }
    }
}
