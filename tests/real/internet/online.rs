//! A machine that has the loopback internet, and no other.

use std::path::Path;

use serde_json::Value;

use super::Internet;
use crate::limited;
use crate::machine::Machine;
use crate::report::Report;

impl Machine {
    /// Connects the machine: everything that is started on it goes through the internet's proxy and trusts its authority.
    pub fn online(&mut self, internet: &Internet) {
        self.write("authority.pem", &internet.certificate());
        let file = self.root().join("authority.pem").display().to_string();
        // Go and Rust read the first, Node the second.
        for name in ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] {
            self.set(name, &file);
        }
        for name in ["HTTPS_PROXY", "HTTP_PROXY"] {
            self.set(name, &internet.proxy());
        }
    }

    /// What doctor says of these checks, and of what they need, where it may use the network. The layers of the network,
    /// which would ask more hosts, are looked at by [`Machine::look_at_layers`].
    pub fn look_online(&self, checks: &[&str]) -> Report {
        self.doctor(&[checks, &["--skip", "network/"]].concat())
    }

    /// What doctor says of the network.
    pub fn look_at_layers(&self) -> Report {
        self.doctor(&["network/"])
    }

    fn doctor(&self, args: &[&str]) -> Report {
        let doctor = Path::new(env!("CARGO_BIN_EXE_doctor"));
        let mut command = self.command(doctor);
        command.args(["check", "--format", "json", "--deadline", "120s"]).args(args);
        Report::read(&limited::output(&mut command))
    }

    /// Starts a tool as its owner would, with the logins that are kept in the machine's home folder.
    pub fn run(&self, program: &str, args: &[&str]) -> Ran {
        let mut command = self.command(&self.bin().join(program));
        // Nobody is there to answer, and nobody wants to hear of new versions.
        command.envs([("GH_PROMPT_DISABLED", "1"), ("GH_NO_UPDATE_NOTIFIER", "1"), ("NO_COLOR", "1")]);
        command.env("WRANGLER_SEND_METRICS", "false");
        let output = limited::output(command.args(args));
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// How a tool ended, and what it said.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// What it printed, read as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_default()
    }
}
