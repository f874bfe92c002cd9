//! A request as it arrived.

use std::io::{BufRead, Error, ErrorKind, Read, Result};

/// No tool has a reason to send more than this.
const MOST_BODY: u64 = 1 << 20;

/// How a request came to the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Inside TLS, after CONNECT.
    Tunnel,
    /// Openly, with the whole address in its first line.
    Open,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub way: Way,
    pub method: String,
    /// Without the port.
    pub host: String,
    /// With what follows the question mark.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// The next request; its `path` is what stood in the first line, and its host what the header says.
    /// None where the other side has nothing more to ask.
    pub fn read(from: &mut impl BufRead, way: Way) -> Result<Option<Self>> {
        let first = line(from)?;
        if first.is_empty() {
            return Ok(None);
        }
        let mut words = first.split(' ').map(str::to_owned);
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            return Err(Error::new(ErrorKind::InvalidData, first));
        };
        let mut request = Self { way, method, host: String::new(), path, headers: Vec::new(), body: Vec::new() };
        loop {
            let line = line(from)?;
            let Some((name, value)) = line.split_once(':') else { break };
            request.headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        request.host = without_port(request.header("host").unwrap_or_default()).to_owned();
        request.body = request.read_body(from)?;
        Ok(Some(request))
    }

    /// The value of a header, whose name is given in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The token of `Authorization: Bearer TOKEN`, or of `token TOKEN`, as gh writes it.
    pub fn bearer(&self) -> Option<&str> {
        let value = self.header("authorization")?;
        value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("token "))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn read_body(&self, from: &mut impl BufRead) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        if self.header("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
            loop {
                let length = u64::from_str_radix(line(from)?.split(';').next().unwrap_or_default().trim(), 16);
                let length = length.map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
                from.take(length.min(MOST_BODY)).read_to_end(&mut body)?;
                line(from)?;
                if length == 0 {
                    return Ok(body);
                }
            }
        }
        let length = self.header("content-length").and_then(|value| value.parse().ok()).unwrap_or(0_u64);
        from.take(length.min(MOST_BODY)).read_to_end(&mut body)?;
        Ok(body)
    }
}

/// `api.github.com` of `api.github.com:443`.
pub fn without_port(host: &str) -> &str {
    host.rsplit_once(':').map_or(host, |(name, _)| name)
}

fn line(from: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    from.take(1 << 16).read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}
