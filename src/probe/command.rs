//! `command`: asks a program something that changes nothing, and takes named pieces out of what it prints.

use std::collections::BTreeMap;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::start::{STARTS, Started};
use super::tool::{self, Place};
use super::{Context, take};
use crate::fact::{Fact, Facts, Type};
use crate::host::{Call, Ended};

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
    /// The exit codes with which its output counts.
    #[serde(default = "well")]
    exits: Vec<i64>,
    /// Name of the fact → `"type:regular expression"`; group 1 of the first match in standard output.
    #[serde(default)]
    take: BTreeMap<String, String>,
}

fn well() -> Vec<i64> {
    vec![0]
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
        let mut printed = None;
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
            let ended = host.start_one(call);
            if let Ended::Exited { code, stdout, .. } = &ended
                && self.exits.contains(code)
            {
                printed = Some(stdout.clone());
            }
            Started::on(host, ended)
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
            let Ok((_, pattern)) = take::typed(written) else { continue };
            let Ok(regex) = Regex::new(pattern) else { continue };
            let found = printed.as_deref().and_then(|text| regex.captures(text)?.get(1).map(|group| group.as_str()));
            facts.insert(name.clone(), take::from_found(written, found.map(str::trim), host.now()));
        }
        Fact::Record(facts)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::{Host, World};

    fn ask(params: &str, machine: &str) -> Fact {
        let host = Host::World(World::build(toml::from_str(machine).unwrap(), &Default::default()).unwrap());
        let command: Command = toml::from_str(params).unwrap();
        command.ask(Context { host: &host, services: &Default::default(), limit: Duration::from_secs(1) })
    }

    #[test]
    fn what_a_program_prints_counts_only_with_the_exit_codes_that_are_named() {
        let machine = "run.\"api user\" = { exit = 1, stdout = \"HTTP 401\\n\" }";
        let status = |exits: &str| {
            let params = format!("run = ['api', 'user']\n{exits}\ntake = {{ status = 'int:HTTP ([0-9]+)' }}");
            ask(&params, machine).part("status")
        };
        assert_eq!(status("exits = [0, 1]"), Fact::Int(401));
        assert_eq!(status("exits = [0, 4]"), Fact::Null);
        assert_eq!(status(""), Fact::Null);
    }
}
