//! A person at a pseudo-terminal: reads what doctor says, and types.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::pty::openpty;

use crate::fix::machine::Machine;

/// How long a person waits for words on the screen.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Person {
    doctor: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    read: String,
    at: usize,
}

impl Person {
    /// Somebody who typed `doctor` and these words into a new terminal window.
    pub fn types(machine: &Machine, words: &str) -> Self {
        Self::sits_down(machine, words, &[])
    }

    /// The same at a screen of 60 columns without colours, on which nothing is written over.
    pub fn types_plainly(machine: &Machine, words: &str) -> Self {
        Self::sits_down(machine, words, &[("TERM", "dumb"), ("COLUMNS", "60")])
    }

    fn sits_down(machine: &Machine, words: &str, variables: &[(&str, &str)]) -> Self {
        let pty = openpty(None, None).unwrap();
        let slave = || pty.slave.try_clone().unwrap();
        let mut setsid = Command::new("/usr/bin/setsid");
        setsid.args(["--ctty", "--wait"]);
        machine.shell_line(
            &mut setsid,
            // The shell stays, as that of a person does.
            &format!("'{}' {}; exit $?", env!("CARGO_BIN_EXE_doctor"), words.replacen("fix ", "fix --offline ", 1)),
        );
        setsid.envs(variables.iter().copied());
        let doctor = setsid.stdin(slave()).stdout(slave()).stderr(slave()).spawn().unwrap();
        drop(setsid);
        let keyboard = File::from(pty.master);
        drop(pty.slave);
        let mut eyes = keyboard.try_clone().unwrap();
        let (sender, screen) = channel();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = eyes.read(&mut chunk) {
                if sender.send(chunk[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { doctor, keyboard, screen, read: String::new(), at: 0 }
    }

    /// Waits until these words come behind what was read already. Line ends count as blanks.
    pub fn reads(&mut self, words: &str) -> &mut Self {
        let ends = Instant::now() + PATIENCE;
        loop {
            let all = plain(&self.read);
            if let Some(at) = all.get(self.at..).and_then(|rest| rest.find(words)) {
                self.at += at + words.len();
                return self;
            }
            match self.screen.recv_timeout(ends.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.read.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("`{words}` does not come. On the screen:\n{}", self.read)
                }
            }
        }
    }

    /// Types a line and presses Enter.
    pub fn answers(&mut self, line: &str) -> &mut Self {
        self.keyboard.write_all(format!("{line}\n").as_bytes()).unwrap();
        self
    }

    /// Presses Ctrl-C.
    pub fn presses_ctrl_c(&mut self) -> &mut Self {
        self.keyboard.write_all(&[3]).unwrap();
        self
    }

    /// Waits until doctor ends. Gives its exit code and all that stood on the screen.
    pub fn waits(&mut self) -> (i32, String) {
        let ends = Instant::now() + PATIENCE;
        let status = loop {
            while let Ok(bytes) = self.screen.try_recv() {
                self.read.push_str(&String::from_utf8_lossy(&bytes));
            }
            if let Some(status) = self.doctor.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < ends, "doctor does not end:\n{}", self.read);
            thread::sleep(Duration::from_millis(20));
        };
        while let Ok(bytes) = self.screen.recv_timeout(Duration::from_millis(200)) {
            self.read.push_str(&String::from_utf8_lossy(&bytes));
        }
        (status.code().unwrap_or(-1), plain(&self.read))
    }

    /// All that stands on the screen, line by line.
    pub fn screen(&self) -> String {
        self.read.replace("\r\n", "\n")
    }

    pub fn id(&self) -> u32 {
        self.doctor.id()
    }
}

impl Machine {
    /// As [`Machine::mends`], where a person has to say something: what is read, and what is typed then. Gives the screen.
    pub fn mends_when_told(&self, check: &str, fix: &str, talk: &[(&str, &str)]) -> String {
        let finding = self.finding(check);
        let before = self.tree();
        let fixes = finding["fixes"].as_array().unwrap();
        assert!(fixes.iter().any(|known| known["id"] == fix), "{check} does not offer {fix}: {finding:#}");
        let mut person = Person::types(self, &format!("fix {check}"));
        for (words, answer) in talk {
            person.reads(words).answers(answer);
        }
        let (_, screen) = person.reads("Fixed").waits();
        assert_eq!(self.finding(check)["status"], "pass", "{screen}");
        self.take_all_back();
        assert_eq!(self.tree(), before, "not as it was before\n{screen}");
        screen
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        let _ = self.doctor.kill();
        let _ = self.doctor.wait();
    }
}

/// Words without colours and without the ends of lines.
fn plain(screen: &str) -> String {
    let mut out = String::new();
    let mut rest = screen;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        rest = after.find(|c: char| c.is_ascii_alphabetic()).map_or("", |end| &after[end + 1..]);
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
