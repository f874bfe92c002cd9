//! Requests to servers on this computer that answer well, badly, slowly, for ever, or not at all.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;

use super::*;
use crate::host::Host;

const LIMIT: Duration = Duration::from_secs(2);

/// Starts a server that does `each` with every connection and gives its address.
fn server(each: impl Fn(&mut std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4096]);
            each(&mut stream);
        }
    });
    format!("http://{address}/")
}

fn says(text: &'static str) -> String {
    server(move |stream| {
        let _ = stream.write_all(text.as_bytes());
    })
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn ask(url: &str, reach: Reach) -> Answer {
    let runtime = runtime();
    let host = Host::Live(Live::new(runtime.handle().clone(), None, Variables::own()));
    let request = Request { url: url.to_owned(), headers: Vec::new(), reach, limit: LIMIT };
    runtime.block_on(async { spawn_blocking(move || host.http(&request, None)).await.unwrap() })
}

fn came(url: &str) -> Reply {
    match ask(url, Reach::Anywhere) {
        Answer::Came(reply) => reply,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_reply_has_its_status_headers_and_body() {
    let url = says("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    let reply = came(&url);
    assert_eq!((reply.status, reply.body.as_slice()), (404, b"{}".as_slice()));
    assert_eq!(reply.header("content-type"), Some("application/json"));
}

#[test]
fn a_redirect_is_followed_and_the_last_address_told() {
    let target = says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    let told = target.clone();
    let first = server(move |stream| {
        let _ = write!(stream, "HTTP/1.1 302 Found\r\nLocation: {told}\r\nContent-Length: 0\r\n\r\n");
    });
    assert_eq!(came(&first).url, target);
}

#[test]
fn a_circle_of_redirects_ends() {
    let url = says("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(ask(&url, Reach::Anywhere), Answer::NotReached(Trouble::Closed));
}

#[test]
fn a_body_without_end_is_cut() {
    let url = server(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    assert_eq!(came(&url).body.len(), MOST_BODY);
}

#[test]
fn a_server_that_drips_is_left_at_the_limit() {
    let url = server(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        while stream.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(100));
        }
    });
    let began = std::time::Instant::now();
    assert_eq!(ask(&url, Reach::Anywhere), Answer::NotReached(Trouble::Timeout));
    assert!(began.elapsed() < LIMIT * 2);
}

#[test]
fn a_closed_port_refuses_and_a_cut_connection_is_closed() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(ask(&format!("http://127.0.0.1:{port}/"), Reach::Anywhere), Answer::NotReached(Trouble::Refused));
    assert_eq!(ask(&server(|_| {}), Reach::Anywhere), Answer::NotReached(Trouble::Closed));
}

#[test]
fn a_server_without_tls_gives_no_safe_connection() {
    let url = says("HTTP/1.1 200 OK\r\n\r\n").replace("http:", "https:");
    assert_eq!(ask(&url, Reach::Anywhere), Answer::NotReached(Trouble::Tls));
}

#[test]
fn a_name_that_cannot_exist_has_no_address() {
    // A part this long cannot stand in any name, so nobody has to be asked.
    let url = format!("http://{}.invalid/", "x".repeat(64));
    assert_eq!(ask(&url, Reach::Anywhere), Answer::NotReached(Trouble::Dns));
}

#[test]
fn a_proxy_that_passes_nothing_on_is_told_from_a_server_that_is_not_there() {
    let proxy = says("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    let client = builder(&Variables::own()).proxy(Proxy::all(proxy).unwrap()).build().unwrap();
    let url = Url::parse("https://npm.example.com/").unwrap();
    let error = runtime().block_on(reply(&client, url, HeaderMap::new())).unwrap_err();
    assert_eq!(trouble(&error), Trouble::Proxy);
}

#[test]
fn a_socks_proxy_for_everything_is_gone_around_as_node_does() {
    let with = |set: &'static [(&'static str, &'static str)]| {
        only_socks(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    };
    assert!(with(&[("ALL_PROXY", "socks5://127.0.0.1:1080")]));
    assert!(with(&[("all_proxy", "SOCKS5h://127.0.0.1:1080"), ("HTTPS_PROXY", "")]));
    assert!(!with(&[("all_proxy", "http://127.0.0.1:8080")]));
    assert!(!with(&[("ALL_PROXY", "socks5://127.0.0.1:1080"), ("https_proxy", "http://127.0.0.1:8080")]));
    assert!(!with(&[]));
}

#[test]
fn addresses_of_this_computer_are_not_asked_for_a_stranger() {
    let url = says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let by_name = url.replace("127.0.0.1", "localhost");
    for url in [url.as_str(), by_name.as_str(), "http://printer/", "http://router.local/", "http://[::1]/"] {
        assert_eq!(ask(url, Reach::Public), Answer::NotPublic, "{url}");
    }
}

#[test]
fn a_connection_that_fails_is_tried_once_more_and_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let (told, tries) = std::sync::mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            // Told before it is closed: the asker goes on at once.
            let _ = told.send(());
            drop(stream);
        }
    });
    assert_eq!(ask(&url, Reach::Anywhere), Answer::NotReached(Trouble::Closed));
    assert_eq!(tries.try_iter().count(), 2);
}

#[test]
fn requests_to_one_host_are_spaced_as_it_wants_them() {
    let clients = Clients::default();
    let now = Instant::now();
    let turn = |host: &str, at: Instant| clients.turn(host, 4, at) - now;
    let quarter = Duration::from_millis(250);
    assert_eq!((turn("one.example", now), turn("one.example", now)), (Duration::ZERO, quarter));
    assert_eq!(turn("two.example", now), Duration::ZERO);
    assert_eq!(turn("one.example", now + quarter * 9), quarter * 9);
}

#[test]
fn a_server_that_never_comes_to_the_point_is_left_at_the_limit() {
    for (start, again) in [
        ("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\n", "X-More: and more\r\n"),
        ("HTTP/1.1 200 OK\r\nX-Long: ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "a"),
    ] {
        let url = server(move |stream| {
            let _ = stream.write_all(start.as_bytes());
            while stream.write_all(again.as_bytes()).is_ok() {
                thread::sleep(Duration::from_millis(1));
            }
        });
        let began = std::time::Instant::now();
        let answer = ask(&url, Reach::Anywhere);
        assert!(began.elapsed() < LIMIT + Duration::from_secs(1), "{start:?} {again:?}: {:?}", began.elapsed());
        assert!(
            matches!(answer, Answer::NotReached(Trouble::Timeout | Trouble::Closed)),
            "{start:?} {again:?}: {answer:?}"
        );
    }
}

#[test]
fn nothing_is_unpacked_and_nothing_else_than_http_is_a_reply() {
    let packed = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x08ab";
    assert_eq!(came(&says(packed)).body, b"\x1f\x08ab");
    assert_eq!(ask(&says("SSH-2.0-OpenSSH_9.9\r\n"), Reach::Anywhere), Answer::NotReached(Trouble::Closed));
    assert_eq!(
        ask(&says("<html>an answer of another age</html>"), Reach::Anywhere),
        Answer::NotReached(Trouble::Closed)
    );
    let short = "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{}";
    assert_eq!(ask(&says(short), Reach::Anywhere), Answer::NotReached(Trouble::Closed));
}

/// `idna_adapter` is pinned to a version with tables of its own.
#[test]
fn names_in_other_alphabets_are_asked_in_the_letters_of_the_net() {
    for (written, asked) in [
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("bu\u{308}cher.example", "xn--bcher-kva.example"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
        ("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv"),
        ("उदाहरण.परीक्षा", "xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g"),
        ("faß.example", "xn--fa-hia.example"),
        ("ｅｘａｍｐｌｅ．com", "example.com"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ] {
        let url = Url::parse(&format!("https://{written}/")).unwrap();
        assert_eq!(url.host_str(), Some(asked), "{written}");
    }
    for refused in ["a\u{202e}b.example", "אa.example", "xn--a-.example", "a b.example"] {
        assert!(Url::parse(&format!("https://{refused}/")).is_err(), "{refused}");
    }
}
