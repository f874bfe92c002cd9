//! However Git keeps the objects, the same keys are found.

use std::fs;

use crate::repositories::made::history;
use crate::repositories::made::keys::Keys;
use crate::repositories::made::repository::Repository;
use crate::repositories::scan::{Report, scan};

fn planted(seed: u64, init: &[&str]) -> (Repository, Keys) {
    let (mut repository, mut keys) = (Repository::with(init), Keys::few(seed));
    history::plant(&mut repository, &mut keys);
    (repository, keys)
}

fn look(repository: &Repository) -> Report {
    scan(repository.folder(), &repository.scratch().home())
}

/// A path below the scratch folder, as Git takes it.
fn beside(repository: &Repository, name: &str) -> String {
    repository.scratch().path().join(name).into_os_string().into_string().unwrap()
}

fn address(repository: &Repository) -> String {
    format!("file://{}", repository.folder().display())
}

#[test]
fn in_one_pack_and_in_several() {
    let (mut repository, mut keys) = planted(10, &[]);
    repository.pack();
    assert_eq!(repository.packs("pack").len(), 1);
    look(&repository).holds_exactly(&keys);
    for number in 0..3 {
        repository.write(&format!("more/{number}.txt"), keys.text("another pack"));
        repository.save("more");
        repository.git(&["repack", "--quiet", "-d"]);
    }
    repository.write("loose.txt", keys.text("loose"));
    repository.save("loose");
    assert!(repository.packs("pack").len() >= 3);
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert!(report.gaps().is_empty());
    repository.git(&["multi-pack-index", "write", "--bitmap"]);
    repository.git(&["commit-graph", "write", "--reachable"]);
    look(&repository).holds_exactly(&keys);
}

#[test]
fn after_git_tidied_up_with_what_nothing_leads_to_kept_aside() {
    let (mut repository, keys) = planted(11, &[]);
    repository.git(&["gc", "--quiet", "--cruft", "--prune=never"]);
    look(&repository).holds_exactly(&keys);
    repository.git(&["pack-refs", "--all"]);
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert!(report.gaps().is_empty());
}

#[test]
fn with_ids_of_sha_256() {
    let (mut repository, keys) = planted(12, &["--object-format=sha256"]);
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert!(report.gaps().is_empty());
    repository.pack();
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert!(report.gaps().is_empty());
    assert!(
        report.findings().iter().any(|finding| finding["locations"][0]["commit"].as_str().unwrap_or("").len() == 64)
    );
}

#[test]
fn with_names_kept_in_a_table() {
    let mut probe = Repository::new();
    if probe.attempt(&["init", "--quiet", "--ref-format=reftable", "other"], Vec::new()).code != Some(0) {
        return eprintln!("skipped: this Git has no reftable");
    }
    let (repository, keys) = planted(13, &["--ref-format=reftable"]);
    let report = look(&repository);
    report.holds_exactly(&keys);
    assert_eq!(report.gaps().into_keys().collect::<Vec<_>>(), ["names"]);
}

#[test]
fn without_files_of_a_project() {
    let (mut repository, keys) = planted(14, &[]);
    let bare = beside(&repository, "bare.git");
    fs::rename(repository.folder().join(".git"), &bare).unwrap();
    repository.git(&["-C", &bare, "config", "core.bare", "true"]);
    let report = scan(bare.as_ref(), &repository.scratch().home());
    report.holds_exactly(&keys);
    assert!(report.findings().iter().all(|finding| finding["locations"][0]["kind"] != "worktree"));
}

#[test]
fn from_a_linked_work_tree_and_a_folder_below_it() {
    let (mut repository, keys) = planted(15, &[]);
    let linked = beside(&repository, "linked");
    repository.git(&["worktree", "add", "--quiet", "--detach", &linked, "light"]);
    for folder in [linked.clone(), format!("{linked}/src")] {
        let report = scan(folder.as_ref(), &repository.scratch().home());
        report.holds_exactly(&keys);
        assert!(report.gaps().is_empty());
    }
}

#[test]
fn of_a_submodule_in_its_own_folder() {
    let (mut outer, inner) = (Repository::new(), Repository::new());
    let (mut inner, mut keys) = (inner, Keys::few(16));
    history::plant(&mut inner, &mut keys);
    outer.save("begin");
    let address = address(&inner);
    outer.git(&["submodule", "--quiet", "add", &address, "part"]);
    outer.save("add a part");
    let home = outer.scratch().home();
    // What is not sent stays behind: only what branches and tags lead to is here.
    let here = ["current file", "deleted file", "merge", "commit message", "tag message", "lightweight tag"];
    let report = scan(&outer.folder().join("part"), &home);
    let found = report.shown();
    for (shown, place) in keys.planted.iter().filter(|(_, place)| here.contains(place)) {
        assert!(found.contains(shown), "{shown:?} in {place}");
    }
    assert!(report.gaps().is_empty());
    let around = scan(outer.folder(), &home);
    assert!(around.gaps().is_empty(), "a submodule is no missing object: {:?}", around.gaps());
}

#[test]
fn borrowed_from_another_repository() {
    let (mut repository, mut keys) = planted(17, &[]);
    repository.pack();
    let shared = beside(&repository, "shared");
    let address = repository.folder().to_str().unwrap().to_owned();
    repository.git(&["clone", "--quiet", "--shared", &address, &shared]);
    fs::write(format!("{shared}/own.txt"), keys.text("own file")).unwrap();
    repository.git(&["-C", &shared, "add", "own.txt"]);
    repository.git(&["-C", &shared, "commit", "--quiet", "-m", "own"]);
    let report = scan(shared.as_ref(), &repository.scratch().home());
    report.holds_exactly(&keys);
    assert!(report.gaps().is_empty());
    // Of a borrower too.
    let second = beside(&repository, "second");
    repository.git(&["clone", "--quiet", "--reference", &shared, &shared, &second]);
    scan(second.as_ref(), &repository.scratch().home()).holds_exactly(&keys);
}

#[test]
fn a_part_of_the_history_is_told_as_a_part() {
    let mut keys = Keys::few(18);
    let mut repository = Repository::new();
    repository.write("old.txt", keys.text("old"));
    repository.save("one");
    repository.remove("old.txt");
    for name in ["two", "three", "four"] {
        repository.save(name);
    }
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let (address, home) = (address(&repository), repository.scratch().home());
    let shallow = beside(&repository, "shallow");
    repository.git(&["clone", "--quiet", "--depth=2", &address, &shallow]);
    let report = scan(shallow.as_ref(), &home);
    assert_eq!((report.code(), report.gaps().into_iter().collect::<Vec<_>>()), (4, vec![("shallow", 1)]));

    let partial = beside(&repository, "partial");
    repository.git(&["clone", "--quiet", "--filter=blob:none", &address, &partial]);
    let report = scan(partial.as_ref(), &home);
    assert_eq!(report.code(), 4, "the deleted file is not here");
    assert!(report.gaps().contains_key("missing"), "{:?}", report.gaps());

    let treeless = beside(&repository, "treeless");
    repository.git(&["clone", "--quiet", "--bare", "--filter=tree:0", &address, &treeless]);
    assert_eq!(scan(treeless.as_ref(), &home).code(), 4);

    // What is here is looked at all the same.
    fs::write(format!("{shallow}/new.txt"), keys.one("new")).unwrap();
    repository.git(&["-C", &shallow, "add", "new.txt"]);
    repository.git(&["-C", &shallow, "commit", "--quiet", "-m", "new"]);
    assert_eq!(scan(shallow.as_ref(), &home).code(), 1);
}
