//! Measures a program in a process of its own, because the system remembers only the most memory of all programs that
//! one process has started.

use std::ffi::OsString;
use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::measure::most_memory;

/// The first word of a bench that measures one program.
pub const WORD: &str = "--alone";

/// What a program took.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub wall: Duration,
    /// The most memory it had, in bytes.
    pub memory: f64,
}

/// What this program takes, whose output nobody reads.
pub fn measured(command: &Command) -> io::Result<Taken> {
    let mut alone = Command::new(std::env::current_exe()?);
    alone.arg(WORD).arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => alone.env(name, value),
            None => alone.env_remove(name),
        };
    }
    let output = alone.output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers.as_slice() {
        [wall, memory] if output.status.success() => {
            Ok(Taken { wall: Duration::from_secs_f64(*wall), memory: *memory })
        }
        _ => Err(io::Error::other(format!("{command:?}: {text}{}", String::from_utf8_lossy(&output.stderr)))),
    }
}

/// Runs the program that these words name; what it took, to be printed.
pub fn run(words: &[OsString]) -> io::Result<String> {
    let [program, arguments @ ..] = words else { return Err(io::Error::other("no program")) };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let status = command.status()?;
    let wall = began.elapsed();
    // 1 and more are verdicts; without any it was ended by a signal.
    if status.code().is_none_or(|code| code == 2 || code == 127) {
        return Err(io::Error::other(format!("ended with {status}")));
    }
    Ok(format!("{} {}", wall.as_secs_f64(), most_memory()?))
}
