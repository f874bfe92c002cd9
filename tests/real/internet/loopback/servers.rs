//! The hosts of a loopback internet, what they answer, and what they were asked.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;

use super::answer::Answer;
use super::authority::Authority;
use super::message::Request;

type Server = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

pub struct Servers {
    authority: Authority,
    known: Mutex<HashMap<String, Server>>,
    seen: Mutex<Vec<Request>>,
    refused: Mutex<Vec<String>>,
    closed: AtomicBool,
}

impl Servers {
    pub fn new() -> Self {
        Self {
            authority: Authority::new(),
            known: Mutex::default(),
            seen: Mutex::default(),
            refused: Mutex::default(),
            closed: AtomicBool::new(false),
        }
    }

    pub fn add(&self, host: &str, server: Server) {
        self.known.lock().unwrap().insert(host.to_owned(), server);
    }

    /// Whether there is such a host. One that there is not is noted.
    pub fn knows(&self, host: &str) -> bool {
        let known = self.known.lock().unwrap().contains_key(host);
        if !known {
            self.refused.lock().unwrap().push(host.to_owned());
        }
        known
    }

    /// Notes a request to a known host, and gives the answer.
    pub fn answer(&self, request: Request) -> Answer {
        let server = Arc::clone(&self.known.lock().unwrap()[&request.host]);
        self.seen.lock().unwrap().push(request.clone());
        server(&request)
    }

    pub fn certified(&self, host: &str) -> Arc<ServerConfig> {
        self.authority.server(host)
    }

    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    pub fn refused(&self) -> Vec<String> {
        self.refused.lock().unwrap().clone()
    }

    /// Ends every answer that is still under way.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }
}
