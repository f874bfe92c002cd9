//! Visits to servers on this computer whose certificates nobody knows, have run out, or never come.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tokio::runtime::Builder;
use tokio::task::spawn_blocking;

use super::*;
use crate::host::Host;

const LIMIT: Duration = Duration::from_secs(3);

/// A company that signs for everything, and its certificate in PEM.
struct Company {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Company {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::OrganizationName, "Example Filter Inc");
        params.distinguished_name.push(DnType::CommonName, "Example Filter Root");
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    fn config(&self, until: i32) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        Arc::new(builder.with_single_cert(vec![certificate.der().clone()], key).unwrap())
    }
}

/// Starts a server that does `each` with every connection and gives its host and port.
fn server(each: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || listener.incoming().flatten().for_each(each));
    format!("localhost:{port}")
}

/// A server with a certificate, good until the year.
fn secure(company: &Company, until: i32) -> String {
    let config = company.config(until);
    server(move |stream| {
        let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
        if stream.read(&mut [0; 4096]).is_ok() {
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
    })
}

fn visits(hosts: Vec<String>, extra: Option<String>) -> Vec<Handshake> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let host = Host::Live(Live::new(runtime.handle().clone(), None, crate::host::Variables::own()));
    let visit = runtime.block_on(async {
        spawn_blocking(move || host.visit(&hosts, extra.as_deref().map(str::as_bytes), LIMIT)).await.unwrap()
    });
    visit.unwrap().hosts
}

fn trouble_with(host: String) -> Option<Unsafe> {
    visits(vec![host], None)[0].trouble
}

#[test]
fn whoever_signs_is_named_though_nobody_trusts_them() {
    let company = Company::new();
    let seen = visits(vec![secure(&company, 2099)], None).remove(0);
    assert_eq!(seen.trouble, Some(Unsafe::Untrusted));
    assert_eq!((seen.trusted, seen.status), (Some(false), None));
    assert_eq!(seen.issuer.as_deref(), Some("Example Filter Inc"));
    assert_eq!((seen.by_node, seen.by_node_with_extra), (Some(false), None));
}

#[test]
fn a_file_with_the_companys_certificate_is_enough_for_node_and_another_one_is_not() {
    let company = Company::new();
    let with = |pem: String| visits(vec![secure(&company, 2099)], Some(pem))[0].by_node_with_extra;
    assert_eq!(with(format!("A remark\n{}", company.pem)), Some(true));
    assert_eq!(with(Company::new().pem), Some(false));
    assert_eq!(with("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n".to_owned()), Some(false));
}

#[test]
fn a_certificate_that_has_run_out_is_no_question_of_trust() {
    let seen = visits(vec![secure(&Company::new(), 2021)], None).remove(0);
    assert_eq!((seen.trouble, seen.trusted, seen.by_node), (Some(Unsafe::Expired), None, None));
}

#[test]
fn servers_that_cut_hang_or_speak_something_else_are_told_apart_and_in_time() {
    assert_eq!(trouble_with(server(drop)), Some(Unsafe::Closed));
    let plain = server(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    assert_eq!(trouble_with(plain), Some(Unsafe::Broken));
    let began = Instant::now();
    let hangs = server(|stream| {
        thread::spawn(move || {
            thread::sleep(LIMIT * 3);
            drop(stream);
        });
    });
    assert_eq!(trouble_with(hangs), Some(Unsafe::Timeout));
    assert!(began.elapsed() < LIMIT * 2);
}

#[test]
fn a_handshake_that_drips_is_left_at_the_limit() {
    let began = Instant::now();
    let drips = server(|mut stream| {
        thread::spawn(move || {
            // The head of a record that announces more than ever comes.
            let _ = stream.write_all(&[22, 3, 3, 64, 0]);
            while stream.write_all(&[0]).is_ok() {
                thread::sleep(Duration::from_millis(100));
            }
        });
    });
    assert!(matches!(trouble_with(drips), Some(Unsafe::Timeout | Unsafe::Broken)));
    assert!(began.elapsed() < LIMIT * 2);
}

#[test]
fn hosts_are_asked_at_once_and_told_in_their_order() {
    let company = Company::new();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let seen = visits(vec![format!("localhost:{}", closed.port()), secure(&company, 2099)], None);
    assert_eq!(
        seen.iter().map(|one| one.trouble).collect::<Vec<_>>(),
        [Some(Unsafe::Refused), Some(Unsafe::Untrusted)]
    );
}
