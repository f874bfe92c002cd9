//! Probes: one kind of question to the machine per file, each a value that can be compared, so that equals are asked once.

mod command;
mod connect;
mod credential;
mod dependencies;
mod disk;
mod dns;
mod document;
mod dotenv;
mod env;
mod env_origin;
mod file;
mod git;
mod git_access;
mod git_call;
mod history;
mod http;
mod key_question;
mod keys;
mod manual;
mod nearby_projects;
mod npm;
mod os;
mod package;
mod path;
mod platform_packages;
mod port;
mod proxy;
mod public_dns;
mod question;
mod readable_by_others;
mod redirects;
mod registry;
mod repository;
mod required_secrets;
mod setting;
mod shell;
mod site;
mod start;
mod startup_files;
mod take;
mod tls;
mod tool;
mod tool_requirements;
mod version;
mod workspace;
mod wrangler_config;

use std::time::Duration;

use question::question;

use crate::check::{Kind, each_kind};
use crate::fact::{Fact, Type};
use crate::host::{Host, scrub};
use crate::service::Services;
use crate::tree::{Misread, Node, read};

pub use key_question::{Heard, KeyQuestion};
pub use question::BadParameter;

/// What a probe may use while it looks.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub host: &'a Host,
    pub services: &'a Services,
    /// How long programs that it starts may take.
    pub limit: Duration,
}

/// Where nobody answers in less time than this, nothing is proven.
const PATIENCE: Duration = Duration::from_secs(3);

impl Context<'_> {
    /// Whether there is so little time left that silence means nothing.
    fn is_in_a_hurry(&self) -> bool {
        self.limit < PATIENCE
    }
}

macro_rules! questions {
    ($($kind:ident $word:literal $proof:ident $question:ty,)*) => {
        /// A question with all its parameters filled in.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Question {
            $($kind($question),)*
        }

        impl Question {
            /// Reads the parameters of a kind.
            ///
            /// # Errors
            /// An unknown key, a missing one, or one of the wrong type.
            pub fn read(kind: Kind, params: &Node<'_>) -> Result<Self, Misread> {
                Ok(match kind {
                    $(Kind::$kind => Self::$kind(read(params)?),)*
                })
            }

            /// The schema of the parameters of a kind.
            #[cfg(feature = "schema")]
            pub fn schema(kind: Kind, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match kind {
                    $(Kind::$kind => <$question as schemars::JsonSchema>::json_schema(generator),)*
                }
            }

            /// The facts that the answer will have.
            ///
            /// # Errors
            /// Parameters that promise a fact of an unknown type, or that contradict each other.
            pub fn facts(&self) -> Result<Type, BadParameter> {
                match self {
                    $(Self::$kind(asked) => asked.facts(),)*
                }
            }

            /// The question as the report shows it.
            pub fn asked(&self) -> String {
                match self {
                    $(Self::$kind(asked) => asked.asked(),)*
                }
            }

            /// How it looks, in one sentence for people.
            pub fn looks(&self) -> String {
                match self {
                    $(Self::$kind(asked) => asked.looks(),)*
                }
            }

            /// Looks. Blocks while it does.
            pub fn ask(&self, context: Context<'_>) -> Fact {
                let answer = match self {
                    $(Self::$kind(asked) => asked.ask(context).into(),)*
                };
                context.host.hide(scrub::fact(answer))
            }
        }
    };
}

each_kind!(questions);

impl Question {
    /// Whether it leaves the machine.
    pub fn asks_the_network(&self) -> bool {
        match self {
            Self::Connect(_)
            | Self::Dns(_)
            | Self::Http(_)
            | Self::PublicDns(_)
            | Self::Redirects(_)
            | Self::Tls(_) => true,
            Self::Command(command) => command.asks_the_network(),
            _ => false,
        }
    }

    /// What people can type to look for themselves.
    pub fn by_hand(&self) -> Option<String> {
        match self {
            Self::Tool(tool) => tool.by_hand(),
            Self::Command(command) => Some(command.asked()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{World, WorldSpec};

    /// Questions of the kinds whose facts are written down twice, with an answer on the machine below.
    const QUESTIONS: &[(Kind, &str)] = &[
        (Kind::GitCommit, "id = \"0123456789012345678901234567890123456789\""),
        (Kind::GitStatus, ""),
        (Kind::History, ""),
        (Kind::SecretsInFiles, "files = [\"~/x\"]"),
        (Kind::LargeFiles, ""),
        (Kind::LineEndings, ""),
        (Kind::Repository, ""),
    ];

    const MACHINE: &str = r#"
folder = "~/site"
files."~/site/package.json" = "{}"
files."~/x" = "x"
run."git rev-parse --show-toplevel --absolute-git-dir --is-shallow-repository --show-superproject-working-tree" = { exit = 128, stderr = "fatal: not a git repository" }
run."git symbolic-ref -q HEAD" = { exit = 128 }
run."git rev-parse -q --verify HEAD^{commit}" = { exit = 128 }
run."git remote -v" = { exit = 128 }
"#;

    fn names(kind: &Type) -> Vec<String> {
        let mut names: Vec<String> = kind.names().into_iter().map(str::to_owned).collect();
        names.sort();
        names
    }

    #[test]
    fn a_kind_brings_back_the_facts_that_it_promises_and_no_others() {
        let spec: WorldSpec = toml::from_str(MACHINE).unwrap();
        let host = Host::World(World::build(spec, &Services::default()).unwrap());
        let services = Services::default();
        let context = Context { host: &host, services: &services, limit: Duration::from_secs(5) };
        for (kind, params) in QUESTIONS {
            let question = Question::read(*kind, &Node::parse(params).unwrap()).unwrap();
            let Fact::Record(parts) = question.ask(context) else { panic!("{kind:?} brought back nothing") };
            let promised = names(&question.facts().unwrap());
            let brought: Vec<String> = parts.keys().cloned().collect();
            let surprise: Vec<&String> = brought.iter().filter(|name| !promised.contains(name)).collect();
            assert!(surprise.is_empty(), "{kind:?} brings back {surprise:?} without saying so");
            let missing: Vec<&String> = promised.iter().filter(|name| !brought.contains(name)).collect();
            assert!(missing.is_empty(), "{kind:?} promises {missing:?}");
        }
    }
}
