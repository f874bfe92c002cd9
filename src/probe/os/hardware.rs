//! What the system runs on: how much memory programs get, the real processor, and which WSL it is.

use std::time::Duration;

use crate::fact::{Fact, Reason};
use crate::host::{Call, Host};
use crate::machine::{Arch, Os};
use crate::probe::Context;
use crate::probe::registry::ENVIRONMENT_OF_ALL;

/// Bytes of a file of the system that are read.
const MOST: usize = 64 << 10;

const MEGABYTE: i64 = 1_000_000;

/// Megabytes of memory that programs get here; null on Windows, where no file tells it.
pub(super) fn memory_mb(context: Context<'_>) -> Fact {
    match context.host.machine().os {
        Os::Linux => linux_memory(context.host),
        Os::Macos => match sysctl(context, "hw.memsize").and_then(|text| text.parse::<i64>().ok()) {
            Some(bytes) => Fact::Int(bytes / MEGABYTE),
            None => Fact::unknown(Reason::Unreadable),
        },
        Os::Windows => Fact::Null,
    }
}

/// A container gets what its limit allows, however much the computer has.
fn linux_memory(host: &Host) -> Fact {
    let Ok(text) = host.read_text("/proc/meminfo", MOST) else { return Fact::unknown(Reason::Unreadable) };
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()).and_then(|word| word.parse::<i64>().ok());
    let Some(bytes) = kilobytes.map(|kilobytes| kilobytes.saturating_mul(1024)) else {
        return Fact::unknown(Reason::Garbled);
    };
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let limit = limits.iter().find_map(|file| host.read_text(file, MOST).ok()?.trim().parse::<i64>().ok());
    Fact::Int(limit.map_or(bytes, |limit| limit.min(bytes)) / MEGABYTE)
}

/// On a Mac with Apple silicon and in Windows on ARM, doctor itself may be a translated program: only the system knows
/// better.
pub(super) fn processor(context: Context<'_>) -> Arch {
    let machine = context.host.machine();
    let is_arm = |told: String| told.eq_ignore_ascii_case("ARM64");
    let translated = machine.arch != Arch::Aarch64
        && match machine.os {
            Os::Macos => sysctl(context, "hw.optional.arm64").as_deref() == Some("1"),
            // A translated program's own environment names another processor.
            Os::Windows => context.host.registry(ENVIRONMENT_OF_ALL, "PROCESSOR_ARCHITECTURE").is_ok_and(is_arm),
            Os::Linux => false,
        };
    if translated { Arch::Aarch64 } else { machine.arch }
}

fn sysctl(context: Context<'_>, name: &str) -> Option<String> {
    let call = Call {
        program: "/usr/sbin/sysctl".to_owned(),
        args: vec!["-n".to_owned(), name.to_owned()],
        limit: context.limit.min(Duration::from_secs(5)),
        ..Call::default()
    };
    context.host.start_one(call).success().map(|answer| answer.trim().to_owned())
}

/// 1 or 2 as the kernel's name tells; null outside WSL and for a kernel of one's own.
pub(super) fn wsl_version(host: &Host) -> Option<i64> {
    if !host.machine().wsl {
        return None;
    }
    let kernel = host.read_text("/proc/sys/kernel/osrelease", MOST).ok()?;
    let kernel = kernel.trim();
    if kernel.starts_with("4.4.") && kernel.ends_with("-Microsoft") {
        Some(1)
    } else if kernel.to_lowercase().contains("microsoft") {
        Some(2)
    } else {
        None
    }
}
