//! Names and plain connections, as every program on this computer gets them.

use std::io::{Error, ErrorKind};
use std::net::IpAddr;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

use super::Live;
use crate::host::network::{Line, Naming};

impl Live {
    /// Looks names up, all at once. Must not be called on the runtime's own thread: it waits.
    pub(in crate::host) fn names(&self, names: &[String], limit: Duration) -> Vec<Naming> {
        let end = Instant::now() + limit;
        self.runtime.block_on(async {
            let mut asked = JoinSet::new();
            for (at, name) in names.iter().cloned().enumerate() {
                asked.spawn(async move { (at, naming(&name, end).await) });
            }
            let mut found = vec![Naming::Timeout; names.len()];
            while let Some(Ok((at, naming))) = asked.join_next().await {
                found[at] = naming;
            }
            found
        })
    }

    /// Connects, sends nothing and hangs up. Must not be called on the runtime's own thread.
    pub(in crate::host) fn connect(&self, host: &str, port: u16, limit: Duration) -> Line {
        let host = host.trim_matches(['[', ']']);
        self.runtime.block_on(async {
            let Ok(Ok(addresses)) = timeout(limit / 2, lookup_host((host, port))).await else { return Line::Dns };
            let addresses: Vec<_> = addresses.collect();
            match timeout(limit / 2, TcpStream::connect(addresses.as_slice())).await {
                Ok(Ok(_)) => Line::Ok,
                Ok(Err(error)) => line(&error),
                Err(_) => Line::Timeout,
            }
        })
    }
}

async fn naming(name: &str, end: Instant) -> Naming {
    match timeout_at(end, lookup_host((name, 443))).await {
        Err(_) => Naming::Timeout,
        Ok(Err(error)) => unnamed(&error),
        Ok(Ok(found)) => {
            let addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
            match addresses.is_empty() {
                true => Naming::None,
                false if addresses.iter().all(|address| leads_nowhere(*address)) => Naming::Sinkhole,
                false => Naming::Ok,
            }
        }
    }
}

/// On Windows the error has a number; elsewhere the look-up's own number is lost, and its text is that of the C library.
fn unnamed(error: &Error) -> Naming {
    const TRY_AGAIN: i32 = 11002;
    let text = error.to_string();
    if error.raw_os_error() == Some(TRY_AGAIN) || text.contains("emporary failure") || text.contains("ry again") {
        Naming::Temporary
    } else {
        Naming::None
    }
}

fn leads_nowhere(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_unspecified() || address.is_loopback()
}

fn line(error: &Error) -> Line {
    match error.kind() {
        ErrorKind::ConnectionRefused => Line::Refused,
        ErrorKind::TimedOut => Line::Timeout,
        _ => Line::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use tokio::runtime::Builder;
    use tokio::task::spawn_blocking;

    use super::*;
    use crate::host::Host;

    const LIMIT: Duration = Duration::from_secs(4);

    fn on_this_computer<T: Send + 'static>(ask: impl FnOnce(Host) -> T + Send + 'static) -> T {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let host = Host::Live(Live::new(runtime.handle().clone(), None, crate::host::Variables::own()));
        runtime.block_on(async { spawn_blocking(move || ask(host)).await.unwrap() })
    }

    #[test]
    fn names_are_told_apart_in_their_order() {
        // A part this long cannot stand in any name, so nobody has to be asked.
        let names = ["127.0.0.1".to_owned(), format!("{}.invalid", "x".repeat(64)), "192.0.2.1".to_owned()];
        let found = on_this_computer(move |host| host.names(&names, LIMIT));
        let found: Vec<_> = found.into_iter().map(Result::unwrap).collect();
        assert_eq!(found, [Naming::Sinkhole, Naming::None, Naming::Ok]);
    }

    #[test]
    fn the_words_of_c_libraries_for_a_resolver_that_is_silent_are_known() {
        for text in ["failed to lookup address information: Temporary failure in name resolution", "… Try again"] {
            assert_eq!(unnamed(&Error::other(text)), Naming::Temporary);
        }
        assert_eq!(unnamed(&Error::other("Name or service not known")), Naming::None);
    }

    #[test]
    fn an_open_port_connects_and_a_closed_one_refuses() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let open = listener.local_addr().unwrap().port();
        assert_eq!(on_this_computer(move |host| host.connect("127.0.0.1", open, LIMIT)).unwrap(), Line::Ok);
        drop(listener);
        assert_eq!(on_this_computer(move |host| host.connect("127.0.0.1", open, LIMIT)).unwrap(), Line::Refused);
    }
}
