//! doctor with the network: on an internet of servers on this computer that sleep, with logins everywhere.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use doctor::catalog::Catalog;
use doctor::check::{Kind, Proof};
use serde_json::Value;

use crate::chain;
use crate::internet::Internet;
use crate::machine::{self, Machine};
use crate::measure::{median, reported, timed};
use crate::real;
use crate::row::{Goal, Row, ratio};
use crate::rows::{DOCTOR, Measured};
use crate::signed_in;

const RUNS: u32 = 7;
const REAL_RUNS: u32 = 3;

const CHAIN: &str = "online: wall ÷ longest chain of probes";
const IN_A_ROW: &str = "online: the same questions in a row ÷ doctor";
const REAL: &str = "online: real tools asked for logins ÷ doctor";

/// The machine of sleeping programs, signed in everywhere, on the internet of sleeping servers.
pub fn rows(catalog: &Catalog, machine: &Machine) -> Measured<Vec<Row>> {
    signed_in::everywhere(machine)?;
    let internet = signed_in::internet();
    let authority = machine.write("authority.pem", &internet.certificate())?;
    let online = |program: &str| {
        let mut command = machine.command(program);
        machine::set_proxy(&mut command, &internet.proxy());
        // Go and Rust read the first, Node the second.
        command.env("SSL_CERT_FILE", &authority).env("NODE_EXTRA_CA_CERTS", &authority);
        command.env("SHELL", "/bin/bash").env("LANG", "C.UTF-8");
        command
    };
    let mut rows = sleeping(catalog, &internet, online)?;
    rows.push(real_tools(machine, online)?);
    Ok(rows)
}

/// All of the default profile. Its time on the clock is compared with the longest chain of probes in its report, and
/// with the time of all questions to programs and servers, one after another.
fn sleeping(catalog: &Catalog, internet: &Internet, online: impl Fn(&str) -> Command) -> Measured<Vec<Row>> {
    let (mut walls, mut chains, mut sums, mut asked) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        let (wall, output) = reported(online(DOCTOR).args(["--format", "json"]))?;
        let report = serde_json::from_slice(&output)?;
        if let Some(why) = unhealthy(&report, internet) {
            let row = |what| Row::unmeasured(what, format!("cannot be measured: {why}"));
            return Ok(vec![row(CHAIN), row(IN_A_ROW)]);
        }
        let outside = outside(&report);
        asked = outside.len();
        chains.push(wall.as_secs_f64() * 1000.0 / chain::longest(catalog, &report) as f64);
        sums.push(outside.iter().sum::<u64>() as f64 / (wall.as_secs_f64() * 1000.0));
        walls.push(wall);
    }
    let took = median(walls)?.as_millis();
    Ok(vec![
        Row {
            what: CHAIN,
            of: format!("median of {RUNS} runs; doctor took {took} ms"),
            ..ratio(median(chains)?, Goal::AtMost(1.15))
        },
        Row {
            what: IN_A_ROW,
            of: format!("{asked} to programs and servers; {} requests", internet.seen().len() / RUNS as usize),
            ..ratio(median(sums)?, Goal::AtLeast(5.0))
        },
    ])
}

/// Why this is not the machine that is meant.
fn unhealthy(report: &Value, internet: &Internet) -> Option<String> {
    let checks = report["checks"].as_object().into_iter().flatten();
    let mut wrong: Vec<String> = checks
        .filter(|(_, check)| !matches!(check["status"].as_str(), Some("pass" | "skip")))
        .map(|(id, check)| format!("{id} {}", check["status"]))
        .collect();
    wrong.extend(internet.refused().into_iter().map(|host| format!("no {host}")));
    wrong.dedup();
    (!wrong.is_empty()).then(|| wrong.join(", "))
}

/// How long each question to a program or a server took, in milliseconds.
fn outside(report: &Value) -> Vec<u64> {
    let asks = |probe: &&Value| {
        let kind = probe["kind"].as_str().and_then(Kind::from_word);
        kind.is_some_and(|kind| kind.proof() != Proof::Local || matches!(kind, Kind::Connect | Kind::Dns))
    };
    let probes = report["probes"].as_object().into_iter().flat_map(|probes| probes.values());
    probes.filter(asks).filter_map(|probe| probe["duration_ms"].as_u64()).collect()
}

/// What the real tools take that say who is signed in, one after another, beside doctor, which says all of it at once.
fn real_tools(machine: &Machine, online: impl Fn(&str) -> Command) -> Measured<Row> {
    let Some(bin) = linked(&machine.root().join("real"))? else {
        return Ok(Row::unmeasured(
            REAL,
            "not installed: tests/real/install.sh brings them, gh comes from PATH".into(),
        ));
    };
    let start = |program: &Path| {
        let mut command = online(&program.display().to_string());
        real::quiet(command.env("PATH", &bin));
        command
    };
    let (mut rows, mut walls) = (Vec::new(), Vec::new());
    for _ in 0..REAL_RUNS {
        let mut row = Duration::ZERO;
        for [tool, words @ ..] in [["gh", "auth", "status"], ["wrangler", "whoami", ""], ["claude", "auth", "status"]] {
            let words = words.into_iter().filter(|word| !word.is_empty());
            let (took, output) = timed(start(&bin.join(tool)).args(words))?;
            if !output.status.success() {
                let said = [output.stdout, output.stderr].concat();
                let why = format!("cannot be measured: {tool}: {}", String::from_utf8_lossy(&said).trim());
                return Ok(Row::unmeasured(REAL, why.replace('\n', " ")));
            }
            row += took;
        }
        rows.push(row);
        walls.push(reported(&mut start(Path::new(DOCTOR)))?.0);
    }
    let (row, wall) = (median(rows)?, median(walls)?);
    let of = format!("{} ms of gh, wrangler and claude ÷ {} ms", row.as_millis(), wall.as_millis());
    Ok(Row { what: REAL, of, ..ratio(row.as_secs_f64() / wall.as_secs_f64(), Goal::None) })
}

/// A folder to stand as the only one on PATH, with links to the tools that `tests/real/install.sh` brings and to what
/// every system has. None where one is not installed.
fn linked(bin: &Path) -> io::Result<Option<PathBuf>> {
    let chosen = std::env::var_os("DOCTOR_REAL_TOOLS").map(PathBuf::from);
    let folder = chosen.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/real-tools"));
    let brought = [("claude", "global/bin/claude"), ("node", "node24/bin/node"), ("wrangler", "global/bin/wrangler")];
    let programs = brought.map(|(name, path)| (name, folder.join(path).canonicalize().ok()));
    let of_system = ["gh", "git", "ls", "awk"].map(|name| (name, which::which(name).ok()));
    fs::create_dir_all(bin)?;
    for (name, program) in programs.into_iter().chain(of_system) {
        let Some(program) = program else { return Ok(None) };
        symlink(program, bin.join(name))?;
    }
    symlink(folder.join("npm11/node_modules/npm/bin/npm-cli.js"), bin.join("npm"))?;
    Ok(Some(bin.to_owned()))
}
