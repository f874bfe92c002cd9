//! A tool in a terminal, as a learner has it before them: there it asks questions that it does not ask a script.

use std::fs::File;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use regex::Regex;

use crate::machine::Machine;

const LIMIT: Duration = Duration::from_secs(60);
const GLANCE: Duration = Duration::from_millis(20);
const SIZE: Winsize = Winsize { ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0 };

impl Machine {
    /// Starts a tool in a terminal and ends it when that has happened which `until` waits for.
    /// It is given what the tool has written so far, without blanks: a tool may move there instead of writing them.
    ///
    /// # Panics
    /// Where it does not happen within the limit.
    pub fn watch(&self, program: &str, args: &[&str], until: impl Fn(&str) -> bool) {
        let ends = openpty(&SIZE, None).unwrap();
        let mut command = self.command(&self.bin().join(program));
        command.args(args).env("TERM", "xterm-256color").process_group(0);
        command.stdin(ends.slave.try_clone().unwrap()).stdout(ends.slave.try_clone().unwrap()).stderr(ends.slave);
        let mut child = command.spawn().unwrap();
        // The command holds the tool's end of the terminal, which would keep the reader waiting.
        drop(command);
        let written = Arc::new(Mutex::new(Vec::new()));
        let reader = {
            let (written, mut from) = (Arc::clone(&written), File::from(ends.master));
            thread::spawn(move || {
                let mut block = [0; 4096];
                // The end of a terminal is told as an error.
                while let Ok(length @ 1..) = from.read(&mut block) {
                    written.lock().unwrap().extend_from_slice(&block[..length]);
                }
            })
        };
        let moves = Regex::new(r"\x1b(\[[0-9;?<>=]*[a-zA-Z]|\][^\x07]*\x07|.)|\s").unwrap();
        let screen = || moves.replace_all(&String::from_utf8_lossy(&written.lock().unwrap()), "").into_owned();
        let last = Instant::now() + LIMIT;
        let mut happened = until(&screen());
        while !happened && Instant::now() < last {
            thread::sleep(GLANCE);
            happened = until(&screen());
        }
        let _ = killpg(Pid::from_raw(child.id().try_into().unwrap()), Signal::SIGKILL);
        child.wait().unwrap();
        reader.join().unwrap();
        assert!(happened, "{program} stays at: {}", screen());
    }
}
