//! Asks a service about a key that was found somewhere, as its file says.

use std::time::Duration;

use super::http::Http;
use crate::fact::{Fact, Type};
use crate::host::{Answer, Host, Reach, Request, Secret};
use crate::service::{Live, Service};

/// The request that shows whether a key works.
#[derive(Clone, Debug)]
pub struct KeyQuestion {
    http: Http,
    headers: Vec<(String, String)>,
}

impl KeyQuestion {
    /// # Errors
    /// What is to be taken out of the answer is not written as an `http` probe writes it.
    pub fn new(live: &Live) -> Result<Self, String> {
        let http = Http::about_a_key(&live.get, &live.take);
        http.facts()?;
        let mut headers: Vec<(String, String)> =
            live.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        if headers.is_empty() && !live.get.contains("{key}") {
            headers.push(("authorization".to_owned(), "Bearer {key}".to_owned()));
        }
        Ok(Self { http, headers })
    }

    /// What comes back.
    ///
    /// # Errors
    /// As for [`KeyQuestion::new`].
    pub fn facts(&self) -> Result<Type, String> {
        self.http.facts()
    }

    /// Asks. What comes back is never the key.
    pub fn ask(&self, host: &Host, service: &Service, key: &Secret, limit: Duration) -> Fact {
        let (url, headers) = (self.http.address().to_owned(), self.headers.clone());
        let request = Request { url, headers, reach: Reach::Anywhere, limit };
        match host.http_about(&request, service, key) {
            Answer::Came(reply) => self.http.came(&reply, host.now()),
            Answer::NotReached(trouble) => Fact::Untold(trouble.untold(&service.title)),
            Answer::Untold(untold) => Fact::Untold(untold),
            Answer::NotPublic | Answer::NothingToSend => Fact::Null,
        }
    }
}
