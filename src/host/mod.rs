//! The only door to the outside: environment, files, programs, servers, clock, platform. `Live`, or a `World` written down by hand.

mod change;
mod credential;
mod disk;
mod door;
mod http;
mod live;
mod lookup;
mod network;
pub mod objects;
mod path;
mod program;
mod project;
pub mod scrub;
mod seen;
mod snapshot;
mod state;
mod terminal;
mod world;
mod written;

use std::time::Duration;

use jiff::Timestamp;

use crate::fact::{Fact, Unknown};
use crate::machine::{Machine, Os, Project};
use crate::service::{Service, Services};

pub use credential::{EnvFile, EnvLine, Held, LineState, Misfit, Secret, Setting, SettingName, Sought};
pub use disk::Space;
pub use door::Door;
pub use http::{Answer, Reach, Reply, Request, Trouble, host_of, is_public};
pub use live::{Attended, Company, Left, Live, Variables, is_changed_since, printed, replace, snapshot, unmake};
pub use lookup::{Hit, PathEntry};
pub use network::{Handshake, Line, Naming, Unsafe, Visit};
pub use path::Rules;
pub use program::{Call, Ended, StartFailure};
pub use seen::{Right, Seen, Unseen, What};
pub use snapshot::{Snapshot, Unwritten};
pub use state::{Lock, State};
pub use terminal::{Settings, Terminal};
pub use world::{World, WorldSpec, WrittenHistory, WrittenKey};

/// A machine: this one, or one that is written down.
#[derive(Debug)]
pub enum Host {
    Live(Live),
    World(World),
}

macro_rules! either {
    ($self:ident, $host:ident => $answer:expr) => {
        match $self {
            Host::Live($host) => $answer,
            Host::World($host) => $answer,
        }
    };
}

impl Host {
    pub fn machine(&self) -> &Machine {
        either!(self, host => host.machine())
    }

    /// The rules for paths on that machine.
    pub fn rules(&self) -> Rules {
        match self.machine().os {
            Os::Windows => Rules::Windows,
            Os::Macos | Os::Linux => Rules::Unix,
        }
    }

    /// An environment variable; none when unset. May hold a secret: see [`scrub::may_show`].
    pub fn var(&self, name: &str) -> Option<String> {
        either!(self, host => host.var(name))
    }

    /// The last variable of that name, whatever the case of its letters, for programs that do not care.
    pub fn var_in_any_case(&self, name: &str) -> Option<String> {
        either!(self, host => host.var_in_any_case(name))
    }

    pub fn home(&self) -> Option<&str> {
        either!(self, host => host.home())
    }

    /// The folder that doctor was started in, or told to judge.
    pub fn folder(&self) -> Option<&str> {
        either!(self, host => host.folder())
    }

    /// The project around [`Host::folder`], found by reading alone.
    pub fn project(&self) -> Option<&Project> {
        either!(self, host => host.project()).get_or_init(|| project::around(self)).as_ref()
    }

    /// Whether a folder holds a file that makes it a project even where Git is not used.
    pub fn has_project_file(&self, folder: &str) -> bool {
        project::has_mark(self, folder)
    }

    pub fn now(&self) -> Timestamp {
        either!(self, host => host.now())
    }

    /// Whether doctor runs with an administrator's rights; none where the platform does not tell.
    pub fn is_admin(&self) -> Option<bool> {
        either!(self, host => host.is_admin())
    }

    /// Whether the processor has AVX, which some programs need; none where that cannot be asked.
    pub fn has_avx(&self) -> Option<bool> {
        either!(self, host => host.has_avx())
    }

    /// A value of the registry of Windows, as text. Keys begin with `HKCU\` or `HKLM\`. May hold a secret.
    ///
    /// # Errors
    /// Nothing there (always so on other systems), no permission, or a value that is neither text nor number.
    pub fn registry(&self, key: &str, value: &str) -> Result<String, Unseen> {
        either!(self, host => host.registry(key, value))
    }

    /// The room on the disk that holds a path; a total of 0 where the disk tells nothing.
    ///
    /// # Errors
    /// As for [`Host::look`].
    pub fn space(&self, path: &str) -> Result<Space, Unseen> {
        either!(self, host => host.space(path))
    }

    /// What waiting at a port for calls of this computer comes to; none where that cannot be tried.
    pub fn door(&self, port: u16) -> Option<Door> {
        either!(self, host => host.door(port))
    }

    /// Every credential of a service that is there, the one that is used first. Their values stay in this room.
    ///
    /// # Errors
    /// A place that could not be looked at before anything was found: what it holds would win.
    pub fn credentials(&self, sought: Sought<'_>) -> Result<Vec<Held>, Unknown> {
        Ok(credential::held(self, sought)?.into_iter().map(|found| found.held).collect())
    }

    /// A variable or another setting, as the owner of a service reads it. May hold a secret.
    ///
    /// # Errors
    /// A file that may hold it and could not be read.
    pub fn setting(&self, service: &Service, name: &SettingName) -> Result<Option<Setting>, Unknown> {
        credential::setting(self, service, name)
    }

    /// What stands in a file of lines such as `NAME=value`, without any value. `examples` are files of the same kind with
    /// values for everybody.
    ///
    /// # Errors
    /// A file that could not be read.
    pub fn env_file(&self, services: &Services, path: &str, examples: &[String]) -> Result<EnvFile, Unseen> {
        credential::env_file(self, services, path, examples)
    }

    /// The same for a variable of the terminal; none where it is unset or empty.
    pub fn env_variable(&self, services: &Services, name: &str) -> Option<EnvLine> {
        credential::env_variable(self, services, name)
    }

    /// The folder in which the owner of a service keeps its files.
    pub fn folder_of(&self, service: &Service) -> Option<String> {
        credential::folder(self, service)
    }

    /// Asks a server. What it sends is bounded; it is scrubbed when it becomes a fact, because scrubbed JSON is none.
    /// With `sought`, the request carries the credential that is used first, and only to the hosts of its service.
    pub fn http(&self, request: &Request, sought: Option<Sought<'_>>) -> Answer {
        match sought.map(|sought| credential::carried(self, sought, &request.url)) {
            None => either!(self, host => host.http(request, None)),
            Some(Ok(Some(carried))) => either!(self, host => host.http(request, Some(&carried))),
            Some(Ok(None)) => Answer::NothingToSend,
            Some(Err(unknown)) => Answer::Unknown(unknown),
        }
    }

    /// Asks a service about a key that was found somewhere; `{key}` stands for it. Only the service's own hosts get it.
    pub fn http_about(&self, request: &Request, service: &Service, key: &Secret) -> Answer {
        match credential::about(service, key, &request.url) {
            Ok(carried) => either!(self, host => host.http(request, Some(&carried))),
            Err(unknown) => Answer::Unknown(unknown),
        }
    }

    /// What the system says of names, in their order, all asked at once.
    ///
    /// # Errors
    /// For a name that a written machine has no answer for.
    pub fn names(&self, names: &[String], limit: Duration) -> Vec<Result<Naming, Unknown>> {
        match self {
            Host::Live(live) => live.names(names, limit).into_iter().map(Ok).collect(),
            Host::World(world) => names.iter().map(|name| world.naming(name)).collect(),
        }
    }

    /// Connects to a host, straight and without any proxy, sends nothing and hangs up.
    ///
    /// # Errors
    /// Where a written machine has no answer.
    pub fn connect(&self, to: &str, port: u16, limit: Duration) -> Result<Line, Unknown> {
        match self {
            Host::Live(live) => Ok(live.connect(to, port, limit)),
            Host::World(world) => world.connect(to, port),
        }
    }

    /// Asks `https://HOST/` of each without any secret, and looks at who signed. `extra` are certificates in PEM.
    ///
    /// # Errors
    /// Where a written machine has no answer.
    pub fn visit(&self, hosts: &[String], extra: Option<&[u8]>, limit: Duration) -> Result<Visit, Unknown> {
        match self {
            Host::Live(live) => Ok(live.visit(hosts, extra, limit)),
            Host::World(world) => world.visit(hosts),
        }
    }

    /// The fact without any secret that was met in this run.
    pub fn hide(&self, fact: Fact) -> Fact {
        self.met().hide(fact)
    }

    /// Hides a secret in all facts that come later.
    pub fn hide_from_now_on(&self, secret: &Secret) {
        self.met().remember(secret.reveal());
    }

    /// What a written machine says of the history of its project; none on a real one, whose history is looked through.
    pub fn written_history(&self) -> Option<&WrittenHistory> {
        match self {
            Self::Live(_) => None,
            Self::World(world) => Some(world.history()),
        }
    }

    fn met(&self) -> &credential::Met {
        either!(self, host => &host.met)
    }

    /// Looks at what a path leads to.
    ///
    /// # Errors
    /// Nothing there (a dead link included), no permission, or trouble with the disk.
    pub fn look(&self, path: &str) -> Result<Seen, Unseen> {
        either!(self, host => host.look(path))
    }

    /// Looks at the path itself: a link is a link.
    ///
    /// # Errors
    /// As for [`Host::look`].
    pub fn look_at_link(&self, path: &str) -> Result<Seen, Unseen> {
        either!(self, host => host.look_at_link(path))
    }

    /// The path with all links followed.
    ///
    /// # Errors
    /// As for [`Host::look`].
    pub fn real(&self, path: &str) -> Result<String, Unseen> {
        either!(self, host => host.real(path))
    }

    /// At most `most` bytes from the start of a regular file.
    ///
    /// # Errors
    /// As for [`Host::look`]; anything but a file is unreadable.
    pub fn read(&self, path: &str, most: usize) -> Result<Vec<u8>, Unseen> {
        either!(self, host => host.read(path, most))
    }

    /// At most `most` bytes from the end of a regular file.
    ///
    /// # Errors
    /// As for [`Host::read`].
    pub fn read_end(&self, path: &str, most: usize) -> Result<Vec<u8>, Unseen> {
        either!(self, host => host.read_end(path, most))
    }

    /// All of a file of at most `most` bytes.
    ///
    /// # Errors
    /// As for [`Host::read`]; a larger file is unreadable.
    pub fn read_whole(&self, path: &str, most: usize) -> Result<Vec<u8>, Unseen> {
        let bytes = self.read(path, most + 1)?;
        if bytes.len() > most { Err(Unseen::Unreadable) } else { Ok(bytes) }
    }

    /// The text of a file of at most `most` bytes.
    ///
    /// # Errors
    /// As for [`Host::read`]; a larger file, or one that is not UTF-8, is unreadable.
    pub fn read_text(&self, path: &str, most: usize) -> Result<String, Unseen> {
        let text = String::from_utf8(self.read_whole(path, most)?).map_err(|_| Unseen::Unreadable)?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
    }

    /// The text of a file that is to be parsed.
    ///
    /// # Errors
    /// As for [`Host::read_text`].
    pub fn read_settings(&self, path: &str) -> Result<String, Unseen> {
        self.read_text(path, self.most_settings(path))
    }

    /// Bytes of settings that are read. What is parsed needs up to a hundred times as much memory, and those of the
    /// project a stranger may have made; of the user's own, that of Claude Code grows to megabytes.
    pub fn most_settings(&self, path: &str) -> usize {
        if self.is_of_project(path) { 128 << 10 } else { 8 << 20 }
    }

    /// Whether a path lies in the project, as it is written.
    pub fn is_of_project(&self, path: &str) -> bool {
        self.project().is_some_and(|project| self.rules().is_within(path, &project.root))
    }

    /// The names in a folder, sorted.
    ///
    /// # Errors
    /// As for [`Host::look`].
    pub fn list(&self, folder: &str) -> Result<Vec<String>, Unseen> {
        either!(self, host => host.list(folder))
    }

    /// The path itself, or the nearest folder above it that exists.
    pub fn nearest(&self, path: &str) -> Option<String> {
        let mut at = Some(path.to_owned());
        while let Some(path) = at {
            if self.look(&path).is_ok() {
                return Some(path);
            }
            at = self.rules().parent(&path);
        }
        None
    }

    /// Whether the user has a right on a path, by asking for rights and never by trying; none where it cannot be told.
    pub fn may(&self, path: &str, right: Right) -> Option<bool> {
        either!(self, host => host.may(path, right))
    }

    /// Starts programs, all at once, and waits until each has ended or was ended. Output is bounded and scrubbed.
    pub fn start(&self, mut calls: Vec<Call>) -> Vec<Ended> {
        let mut ended = match self {
            Host::Live(live) => {
                let path = self.trusted_path();
                calls.iter_mut().for_each(|call| call.env.push(("PATH".to_owned(), path.clone())));
                live.start(calls)
            }
            Host::World(world) => calls.iter().map(|call| world.start(call)).collect(),
        };
        ended.iter_mut().for_each(Ended::scrub);
        ended
    }

    /// Starts one program.
    pub fn start_one(&self, call: Call) -> Ended {
        self.start(vec![call]).pop().unwrap_or(Ended::NotStarted(StartFailure::Absent))
    }
}
