//! What a server of the loopback internet does with a request: it answers well, badly, slowly, without end, or not at all.

use std::io::{Result, Write};
use std::time::Duration;

use serde_json::Value;

/// How long a drip waits between two bytes.
const DRIP: Duration = Duration::from_millis(200);

#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    after: Duration,
}

#[derive(Clone, Debug)]
enum Body {
    Whole(Vec<u8>),
    /// These bytes, one at a time, over and over.
    Drip(Vec<u8>),
    /// So many bytes, as fast as they are taken.
    Long(u64),
    /// No answer: the connection is cut.
    Reset,
}

impl Answer {
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, Body::Whole(body.to_string().into_bytes())).header("content-type", "application/json")
    }

    /// A page, such as a proxy or a wireless network puts in place of what was asked.
    pub fn page(status: u16, text: &str) -> Self {
        Self::new(status, Body::Whole(text.as_bytes().to_vec())).header("content-type", "text/html; charset=utf-8")
    }

    pub fn redirect(to: &str) -> Self {
        Self::page(302, "").header("location", to)
    }

    /// Cuts the connection when the request has come.
    pub fn reset() -> Self {
        Self::new(0, Body::Reset)
    }

    /// Answers at once, and then sends a byte of its body now and then, for ever.
    pub fn drip(status: u16) -> Self {
        Self::new(status, Body::Drip(b" ".to_vec())).header("content-type", "application/json")
    }

    /// Has a body of so many bytes.
    pub fn long(status: u16, bytes: u64) -> Self {
        Self::new(status, Body::Long(bytes)).header("content-type", "application/json")
    }

    fn new(status: u16, body: Body) -> Self {
        Self { status, headers: Vec::new(), body, after: Duration::ZERO }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Keeps the other side waiting first.
    pub fn after(mut self, wait: Duration) -> Self {
        self.after = wait;
        self
    }

    pub fn is_reset(&self) -> bool {
        matches!(self.body, Body::Reset)
    }

    /// Sends it. `wait` sleeps for a time, and says whether anybody is still there to be answered.
    pub fn send(&self, to: &mut impl Write, wait: impl Fn(Duration) -> bool) -> Result<()> {
        if !wait(self.after) || self.is_reset() {
            return Ok(());
        }
        let mut head = format!("HTTP/1.1 {} {}\r\nConnection: close\r\n", self.status, words(self.status));
        let length = match &self.body {
            Body::Whole(bytes) => Some(bytes.len() as u64),
            Body::Long(bytes) => Some(*bytes),
            Body::Drip(_) | Body::Reset => None,
        };
        if let Some(length) = length {
            head.push_str(&format!("Content-Length: {length}\r\n"));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        to.write_all(head.as_bytes())?;
        match &self.body {
            Body::Whole(bytes) => to.write_all(bytes)?,
            Body::Drip(bytes) => {
                for byte in bytes.iter().cycle().take_while(|_| wait(DRIP)) {
                    to.write_all(&[*byte])?;
                    to.flush()?;
                }
            }
            Body::Long(bytes) => {
                let block = [b' '; 1 << 14];
                let mut left = *bytes;
                while left > 0 && wait(Duration::ZERO) {
                    let next = left.min(block.len() as u64);
                    to.write_all(&block[..usize::try_from(next).unwrap()])?;
                    left -= next;
                }
            }
            Body::Reset => {}
        }
        to.flush()
    }
}

/// What stands beside a status in the first line. Tools print it, so it is the usual one.
fn words(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        407 => "Proxy Authentication Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        529 => "Overloaded",
        _ => "Other",
    }
}
