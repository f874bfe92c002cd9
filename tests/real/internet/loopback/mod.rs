//! An internet on this computer: programs reach servers of ours where they mean the real ones.

mod answer;
mod authority;
pub mod keys;
mod message;
pub mod providers;
mod proxy;
mod servers;

use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

pub use answer::Answer;
pub use message::{Request, Way};
use servers::Servers;

/// Knows no host at first. Goes, with all connections, at the end of the test.
pub struct Internet {
    servers: Arc<Servers>,
    address: SocketAddr,
}

impl Internet {
    pub fn new() -> Self {
        let servers = Arc::new(Servers::new());
        let address = proxy::start(Arc::clone(&servers));
        Self { servers, address }
    }

    /// Adds a host, or puts another in its place. Its name is the real one, without a port.
    pub fn host(self, name: &str, answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        self.servers.add(name, Arc::new(answer));
        self
    }

    /// Adds a host that always gives the same answer.
    pub fn always(self, name: &str, answer: Answer) -> Self {
        self.host(name, move |_| answer.clone())
    }

    /// All requests to known hosts, in the order of their coming.
    pub fn seen(&self) -> Vec<Request> {
        self.servers.seen()
    }

    /// The requests to one host.
    pub fn seen_by(&self, host: &str) -> Vec<Request> {
        self.seen().into_iter().filter(|request| request.host == host).collect()
    }

    /// Hosts that somebody wanted to reach and that are not here.
    pub fn refused(&self) -> Vec<String> {
        self.servers.refused()
    }

    /// The address of the proxy.
    pub fn proxy(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The certificate of the authority that signs for every host.
    pub fn certificate(&self) -> String {
        self.servers.authority().pem()
    }
}

impl Drop for Internet {
    fn drop(&mut self) {
        self.servers.close();
        // The proxy waits for the next connection: this one lets it see that there is nothing more to do.
        let _ = TcpStream::connect(self.address);
    }
}
