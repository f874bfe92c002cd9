//! The address of a proxy as a variable holds it, and the list of those that are reached without it.

use crate::fact::words;

words! {
    /// How a program talks to a proxy.
    pub(super) enum Scheme {
        Http = "http", Https = "https", Socks = "socks", Other = "other",
    }
}

/// Without the user and the password that may stand in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) scheme: Scheme,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) has_password: bool,
}

impl Address {
    /// `http://user:password@host:port`, of which only the host must be there.
    pub(super) fn read(value: &str) -> Option<Self> {
        let value = value.trim();
        let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
        let (scheme, usual) = match scheme.to_ascii_lowercase().as_str() {
            "http" => (Scheme::Http, 80),
            "https" => (Scheme::Https, 443),
            "socks" | "socks4" | "socks4a" | "socks5" | "socks5h" => (Scheme::Socks, 1080),
            _ => (Scheme::Other, 80),
        };
        // A password may hold any sign but the last `@`.
        let (login, place) = rest.rsplit_once('@').map_or((None, rest), |(login, place)| (Some(login), place));
        let place = place.split(['/', '?', '#']).next()?;
        let after_host = place.find(']').map_or(0, |end| end + 1);
        let (host, port) = match place[after_host..].find(':') {
            Some(at) => (&place[..after_host + at], place[after_host + at + 1..].parse().ok()?),
            None => (place, usual),
        };
        let fine = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
        (!host.is_empty() && host.chars().all(fine)).then(|| Self {
            scheme,
            host: host.to_owned(),
            port,
            has_password: login.is_some_and(|login| login.contains(':')),
        })
    }

    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// Whether a list of exceptions has a host: names and everything below them, with or without a dot before them.
pub(super) fn covers(exceptions: &str, host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    exceptions.split([',', ' ']).map(|entry| entry.trim().to_ascii_lowercase()).any(|entry| {
        let name = entry.strip_prefix('*').unwrap_or(&entry);
        let name = name.strip_prefix('.').unwrap_or(name);
        let name = name.rsplit_once(':').map_or(name, |(name, _)| name);
        entry == "*" || !name.is_empty() && (host == name || host.ends_with(&format!(".{name}")))
    })
}

#[cfg(test)]
mod tests {
    use super::{Address, covers};

    fn read(value: &str) -> Option<(&'static str, String, bool)> {
        Address::read(value).map(|address| (address.scheme.word(), address.place(), address.has_password))
    }

    #[test]
    fn an_address_is_told_without_user_and_password() {
        for (value, expected) in [
            ("http://proxy.example.com:8080", Some(("http", "proxy.example.com:8080", false))),
            ("http://ada:p@ss/word@proxy.example.com:3128/", Some(("http", "proxy.example.com:3128", true))),
            ("http://ada@proxy.example.com", Some(("http", "proxy.example.com:80", false))),
            ("proxy.example.com:8080", Some(("http", "proxy.example.com:8080", false))),
            ("HTTPS://proxy.example.com", Some(("https", "proxy.example.com:443", false))),
            ("socks5h://127.0.0.1", Some(("socks", "127.0.0.1:1080", false))),
            ("http://[::1]:3128", Some(("http", "[::1]:3128", false))),
            ("ftp://proxy.example.com", Some(("other", "proxy.example.com:80", false))),
            ("http://", None),
            ("http://proxy.example.com:port", None),
            ("a proxy", None),
        ] {
            let expected =
                expected.map(|(scheme, place, secret): (&str, &str, bool)| (scheme, place.to_owned(), secret));
            assert_eq!(read(value), expected, "{value}");
        }
    }

    #[test]
    fn exceptions_cover_names_and_what_is_below_them() {
        for (list, covered) in [
            ("localhost,.github.com", true),
            ("github.com", true),
            ("*.github.com other.example", true),
            ("api.github.com:443", true),
            ("*", true),
            ("hub.com,notgithub.com", false),
            ("localhost,127.0.0.1,10.0.0.0/8", false),
            ("", false),
        ] {
            assert_eq!(covers(list, "api.github.com"), covered, "{list}");
        }
    }
}
