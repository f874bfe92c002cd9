//! A file of certificates that a variable names, and what is wrong with it.

use crate::fact::{Fact, Type};
use crate::host::{Host, Unseen};

/// Bytes of such a file that are read: a list of all public authorities has a tenth of it.
const MOST: usize = 4 << 20;

const PROBLEMS: &[&str] = &["missing", "unreadable", "empty", "not-pem"];

/// As a variable names it.
pub(super) struct CertificateFile {
    path: Option<String>,
    content: Result<Vec<u8>, &'static str>,
}

impl CertificateFile {
    pub(super) fn facts() -> Type {
        Type::record([("set", Type::Bool), ("file", Type::Text), ("problem", Type::Word(PROBLEMS))])
    }

    pub(super) fn named_by(host: &Host, variable: &str) -> Self {
        let Some(path) = host.var(variable).filter(|path| !path.is_empty()) else {
            return Self { path: None, content: Ok(Vec::new()) };
        };
        let content = match host.read_whole(&path, MOST) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => Err("empty"),
            Ok(bytes) if !holds_certificates(&bytes) => Err("not-pem"),
            Ok(bytes) => Ok(bytes),
            Err(Unseen::Absent) => Err("missing"),
            Err(Unseen::Denied | Unseen::Unreadable) => Err("unreadable"),
        };
        Self { path: Some(host.shorten(&path)), content }
    }

    pub(super) fn bytes(&self) -> Option<&[u8]> {
        self.content.as_deref().ok().filter(|_| self.path.is_some())
    }

    pub(super) fn fact(&self) -> Fact {
        Fact::record([
            ("set", self.path.is_some().into()),
            ("file", self.path.clone().into()),
            ("problem", self.content.as_ref().err().copied().into()),
        ])
    }
}

/// Whether there is a certificate in letters, as Node.js and OpenSSL read them.
fn holds_certificates(bytes: &[u8]) -> bool {
    let begin: &[u8] = b"-----BEGIN CERTIFICATE-----";
    let trusted: &[u8] = b"-----BEGIN TRUSTED CERTIFICATE-----";
    [begin, trusted].iter().any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
}
