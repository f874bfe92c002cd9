//! The one way out of a test's machine: a proxy that ends TLS itself and answers in the place of every host.

use std::io::{BufReader, Read, Result, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use nix::libc;
use nix::sys::socket::{setsockopt, sockopt};
use rustls::{ServerConnection, StreamOwned};

use super::message::{Request, Way, without_port};
use super::servers::Servers;

/// A tool that says nothing for so long is not waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a server that waits looks whether the test is over.
const GLANCE: Duration = Duration::from_millis(20);

/// Starts the proxy; it ends when the servers are closed.
pub fn start(servers: Arc<Servers>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if servers.is_closed() {
                return;
            }
            let servers = Arc::clone(&servers);
            // A tool may leave in the middle of anything: that is its right, and shows in what it says.
            thread::spawn(move || drop(serve(stream, &servers)));
        }
    });
    address
}

fn serve(mut stream: TcpStream, servers: &Servers) -> Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let Some(mut request) = Request::read(&mut reader, Way::Open)? else { return Ok(()) };
    if request.method != "CONNECT" {
        if let Some((_, rest)) = request.path.clone().split_once("://") {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            request.host = without_port(host).to_owned();
            request.path = format!("/{path}");
        }
        if !servers.knows(&request.host) {
            return refuse(&mut stream);
        }
        return answer(&mut stream.try_clone()?, &stream, request, servers);
    }
    let host = without_port(&request.path).to_owned();
    if !servers.knows(&host) {
        return refuse(&mut stream);
    }
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let tls = ServerConnection::new(servers.certified(&host)).map_err(std::io::Error::other)?;
    let mut inside = BufReader::new(StreamOwned::new(tls, stream.try_clone()?));
    let Some(mut request) = Request::read(&mut inside, Way::Tunnel)? else { return Ok(()) };
    request.host = host;
    let mut inside = inside.into_inner();
    answer(&mut inside, &stream, request, servers)?;
    inside.conn.send_close_notify();
    inside.flush()
}

fn refuse(stream: &mut TcpStream) -> Result<()> {
    stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
}

fn answer(to: &mut (impl Read + Write), wire: &TcpStream, request: Request, servers: &Servers) -> Result<()> {
    let answer = servers.answer(request);
    let wait = |time: Duration| {
        let until = Instant::now() + time;
        while !servers.is_closed() && Instant::now() < until {
            thread::sleep(GLANCE.min(until.saturating_duration_since(Instant::now())));
        }
        !servers.is_closed()
    };
    answer.send(to, wait)?;
    if answer.is_reset() {
        setsockopt(wire, sockopt::Linger, &libc::linger { l_onoff: 1, l_linger: 0 })?;
        return Err(std::io::ErrorKind::ConnectionReset.into());
    }
    Ok(())
}
