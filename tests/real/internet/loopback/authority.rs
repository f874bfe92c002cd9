//! The authority of the loopback internet: made for one test, it signs a certificate for every host that is asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;

pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    /// A server's side of TLS for each host, made when it is first asked.
    servers: Mutex<HashMap<String, Arc<ServerConfig>>>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        // Where the authority and a server have one name, the server's certificate looks as if it had signed itself.
        params.distinguished_name.push(DnType::CommonName, "Loopback Internet");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { issuer, servers: Mutex::default() }
    }

    /// What a program needs to trust these servers.
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    pub fn server(&self, host: &str) -> Arc<ServerConfig> {
        let mut servers = self.servers.lock().unwrap();
        Arc::clone(servers.entry(host.to_owned()).or_insert_with(|| self.sign(host)))
    }

    fn sign(&self, host: &str) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, host);
        params.use_authority_key_identifier_extension = true;
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let mut server = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        Arc::new(server)
    }
}
