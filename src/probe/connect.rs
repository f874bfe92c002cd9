//! `connect`: whether a plain connection comes about, straight and without any proxy. Nothing is sent.

use super::{Context, question};
use crate::fact::{Fact, Reason, facts};
use crate::host::Line;

question! {
    /// Whether a plain connection is possible, past every proxy. Nothing is sent.
    pub struct Connect {
        /// A name or an address, and a port: `1.1.1.1:443`.
        to: String,
    }
    asked { |it| format!("a connection to {}", it.to) }
    looks { |it| format!("It connects to {} and hangs up at once; nothing is sent.", it.to) }
    facts ConnectFacts;
}

facts! {
    struct ConnectFacts {
        open: bool,
        answer: Line,
    }
}

impl Connect {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let Some((host, port)) = self.to.rsplit_once(':') else { return Fact::Null };
        let Ok(port) = port.parse() else { return Fact::Null };
        match context.host.connect(host, port, context.limit) {
            Ok(Line::Timeout) if context.is_in_a_hurry() => Fact::unknown(Reason::Timeout),
            Ok(line) => ConnectFacts { open: line == Line::Ok, answer: line }.into(),
            Err(unknown) => Fact::Unknown(unknown),
        }
    }
}
