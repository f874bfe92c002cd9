//! Starts programs so that none outlives its test: each has a limit, and is ended with all that it started.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// Above doctor's own deadline in these tests; far above what any tool takes.
const LIMIT: Duration = Duration::from_secs(150);
const GLANCE: Duration = Duration::from_millis(5);

/// What a program wrote, and how it ended.
///
/// # Panics
/// Where it cannot be started, or has not ended within the limit.
pub fn output(command: &mut Command) -> Output {
    within(LIMIT, command).unwrap_or_else(|| panic!("{:?} did not end", command.get_program()))
}

/// None where it had not ended by then.
fn within(limit: Duration, command: &mut Command) -> Option<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{:?}: {error}", command.get_program()));
    let group = Pid::from_raw(child.id().try_into().unwrap());
    let stdout = reader(child.stdout.take().unwrap());
    let stderr = reader(child.stderr.take().unwrap());
    let until = Instant::now() + limit;
    let mut ended = child.try_wait().unwrap();
    while ended.is_none() && Instant::now() < until {
        thread::sleep(GLANCE);
        ended = child.try_wait().unwrap();
    }
    // What it left behind would hold the pipes open. Mostly nothing is left, and then there is nobody to end.
    let _ = killpg(group, Signal::SIGKILL);
    let _ = child.wait();
    let (stdout, stderr) = (stdout.join().unwrap(), stderr.join().unwrap());
    Some(Output { status: ended?, stdout, stderr })
}

fn reader(mut from: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

#[test]
fn a_program_that_hangs_is_ended_and_so_is_what_it_started() {
    let began = Instant::now();
    let mut hanging = Command::new("/bin/sh");
    assert!(within(Duration::from_millis(100), hanging.args(["-c", "sleep 50 & sleep 50"])).is_none());
    let mut leaving = Command::new("/bin/sh");
    let left = within(LIMIT, leaving.args(["-c", "sleep 50 & echo done"])).unwrap();
    assert_eq!((left.status.code(), left.stdout.as_slice()), (Some(0), b"done\n".as_slice()));
    assert!(began.elapsed() < Duration::from_secs(20));
}
