//! Networks that are broken at one layer: one finding, at that layer. And proxies that misbehave, on this computer alone.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::cli::machine::{Machine, Run};

const PAGES: &str = r#"
http."GET http://detectportal.firefox.com/success.txt" = { text = "success", headers = { Date = "Fri, 20 Nov 2026 12:00:00 GMT" } }
http."GET http://cp.cloudflare.com/generate_204" = { status = 204, headers = { Date = "Fri, 20 Nov 2026 12:00:00 GMT" } }
"#;
const NO_PAGES: &str = r#"
http."GET http://detectportal.firefox.com/success.txt" = { fails = "timeout" }
http."GET http://cp.cloudflare.com/generate_204" = { fails = "timeout" }
"#;
const CLAUDE: &str = "http.\"GET https://api.anthropic.com/\" = { status = 404, json = { type = \"error\" } }\n";
const NO_CLAUDE: &str = "http.\"GET https://api.anthropic.com/\" = { fails = \"timeout\" }\n";

fn looked_at(world: &str) -> Run {
    let machine = Machine::new();
    let file = machine.file("world.toml", world, 0o644);
    machine.doctor(&["check", "network/", "--format", "json", "--world", file.to_str().unwrap()])
}

/// Each check that is not well, with its worst cause; those that only wait for another are left out.
fn wrong(run: &Run) -> Vec<String> {
    let report = run.json();
    let checks = report["checks"].as_object().unwrap().iter();
    let wrong = checks.filter(|(_, finding)| !["pass", "skip"].contains(&finding["status"].as_str().unwrap()));
    wrong.map(|(id, finding)| format!("{id} {}", finding["cause"].as_str().unwrap_or("-"))).collect()
}

#[test]
fn one_fault_of_the_network_is_one_finding() {
    let all = |table: &str| format!("tls.\"*\" = {table}\n");
    for (expected, world) in [
        (
            "network/proxy dead",
            format!(
                "env.HTTPS_PROXY = \"http://127.0.0.1:9\"\nconnect.\"127.0.0.1:9\" = \"refused\"\n{}{NO_PAGES}{NO_CLAUDE}",
                all("{ fails = \"proxy\" }")
            ),
        ),
        (
            "network/proxy wants-login",
            format!(
                "env.HTTPS_PROXY = \"http://127.0.0.1:9\"\nconnect.\"127.0.0.1:9\" = \"ok\"\n{}{NO_PAGES}{NO_CLAUDE}",
                all("{ fails = \"proxy-login\" }")
            ),
        ),
        (
            "network/proxy socks",
            format!(
                "env.HTTPS_PROXY = \"socks5://127.0.0.1:9\"\nconnect.\"127.0.0.1:9\" = \"ok\"\n{}{NO_PAGES}{NO_CLAUDE}",
                all("{ fails = \"proxy\" }")
            ),
        ),
        (
            "network/online offline",
            format!(
                "dns.\"*\" = \"none\"\nconnect.\"*\" = \"unreachable\"\n{}{NO_PAGES}{NO_CLAUDE}",
                all("{ fails = \"dns\" }")
            ),
        ),
        ("network/online blocked", format!("{}{NO_PAGES}{NO_CLAUDE}", all("{ fails = \"timeout\" }"))),
        (
            "network/dns resolver",
            format!(
                "dns.\"*\" = \"temporary\"\nconnect.\"*\" = \"ok\"\n{}{NO_PAGES}{NO_CLAUDE}",
                all("{ fails = \"dns\" }")
            ),
        ),
        (
            "network/dns wsl",
            format!(
                "wsl = true\ndns.\"*\" = \"temporary\"\nconnect.\"*\" = \"ok\"\n{}{NO_PAGES}{NO_CLAUDE}",
                all("{ fails = \"dns\" }")
            ),
        ),
        (
            "network/portal sign-in",
            format!(
                "{}{NO_CLAUDE}{}",
                all("{ issuer = \"Hotel\", public = false, trusted = false }"),
                NO_PAGES.replace("\"timeout\"", "\"tls\"")
            ),
        ),
        (
            "network/clock behind",
            format!("now = \"2026-11-20T04:00:00Z\"\n{}{PAGES}{NO_CLAUDE}", all("{ fails = \"not-yet-valid\" }")),
        ),
        (
            "network/tls intercepted",
            format!("{}{PAGES}{NO_CLAUDE}", all("{ issuer = \"Company\", public = false, trusted = false }")),
        ),
        (
            "network/tls no-list",
            format!("authorities = false\n{}{PAGES}{NO_CLAUDE}", all("{ issuer = \"Authority\", trusted = false }")),
        ),
        ("network/tls broken", format!("{}{PAGES}{NO_CLAUDE}", all("{ fails = \"broken\" }"))),
        ("network/trust not-told", format!("{}{PAGES}{CLAUDE}", all("{ issuer = \"Company\", public = false }"))),
    ] {
        assert_eq!(wrong(&looked_at(&world)), [expected], "{world}");
    }
}

#[test]
fn a_network_that_works_has_nothing_to_say() {
    for odd in [
        "",
        // A company: its own proxy, its own certificate, and Node told of it.
        "env = { HTTPS_PROXY = \"http://ada:pw@proxy.example.com:8080\", NODE_EXTRA_CA_CERTS = \"/etc/company.pem\" }\nfiles.\"/etc/company.pem\" = \"-----BEGIN CERTIFICATE-----\"\nconnect.\"*\" = \"ok\"\n",
    ] {
        let signed = "tls.\"*\" = { issuer = \"Company\", public = false, extra = true }\n";
        let run = looked_at(&format!(
            "{odd}{}{PAGES}{CLAUDE}",
            if odd.is_empty() { "tls.\"*\" = \"Authority\"\n" } else { signed }
        ));
        assert!(wrong(&run).is_empty(), "{:?}", wrong(&run));
        assert_eq!(run.code, 0, "{}", run.stdout);
        assert_eq!(run.finding("network/tls")["proof"], "service");
    }
}

/// A proxy on this computer that does `each` with every connection; its address.
fn proxy(each: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || listener.incoming().flatten().for_each(each));
    address
}

fn says(answer: &'static str) -> String {
    proxy(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(answer.as_bytes());
    })
}

const PASSWORD: &str = "zqzq-not-a-real-password";

/// Looks at the network through a proxy whose address holds a password.
fn through(scheme: &str, address: &str) -> (Run, Duration) {
    let mut machine = Machine::new();
    for name in ["HTTP_PROXY", "HTTPS_PROXY"] {
        machine.set(name, &format!("{scheme}://ada:{PASSWORD}@{address}"));
    }
    let began = Instant::now();
    let run = machine.doctor(&["check", "network/", "--format", "json"]);
    assert!(!run.stdout.contains(PASSWORD) && !run.stderr.contains(PASSWORD), "{}", run.stdout);
    let human = machine.doctor(&["check", "network/proxy", "-v"]);
    assert!(!human.stdout.contains(PASSWORD) && !human.stderr.contains(PASSWORD), "{}", human.stdout);
    (run, began.elapsed())
}

#[test]
fn a_proxy_that_wants_a_login_is_told_and_its_password_is_not() {
    let address =
        says("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
    let (run, _) = through("http", &address);
    assert_eq!(wrong(&run), ["network/proxy wants-login"]);
    assert!(run.stdout.contains(&address));
}

#[test]
fn a_proxy_that_is_gone_is_dead() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    assert_eq!(wrong(&through("http", &address).0), ["network/proxy dead"]);
}

#[test]
fn a_proxy_that_passes_nothing_on_refuses() {
    let address = says("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(wrong(&through("http", &address).0), ["network/proxy refuses"]);
}

#[test]
fn a_socks_proxy_is_told_by_its_address() {
    let address = proxy(drop);
    assert_eq!(wrong(&through("socks5", &address).0), ["network/proxy socks"]);
}

/// A proxy that takes every connection and never says a word.
fn silent() -> String {
    proxy(|stream| {
        thread::spawn(move || {
            thread::sleep(Duration::from_secs(60));
            drop(stream);
        });
    })
}

#[test]
fn silence_proves_nothing_to_somebody_in_a_hurry() {
    let mut machine = Machine::new();
    for name in ["HTTP_PROXY", "HTTPS_PROXY"] {
        machine.set(name, &format!("http://{}", silent()));
    }
    let run = machine.doctor(&["check", "network/", "--format", "json", "--deadline=2s"]);
    assert_eq!(run.json()["counts"]["fail"], 0, "{:?}", wrong(&run));
    assert_eq!(run.code, 4);
}

#[test]
fn proxies_that_cut_hang_or_drip_leave_one_finding_in_time() {
    let drip = |mut stream: TcpStream| {
        thread::spawn(move || {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
            while stream.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(50));
            }
        });
    };
    let rubbish = says("\u{0}\u{1}nothing that anybody knows\r\n\r\n");
    thread::scope(|scope| {
        for address in [proxy(drop), silent(), proxy(drip), rubbish] {
            scope.spawn(move || {
                let (run, took) = through("http", &address);
                assert_eq!(run.json()["counts"]["fail"], 1, "{:?}", wrong(&run));
                assert!(took < Duration::from_secs(40), "{took:?}");
            });
        }
    });
}
