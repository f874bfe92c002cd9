//! Visits to hosts over safe connections: the certificates that they present are looked at before the computer judges them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, Url};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::certificates::{Authorities, issuer, verdict};
use super::{Live, builder, trouble, wants_login};
use crate::host::http::Trouble;
use crate::host::network::{Handshake, Unsafe, Visit};

type Verifier = Arc<dyn ServerCertVerifier>;

impl Live {
    /// Asks `https://HOST/` of each, all at once, through the proxy if there is one. `extra` are certificates in PEM.
    /// Must not be called on the runtime's own thread: it waits.
    pub(in crate::host) fn visit(&self, hosts: &[String], extra: Option<&[u8]>, limit: Duration) -> Visit {
        let provider = Arc::new(ring::default_provider());
        let own = rustls_platform_verifier::Verifier::new(Arc::clone(&provider)).ok();
        let own: Option<Verifier> = own.map(|own| Arc::new(own) as Verifier);
        let authorities = Arc::new(Authorities::of_node(&provider, extra));
        self.runtime.block_on(async {
            let mut asked = JoinSet::new();
            for (at, host) in hosts.iter().cloned().enumerate() {
                let witness = Arc::new(Witness::new(&host, own.clone(), Arc::clone(&provider)));
                let authorities = Arc::clone(&authorities);
                let client = builder(&self.variables).redirect(Policy::none());
                asked.spawn(async move { (at, visit(client, &host, witness, &authorities, limit).await) });
            }
            let nothing = || Handshake { trouble: Some(Unsafe::Closed), ..Handshake::default() };
            let mut seen: Vec<Handshake> = hosts.iter().map(|_| nothing()).collect();
            while let Some(Ok((at, handshake))) = asked.join_next().await {
                seen[at] = handshake;
            }
            Visit { has_authorities: own.is_some(), hosts: seen }
        })
    }
}

async fn visit(
    client: ClientBuilder,
    host: &str,
    witness: Arc<Witness>,
    authorities: &Authorities,
    limit: Duration,
) -> Handshake {
    let ended = match timeout(limit, get(client, host, &witness)).await {
        Ok(ended) => ended,
        Err(_) => Err(Unsafe::Timeout),
    };
    let seen = witness.seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    let mut handshake = match ended {
        Ok((status, html)) => Handshake { status: Some(status), html, ..Handshake::default() },
        Err(trouble) => Handshake { trouble: Some(trouble), ..Handshake::default() },
    };
    if let Some(seen) = seen {
        handshake.trusted = match seen.verdict {
            None => Some(true),
            Some(Unsafe::Untrusted) => Some(false),
            Some(_) => None,
        };
        handshake.trouble = seen.verdict.or(handshake.trouble);
        handshake.issuer = seen.chain.first().and_then(|leaf| issuer(leaf));
        (handshake.by_node, handshake.by_node_with_extra) = authorities.judge(host, &seen.chain);
    }
    handshake
}

async fn get(client: ClientBuilder, host: &str, witness: &Arc<Witness>) -> Result<(u16, bool), Unsafe> {
    let config = ClientConfig::builder_with_provider(Arc::clone(&witness.provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| Unsafe::Broken)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(witness) as Verifier)
        .with_no_client_auth();
    let client = client.tls_backend_preconfigured(config).build().map_err(|_| Unsafe::Broken)?;
    let url = Url::parse(&format!("https://{host}/")).map_err(|_| Unsafe::Dns)?;
    let response = client.get(url).send().await.map_err(|error| match trouble(&error) {
        Trouble::Proxy if wants_login(&error) => Unsafe::ProxyLogin,
        Trouble::Proxy => Unsafe::Proxy,
        Trouble::Dns => Unsafe::Dns,
        Trouble::Refused => Unsafe::Refused,
        Trouble::Timeout => Unsafe::Timeout,
        Trouble::Tls => Unsafe::Broken,
        Trouble::Closed => Unsafe::Closed,
    })?;
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    Ok((response.status().as_u16(), kind.is_some_and(|kind| kind.contains("text/html"))))
}

/// Remembers what a host presents, then lets this computer judge it. It never lets anything pass by itself.
#[derive(Debug)]
struct Witness {
    host: String,
    own: Option<Verifier>,
    provider: Arc<CryptoProvider>,
    seen: Mutex<Option<Seen>>,
}

#[derive(Debug)]
struct Seen {
    chain: Vec<CertificateDer<'static>>,
    /// What this computer has against it.
    verdict: Option<Unsafe>,
}

impl Witness {
    fn new(host: &str, own: Option<Verifier>, provider: Arc<CryptoProvider>) -> Self {
        // An address may name a port.
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host).to_owned();
        Self { host, own, provider, seen: Mutex::default() }
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judged = match &self.own {
            Some(own) => own.verify_server_cert(leaf, others, name, ocsp, now),
            None => Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)),
        };
        // A proxy may have a safe connection of its own.
        if name.to_str() == self.host {
            let chain = std::iter::once(leaf).chain(others).map(|one| one.clone().into_owned()).collect();
            let seen = Seen { chain, verdict: judged.as_ref().err().map(verdict) };
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        }
        judged
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, leaf, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, leaf, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests;
