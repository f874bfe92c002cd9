//! A machine written down by hand, for cases, tests and demos. What it does not name does not exist.

mod disk;
mod made;
mod network;
mod plain;
mod room;
mod servers;
mod spec;

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::Timestamp;

use super::credential::{Carried, Met};
use super::http::may_be_public;
use super::{Answer, Call, Door, Ended, Reach, Request, Right, Seen, Space, StartFailure, Unseen, host_of};
use crate::error::Fault;
use crate::fact::{Reason, Unknown};
use crate::machine::{Machine, Project};
use crate::service::Services;
use disk::Disk;
use room::DiskSpec;
use servers::Server;
use spec::{ValueSpec, ValueTable};
pub use spec::{WorldSpec, WrittenHistory, WrittenKey};

/// A written machine. Everything it is asked and does not answer is remembered.
#[derive(Debug)]
pub struct World {
    machine: Machine,
    home: Option<String>,
    folder: Option<String>,
    /// Found when first asked for.
    project: OnceLock<Option<Project>>,
    now: Timestamp,
    admin: bool,
    env: Vec<(String, String)>,
    disk: Disk,
    programs: Vec<Program>,
    servers: Vec<Server>,
    network: network::NetworkSpec,
    disks: Vec<(String, DiskSpec)>,
    registry: BTreeMap<String, BTreeMap<String, ValueSpec>>,
    avx: Option<bool>,
    ports: BTreeMap<String, Door>,
    history: Box<WrittenHistory>,
    pub(super) met: Met,
    unanswered: Mutex<Vec<String>>,
}

/// One command line and how it ends.
#[derive(Debug)]
struct Program {
    path: String,
    args: Vec<String>,
    /// How long it takes on that machine.
    takes: std::time::Duration,
    ended: Ended,
}

impl World {
    /// Builds the machine that a specification describes. `<key:service/kind>` in a variable or file is a made-up key.
    ///
    /// # Errors
    /// A command line or a path that cannot be read, or a kind of key that no service has.
    pub fn build(spec: WorldSpec, services: &Services) -> Result<Self, Fault> {
        spec.build(services)
    }

    /// Questions that the world had no answer for, such as a command line it does not list.
    pub fn unanswered(&self) -> Vec<String> {
        self.unanswered.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn machine(&self) -> &Machine {
        &self.machine
    }

    pub(super) fn project(&self) -> &OnceLock<Option<Project>> {
        &self.project
    }

    pub(super) fn home(&self) -> Option<&str> {
        self.home.as_deref()
    }

    pub(super) fn folder(&self) -> Option<&str> {
        self.folder.as_deref()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) fn is_admin(&self) -> Option<bool> {
        Some(self.admin)
    }

    pub(super) fn var(&self, name: &str) -> Option<String> {
        let windows = self.disk.rules == super::Rules::Windows;
        let same = |known: &str| if windows { known.eq_ignore_ascii_case(name) } else { known == name };
        self.env.iter().find(|(known, _)| same(known)).map(|(_, value)| value.clone())
    }

    pub(super) fn var_in_any_case(&self, name: &str) -> Option<String> {
        self.env.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    pub(super) fn look(&self, path: &str) -> Result<Seen, Unseen> {
        self.disk.look(path)
    }

    pub(super) fn look_at_link(&self, path: &str) -> Result<Seen, Unseen> {
        self.disk.look_at_link(path)
    }

    pub(super) fn real(&self, path: &str) -> Result<String, Unseen> {
        self.disk.real(path)
    }

    pub(super) fn read(&self, path: &str, most: usize) -> Result<Vec<u8>, Unseen> {
        self.disk.read(path, most)
    }

    pub(super) fn read_end(&self, path: &str, most: usize) -> Result<Vec<u8>, Unseen> {
        let mut bytes = self.disk.read(path, usize::MAX)?;
        Ok(bytes.split_off(bytes.len().saturating_sub(most)))
    }

    pub(super) fn list(&self, folder: &str) -> Result<Vec<String>, Unseen> {
        self.disk.list(folder)
    }

    pub(super) fn may(&self, path: &str, right: Right) -> Option<bool> {
        self.disk.may(path, right)
    }

    /// Programs of a world take no real time: one that takes longer than its limit simply did not answer.
    pub(super) fn start(&self, call: &Call) -> Ended {
        let rules = self.disk.rules;
        let real = self.disk.real(&call.program).unwrap_or_else(|_| call.program.clone());
        let known = |program: &&Program| {
            (rules.same(&program.path, &call.program) || rules.same(&program.path, &real)) && program.args == call.args
        };
        match self.programs.iter().find(known) {
            Some(program) if program.takes >= call.limit => Ended::Unknown(Reason::Timeout.into()),
            Some(program) => program.ended.clone(),
            None if self.disk.look(&call.program).is_err() => Ended::NotStarted(StartFailure::Absent),
            None => Ended::Unknown(self.not_recorded(format!("{} {}", call.program, call.args.join(" ")))),
        }
    }

    pub(super) fn http(&self, request: &Request, carried: Option<&Carried>) -> Answer {
        if request.reach == Reach::Public && !may_be_public(&host_of(&request.url)) {
            return Answer::NotPublic;
        }
        let source = carried.map(|carried| carried.source.as_str());
        match self.servers.iter().find(|server| server.is_asked_by(request, source)) {
            Some(server) => server.answer(request),
            None => {
                let with = source.map_or(String::new(), |source| format!(" as {source}"));
                Answer::Unknown(self.not_recorded(format!("GET {}{with}", request.url)))
            }
        }
    }

    pub(super) fn space(&self, path: &str) -> Result<Space, Unseen> {
        self.disk.look(path)?;
        room::at(&self.disks, self.disk.rules, &self.disk.real(path)?)
    }

    pub(super) fn registry(&self, key: &str, value: &str) -> Result<String, Unseen> {
        let same = |known: &&String, name: &str| known.eq_ignore_ascii_case(name);
        let values = self.registry.iter().find(|(known, _)| same(known, key)).map(|(_, values)| values);
        let found = values.into_iter().flatten().find(|(known, _)| same(known, value));
        match found.map(|(_, value)| value) {
            Some(ValueSpec::Text(text)) => Ok(text.clone()),
            Some(ValueSpec::Table(ValueTable { denied: true })) => Err(Unseen::Denied),
            Some(ValueSpec::Table(ValueTable { denied: false })) | None => Err(Unseen::Absent),
        }
    }

    pub(super) fn door(&self, port: u16) -> Option<Door> {
        Some(self.ports.get(&port.to_string()).copied().unwrap_or(Door::Free))
    }

    pub(super) fn history(&self) -> &WrittenHistory {
        &self.history
    }

    pub(super) fn has_avx(&self) -> Option<bool> {
        self.avx
    }

    /// Remembers a question that the world has no answer for.
    fn not_recorded(&self, asked: String) -> Unknown {
        let mut unanswered = self.unanswered.lock().unwrap_or_else(PoisonError::into_inner);
        if !unanswered.contains(&asked) {
            unanswered.push(asked.clone());
        }
        Unknown::because(Reason::NotRecorded, asked)
    }
}
