//! Certificates: who signed one, and whether the authorities that Node.js brings along stand behind it.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::x509::AttributeTypeAndValue;

use crate::host::network::Unsafe;

/// The list of Mozilla, which Node.js brings along, alone and with the certificates of a file.
#[derive(Debug)]
pub(super) struct Authorities {
    alone: Option<Arc<WebPkiServerVerifier>>,
    with_extra: Option<Arc<WebPkiServerVerifier>>,
}

impl Authorities {
    pub(super) fn of_node(provider: &Arc<CryptoProvider>, extra: Option<&[u8]>) -> Self {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let build = |roots: RootCertStore| {
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build().ok()
        };
        let alone = build(roots.clone());
        let with_extra = extra.and_then(|pem| {
            // Like Node, which leaves the rest of a file alone after the first fault.
            roots.add_parsable_certificates(CertificateDer::pem_slice_iter(pem).map_while(Result::ok));
            build(roots)
        });
        Self { alone, with_extra }
    }

    /// Whether they stand behind a chain, alone and with the extra ones; none where something else is wrong with it.
    pub(super) fn judge(&self, host: &str, chain: &[CertificateDer<'_>]) -> (Option<bool>, Option<bool>) {
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        let (Some((leaf, others)), Ok(name)) = (chain.split_first(), ServerName::try_from(host)) else {
            return (None, None);
        };
        let ask = |verifier: &Option<Arc<WebPkiServerVerifier>>| {
            let judged = verifier.as_ref()?.verify_server_cert(leaf, others, &name, &[], UnixTime::now());
            match judged.as_ref().err().map(verdict) {
                None => Some(true),
                // A known authority with a new root is no stranger: the list here may be older than it.
                Some(Unsafe::Untrusted) if issuer(leaf).is_some_and(|name| is_known(&name)) => None,
                Some(Unsafe::Untrusted) => Some(false),
                Some(_) => None,
            }
        };
        (ask(&self.alone), ask(&self.with_extra))
    }
}

/// Whether one of the public authorities is called so.
fn is_known(name: &str) -> bool {
    let Ok(length) = u8::try_from(name.len()) else { return false };
    // As it stands in a certificate: its length, then its letters.
    let written = [&[length], name.as_bytes()].concat();
    webpki_roots::TLS_SERVER_ROOTS.iter().any(|root| root.subject.windows(written.len()).any(|part| part == written))
}

/// What an error of a verifier means.
pub(super) fn verdict(error: &Error) -> Unsafe {
    match error {
        Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            Unsafe::Expired
        }
        Error::InvalidCertificate(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) => {
            Unsafe::NotYetValid
        }
        Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => Unsafe::WrongName,
        _ => Unsafe::Untrusted,
    }
}

/// The name of whoever signed a certificate: the organisation, or else what it calls itself.
pub(super) fn issuer(certificate: &[u8]) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let text = |part: &AttributeTypeAndValue<'_>| part.as_str().ok().map(|text| text.trim().to_owned());
    let issuer = certificate.issuer();
    let mut names = issuer.iter_organization().chain(issuer.iter_common_name()).filter_map(text);
    names.find(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn public_authorities_are_known_by_their_whole_name() {
        assert!(is_known("Internet Security Research Group") && is_known("Google Trust Services LLC"));
        assert!(!is_known("Example Filter Inc") && !is_known("Trust Services") && !is_known(""));
    }
}
