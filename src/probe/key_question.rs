//! Asks a service about a key that was found somewhere, as its file says.

use std::time::Duration;

use serde::de::IgnoredAny;

use super::http::Http;
use crate::fact::{Fact, Facts, Type, Unknown};
use crate::host::{Answer, Host, Reach, Request, Secret, Trouble};
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
    pub fn ask(&self, host: &Host, service: &Service, key: &Secret, limit: Duration) -> Heard {
        let (url, headers) = (self.http.address().to_owned(), self.headers.clone());
        let request = Request { url, headers, reach: Reach::Anywhere, limit };
        match host.http_about(&request, service, key) {
            Answer::Came(reply) => match self.http.came(&reply, host.now()) {
                Fact::Record(facts) => {
                    let is_json = serde_json::from_slice::<IgnoredAny>(&reply.body).is_ok();
                    Heard::Answer { status: reply.status, is_json, facts }
                }
                _ => Heard::Nothing,
            },
            Answer::NotReached(trouble) => Heard::NotReached(trouble),
            Answer::Unknown(unknown) => Heard::Unknown(unknown),
            Answer::NotPublic | Answer::NothingToSend => Heard::Nothing,
        }
    }
}

/// What comes of asking about a key.
#[derive(Clone, Debug)]
pub enum Heard {
    /// Whoever answered; what its service takes a clear answer from is in the facts.
    Answer {
        status: u16,
        is_json: bool,
        facts: Facts,
    },
    NotReached(Trouble),
    Unknown(Unknown),
    /// It was not asked, because the key may not go there or cannot.
    Nothing,
}
