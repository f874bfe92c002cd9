//! `command`: asks a program something that changes nothing, and takes named pieces out of what it prints.

use std::collections::BTreeMap;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::start::{STARTS, Started};
use super::tool::{self, Place};
use super::{Context, take};
use crate::fact::{Fact, Facts, Type};
use crate::host::Call;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The program, by name or full path, and its arguments.
    run: Vec<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// Whether it asks the network, so that it is left out offline; it then learns of proxies and certificates too.
    #[serde(default)]
    online: bool,
    /// Name of the fact → `"type:regular expression"`; group 1 of the first match in standard output.
    #[serde(default)]
    take: BTreeMap<String, String>,
}

impl Command {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let mut parts = vec![
            ("found".to_owned(), Type::Bool),
            ("start".to_owned(), Type::Word(STARTS)),
            ("exit".to_owned(), Type::Int),
            ("complaint".to_owned(), Type::Text),
        ];
        if self.run.is_empty() {
            return Err("`run` names no program".to_owned());
        }
        for (name, written) in &self.take {
            let (kind, pattern) = take::typed(written)?;
            Regex::new(pattern).map_err(|_| format!("`{pattern}` is not a regular expression"))?;
            parts.push((name.clone(), kind));
        }
        Ok(Type::Record(parts))
    }

    pub(super) fn asked(&self) -> String {
        self.run.join(" ")
    }

    pub(super) fn asks_the_network(&self) -> bool {
        self.online
    }

    pub(super) fn looks(&self) -> String {
        format!("It runs `{}` and takes only named pieces of what it prints.", self.asked())
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some((name, args)) = self.run.split_first() else { return Fact::Null };
        let Some(Place { path, class, .. }) = tool::resolve(context, name) else {
            return Fact::record([("found", Fact::Bool(false))]);
        };
        let started = if class.may_start() {
            let args = args.iter().map(|arg| host.expand_words(arg)).collect();
            let call = Call {
                program: path,
                args,
                env: host.expand_env(&self.env),
                online: self.online,
                limit: context.limit,
                ..Call::default()
            };
            Started::on(host, host.start_one(call))
        } else {
            Started::not()
        };
        let mut facts = Facts::from([
            ("found".to_owned(), Fact::Bool(true)),
            ("start".to_owned(), started.start),
            ("exit".to_owned(), started.exit),
            ("complaint".to_owned(), started.complaint),
        ]);
        for (name, written) in &self.take {
            let Ok((kind, pattern)) = take::typed(written) else { continue };
            let Ok(regex) = Regex::new(pattern) else { continue };
            let found =
                started.stdout.as_deref().and_then(|text| regex.captures(text)?.get(1).map(|group| group.as_str()));
            facts.insert(name.clone(), found.map_or(Fact::Null, |text| take::from_text(&kind, text.trim())));
        }
        Fact::Record(facts)
    }
}
