//! `startup_files`: whether the shell's start-up files in the home folder can be read, changed and understood.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, shell};
use crate::fact::{Fact, Reason, Type};
use crate::host::{Host, Right, Rules, Unseen, What};
use crate::machine::Shell;

const PROBLEMS: &[&str] =
    &["unreadable", "not-writable", "folder", "windows-line-endings", "byte-order-mark", "dangling-link"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartupFiles {}

impl StartupFiles {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let file = Type::record([
            ("file", Type::Text),
            ("problem", Type::Word(PROBLEMS)),
            ("line", Type::Int),
            ("owned_by_admin", Type::Bool),
        ]);
        Ok(Type::record([("files", Type::list(file)), ("checked", Type::list(Type::Text))]))
    }

    pub(super) fn asked(&self) -> String {
        "your shell's start-up files".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It looks at your shell's start-up files in your home folder, and at how their lines end.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let Some(home) = host.home() else { return Fact::unknown(Reason::Unreadable) };
        let mut files = Vec::new();
        let mut checked = Vec::new();
        for path in shell::read_at_start(host) {
            if !host.rules().is_within(&path, home) || host.look_at_link(&path) == Err(Unseen::Absent) {
                continue;
            }
            let file = host.shorten(&path);
            files.extend(problems(host, &path).into_iter().map(|found| found.fact(&file)));
            checked.push(file);
        }
        Fact::record([("files", files.into()), ("checked", checked.into())])
    }
}

/// Something about a file, or what could not be told about it.
struct Found {
    problem: Fact,
    line: Option<usize>,
    owned_by_admin: Option<bool>,
}

impl Found {
    fn fact(self, file: &str) -> Fact {
        Fact::record([
            ("file", file.into()),
            ("problem", self.problem),
            ("line", self.line.map(|line| i64::try_from(line).unwrap_or(i64::MAX)).into()),
            ("owned_by_admin", self.owned_by_admin.into()),
        ])
    }
}

fn problems(host: &Host, path: &str) -> Vec<Found> {
    let one = |problem: Fact| vec![Found { problem, line: None, owned_by_admin: None }];
    let seen = match host.look(path) {
        Ok(seen) => seen,
        Err(Unseen::Absent) => return one("dangling-link".into()),
        Err(Unseen::Denied | Unseen::Unreadable) => return one(Fact::unknown(Reason::Unreadable)),
    };
    let found = |problem: &str, line| Found { problem: problem.into(), line, owned_by_admin: seen.owned_by_admin };
    match seen.what {
        What::Folder => return vec![found("folder", None)],
        // A device or a pipe is there on purpose.
        What::Link | What::Other => return Vec::new(),
        What::File if host.may(path, Right::Read) == Some(false) => return vec![found("unreadable", None)],
        What::File => {}
    }
    let mut all = Vec::new();
    // A link is how tools that manage such files keep them where only they write.
    let is_link = host.look_at_link(path).is_ok_and(|seen| seen.what == What::Link);
    let of_admin = seen.owned_by_admin == Some(true) && host.is_admin() == Some(false);
    if of_admin && !is_link && host.may(path, Right::Write) == Some(false) {
        all.push(found("not-writable", None));
    }
    if is_strict(host) {
        match host.read(path, shell::MOST + 1) {
            Ok(bytes) if bytes.len() > shell::MOST || bytes.contains(&0) => {
                all.extend(one(Fact::unknown(Reason::Garbled)))
            }
            Ok(bytes) => {
                all.extend(bytes.starts_with(b"\xef\xbb\xbf").then(|| found("byte-order-mark", Some(1))));
                all.extend(first_return(&bytes).map(|line| found("windows-line-endings", Some(line))));
            }
            // Gone in this moment.
            Err(Unseen::Absent) => {}
            Err(Unseen::Denied | Unseen::Unreadable) => all.extend(one(Fact::unknown(Reason::Unreadable))),
        }
    }
    all
}

/// Whether the shell takes a byte-order mark and the returns of Windows for parts of commands. fish and PowerShell do not.
fn is_strict(host: &Host) -> bool {
    host.rules() == Rules::Unix && matches!(host.machine().shell, Shell::Bash | Shell::Zsh | Shell::Sh)
}

/// The first line that does something and ends as in Windows; at the end of a comment that harms nobody.
fn first_return(bytes: &[u8]) -> Option<usize> {
    let harmed = |line: &[u8]| line.ends_with(b"\r") && !line.trim_ascii_start().starts_with(b"#");
    bytes.split(|byte| *byte == b'\n').position(harmed).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::World;

    /// `file problem line` of all that is found.
    fn found(machine: &str) -> Vec<String> {
        let host = Host::World(World::build(toml::from_str(machine).unwrap(), &Default::default()).unwrap());
        let answer =
            StartupFiles {}.ask(Context { host: &host, services: &Default::default(), limit: Duration::from_secs(1) });
        let Fact::List(files) = answer.part("files") else { panic!("{answer:?}") };
        let words = |file: &Fact| ["file", "problem", "line"].map(|part| file.part(part).to_string()).join(" ");
        files.iter().map(words).collect()
    }

    #[test]
    fn each_problem_is_told_with_its_file() {
        for (file, expected) in [
            ("{ folder = true }", "~/.bashrc folder unknown"),
            ("{ link = 'gone' }", "~/.bashrc dangling-link unknown"),
            ("{ denied = true }", "~/.bashrc unreadable unknown"),
            ("{ mode = 0o200 }", "~/.bashrc unreadable unknown"),
            ("{ owner = 'root' }", "~/.bashrc not-writable unknown"),
            ("\"# x\\r\\na\\r\\nb\\r\\n\"", "~/.bashrc windows-line-endings 2"),
            ("{ bytes = [239, 187, 191, 97] }", "~/.bashrc byte-order-mark 1"),
        ] {
            assert_eq!(found(&format!("files.'~/.bashrc' = {file}")), [expected], "{file}");
        }
    }

    #[test]
    fn odd_files_that_do_no_harm_are_not_mentioned() {
        for machine in [
            "",
            "files.'~/.bashrc' = { mode = 0o444, text = 'x' }",
            "files = { '~/.bashrc' = { link = '/nix/store/x' }, '/nix/store/x' = { owner = 'root', text = 'x' } }",
            "admin = true\nfiles.'~/.bashrc' = { owner = 'root', text = 'x' }",
            "files.'~/.bashrc' = \"# x\\r\\na\\n\"",
            "files = { '~/.bashrc' = { link = '/dev/null' }, '/dev/null' = { other = true } }",
            "files.'/etc/profile' = \"a\\r\\n\"",
            "shell = 'fish'\nfiles.'~/.config/fish/config.fish' = \"a\\r\\n\"",
            "os = 'windows'\nshell = 'bash'\nfiles.'~/.bashrc' = \"a\\r\\n\"",
        ] {
            assert_eq!(found(machine), [""; 0], "{machine}");
        }
    }

    #[test]
    fn what_cannot_be_looked_into_is_not_blamed() {
        for file in ["{ link = '.bashrc' }", "{ bytes = [0, 13, 10] }"] {
            assert_eq!(found(&format!("files.'~/.bashrc' = {file}")), ["~/.bashrc unknown unknown"], "{file}");
        }
    }

    #[test]
    fn a_login_file_that_leads_nowhere_is_told_although_bash_goes_on_to_the_next() {
        let machine = "files = { '~/.bash_profile' = { link = 'gone' }, '~/.profile' = 'x' }";
        assert_eq!(found(machine), ["~/.bash_profile dangling-link unknown"]);
    }
}
