//! Certificates: who signed one, and whether the authorities that Node.js brings along stand behind it.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};

use super::der::{Der, tag};
use crate::host::network::Unsafe;

/// What an organisation and a common name are called in a certificate: 2.5.4.10 and 2.5.4.3.
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];

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
    let mut signed = Der(certificate).enter(tag::SEQUENCE)?.enter(tag::SEQUENCE)?;
    signed.read(tag::VERSION);
    signed.read(tag::INTEGER)?;
    signed.read(tag::SEQUENCE)?;
    let issuer = signed.enter(tag::SEQUENCE)?;
    let mut names = named(issuer, ORGANISATION).chain(named(issuer, COMMON_NAME));
    names.find(|name| !name.is_empty())
}

/// All that a name says of this kind: it is a list of sets of pairs, a kind and a text each.
fn named<'a>(name: Der<'a>, kind: &'a [u8]) -> impl Iterator<Item = String> + 'a {
    name.flat_map(|(_, set)| Der(set)).filter_map(move |(_, pair)| {
        let mut pair = Der(pair);
        if pair.read(tag::OBJECT_IDENTIFIER)? != kind {
            return None;
        }
        let (tag, text) = pair.next()?;
        let text = str::from_utf8(text).ok().filter(|_| tag::TEXTS.contains(&tag))?;
        Some(text.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use rcgen::string::BmpString;
    use rcgen::{CertificateParams, DnType, DnValue, KeyPair};

    use super::{is_known, issuer};

    /// A certificate whose issuer is called so.
    fn signed_by(names: &[(DnType, &str)]) -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["example.com".to_owned()]).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        for (kind, text) in names {
            params.distinguished_name.push(kind.clone(), *text);
        }
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn whoever_signed_is_called_by_organisation_or_else_by_its_own_name() {
        let (organisation, name) = (DnType::OrganizationName, DnType::CommonName);
        let both =
            signed_by(&[(DnType::CountryName, "AT"), (name.clone(), "Root 7"), (organisation.clone(), "Müller & Co")]);
        assert_eq!(issuer(&both).as_deref(), Some("Müller & Co"));
        let blank = signed_by(&[(organisation.clone(), "  "), (name.clone(), "Root 7")]);
        assert_eq!(issuer(&blank).as_deref(), Some("Root 7"));
        let long = "x".repeat(300);
        assert_eq!(issuer(&signed_by(&[(organisation, &long)])), Some(long));
        assert_eq!(issuer(&signed_by(&[])), None);
    }

    #[test]
    fn text_that_is_no_utf_8_is_no_name() {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        let wide = DnValue::BmpString(BmpString::try_from("Filter").unwrap());
        params.distinguished_name.push(DnType::OrganizationName, wide);
        params.distinguished_name.push(DnType::CommonName, "Root 7");
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        assert_eq!(issuer(certificate.der()).as_deref(), Some("Root 7"));
    }

    #[test]
    fn a_certificate_that_is_cut_off_or_broken_has_no_issuer_and_no_panic() {
        let whole = signed_by(&[(DnType::OrganizationName, "Example Filter Inc")]);
        for length in 0..whole.len() {
            assert_eq!(issuer(&whole[..length]), None, "{length}");
        }
        for at in 0..whole.len().min(120) {
            for byte in [0, 0x7f, 0x80, 0x81, 0x88, 0xff] {
                let mut broken = whole.clone();
                broken[at] = byte;
                issuer(&broken);
            }
        }
        assert_eq!(issuer(b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff"), None);
    }

    #[test]
    fn public_authorities_are_known_by_their_whole_name() {
        assert!(is_known("Internet Security Research Group") && is_known("Google Trust Services LLC"));
        assert!(!is_known("Example Filter Inc") && !is_known("Trust Services") && !is_known(""));
    }
}
