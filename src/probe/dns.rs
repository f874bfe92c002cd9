//! `dns`: what the system's own look-up says of names, which is what every program gets.

use super::{Context, question};
use crate::fact::{Fact, Known, Reason, facts};
use crate::host::{Host, Naming, Unseen};
use crate::machine::Os;

/// Where Linux and macOS say whom they ask for names.
const RESOLVERS: &str = "/etc/resolv.conf";

question! {
    /// What the system's own look-up says of names, which is what every program gets.
    pub struct Dns {
        names: Vec<String>,
    }
    asked { |it| format!("the addresses of {}", it.names.join(", ")) }
    looks { |it| format!("It asks this computer for {}, as every program does.", it.asked()) }
    facts DnsFacts;
}

facts! {
    struct DnsFacts {
        names: Vec<Name>,
        found: Vec<String>,
        not_found: Vec<String>,
        /// Where all have the same.
        answer: Option<Naming>,
        /// Whom `/etc/resolv.conf` names; null without one and on Windows.
        servers: Known<Option<Vec<String>>>,
    }

    struct Name {
        name: String,
        /// `temporary`: nobody who knows names answered; `sinkhole`: all its addresses lead
        /// nowhere, such as 0.0.0.0 or 127.0.0.1.
        answer: Naming,
    }
}

impl Dns {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let mut answers = Vec::new();
        for answer in host.names(&self.names, context.limit) {
            match answer {
                Ok(Naming::Timeout) if context.is_in_a_hurry() => return Fact::unknown(Reason::Timeout),
                Ok(naming) => answers.push(naming),
                Err(unknown) => return Fact::Unknown(unknown),
            }
        }
        let each = || self.names.iter().zip(&answers);
        let item = |(name, answer): (&String, &Naming)| Name { name: name.clone(), answer: *answer };
        let names = |wanted: bool| {
            let fitting = each().filter(|(_, answer)| (**answer == Naming::Ok) == wanted);
            fitting.map(|(name, _)| name.clone()).collect()
        };
        let alike = answers.first().filter(|first| answers.iter().all(|answer| answer == *first));
        DnsFacts {
            names: each().map(item).collect(),
            found: names(true),
            not_found: names(false),
            answer: alike.copied(),
            servers: servers(host),
        }
        .into()
    }
}

/// The computers that are asked for names; null where the system does not keep them in a file.
fn servers(host: &Host) -> Known<Option<Vec<String>>> {
    if host.machine().os == Os::Windows {
        return Ok(None);
    }
    match host.read_text(RESOLVERS, 64 << 10) {
        Ok(text) => {
            let lines = text.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
            Ok(Some(lines.filter_map(|rest| rest.split_whitespace().next()).map(str::to_owned).collect()))
        }
        Err(Unseen::Absent) => Ok(None),
        Err(Unseen::Denied | Unseen::Unreadable) => Err(Reason::Unreadable.into()),
    }
}
