//! The environment of a new terminal window: what start-up files and settings that were changed a moment ago lead to.

use std::ffi::OsString;
use std::time::Duration;

use super::{Live, Variables};
use crate::host::{Call, Ended};
use crate::machine::{Os, Shell};

/// Start-up files that take longer hang, or wait for a person.
const LIMIT: Duration = Duration::from_secs(10);

/// Stands before and behind what `doctor environment` prints, for start-up files print things as well.
pub const MARK: &str = "doctor-environment-8c1f";

/// This machine as a new terminal window would see it.
#[derive(Debug)]
pub struct NewWindow {
    pub live: Live,
    /// Whether it is also known what the window itself gives to its shell. If not, a variable that a start-up file does not
    /// set any more may still seem to be set.
    pub is_exact: bool,
}

/// What a shell is given before it reads its start-up files.
struct Before {
    given: Variables,
    is_login: bool,
    is_exact: bool,
}

impl Live {
    /// This machine as a new terminal window would see it; none where that cannot be told. Waits for a shell, so it must
    /// not be called on the runtime's own thread.
    pub fn in_new_window(&self) -> Option<NewWindow> {
        let (variables, is_exact) =
            if self.machine.os == Os::Windows { (of_settings(&self.variables)?, true) } else { self.of_shell()? };
        let live = Live::new(self.runtime.clone(), self.folder.clone().map(Into::into), variables);
        Some(NewWindow { live, is_exact })
    }

    fn of_shell(&self) -> Option<(Variables, bool)> {
        let Before { given: before, is_login, is_exact } = before(&self.variables, self.machine.os);
        let shell = self.variables.set("SHELL")?;
        let doctor = std::env::current_exe().ok()?;
        let start = format!("'{}' environment", doctor.to_str().filter(|path| !path.contains('\''))?);
        let mut args = match self.machine.shell {
            Shell::Bash | Shell::Zsh | Shell::Fish => vec!["-i"],
            Shell::Sh if is_login => Vec::new(),
            _ => return None,
        };
        if is_login {
            args.insert(0, "-l");
        }
        args.extend(["-c", &start]);
        let args = args.into_iter().map(str::to_owned).collect();
        let call = Call { program: shell, args, limit: LIMIT, ..Call::default() };
        let Ended::Exited { stdout, .. } = self.start_in(call, before) else { return None };
        let (_, rest) = stdout.split_once(MARK)?;
        let (list, _) = rest.split_once(MARK)?;
        let pair = |text: &str| text.split_once('=').map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let variables = Variables::of(list.split('\0').filter_map(pair));
        variables.set("PATH").is_some().then_some((variables, is_exact))
    }
}

/// What `doctor environment` prints for the doctor that started it.
pub fn printed(variables: &Variables) -> String {
    let list = variables.all().map(|(name, value)| format!("{}={}\0", name.to_string_lossy(), value.to_string_lossy()));
    format!("{MARK}{}{MARK}", list.collect::<String>())
}

fn before(own: &Variables, os: Os) -> Before {
    if os == Os::Macos {
        // There, each new window signs in anew.
        return Before { given: kept(own), is_login: true, is_exact: true };
    }
    let same_user = |(given, _): &(Variables, bool)| given.raw("HOME") == own.raw("HOME");
    match given_to_shell().filter(same_user) {
        Some((given, is_login)) => Before { given, is_login, is_exact: true },
        None => Before { given: own.clone(), is_login: false, is_exact: false },
    }
}

/// What a new window on macOS keeps of this one.
fn kept(own: &Variables) -> Variables {
    let names =
        ["HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "LANG", "SSH_AUTH_SOCK", "TERM", "TERM_PROGRAM", "XPC_FLAGS"];
    let path = (OsString::from("PATH"), OsString::from("/usr/bin:/bin:/usr/sbin:/sbin"));
    let keep = |(name, value): (&std::ffi::OsStr, &std::ffi::OsStr)| (name.to_owned(), value.to_owned());
    let pairs = own.all().filter(|(name, _)| names.iter().any(|kept| *name == *kept)).map(keep);
    Variables::of(pairs.chain([path]))
}

/// On Linux, the environment that the shell around doctor was given by its window, and whether it is a login shell.
#[cfg(unix)]
fn given_to_shell() -> Option<(Variables, bool)> {
    let mut id = std::os::unix::process::parent_id();
    for _ in 0..MOST_BETWEEN {
        if let Some(found) = given_to(id) {
            return Some(found);
        }
        let about = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // Its name stands in brackets, and anything may stand in the name.
        id = about.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
    }
    None
}

/// As many programs may stand between a shell and doctor, such as one that fetches and starts it.
#[cfg(unix)]
const MOST_BETWEEN: usize = 6;

/// The same of one process; none where it is no shell.
#[cfg(unix)]
fn given_to(id: u32) -> Option<(Variables, bool)> {
    use std::os::unix::ffi::OsStringExt;
    let words = std::fs::read(format!("/proc/{id}/cmdline")).ok()?;
    let name = String::from_utf8_lossy(words.split(|byte| *byte == 0).next()?).into_owned();
    let program = name.rsplit('/').next().unwrap_or_default().trim_start_matches('-');
    if Shell::from_program(program) == Shell::Other {
        return None;
    }
    let list = std::fs::read(format!("/proc/{id}/environ")).ok()?;
    let pairs = list.split(|byte| *byte == 0).filter_map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        Some((OsString::from_vec(pair[..at].to_vec()), OsString::from_vec(pair[at + 1..].to_vec())))
    });
    Some((Variables::of(pairs), name.starts_with('-')))
}

#[cfg(not(unix))]
fn given_to_shell() -> Option<(Variables, bool)> {
    None
}

/// What Windows gives to each window: the settings of the computer, then those of the user, then what the session knows.
#[cfg(windows)]
fn of_settings(own: &Variables) -> Option<Variables> {
    use windows_registry::{CURRENT_USER, LOCAL_MACHINE};
    let of_computer = LOCAL_MACHINE.open(r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment").ok()?;
    let of_user = CURRENT_USER.open("Environment").ok()?;
    let mut pairs: Vec<(OsString, OsString)> =
        SESSION.iter().filter_map(|name| Some((OsString::from(name), own.raw(name)?.to_owned()))).collect();
    let mut path = Vec::new();
    for key in [of_computer, of_user] {
        for (name, value) in key.values().ok()? {
            let Ok(value) = String::try_from(value) else { continue };
            let value = filled(&value, own);
            if name.eq_ignore_ascii_case("Path") { path.push(value) } else { pairs.push((name.into(), value.into())) }
        }
    }
    pairs.push(("Path".into(), path.join(";").into()));
    Some(Variables::of(pairs))
}

#[cfg(not(windows))]
fn of_settings(_: &Variables) -> Option<Variables> {
    None
}

/// Variables of Windows that stand in no list of settings.
#[cfg(windows)]
const SESSION: [&str; 24] = [
    "ALLUSERSPROFILE",
    "APPDATA",
    "CommonProgramFiles",
    "CommonProgramFiles(x86)",
    "CommonProgramW6432",
    "COMPUTERNAME",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "LOGONSERVER",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramW6432",
    "PUBLIC",
    "SESSIONNAME",
    "SystemDrive",
    "SystemRoot",
    "USERDOMAIN",
    "USERNAME",
    "USERPROFILE",
    "WT_SESSION",
    "PROMPT",
    "MSYSTEM",
];

/// A setting with `%NAME%` filled in.
#[cfg(windows)]
fn filled(value: &str, own: &Variables) -> String {
    let mut parts = value.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    while let Some(name) = parts.next() {
        match (own.var(name), parts.next()) {
            (Some(known), Some(after)) => out.extend([known.as_str(), after]),
            (None, Some(after)) => out.push_str(&format!("%{name}%{after}")),
            (_, None) => out.push_str(&format!("%{name}")),
        }
    }
    out
}
