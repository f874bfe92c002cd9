//! What `doctor fix` needs of a machine beside what checks ask.

use super::credential::judged;
use super::{EnvLine, Host, Live, Secret, Snapshot, Unseen, Unwritten, What, scrub, snapshot};
use crate::dotenv;
use crate::fact::Fact;
use crate::service::Services;

/// As much of a file stands in the description of a machine.
const MOST_WRITTEN: usize = 1 << 20;

impl Host {
    /// The program that runs now; none on a simulated machine.
    pub fn own_program(&self) -> Option<String> {
        match self {
            Self::Live(_) => Live::own_program(),
            Self::World(_) => None,
        }
    }

    /// What stands at a path, whole. Of a simulated machine that is what was written down, never what stands on this one.
    ///
    /// # Errors
    /// As for [`snapshot`].
    pub fn snapshot(&self, path: &str) -> Result<Snapshot, Unwritten> {
        if matches!(self, Self::Live(_)) {
            return snapshot(path);
        }
        let seen = match self.look_at_link(path) {
            Ok(seen) => seen,
            Err(Unseen::Absent) => return Ok(Snapshot::Absent),
            Err(Unseen::Denied) => return Err(Unwritten::Denied),
            Err(Unseen::Unreadable) => return Err(Unwritten::NoFile),
        };
        match seen.what {
            What::File => Ok(match self.read_whole(path, MOST_WRITTEN) {
                Ok(bytes) => Snapshot::File { bytes, mode: seen.mode },
                Err(_) => Snapshot::Sealed { mode: seen.mode, size: seen.size },
            }),
            What::Folder => Ok(Snapshot::Folder { mode: seen.mode }),
            What::Link => self.real(path).map(|to| Snapshot::Link { to }).map_err(|_| Unwritten::NoFile),
            What::Other => Err(Unwritten::NoFile),
        }
    }

    /// A line of a file for people to read: what may be a secret in it is hidden.
    pub fn hide_in_line(&self, line: &str) -> String {
        let set = dotenv::lines(line).next().filter(|set| dotenv::is_secret(set.name) && !set.value.is_empty());
        let line = match set {
            Some(set) => line.replace(set.value, "[hidden]"),
            None => line.to_owned(),
        };
        match self.hide(Fact::Text(scrub::text(&line).replace(['\n', '\t'], " "))) {
            Fact::Text(line) => line,
            _ => String::new(),
        }
    }

    /// What a value looks like that somebody wants to give to a name.
    pub fn look_at_value(&self, services: &Services, name: &str, value: &Secret) -> EnvLine {
        judged(self, services, &[], name, value.reveal().trim(), 0)
    }

    /// The service that owns a name, and the kind of its key that a value looks like.
    pub fn kind_of(&self, services: &Services, name: &str, value: &Secret) -> Option<(String, String)> {
        let (service, kinds) = services.owner_of(name)?;
        let looks = services.look_at(service, kinds, value.reveal().trim());
        Some((service.to_owned(), looks.key?))
    }
}
