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

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::check::Kind;
use crate::fact::{Fact, Type};
use crate::host::{Host, scrub};
use crate::service::Services;
use crate::tree::{Misread, Node, read};

pub use key_question::{Heard, KeyQuestion};

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

/// One line for each kind: where its question stands.
macro_rules! questions {
    ($($kind:ident: $question:ty,)*) => {
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
            pub fn schema(kind: Kind, generator: &mut SchemaGenerator) -> Schema {
                match kind {
                    $(Kind::$kind => <$question>::json_schema(generator),)*
                }
            }

            /// The facts that the answer will have.
            ///
            /// # Errors
            /// A parameter that promises a fact of an unknown type, in words.
            pub fn facts(&self) -> Result<Type, String> {
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
                    $(Self::$kind(asked) => asked.ask(context),)*
                };
                context.host.hide(scrub::fact(answer))
            }
        }
    };
}

questions! {
    Command: command::Command,
    Connect: connect::Connect,
    Credential: credential::Credential,
    Dependencies: dependencies::Dependencies,
    Disk: disk::Disk,
    Dns: dns::Dns,
    Dotenv: dotenv::Dotenv,
    Env: env::Env,
    EnvOrigin: env_origin::EnvOrigin,
    File: file::File,
    Git: git::Git,
    GitCommit: repository::GitCommit,
    GitCredentials: git_access::GitCredentials,
    GitFiles: keys::GitFiles,
    History: history::History,
    Http: http::Http,
    Json: document::Document<document::Json>,
    Jsonc: document::Document<document::Jsonc>,
    KeysIn: keys::KeysIn,
    LargeFiles: repository::LargeFiles,
    LineEndings: repository::LineEndings,
    Manual: manual::Manual,
    NearbyProjects: nearby_projects::NearbyProjects,
    Npm: npm::Npm,
    NpmCache: npm::NpmCache,
    Os: os::Os,
    Package: package::Package,
    Path: path::Path,
    PlatformPackages: platform_packages::PlatformPackages,
    Port: port::Port,
    Proxy: proxy::Proxy,
    PublicDns: public_dns::PublicDns,
    Redirects: redirects::Redirects,
    Registry: registry::Registry,
    Repository: repository::Repository,
    RequiredSecrets: required_secrets::RequiredSecrets,
    Setting: setting::Setting,
    Site: site::Site,
    SshKeys: git_access::SshKeys,
    StartupFiles: startup_files::StartupFiles,
    Tls: tls::Tls,
    Toml: document::Document<document::Toml>,
    Tool: tool::Tool,
    ToolRequirements: tool_requirements::ToolRequirements,
    WranglerConfig: wrangler_config::WranglerConfig,
    Yaml: document::Document<document::Yaml>,
}

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

    /// Questions of every kind, with an answer on the machine below.
    const QUESTIONS: &[(Kind, &str)] = &[
        (Kind::Command, "run = [\"tool\", \"--help\"]\ntake = { word = \"text:(.+)\" }"),
        (Kind::Connect, "to = \"example.com:443\""),
        (Kind::Credential, "service = \"claude\""),
        (Kind::Dependencies, ""),
        (Kind::Disk, "paths = [\"~\"]"),
        (Kind::Dns, "names = [\"example.com\"]"),
        (Kind::Dotenv, "file = \"~/x\""),
        (Kind::Env, "name = \"PATH\""),
        (Kind::EnvOrigin, "name = \"PATH\""),
        (Kind::File, "file = \"~/x\""),
        (Kind::Git, ""),
        (Kind::GitCommit, "id = \"0123456789012345678901234567890123456789\""),
        (Kind::GitCredentials, ""),
        (Kind::GitFiles, ""),
        (Kind::History, ""),
        (
            Kind::Http,
            "get = \"https://example.com/\"\ntake = { name = \"text:name\", kind = \"text:header:content-type\", ok = \"matches:x\" }",
        ),
        (Kind::Json, "file = \"~/x.json\"\ntake = { name = \"text:name\" }"),
        (Kind::Jsonc, "file = \"~/x.json\"\ntake = { all = { list = \"all\", of = { name = \"text:name\" } } }"),
        (Kind::KeysIn, "files = [\"~/x\"]"),
        (Kind::LargeFiles, ""),
        (Kind::LineEndings, ""),
        (Kind::Manual, "whether = \"whether it is so\"\npage = \"https://example.com/\""),
        (Kind::NearbyProjects, ""),
        (Kind::Npm, ""),
        (Kind::NpmCache, ""),
        (Kind::Os, ""),
        (Kind::Package, "name = \"wrangler\""),
        (Kind::Path, ""),
        (Kind::PlatformPackages, "arch = \"x86_64\""),
        (Kind::Port, "number = 8976"),
        (Kind::Proxy, "hosts = [\"example.com\"]"),
        (Kind::PublicDns, "name = \"example.com\""),
        (Kind::Redirects, "get = \"https://example.com/\""),
        (Kind::Registry, "key = 'HKCU\\Environment'\nvalue = \"Path\""),
        (Kind::Repository, ""),
        (Kind::RequiredSecrets, ""),
        (Kind::Setting, "service = \"claude\"\nname = \"PATH\""),
        (Kind::Site, ""),
        (Kind::SshKeys, ""),
        (Kind::StartupFiles, ""),
        (Kind::Tls, "hosts = [\"example.com\"]"),
        (Kind::Toml, "file = \"~/x.toml\"\ntake = { name = \"texts:name.*\" }"),
        (Kind::Tool, "name = \"tool\""),
        (Kind::ToolRequirements, ""),
        (Kind::WranglerConfig, "known = [\"name\"]"),
        (Kind::Yaml, "file = \"~/x.yml\"\ntake = { name = \"text:name\" }"),
    ];

    const MACHINE: &str = r#"
folder = "~/site"
files."~/site/package.json" = "{}"
files."~/site/wrangler.jsonc" = "{}"
files."~/site/node_modules/wrangler/package.json" = '{"version": "4.1.0"}'
files."~/x" = "x"
files."~/x.json" = '{"name": "x"}'
files."~/x.toml" = 'name = "x"'
files."~/x.yml" = 'name: x'
http."GET https://cloudflare-dns.com/dns-query?name=example.com&type=A" = { fails = "dns" }
http."GET https://dns.google/resolve?name=example.com&type=A" = { json = { Status = 3 } }
http."GET https://dns.google/resolve?name=example.com&type=NS" = { json = { Status = 3 } }
http."GET https://example.com/" = { json = { name = "x" } }
run."tool --version" = "1.0"
run."tool --help" = "help"
run."node --version" = "v24.1.0"
run."git config --get user.name" = "Ada"
run."git config --get user.email" = "ada@lovelace.uk"
run."git rev-parse --show-toplevel --absolute-git-dir --is-shallow-repository --show-superproject-working-tree" = { exit = 128, stderr = "fatal: not a git repository" }
run."git symbolic-ref -q HEAD" = { exit = 128 }
run."git rev-parse -q --verify HEAD^{commit}" = { exit = 128 }
run."git remote -v" = { exit = 128 }
run.'git config --get-regexp ^credential\.' = { exit = 1 }
run."git config --name-only --list" = "user.name"
"#;

    fn names(kind: &Type) -> Vec<String> {
        let mut names: Vec<String> = kind.names().into_iter().map(str::to_owned).collect();
        names.sort();
        names
    }

    #[test]
    fn every_kind_brings_back_the_facts_that_it_promises_and_no_others() {
        let spec: WorldSpec = toml::from_str(MACHINE).unwrap();
        let host = Host::World(World::build(spec, &Services::default()).unwrap());
        let mut services = Services::default();
        services.add("claude", toml::from_str("title = 'T'\nsource = [{ kind = 'key', env = 'PATH' }]").unwrap());
        let context = Context { host: &host, services: &services, limit: Duration::from_secs(5) };
        assert_eq!(QUESTIONS.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), Kind::ALL);
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
