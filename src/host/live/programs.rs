//! Starts programs so that none can hang, flood, ask, or stay behind: own session, no input, a limit, ended as a tree.

use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use process_wrap::tokio::{ChildWrapper, CommandWrap};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::{Live, Variables, strays};
use crate::fact::{Reason, Unknown};
use crate::host::{Call, Ended, StartFailure};

/// Bytes of output that a program may write before it is ended.
const MOST_OUTPUT: usize = 1 << 20;

/// How long output may still arrive after the program has ended, while something it started holds the pipe.
const GRACE: Duration = Duration::from_millis(200);

/// Variables that programs need to find their files. Everything else, and so every key, stays here.
const PASSED_ON: [&str; 57] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TMPDIR",
    "TEMP",
    "TMP",
    "TZ",
    "XDG_CONFIG_HOME",
    "GH_CONFIG_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_STATE_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_DATA_DIRS",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DEVELOPER_DIR",
    "SDKROOT",
    "NVM_DIR",
    "NVM_BIN",
    "FNM_DIR",
    "FNM_MULTISHELL_PATH",
    "VOLTA_HOME",
    "ASDF_DIR",
    "ASDF_DATA_DIR",
    "MISE_DATA_DIR",
    "N_PREFIX",
    "NODENV_ROOT",
    "NODE_OPTIONS",
    "NODE_PATH",
    "NIX_PROFILES",
    "HOMEBREW_PREFIX",
    "SNAP",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "WSL_DISTRO_NAME",
    "WSL_INTEROP",
    "SystemRoot",
    "SystemDrive",
    "windir",
    "ComSpec",
    "PATHEXT",
    "USERPROFILE",
    "HOMEDRIVE",
    "HOMEPATH",
    "APPDATA",
    "LOCALAPPDATA",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramW6432",
    "PUBLIC",
    "PROCESSOR_ARCHITECTURE",
];

/// Variables that lead to the network, for programs that are to ask it. A proxy's password stands in some of them, and
/// that is where programs look for it.
const WAYS_OUT: [&str; 11] = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NODE_EXTRA_CA_CERTS",
];

/// Variables that keep programs from asking, colouring, translating and phoning home.
const QUIET: [(&str, &str); 15] = [
    ("LC_ALL", "C"),
    ("NO_COLOR", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GCM_INTERACTIVE", "never"),
    ("GIT_ASKPASS", ""),
    ("SSH_ASKPASS", ""),
    ("GH_PROMPT_DISABLED", "1"),
    ("GH_NO_UPDATE_NOTIFIER", "1"),
    ("GH_TELEMETRY", "false"),
    ("DO_NOT_TRACK", "1"),
    ("WRANGLER_SEND_METRICS", "false"),
    ("npm_config_update_notifier", "false"),
    ("npm_config_logs_max", "0"),
    // Node 24 and npm would keep compiled code in the temporary folder.
    ("NODE_DISABLE_COMPILE_CACHE", "1"),
];

impl Live {
    /// Must not be called on the runtime's own thread: it waits.
    pub(in crate::host) fn start(&self, calls: Vec<Call>) -> Vec<Ended> {
        let running: Vec<JoinHandle<Ended>> = calls
            .into_iter()
            .map(|mut call| {
                call.env.push((strays::MARK.to_owned(), self.run.clone()));
                self.runtime.spawn(run(wrapped(&call, &self.variables), call, self.over.subscribe()))
            })
            .collect();
        running
            .into_iter()
            .map(|task| {
                let ended = self.runtime.block_on(task);
                ended.unwrap_or_else(|_| Ended::Unknown(Reason::Crashed.into()))
            })
            .collect()
    }
}

impl Live {
    /// Starts one program with an environment of its own, all of it, and waits.
    pub(super) fn start_in(&self, call: Call, variables: Variables) -> Ended {
        let command = in_session(CommandWrap::with_new(&call.program, |command| {
            command.args(&call.args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).env_clear();
            command.envs(variables.all()).env(strays::MARK, &self.run);
        }));
        let task = self.runtime.spawn(run(command, call, self.over.subscribe()));
        self.runtime.block_on(task).unwrap_or_else(|_| Ended::Unknown(Reason::Crashed.into()))
    }
}

/// A running program that is ended, with everything it started, when this value goes.
struct Tree(Box<dyn ChildWrapper>);

impl Drop for Tree {
    fn drop(&mut self) {
        // Fails only when nothing is left to end.
        let _ = self.0.start_kill();
    }
}

async fn run(mut command: CommandWrap, call: Call, mut over: watch::Receiver<bool>) -> Ended {
    if *over.borrow() {
        return Ended::Unknown(Reason::NotAsked.into());
    }
    let mut tree = match command.spawn() {
        Ok(child) => Tree(child),
        Err(error) => return Ended::NotStarted(failure(&error, &call.program)),
    };
    let flood = Arc::new(Notify::new());
    let stdout = Collected::from(tree.0.stdout().take(), &flood);
    let stderr = Collected::from(tree.0.stderr().take(), &flood);
    let status = tokio::select! {
        status = tree.0.wait() => status,
        () = sleep(call.limit) => return Ended::Unknown(Reason::Timeout.into()),
        () = flood.notified() => return Ended::Unknown(Unknown::because(Reason::Garbled, "it would not stop writing")),
        _ = over.changed() => return Ended::Unknown(Reason::NotAsked.into()),
    };
    let (stdout, stderr) = tokio::join!(stdout.text(), stderr.text());
    match status {
        Ok(status) => ended(status, stdout, stderr),
        Err(_) => Ended::Unknown(Reason::Crashed.into()),
    }
}

fn wrapped(call: &Call, variables: &Variables) -> CommandWrap {
    in_session(CommandWrap::with_new(&call.program, |command| {
        command.args(&call.guards).args(&call.args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.current_dir(neutral_folder(variables)).env_clear();
        let ways_out: &[&str] = if call.online { &WAYS_OUT } else { &[] };
        let passed_on = PASSED_ON.iter().chain(ways_out);
        command.envs(passed_on.filter_map(|name| Some((name, variables.raw(name)?))));
        command.envs(QUIET).envs(call.env.iter().map(|(name, value)| (name, value)));
    }))
}

/// So that it is ended with everything it started.
fn in_session(mut command: CommandWrap) -> CommandWrap {
    #[cfg(unix)]
    command.wrap(process_wrap::tokio::ProcessSession);
    #[cfg(windows)]
    command.wrap(process_wrap::tokio::JobObject);
    command
}

/// A folder that holds no project, so that nothing in the current one is found by chance.
fn neutral_folder(variables: &Variables) -> String {
    if cfg!(windows) { variables.var("SystemRoot").unwrap_or_else(|| r"C:\".to_owned()) } else { "/".to_owned() }
}

fn ended(status: ExitStatus, stdout: String, stderr: String) -> Ended {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Ended::Signalled { signal: signal.into(), stderr };
    }
    Ended::Exited { code: status.code().unwrap_or(-1).into(), stdout, stderr }
}

/// Operating systems' codes for "this file is for another machine": ENOEXEC, EBADARCH, ERROR_BAD_EXE_FORMAT and kin.
pub(super) fn failure(error: &std::io::Error, program: &str) -> StartFailure {
    let foreign: &[i32] = if cfg!(windows) { &[193, 216] } else { &[8, 86] };
    match error.raw_os_error() {
        Some(code) if foreign.contains(&code) => StartFailure::WrongArchitecture,
        _ if error.kind() == std::io::ErrorKind::PermissionDenied => StartFailure::NotExecutable,
        _ if error.kind() == std::io::ErrorKind::NotFound && std::path::Path::new(program).exists() => {
            StartFailure::NoInterpreter
        }
        _ if error.kind() == std::io::ErrorKind::NotFound => StartFailure::Absent,
        _ => StartFailure::Other,
    }
}

/// Output that is gathered while the program runs.
struct Collected {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Collected {
    fn from(pipe: Option<impl AsyncRead + Unpin + Send + 'static>, flood: &Arc<Notify>) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let reader = pipe.map(|mut pipe| {
            let (bytes, flood) = (Arc::clone(&bytes), Arc::clone(flood));
            tokio::spawn(async move {
                let mut chunk = vec![0; 8192];
                while let Ok(count @ 1..) = pipe.read(&mut chunk).await {
                    let mut bytes = bytes.lock().unwrap_or_else(PoisonError::into_inner);
                    bytes.extend_from_slice(&chunk[..count]);
                    if bytes.len() > MOST_OUTPUT {
                        flood.notify_one();
                        return;
                    }
                }
            })
        });
        Self { bytes, reader }
    }

    /// What has come, once the pipe is closed or nobody may write to it any more.
    async fn text(self) -> String {
        if let Some(mut reader) = self.reader
            && timeout(GRACE, &mut reader).await.is_err()
        {
            reader.abort();
        }
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
