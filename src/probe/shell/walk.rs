//! Reads start-up files and the files that they name, each once and within bounds, as their shell would.

use super::lines;
use crate::host::{Host, Unseen, What};
use crate::machine::Shell;

/// Bytes of a start-up file that are read.
pub(in crate::probe) const MOST: usize = 1 << 20;
/// Files that are read in all.
const MOST_FILES: usize = 50;

/// What is in a start-up file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::probe) enum Contents {
    /// Bytes that are no text are replaced: a comment in an old encoding must not hide the lines around it.
    Text(String),
    /// Nothing that a shell would read is there.
    Nothing,
    /// No right to read it, not a text, or larger than a start-up file ever is.
    Unreadable,
}

impl Contents {
    pub(in crate::probe) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing | Self::Unreadable => None,
        }
    }
}

pub(in crate::probe) fn contents(host: &Host, path: &str) -> Contents {
    match host.look(path) {
        Err(Unseen::Absent) => return Contents::Nothing,
        Ok(seen) if seen.what == What::Folder => return Contents::Nothing,
        // A link to it is how some people keep a program from writing the file.
        Ok(seen) if seen.what == What::Other && host.real(path).as_deref() == Ok("/dev/null") => {
            return Contents::Nothing;
        }
        _ => {}
    }
    match host.read_whole(path, MOST) {
        Ok(bytes) => text(&bytes).map_or(Contents::Unreadable, Contents::Text),
        Err(Unseen::Absent) => Contents::Nothing,
        Err(Unseen::Denied | Unseen::Unreadable) => Contents::Unreadable,
    }
}

/// The bytes as text; none where they are something else. Windows PowerShell writes UTF-16.
fn text(bytes: &[u8]) -> Option<String> {
    if let Some(wide) = bytes.strip_prefix(b"\xff\xfe") {
        let units: Vec<u16> = wide.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        return Some(String::from_utf16_lossy(&units));
    }
    if bytes.contains(&0) {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// Shows every line that a new terminal runs, with its file and number, in the order in which the shell comes to it.
/// The answer is whether all files could be read.
pub(in crate::probe) fn each_line(host: &Host, look: &mut dyn FnMut(&str, usize, &str)) -> bool {
    let mut walk = Walk { host, shell: host.machine().shell, read: Vec::new(), whole: true };
    for file in super::read_at_start(host) {
        walk.file(&file, look);
    }
    walk.whole
}

struct Walk<'a> {
    host: &'a Host,
    shell: Shell,
    read: Vec<String>,
    whole: bool,
}

impl Walk<'_> {
    fn file(&mut self, path: &str, look: &mut dyn FnMut(&str, usize, &str)) {
        let real = self.host.real(path).unwrap_or_else(|_| path.to_owned());
        if self.read.contains(&real) {
            return;
        }
        let text = match contents(self.host, path) {
            Contents::Text(text) if self.read.len() < MOST_FILES => text,
            Contents::Nothing => return,
            Contents::Text(_) | Contents::Unreadable => {
                self.whole = false;
                return;
            }
        };
        self.read.push(real);
        for (number, line) in lines::that_run(&text, self.shell) {
            look(path, number, line);
            for file in lines::sourced(self.host, line, path) {
                self.file(&file, look);
            }
        }
    }
}
