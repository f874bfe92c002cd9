//! Starts programs and measures them: time on the clock, time on the processor, memory.

use std::io;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// How long a program takes, with what it printed.
pub fn timed(command: &mut Command) -> io::Result<(Duration, Output)> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let output = command.output()?;
    Ok((began.elapsed(), output))
}

/// The same for doctor, which must have made a report.
pub fn reported(command: &mut Command) -> io::Result<(Duration, Vec<u8>)> {
    let (wall, output) = timed(command)?;
    // 0, 1 and 4 are verdicts.
    if !matches!(output.status.code(), Some(0 | 1 | 4)) {
        return Err(io::Error::other(format!(
            "{command:?} made no report ({}): {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    Ok((wall, output.stdout))
}

/// Time on the processor of all programs that were started so far and have ended, with what they started themselves.
pub fn processor_time() -> io::Result<Duration> {
    let usage = ended_programs()?;
    let microseconds = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(microseconds.unsigned_abs()))
}

/// The most memory that any program had that has ended, in bytes.
pub fn most_memory() -> io::Result<f64> {
    // Linux counts in KiB, macOS in bytes.
    let unit = if cfg!(target_vendor = "apple") { 1.0 } else { 1024.0 };
    Ok(ended_programs()?.max_rss() as f64 * unit)
}

fn ended_programs() -> io::Result<Usage> {
    Ok(getrusage(UsageWho::RUSAGE_CHILDREN)?)
}

/// The middle one, or the upper of the two in the middle.
pub fn median<T: PartialOrd + Copy>(mut all: Vec<T>) -> io::Result<T> {
    all.sort_by(|one, two| one.partial_cmp(two).unwrap_or(std::cmp::Ordering::Equal));
    all.get(all.len() / 2).copied().ok_or_else(|| io::Error::other("nothing was measured"))
}
