//! The proxy that browsers use: macOS and Windows keep it in their settings, where terminal programs do not look.

use std::collections::BTreeMap;
use std::time::Duration;

use super::address::Address;
use crate::fact::{Fact, Reason};
use crate::host::{Call, Ended, Host, Unseen};
use crate::machine::Os;

const INTERNET_SETTINGS: &str = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings";

/// `set`, `address`, `automatic`: all null on other systems.
pub(super) fn look(host: &Host, limit: Duration) -> Fact {
    match host.machine().os {
        Os::Macos => of_mac(host, limit),
        Os::Windows => of_windows(host),
        Os::Linux => Fact::Null,
    }
}

fn facts(address: Option<&str>, automatic: bool) -> Fact {
    let address = address.and_then(Address::read);
    Fact::record([
        ("set", (address.is_some() || automatic).into()),
        ("address", address.map(|address| address.place()).into()),
        ("automatic", automatic.into()),
    ])
}

fn of_mac(host: &Host, limit: Duration) -> Fact {
    let call = Call {
        program: "/usr/sbin/scutil".to_owned(),
        args: vec!["--proxy".to_owned()],
        limit: limit / 2,
        ..Call::default()
    };
    let said = match host.start_one(call) {
        Ended::Exited { code: 0, stdout, .. } => stdout,
        Ended::Unknown(unknown) => return Fact::Unknown(unknown),
        _ => return Fact::unknown(Reason::Unreadable),
    };
    let settings: BTreeMap<&str, &str> = said
        .lines()
        .filter_map(|line| line.split_once(" : "))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let on = |name: &str| settings.get(name) == Some(&"1");
    let address = settings.get("HTTPSProxy").filter(|_| on("HTTPSEnable")).map(|host| {
        let port = settings.get("HTTPSPort").copied().unwrap_or("80");
        format!("{host}:{port}")
    });
    facts(address.as_deref(), on("ProxyAutoConfigEnable"))
}

fn of_windows(host: &Host) -> Fact {
    let read = |name: &str| match host.registry(INTERNET_SETTINGS, name) {
        Ok(value) => Ok(Some(value)),
        Err(Unseen::Absent) => Ok(None),
        Err(Unseen::Denied | Unseen::Unreadable) => Err(Fact::unknown(Reason::Unreadable)),
    };
    let (enabled, server, script) = match (read("ProxyEnable"), read("ProxyServer"), read("AutoConfigURL")) {
        (Ok(enabled), Ok(server), Ok(script)) => (enabled, server, script),
        (Err(unknown), ..) | (_, Err(unknown), _) | (.., Err(unknown)) => return unknown,
    };
    let server = server.filter(|_| enabled.as_deref() == Some("1"));
    // One for all, or one for each kind of address: `http=one:80;https=two:80`.
    let address = server.as_deref().and_then(|server| match server.contains('=') {
        true => server.split(';').find_map(|one| one.trim().strip_prefix("https=")),
        false => Some(server),
    });
    facts(address, script.is_some_and(|script| !script.trim().is_empty()))
}
