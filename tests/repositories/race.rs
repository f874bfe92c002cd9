//! Git may tidy up while doctor looks: then everything is looked at again, and nothing is overlooked.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::repositories::made::history;
use crate::repositories::made::keys::Keys;
use crate::repositories::made::repository::Repository;
use crate::repositories::scan::{Report, scan};
use crate::rounds::rounds;

const LOOKS: usize = 4;

/// Says that it is over when it is dropped: an assertion that fails must not leave the other thread at work for ever.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// All keys, or at least word of what could not be looked at.
fn is_whole(report: &Report, keys: &Keys) -> bool {
    if report.gaps().is_empty() {
        report.holds_exactly(keys);
        return true;
    }
    assert_eq!(report.code(), 1, "{:?}", report.gaps());
    false
}

#[test]
fn nothing_is_overlooked_while_loose_objects_become_a_pack() {
    let (mut repository, mut keys) = (Repository::new(), Keys::few(60));
    history::plant(&mut repository, &mut keys);
    let home = repository.scratch().home();
    let loose = repository.scratch().path().join("loose");
    std::fs::rename(repository.folder(), &loose).unwrap();
    let mut whole = 0;
    for _ in 0..rounds(LOOKS) {
        let _ = std::fs::remove_dir_all(repository.folder());
        copy(&loose, repository.folder());
        let folder = repository.folder().to_owned();
        let pause = Duration::from_millis(keys.chance.below(60) as u64);
        let report = thread::scope(|scope| {
            let looking = scope.spawn(|| {
                thread::sleep(pause);
                scan(&folder, &home)
            });
            repository.git(&["repack", "-a", "-d", "--quiet", "--keep-unreachable", "--window=3"]);
            repository.git(&["prune-packed"]);
            looking.join().unwrap()
        });
        whole += usize::from(is_whole(&report, &keys));
    }
    assert!(whole > 0, "not once was everything there");
}

#[test]
fn nothing_is_overlooked_while_packs_become_others() {
    let (mut repository, mut keys) = (Repository::new(), Keys::few(61));
    history::plant(&mut repository, &mut keys);
    let (folder, home) = (repository.folder().to_owned(), repository.scratch().home());
    let is_over = AtomicBool::new(false);
    let mut whole = 0;
    thread::scope(|scope| {
        let repacking = scope.spawn(|| {
            // Other bytes each time, and so another name.
            for window in [0, 5, 10].iter().cycle() {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                repository.git(&["commit", "--quiet", "--allow-empty", "-m", "go on"]);
                let window = format!("--window={window}");
                repository.git(&["repack", "-a", "-d", "-f", "--quiet", "--keep-unreachable", &window]);
                repository.git(&["prune-packed"]);
            }
        });
        // A look that fails must end the other thread too: the scope waits for it before it lets the failure out.
        let _over = Over(&is_over);
        for _ in 0..rounds(LOOKS) {
            assert!(!repacking.is_finished(), "Git stopped repacking");
            whole += usize::from(is_whole(&scan(&folder, &home), &keys));
        }
    });
    eprintln!("everything was there in {whole} of {} looks", rounds(LOOKS));
    scan(&folder, &home).holds_exactly(&keys);
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(done.success());
}
