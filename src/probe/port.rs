//! `port`: whether a program of this computer could wait for a browser at a door of its own. It opens it for a moment.

use super::{Context, question};
use crate::fact::{Fact, Reason, facts};
use crate::host::Door;

question! {
    /// Whether a program could wait at a port for this computer's browser. doctor waits there
    /// itself for a moment.
    pub struct Port {
        number: u16,
    }
    asked { |it| format!("port {} of this computer", it.number) }
    looks { |it| format!(
        "It opens port {} for this computer alone, calls itself there, and closes it again.",
        it.number
    ) }
    facts PortFacts;
}

facts! {
    struct PortFacts {
        state: Door,
    }
}

impl Port {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        match context.host.door(self.number) {
            Some(door) => PortFacts { state: door }.into(),
            None => Fact::unknown(Reason::Refused),
        }
    }
}
