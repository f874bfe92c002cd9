//! Huge objects are looked at in pieces, so that memory stays small.

use crate::repositories::made::keys::Keys;
use crate::repositories::made::program::run;
use crate::repositories::made::repository::Repository;
use crate::repositories::scan::scan;

const MIB: u64 = 1 << 20;

/// A commit with one file: zeros, and keys at these locations.
fn large(repository: &mut Repository, len: u64, keys: &[(u64, String)]) {
    let mut script = "(".to_owned();
    let mut done = 0;
    for (at, text) in keys {
        script += &format!("head -c {} /dev/zero; printf '\\n%s\\n' '{}'; ", at - done, text.replace('\'', "'\\''"));
        done = at + text.len() as u64 + 2;
    }
    script += &format!("head -c {} /dev/zero) > large.bin", len - done);
    let mut shell = std::process::Command::new("sh");
    let made = run(shell.current_dir(repository.folder()).args(["-c", &script]), Vec::new());
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let threshold = "core.bigFileThreshold=1m";
    repository.git(&["-c", threshold, "add", "large.bin"]);
    repository.git(&["-c", threshold, "commit", "--quiet", "-m", "large"]);
    repository.remove("large.bin");
}

#[test]
fn keys_at_the_edges_of_the_pieces_of_a_large_file_are_found() {
    let mut keys = Keys::new(70);
    let mut repository = Repository::new();
    // A piece is 4 MiB; around each edge keys begin before it, on it, and behind it.
    let locations: Vec<u64> = (1..=16).map(|piece| piece * 4 * MIB - 400 + piece * 47).collect();
    let text: Vec<(u64, String)> = locations.into_iter().map(|at| (at, keys.one("large"))).collect();
    large(&mut repository, 68 * MIB, &text);
    for is_packed in [false, true] {
        if is_packed {
            repository.git(&["-c", "core.bigFileThreshold=1m", "repack", "-a", "-d", "--quiet"]);
        }
        let report = scan(repository.folder(), &repository.scratch().home());
        report.holds_exactly(&keys);
        assert!(report.gaps().is_empty());
        assert!(report.ran.peak.unwrap_or(0) < 150 * MIB, "{:?}", report.ran.peak);
    }
}

#[test]
fn two_gigabytes_are_read_with_little_memory() {
    if std::env::var("DOCTOR_HUGE").as_deref() != Ok("required") {
        return eprintln!("skipped: a file of 2 GB takes its time; DOCTOR_HUGE=required runs this");
    }
    let mut keys = Keys::new(71);
    let mut repository = Repository::new();
    let text = vec![(1_900 * MIB, keys.one("huge"))];
    large(&mut repository, 2_048 * MIB, &text);
    let report = scan(repository.folder(), &repository.scratch().home());
    report.holds_exactly(&keys);
    assert!(report.gaps().is_empty());
    eprintln!("2 GB: {:?}, most memory {:?} MB", report.ran.took, report.ran.peak.map(|peak| peak / MIB));
    assert!(report.ran.peak.unwrap_or(0) < 100 * MIB, "{:?}", report.ran.peak);
}
