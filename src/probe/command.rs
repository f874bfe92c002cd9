//! `command`: asks a program something that changes nothing, and takes named pieces out of what it prints.

use std::collections::BTreeMap;

use regex::Regex;

use super::start::{Start, Started};
use super::tool;
use super::{BadParameter, Context, question, take};
use crate::fact::{Fact, Known, Type, Typed, facts};
use crate::host::{Call, Ended};

question! {
    /// Runs a program to ask it something, and takes named pieces out of what it prints. Only for
    /// commands that change nothing.
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
    asked { |it| it.run.join(" ") }
    looks { |it| format!("It runs `{}` and takes only named pieces of what it prints.", it.asked()) }
}

facts! {
    #[derive(Default)]
    struct CommandFacts {
        /// It is somewhere on PATH, or at the path that is named.
        found: bool,
        /// How the start went.
        start: Option<Known<Start>>,
        exit: Option<Known<Option<i64>>>,
        /// The line with which it complained.
        complaint: Option<Known<Option<String>>>,
    }
}

fn well() -> Vec<i64> {
    vec![0]
}

impl Command {
    pub(super) fn facts(&self) -> Result<Type, BadParameter> {
        if self.run.is_empty() {
            return Err(BadParameter::NoProgram);
        }
        let taken = self.take.iter().map(|(name, written)| {
            let (kind, pattern) = take::typed(written)?;
            match Regex::new(pattern) {
                Ok(_) => Ok((name.clone(), kind)),
                Err(_) => Err(BadParameter::NotARegex { pattern: pattern.to_owned(), why: None }),
            }
        });
        Ok(CommandFacts::TYPE.with(taken.collect::<Result<Vec<_>, _>>()?))
    }

    pub(super) fn asks_the_network(&self) -> bool {
        self.online
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some((name, args)) = self.run.split_first() else { return Fact::Null };
        let Some(place) = tool::resolve(context, name) else { return CommandFacts::default().into() };
        let mut printed = None;
        let started = if place.may_start() {
            let args = args.iter().map(|arg| host.expand_words(arg)).collect();
            let call = Call {
                program: place.path,
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
        let taken = self.take.iter().filter_map(|(name, written)| {
            let (_, pattern) = take::typed(written).ok()?;
            let regex = Regex::new(pattern).ok()?;
            let found = printed.as_deref().and_then(|text| regex.captures(text)?.get(1).map(|group| group.as_str()));
            Some((name.clone(), take::from_found(written, found.map(str::trim), host.now())))
        });
        let facts = CommandFacts {
            found: true,
            start: Some(started.start),
            exit: Some(started.exit),
            complaint: Some(started.complaint),
        };
        Fact::from(facts).with(taken)
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
