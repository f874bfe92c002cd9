//! Programs that slipped out of their session: found by a mark in their environment, and ended when the run is over.

/// The variable that every program doctor starts is given, and hands on to what it starts itself.
pub(super) const MARK: &str = "DOCTOR_RUN";

/// Ends every process that carries the mark of this run. Only Linux shows other processes' environments.
#[cfg(target_os = "linux")]
pub(super) fn end(run: &str) {
    use rustix::process::{Pid, Signal, kill_process};
    let mark = format!("{MARK}={run}");
    let carries = |environment: Vec<u8>| environment.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes());
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(number) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else { continue };
        if std::fs::read(entry.path().join("environ")).is_ok_and(carries)
            && let Some(pid) = Pid::from_raw(number)
        {
            // Fails only when it has gone by itself.
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn end(_: &str) {}
