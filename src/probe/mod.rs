//! Probes: one kind of question to the machine per file, each a value that can be compared, so that equals are asked once.

mod command;
mod connect;
mod credential;
mod disk;
mod dns;
mod document;
mod env;
mod env_origin;
mod file;
mod git;
mod http;
mod npm;
mod os;
mod package;
mod path;
mod platform_packages;
mod proxy;
mod registry;
mod setting;
mod shell;
mod start;
mod startup_files;
mod take;
mod tls;
mod tool;
mod version;
mod workspace;

use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use crate::check::Kind;
use crate::document::Format;
use crate::fact::{Fact, Type};
use crate::host::{Host, scrub};
use crate::service::Services;

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

/// A question with all its parameters filled in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    Command(command::Command),
    Connect(connect::Connect),
    Credential(credential::Credential),
    Disk(disk::Disk),
    Dns(dns::Dns),
    Env(env::Env),
    EnvOrigin(env_origin::EnvOrigin),
    File(file::File),
    Git(git::Git),
    Http(http::Http),
    Json(document::Document),
    Jsonc(document::Document),
    Npm(npm::Npm),
    NpmCache(npm::NpmCache),
    Os(os::Os),
    Package(package::Package),
    Path(path::Path),
    PlatformPackages(platform_packages::PlatformPackages),
    Proxy(proxy::Proxy),
    Registry(registry::Registry),
    Setting(setting::Setting),
    StartupFiles(startup_files::StartupFiles),
    Tls(tls::Tls),
    Toml(document::Document),
    Tool(tool::Tool),
    Yaml(document::Document),
}

macro_rules! each_kind {
    ($question:expr, $asked:ident => $answer:expr) => {
        match $question {
            Question::Command($asked) => $answer,
            Question::Connect($asked) => $answer,
            Question::Credential($asked) => $answer,
            Question::Disk($asked) => $answer,
            Question::Dns($asked) => $answer,
            Question::Env($asked) => $answer,
            Question::EnvOrigin($asked) => $answer,
            Question::File($asked) => $answer,
            Question::Git($asked) => $answer,
            Question::Http($asked) => $answer,
            Question::Json($asked) => $answer,
            Question::Jsonc($asked) => $answer,
            Question::Npm($asked) => $answer,
            Question::NpmCache($asked) => $answer,
            Question::Os($asked) => $answer,
            Question::Package($asked) => $answer,
            Question::Path($asked) => $answer,
            Question::PlatformPackages($asked) => $answer,
            Question::Proxy($asked) => $answer,
            Question::Registry($asked) => $answer,
            Question::Setting($asked) => $answer,
            Question::StartupFiles($asked) => $answer,
            Question::Tls($asked) => $answer,
            Question::Toml($asked) => $answer,
            Question::Tool($asked) => $answer,
            Question::Yaml($asked) => $answer,
        }
    };
}

impl Question {
    /// Reads the parameters of a kind.
    ///
    /// # Errors
    /// An unknown key, a missing one, or one of the wrong type.
    pub fn read<'de, D>(kind: Kind, params: D) -> Result<Self, D::Error>
    where
        D: Deserializer<'de>,
    {
        Ok(match kind {
            Kind::Command => Self::Command(Deserialize::deserialize(params)?),
            Kind::Connect => Self::Connect(Deserialize::deserialize(params)?),
            Kind::Credential => Self::Credential(Deserialize::deserialize(params)?),
            Kind::Disk => Self::Disk(Deserialize::deserialize(params)?),
            Kind::Dns => Self::Dns(Deserialize::deserialize(params)?),
            Kind::Env => Self::Env(Deserialize::deserialize(params)?),
            Kind::EnvOrigin => Self::EnvOrigin(Deserialize::deserialize(params)?),
            Kind::File => Self::File(Deserialize::deserialize(params)?),
            Kind::Git => Self::Git(Deserialize::deserialize(params)?),
            Kind::Http => Self::Http(Deserialize::deserialize(params)?),
            Kind::Json => Self::Json(document::read(Format::Json, params)?),
            Kind::Jsonc => Self::Jsonc(document::read(Format::Jsonc, params)?),
            Kind::Npm => Self::Npm(Deserialize::deserialize(params)?),
            Kind::NpmCache => Self::NpmCache(Deserialize::deserialize(params)?),
            Kind::Os => Self::Os(Deserialize::deserialize(params)?),
            Kind::Package => Self::Package(Deserialize::deserialize(params)?),
            Kind::Path => Self::Path(Deserialize::deserialize(params)?),
            Kind::PlatformPackages => Self::PlatformPackages(Deserialize::deserialize(params)?),
            Kind::Proxy => Self::Proxy(Deserialize::deserialize(params)?),
            Kind::Registry => Self::Registry(Deserialize::deserialize(params)?),
            Kind::Setting => Self::Setting(Deserialize::deserialize(params)?),
            Kind::StartupFiles => Self::StartupFiles(Deserialize::deserialize(params)?),
            Kind::Tls => Self::Tls(Deserialize::deserialize(params)?),
            Kind::Toml => Self::Toml(document::read(Format::Toml, params)?),
            Kind::Tool => Self::Tool(Deserialize::deserialize(params)?),
            Kind::Yaml => Self::Yaml(document::read(Format::Yaml, params)?),
        })
    }

    /// The schema of the parameters of a kind.
    pub fn schema(kind: Kind, generator: &mut SchemaGenerator) -> Schema {
        match kind {
            Kind::Command => command::Command::json_schema(generator),
            Kind::Connect => connect::Connect::json_schema(generator),
            Kind::Credential => credential::Credential::json_schema(generator),
            Kind::Disk => disk::Disk::json_schema(generator),
            Kind::Dns => dns::Dns::json_schema(generator),
            Kind::Env => env::Env::json_schema(generator),
            Kind::EnvOrigin => env_origin::EnvOrigin::json_schema(generator),
            Kind::File => file::File::json_schema(generator),
            Kind::Git => git::Git::json_schema(generator),
            Kind::Http => http::Http::json_schema(generator),
            Kind::Json | Kind::Jsonc | Kind::Toml | Kind::Yaml => document::Document::json_schema(generator),
            Kind::Npm => npm::Npm::json_schema(generator),
            Kind::NpmCache => npm::NpmCache::json_schema(generator),
            Kind::Os => os::Os::json_schema(generator),
            Kind::Package => package::Package::json_schema(generator),
            Kind::Path => path::Path::json_schema(generator),
            Kind::PlatformPackages => platform_packages::PlatformPackages::json_schema(generator),
            Kind::Proxy => proxy::Proxy::json_schema(generator),
            Kind::Registry => registry::Registry::json_schema(generator),
            Kind::Setting => setting::Setting::json_schema(generator),
            Kind::StartupFiles => startup_files::StartupFiles::json_schema(generator),
            Kind::Tls => tls::Tls::json_schema(generator),
            Kind::Tool => tool::Tool::json_schema(generator),
        }
    }

    /// The facts that the answer will have.
    ///
    /// # Errors
    /// A parameter that promises a fact of an unknown type, in words.
    pub fn facts(&self) -> Result<Type, String> {
        each_kind!(self, asked => asked.facts())
    }

    /// The question as the report shows it.
    pub fn asked(&self) -> String {
        each_kind!(self, asked => asked.asked())
    }

    /// How it looks, in one sentence for people.
    pub fn looks(&self) -> String {
        each_kind!(self, asked => asked.looks())
    }

    /// Whether it leaves the machine.
    pub fn asks_the_network(&self) -> bool {
        match self {
            Self::Connect(_) | Self::Dns(_) | Self::Http(_) | Self::Tls(_) => true,
            Self::Command(command) => command.asks_the_network(),
            _ => false,
        }
    }

    /// What people can type to look for themselves.
    pub fn by_hand(&self) -> Option<String> {
        match self {
            Self::Tool(tool) => tool.by_hand(),
            Self::Command(command) => Some(command.asked()),
            Self::Credential(_)
            | Self::Connect(_)
            | Self::Disk(_)
            | Self::Dns(_)
            | Self::Env(_)
            | Self::EnvOrigin(_)
            | Self::File(_)
            | Self::Git(_)
            | Self::Http(_)
            | Self::Json(_)
            | Self::Jsonc(_)
            | Self::Npm(_)
            | Self::NpmCache(_)
            | Self::Os(_)
            | Self::Package(_)
            | Self::Path(_)
            | Self::PlatformPackages(_)
            | Self::Proxy(_)
            | Self::Registry(_)
            | Self::Setting(_)
            | Self::StartupFiles(_)
            | Self::Tls(_)
            | Self::Toml(_)
            | Self::Yaml(_) => None,
        }
    }

    /// Looks. Blocks while it does.
    pub fn ask(&self, context: Context<'_>) -> Fact {
        let answer = each_kind!(self, asked => asked.ask(context));
        context.host.hide(scrub::fact(answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{World, WorldSpec};

    /// Questions of every kind, with an answer on the machine below.
    const QUESTIONS: [(Kind, &str); 26] = [
        (Kind::Command, "run = [\"tool\", \"--help\"]\ntake = { word = \"text:(.+)\" }"),
        (Kind::Connect, "to = \"example.com:443\""),
        (Kind::Credential, "service = \"claude\""),
        (Kind::Disk, "paths = [\"~\"]"),
        (Kind::Dns, "names = [\"example.com\"]"),
        (Kind::Env, "name = \"PATH\""),
        (Kind::EnvOrigin, "name = \"PATH\""),
        (Kind::File, "file = \"~/x\""),
        (Kind::Git, ""),
        (
            Kind::Http,
            "get = \"https://example.com/\"\ntake = { name = \"text:name\", kind = \"text:header:content-type\", ok = \"matches:x\" }",
        ),
        (Kind::Json, "file = \"~/x.json\"\ntake = { name = \"text:name\" }"),
        (Kind::Jsonc, "file = \"~/x.json\"\ntake = { all = { list = \"all\", of = { name = \"text:name\" } } }"),
        (Kind::Npm, ""),
        (Kind::NpmCache, ""),
        (Kind::Os, ""),
        (Kind::Package, "name = \"wrangler\""),
        (Kind::Path, ""),
        (Kind::PlatformPackages, "arch = \"x86_64\""),
        (Kind::Proxy, "hosts = [\"example.com\"]"),
        (Kind::Registry, "key = 'HKCU\\Environment'\nvalue = \"Path\""),
        (Kind::Setting, "service = \"claude\"\nname = \"PATH\""),
        (Kind::StartupFiles, ""),
        (Kind::Tls, "hosts = [\"example.com\"]"),
        (Kind::Toml, "file = \"~/x.toml\"\ntake = { name = \"texts:name.*\" }"),
        (Kind::Tool, "name = \"tool\""),
        (Kind::Yaml, "file = \"~/x.yml\"\ntake = { name = \"text:name\" }"),
    ];

    const MACHINE: &str = r#"
folder = "~/site"
files."~/site/package.json" = "{}"
files."~/site/node_modules/wrangler/package.json" = '{"version": "4.1.0"}'
files."~/x" = "x"
files."~/x.json" = '{"name": "x"}'
files."~/x.toml" = 'name = "x"'
files."~/x.yml" = 'name: x'
http."GET https://example.com/" = { json = { name = "x" } }
run."tool --version" = "1.0"
run."tool --help" = "help"
run."node --version" = "v24.1.0"
run."git config --get user.name" = "Ada"
run."git config --get user.email" = "ada@lovelace.uk"
"#;

    fn names(kind: &Type) -> Vec<String> {
        let mut names: Vec<String> = kind.names().into_iter().map(str::to_owned).collect();
        names.sort();
        names
    }

    #[test]
    fn every_kind_brings_back_the_facts_that_it_promises_and_no_others() {
        let spec: WorldSpec = toml::from_str(MACHINE).unwrap();
        let host = Host::World(World::build(spec, &Default::default()).unwrap());
        let mut services = Services::default();
        services.add("claude", toml::from_str("title = 'T'\nsource = [{ kind = 'key', env = 'PATH' }]").unwrap());
        let context = Context { host: &host, services: &services, limit: Duration::from_secs(5) };
        assert_eq!(QUESTIONS.map(|(kind, _)| kind), Kind::ALL);
        for (kind, params) in QUESTIONS {
            let table: toml::Table = toml::from_str(params).unwrap();
            let question = Question::read(kind, toml::Value::Table(table)).unwrap();
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
