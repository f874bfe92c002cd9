//! A file of certificates that a variable names, and what is wrong with it.

use crate::fact::{facts, words};
use crate::host::{Host, Unseen};

/// Bytes of such a file that are read: a list of all public authorities has a tenth of it.
const MOST: usize = 4 << 20;

words! {
    pub(super) enum Problem {
        Missing = "missing", Unreadable = "unreadable", Empty = "empty", NotPem = "not-pem",
    }
}

facts! {
    pub(super) struct FileFacts {
        /// The variable names a file.
        set: bool,
        file: Option<String>,
        problem: Option<Problem>,
    }
}

/// As a variable names it.
pub(super) struct CertificateFile {
    path: Option<String>,
    content: Result<Vec<u8>, Problem>,
}

impl CertificateFile {
    pub(super) fn named_by(host: &Host, variable: &str) -> Self {
        let Some(path) = host.var(variable).filter(|path| !path.is_empty()) else {
            return Self { path: None, content: Ok(Vec::new()) };
        };
        let content = match host.read_whole(&path, MOST) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => Err(Problem::Empty),
            Ok(bytes) if !holds_certificates(&bytes) => Err(Problem::NotPem),
            Ok(bytes) => Ok(bytes),
            Err(Unseen::Absent) => Err(Problem::Missing),
            Err(Unseen::Denied | Unseen::Unreadable) => Err(Problem::Unreadable),
        };
        Self { path: Some(host.shorten(&path)), content }
    }

    pub(super) fn bytes(&self) -> Option<&[u8]> {
        self.content.as_deref().ok().filter(|_| self.path.is_some())
    }

    pub(super) fn facts(self) -> FileFacts {
        FileFacts { set: self.path.is_some(), file: self.path, problem: self.content.err() }
    }
}

/// Whether there is a certificate in letters, as Node.js and OpenSSL read them.
fn holds_certificates(bytes: &[u8]) -> bool {
    let begin: &[u8] = b"-----BEGIN CERTIFICATE-----";
    let trusted: &[u8] = b"-----BEGIN TRUSTED CERTIFICATE-----";
    [begin, trusted].iter().any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
}
