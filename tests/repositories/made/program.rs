//! Starts programs so that none outlives its test: each has a limit, and is ended with all that it started.

use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

const LIMIT: Duration = Duration::from_secs(120);
const GLANCE: Duration = Duration::from_millis(2);

/// How a program ended, and what it wrote.
#[derive(Debug)]
pub struct Ran {
    /// None where a signal ended it.
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
    /// The most memory it had, in bytes, where the system tells.
    pub peak: Option<u64>,
    pub took: Duration,
}

/// Runs a program to its end.
///
/// # Panics
/// Where it cannot be started, or has not ended within the limit.
pub fn run(command: &mut Command, input: Vec<u8>) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let began = Instant::now();
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{:?}: {error}", command.get_program()));
    let group = Pid::from_raw(child.id().try_into().unwrap());
    let mut stdin = child.stdin.take().unwrap();
    // Who does not read to the end has no need of it.
    let feeder = thread::spawn(move || drop(stdin.write_all(&input)));
    let stdout = reader(child.stdout.take().unwrap());
    let stderr = reader(child.stderr.take().unwrap());
    let (mut ended, mut peak) = (child.try_wait().unwrap(), None);
    while ended.is_none() && began.elapsed() < LIMIT {
        peak = most_memory(child.id()).or(peak);
        thread::sleep(GLANCE);
        ended = child.try_wait().unwrap();
    }
    let took = began.elapsed();
    // What it left behind would hold the pipes open.
    let _ = killpg(group, Signal::SIGKILL);
    let _ = child.wait();
    feeder.join().unwrap();
    let (stdout, stderr) = (stdout.join().unwrap(), stderr.join().unwrap());
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    let status = ended.unwrap_or_else(|| panic!("{command:?} did not end: {stderr}"));
    Ran { code: status.code(), stdout, stderr, peak, took }
}

fn reader(mut from: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// As Linux keeps count of it; it only grows, so the last look before the end is the best.
fn most_memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}
