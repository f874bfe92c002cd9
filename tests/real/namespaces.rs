//! Networks that lead nowhere: doctor and the real curl inside namespaces, from which nothing can reach the internet.
//! Where namespaces are forbidden, or `ip` is missing, the tests say so and pass.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::installed::tools;
use crate::limited;
use crate::machine::Machine;
use crate::report::Report;

/// Enough for every connection to be given up by itself.
const DEADLINE: Duration = Duration::from_secs(20);

/// A device behind which nobody is: what is sent into it vanishes. Not every system has the first kind.
const VANISH: &str = "ip link set lo up
    ip link add away type dummy 2>/dev/null || { ip link add away type veth peer name gone; ip link set gone up; }
    ip link set away arp off up";
const OLD_ADDRESSES: &str = "ip addr add 192.0.2.2/24 dev away; ip route add default dev away";
const NEW_ADDRESSES: &str = "ip -6 addr add 2001:db8::2/64 dev away nodad; ip -6 route add default dev away";

/// What the machine's network is like.
struct Place {
    /// Commands of a shell that make it.
    network: String,
    /// Who is to be asked for names.
    resolver: &'static str,
    /// The part of the addresses that the services have, where their names stand in a file.
    names: Option<&'static str>,
}

impl Place {
    fn new(network: &[&str], resolver: &'static str) -> Self {
        Self { network: network.join("\n"), resolver, names: None }
    }

    fn with_names(self, addresses: &'static str) -> Self {
        Self { names: Some(addresses), ..self }
    }

    /// What doctor says of everything, and whether it kept its time.
    fn report(&self, machine: &Machine) -> Report {
        let mut command = self.command(machine, Path::new(env!("CARGO_BIN_EXE_doctor")));
        command.args(["check", "--format", "json", "--deadline", &format!("{}s", DEADLINE.as_secs())]);
        let began = Instant::now();
        let output = limited::output(&mut command);
        let took = began.elapsed();
        assert!(took < DEADLINE + Duration::from_secs(1), "{took:?}");
        Report::read(&output)
    }

    /// How the real curl ends. None where there is none.
    fn curl(&self, machine: &Machine, address: &str) -> Option<i32> {
        let mut command = self.command(machine, &which::which("curl").ok()?);
        limited::output(command.args(["--silent", "--max-time", "3", address])).status.code()
    }

    /// Starts a program in namespaces of its own. Only there it may do without the dead proxy of these tests.
    fn command(&self, machine: &Machine, program: &Path) -> Command {
        let flags = allowed().expect("only asked for where namespaces are allowed");
        machine.write("resolv.conf", &format!("nameserver {}\n", self.resolver));
        machine.write("nsswitch.conf", "hosts: files dns\n");
        machine.write("hosts", &self.hosts());
        // Those who look names up for all would do it outside: they are left out.
        let script = format!(
            "set -e; kept=$PATH; PATH=/usr/sbin:/usr/bin:/sbin:/bin
            for file in resolv.conf nsswitch.conf hosts; do
                if [ -e /etc/$file ]; then mount --bind \"$1/$file\" /etc/$file; fi
            done
            if [ -d /run/nscd ]; then mount -t tmpfs none /run/nscd; fi
            {}
            shift; PATH=$kept; exec \"$@\"",
            self.network
        );
        let mut command = machine.command(Path::new("/usr/bin/unshare"));
        command.env_remove("HTTP_PROXY").env_remove("HTTPS_PROXY");
        command.args([flags, "/bin/sh", "-c", &script, "sh"]).arg(machine.root()).arg(program);
        command
    }

    fn hosts(&self) -> String {
        let services = ["api.github.com", "api.cloudflare.com", "api.anthropic.com"];
        let mut lines = "127.0.0.1 localhost\n".to_owned();
        for (at, name) in services.iter().enumerate() {
            lines += &self.names.map(|addresses| format!("{addresses}{} {name}\n", at + 1)).unwrap_or_default();
        }
        lines
    }
}

/// How namespaces are made here. None, and said aloud, where they cannot be.
fn allowed() -> Option<&'static str> {
    static ALLOWED: OnceLock<Option<&str>> = OnceLock::new();
    *ALLOWED.get_or_init(|| {
        // Who is not root may still be allowed to be it inside.
        let allowed = ["-mn", "-rmn"].into_iter().find(|flags| {
            let script = format!("set -e; mount --bind /etc/hosts /etc/hosts; {VANISH}");
            let mut command = Command::new("/usr/bin/unshare");
            command.args([flags, "/bin/sh", "-c", script.as_str()]);
            command.output().is_ok_and(|output| output.status.success())
        });
        if allowed.is_none() {
            let line = "=".repeat(72);
            let why = "no namespaces of the network can be made here (forbidden, or no unshare or ip)";
            let text = format!("\n{line}\nThe tests of networks that lead nowhere DID NOT RUN: {why}.\n{line}\n");
            // Past the test runner, which would keep it to itself; nobody is left to tell where it is closed.
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
        allowed
    })
}

/// A machine on which every login lies, and none can be tried. None where these tests cannot run.
fn machine() -> Option<Machine> {
    let mut machine = Machine::whole(tools()?);
    machine.sign_in("untried");
    allowed().map(|_| machine)
}

/// Exactly one layer of the network fails, and no login is called wrong.
fn assert_only(report: &Report, check: &str, cause: &str) {
    report.finding(check).fails_with(cause);
    for finding in report.findings() {
        let fails = finding.check().starts_with("network/") && finding.check() != check && finding.status() == "fail";
        assert!(!fails, "a second fault: {finding}");
        assert!(finding.fixes().iter().all(|fix| fix["risk"] != "signs-in"), "no login is the reason: {finding}");
    }
    assert_eq!(report.finding("github/signed-in").status(), "skip", "it waits for the network, or for gh");
}

#[test]
fn without_any_network_only_that_is_wrong() {
    let Some(machine) = machine() else { return };
    let place = Place::new(&[], "192.0.2.53");
    assert_only(&place.report(&machine), "network/online", "offline");
    assert!(place.curl(&machine, "https://api.github.com").is_none_or(|code| code == 6), "could not resolve");
    assert!(place.curl(&machine, "https://1.1.1.1").is_none_or(|code| code == 7), "could not connect");
}

#[test]
fn a_network_that_swallows_everything_is_as_none() {
    let Some(machine) = machine() else { return };
    let place = Place::new(&[VANISH, OLD_ADDRESSES], "192.0.2.53");
    let report = place.report(&machine);
    assert_only(&report, "network/online", "offline");
    assert_eq!(report.facts("connect", "1.1.1.1")["answer"], "timeout");
    assert!(place.curl(&machine, "https://1.1.1.1").is_none_or(|code| code == 28), "timed out");
}

#[test]
fn names_are_found_and_connections_vanish() {
    let Some(machine) = machine() else { return };
    let place = Place::new(&[VANISH, OLD_ADDRESSES], "192.0.2.53").with_names("198.51.100.");
    assert_only(&place.report(&machine), "network/online", "blocked");
    assert!(place.curl(&machine, "https://api.github.com").is_none_or(|code| code == 28), "timed out");
}

#[test]
fn a_network_of_new_addresses_only_that_swallows_everything_is_as_none() {
    let Some(machine) = machine() else { return };
    let place = Place::new(&[VANISH, NEW_ADDRESSES], "2001:db8::53");
    let report = place.report(&machine);
    assert_only(&report, "network/online", "offline");
    assert_eq!(report.facts("connect", "1.1.1.1")["answer"], "unreachable");
}

#[test]
fn names_have_new_addresses_only_and_connections_vanish() {
    let Some(machine) = machine() else { return };
    let place = Place::new(&[VANISH, NEW_ADDRESSES], "2001:db8::53").with_names("2001:db8:1::");
    assert_only(&place.report(&machine), "network/online", "blocked");
    let code = place.curl(&machine, "https://api.github.com");
    assert!(code.is_none_or(|code| code == 28 || code == 7), "timed out: {code:?}");
}

#[test]
fn only_names_are_not_found() {
    let Some(machine) = machine() else { return };
    let listen =
        "require('net').createServer().listen(443, '1.1.1.1', () => require('fs').writeFileSync(process.argv[1], ''))";
    machine.write("listen.js", listen);
    let known = r#"ip addr add 1.1.1.1/32 dev lo
        PATH=$kept node -e "$(cat "$1/listen.js")" "$1/listens" >/dev/null 2>&1 &
        while ! [ -e "$1/listens" ]; do sleep 0.05; done"#;
    let place = Place::new(&[VANISH, OLD_ADDRESSES, known], "192.0.2.53");
    assert_only(&place.report(&machine), "network/dns", "resolver");
}
