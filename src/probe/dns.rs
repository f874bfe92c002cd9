//! `dns`: what the system's own look-up says of names, which is what every program gets.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type};
use crate::host::{Host, Naming, Unseen};
use crate::machine::Os;

/// Where Linux and macOS say whom they ask for names.
const RESOLVERS: &str = "/etc/resolv.conf";

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    names: Vec<String>,
}

impl Dns {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("names", Type::list(Type::record([("name", Type::Text), ("answer", Type::Word(Naming::WORDS))]))),
            ("found", Type::list(Type::Text)),
            ("not_found", Type::list(Type::Text)),
            ("answer", Type::Word(Naming::WORDS)),
            ("servers", Type::list(Type::Text)),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        format!("the addresses of {}", self.names.join(", "))
    }

    pub(super) fn looks(&self) -> String {
        format!("It asks this computer for {}, as every program does.", self.asked())
    }

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
        let item = |(name, answer): (&String, &Naming)| {
            Fact::record([("name", name.as_str().into()), ("answer", answer.word().into())])
        };
        let names = |wanted: bool| {
            let fitting = each().filter(|(_, answer)| (**answer == Naming::Ok) == wanted);
            Fact::List(fitting.map(|(name, _)| name.as_str().into()).collect())
        };
        let alike = answers.first().filter(|first| answers.iter().all(|answer| answer == *first));
        Fact::record([
            ("names", Fact::List(each().map(item).collect())),
            ("found", names(true)),
            ("not_found", names(false)),
            ("answer", alike.map(|answer| answer.word()).into()),
            ("servers", servers(host)),
        ])
    }
}

/// The computers that are asked for names; null where the system does not keep them in a file.
fn servers(host: &Host) -> Fact {
    if host.machine().os == Os::Windows {
        return Fact::Null;
    }
    match host.read_text(RESOLVERS, 64 << 10) {
        Ok(text) => {
            let lines = text.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
            Fact::List(lines.filter_map(|rest| rest.split_whitespace().next()).map(Fact::text).collect())
        }
        Err(Unseen::Absent) => Fact::Null,
        Err(Unseen::Denied | Unseen::Unreadable) => Fact::unknown(Reason::Unreadable),
    }
}
