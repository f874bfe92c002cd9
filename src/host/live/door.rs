//! The ports of this machine, tried by waiting at one for a moment: for this computer alone.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use super::Live;
use crate::host::Door;

/// How long a call to ourselves may take.
const LIMIT: Duration = Duration::from_secs(1);

impl Live {
    pub(in crate::host) fn door(&self, port: u16) -> Option<Door> {
        let waiting = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(waiting) => waiting,
            Err(error) => {
                return match error.kind() {
                    ErrorKind::AddrInUse => Some(Door::InUse),
                    // Windows keeps ranges of ports for itself, and tells it so.
                    ErrorKind::PermissionDenied => Some(Door::Blocked),
                    _ => None,
                };
            }
        };
        let at = waiting.local_addr().ok()?;
        Some(if called(at) { Door::Free } else { Door::Blocked })
    }
}

fn called(at: SocketAddr) -> bool {
    TcpStream::connect_timeout(&at, LIMIT).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_is_free_until_somebody_waits_there_and_afterwards_again() {
        let live = Live::new(tokio::runtime::Handle::current(), None, crate::host::Variables::own());
        let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = other.local_addr().unwrap().port();
        assert_eq!(live.door(port), Some(Door::InUse));
        drop(other);
        assert_eq!(live.door(port), Some(Door::Free));
        assert_eq!(live.door(port), Some(Door::Free), "looking leaves it as it was");
    }
}
