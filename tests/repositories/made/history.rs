//! A repository with keys in every place that its history has.

use super::keys::Keys;
use super::repository::Repository;

/// Puts keys of all kinds into each place. The places are told by `Keys::planted`.
pub fn plant(repository: &mut Repository, keys: &mut Keys) {
    files(repository, keys);
    branches(repository, keys);
    messages(repository, keys);
    local(repository, keys);
}

/// In files, as they stand in commits of the branch.
fn files(repository: &mut Repository, keys: &mut Keys) {
    repository.write("readme.md", "# A project\n");
    repository.save("begin");
    repository.write("deleted.env", keys.text("deleted file"));
    repository.write("old name.txt", keys.chance.lines(40) + &keys.text("renamed file"));
    repository.write("src/current.ts", keys.text("current file"));
    repository.write("forms/binary.dat", binary(keys));
    repository.write("forms/crlf.txt", keys.text("CRLF").replace('\n', "\r\n"));
    repository.write("forms/long.min.js", long_line(keys, 200_000));
    repository.write("forms/escaped.json", format!("{{\"env\": \"{}\"}}", escaped(&keys.text("escaped"))));
    repository.write("forms/url.txt", keys.lines("address").replace('\n', "&x=1 https://host.example/?q="));
    repository.write("forms/no end.txt", keys.text("no line end").trim_end());
    repository.write("forms/utf16le.txt", wide(&keys.text("UTF-16 LE"), u16::to_le_bytes));
    repository.write("forms/utf16be.txt", wide(&keys.text("UTF-16 BE"), u16::to_be_bytes));
    repository.write("forms/utf16le-bom.txt", wide(&format!("\u{feff}{}", keys.text("with mark")), u16::to_le_bytes));
    repository.write("forms/utf16be-bom.txt", wide(&format!("\u{feff}{}", keys.text("with mark")), u16::to_be_bytes));
    repository.save("add files");
    repository.remove("deleted.env");
    repository.git(&["mv", "old name.txt", "new name.txt"]);
    repository.save("tidy up");
}

/// On branches and tags of all kinds, and in a merge.
fn branches(repository: &mut Repository, keys: &mut Keys) {
    repository.git(&["switch", "--quiet", "-c", "side"]);
    repository.write("side.txt", keys.text("side branch"));
    repository.save("go aside");
    repository.git(&["switch", "--quiet", "main"]);
    repository.save("go on");
    repository.git(&["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
    repository.write("merged.txt", keys.text("merge"));
    repository.save("merge");
    for (branch, place) in [("remote", "remote branch"), ("tagged", "lightweight tag"), ("gone", "deleted branch")] {
        repository.git(&["switch", "--quiet", "-c", branch, "main"]);
        repository.write(&format!("{branch}.txt"), keys.text(place));
        repository.save(branch);
        repository.git(&["switch", "--quiet", "main"]);
    }
    repository.git(&["update-ref", "refs/remotes/origin/main", "remote"]);
    repository.git(&["tag", "light", "tagged"]);
    repository.git(&["branch", "--quiet", "-D", "remote", "tagged", "gone"]);
}

/// In messages of commits and tags, and in notes.
fn messages(repository: &mut Repository, keys: &mut Keys) {
    let message = format!("say too much\n\n{}", keys.text("commit message"));
    repository.save(&message);
    let message = format!("one\n\n{}", keys.text("tag message"));
    repository.git(&["tag", "-a", "v1", "-m", &message]);
    repository.git(&["notes", "add", "-m", &keys.text("note")]);
}

/// In places that only this computer has.
fn local(repository: &mut Repository, keys: &mut Keys) {
    repository.write("src/current.ts", keys.text("stash"));
    repository.write("untracked.txt", keys.text("stash of a new file"));
    repository.git(&["stash", "push", "--quiet", "--include-untracked"]);
    repository.write("reset.txt", keys.text("reset"));
    repository.save("regret");
    repository.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    repository.write("amended.txt", keys.text("amend"));
    repository.save("hurry");
    repository.remove("amended.txt");
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--allow-empty", "--amend", "-m", "think"]);
    repository.write("staged.txt", keys.text("staged once"));
    repository.git(&["add", "staged.txt"]);
    repository.git(&["rm", "--quiet", "--cached", "staged.txt"]);
    repository.remove("staged.txt");
    let text = keys.text("blob alone");
    repository.object("blob", text);
    let tree = repository.git(&["rev-parse", "main^{tree}"]);
    let message = keys.text("commit alone");
    repository.git(&["commit-tree", &tree, "-m", &message]);
}

/// Looks as a program that was compiled.
pub fn binary(keys: &mut Keys) -> Vec<u8> {
    let mut bytes = b"\x7fELF\x02\x01\x01\0".to_vec();
    bytes.extend(keys.chance.bytes(3000));
    for line in keys.lines("binary").lines() {
        bytes.extend(b"\0\0");
        bytes.extend(line.as_bytes());
        bytes.push(0);
        bytes.extend(keys.chance.bytes(100));
    }
    bytes
}

/// A program that was pressed into one line of at least this length.
pub fn long_line(keys: &mut Keys, len: usize) -> String {
    let part = keys.chance.lines(200).replace('\n', ";");
    let (before, line) = (part.repeat(len / 2 / part.len() + 1), keys.lines("long line").replace('\n', " ; "));
    format!("{before}{line}{before}")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

pub fn wide(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}
