//! Fixes of the checks about the network.

use crate::fix::elsewhere::Elsewhere;
use crate::fix::machine::Machine;

/// A company signs for all services, or the system is another one.
pub const ELSEWHERE: &[Elsewhere] = &[
    (
        "network/proxy",
        "set-line",
        "a Mac at work: the browser goes through the proxy, the terminal nowhere",
        &["~/.zshrc", "export HTTPS_PROXY=http://proxy.example.com:8080 HTTP_PROXY=http://proxy.example.com:8080"],
    ),
    ("network/proxy", "set-windows", "Windows at work, with one proxy for each kind of address", &[SET_PROXY]),
    ("network/tls", "drop-line", "SSL_CERT_FILE names nothing", &["~/.bashrc", "1"]),
    (
        "network/trust",
        "export-mac",
        "a Mac of a company",
        &["security find-certificate -a -p /Library/Keychains/System.keychain > ~/company.pem"],
    ),
    (
        "network/trust",
        "set-line",
        "a Mac of a company",
        &["~/.zshrc", "export NODE_EXTRA_CA_CERTS=\"$HOME/company.pem\""],
    ),
    ("network/trust", "export-windows", "Windows with a virus scanner that reads along", &[EXPORT_WINDOWS]),
    (
        "network/trust",
        "git-windows",
        "Windows with a virus scanner that reads along",
        &["git", "config", "--global", "http.sslBackend", "schannel"],
    ),
    (
        "network/trust",
        "set-list",
        "Ubuntu of a company",
        &["~/.bashrc", "export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt"],
    ),
];

const SET_PROXY: &str = "'HTTPS_PROXY', 'HTTP_PROXY' | ForEach-Object { [Environment]::SetEnvironmentVariable($_, 'http://two.example.com:8080', 'User') }";
const EXPORT_WINDOWS: &str = "Get-ChildItem Cert:\\LocalMachine\\Root, Cert:\\CurrentUser\\Root | ForEach-Object { '-----BEGIN CERTIFICATE-----'; [Convert]::ToBase64String($_.RawData, 'InsertLineBreaks'); '-----END CERTIFICATE-----' } | Set-Content -Encoding ascii \"$HOME\\company.pem\"";

/// A leftover of a tool that watched the network, while the way out of this network works as far as its first station.
#[test]
fn a_proxy_that_is_gone_goes_from_the_start_up_file() {
    let station = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let machine = Machine::new().online().given("HTTPS_PROXY", &format!("http://{}", station.local_addr().unwrap()));
    machine.write(".bashrc", "alias ll='ls -l'\nexport https_proxy=http://127.0.0.1:9\nexport EDITOR=nano\n");
    machine.mends("network/proxy", "drop-line");
}
