//! `connect`: whether a plain connection comes about, straight and without any proxy. Nothing is sent.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type};
use crate::host::Line;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connect {
    /// A name or an address, and a port: `1.1.1.1:443`.
    to: String,
}

impl Connect {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([("open", Type::Bool), ("answer", Type::Word(Line::WORDS))]))
    }

    pub(super) fn asked(&self) -> String {
        format!("a connection to {}", self.to)
    }

    pub(super) fn looks(&self) -> String {
        format!("It connects to {} and hangs up at once; nothing is sent.", self.to)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let Some((host, port)) = self.to.rsplit_once(':') else { return Fact::Null };
        let Ok(port) = port.parse() else { return Fact::Null };
        match context.host.connect(host, port, context.limit) {
            Ok(Line::Timeout) if context.is_in_a_hurry() => Fact::unknown(Reason::Timeout),
            Ok(line) => Fact::record([("open", (line == Line::Ok).into()), ("answer", line.word().into())]),
            Err(unknown) => Fact::Unknown(unknown),
        }
    }
}
