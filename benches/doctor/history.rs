//! A repository with a long history, as `git fast-import` takes it: files of programs that change by lines, and a large
//! list of packages that changes often. Made once, and kept in the target folder.

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use doctor::catalog::Catalog;

use crate::chance::Chance;

const COMMITS: usize = 40_500;
const FILES: usize = 1_500;
/// The number of the file that lists packages, and every how many commits it changes.
const LIST: usize = 0;
const LIST_EVERY: usize = 8;
const PACKAGES: usize = 900;
const KEYS: [&str; 4] = ["anthropic/api-key", "resend/key", "github/classic", "telegram/bot"];

/// Below this number of commits it is a small project.
const SMALL: usize = 200;

pub type Made = Result<PathBuf, Box<dyn Error>>;

/// The repository that the variable names, or one that is made.
pub fn large() -> Made {
    match std::env::var_os("DOCTOR_BENCH_REPOSITORY") {
        Some(path) => Ok(path.into()),
        None => kept("history-1", COMMITS, FILES),
    }
}

/// That of somebody who learns.
pub fn small() -> Made {
    let path = kept("learner-1", SMALL, 30)?;
    if !path.join("checked-out").exists() {
        git(&path, &["config", "core.bare", "false"])?;
        git(&path, &["reset", "--quiet", "--hard"])?;
        fs::write(path.join("checked-out"), "")?;
    }
    Ok(path)
}

fn kept(name: &str, commits: usize, files: usize) -> Made {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = target.join(name);
    if path.exists() {
        return Ok(path);
    }
    let open = target.join(format!("{name}-open"));
    if open.exists() {
        fs::remove_dir_all(&open)?;
    }
    fs::create_dir_all(&open)?;
    git(&open, &["init", "--quiet", "--initial-branch=main"])?;
    let words = ["fast-import", "--quiet", "--depth=50"];
    let mut import = quiet(&open).args(words).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    let stdin = import.stdin.take().ok_or("no input")?;
    write(&mut BufWriter::with_capacity(1 << 20, stdin), commits, files)?;
    if !import.wait()?.success() {
        return Err("git fast-import failed".into());
    }
    git(&open, &["repack", "-a", "-d", "-f", "--quiet", "--window=8", "--depth=50"])?;
    fs::rename(&open, &path)?;
    Ok(path)
}

fn quiet(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    git
}

fn git(folder: &Path, words: &[&str]) -> Result<(), Box<dyn Error>> {
    match quiet(folder).args(words).stdin(Stdio::null()).status()?.success() {
        true => Ok(()),
        false => Err(format!("git {words:?} failed").into()),
    }
}

/// All versions of each file, then the commits: Git makes changes of versions that follow on each other.
fn write(to: &mut impl Write, commits: usize, files: usize) -> Result<(), Box<dyn Error>> {
    let mut chance = Chance::of(7);
    let mut changed: Vec<Vec<usize>> = Vec::new();
    for commit in 0..commits {
        let mut here = vec![1 + chance.below(files - 1).min(chance.below(files - 1)), 1 + commit % (files - 1)];
        if chance.one_in(3) {
            here.push(1 + chance.below(files - 1));
        }
        if commit % LIST_EVERY == 0 {
            here.push(LIST);
        }
        here.sort_unstable();
        here.dedup();
        changed.push(here);
    }
    let mut marks = vec![Vec::new(); commits];
    let mut mark = 0;
    for file in 0..files {
        let mut text = Text::new(file, &mut chance);
        for commit in (0..commits).filter(|commit| changed[*commit].contains(&file)) {
            text.edit(&mut chance);
            mark += 1;
            marks[commit].push((file, mark));
            let bytes = text.text()?;
            write!(to, "blob\nmark :{mark}\ndata {}\n{bytes}\n", bytes.len())?;
        }
    }
    for (commit, files) in marks.iter().enumerate() {
        let time = 1_500_000_000 + commit * 3600;
        writeln!(to, "commit refs/heads/main\ncommitter Ada <ada@example.com> {time} +0000")?;
        let message = format!("Change {} files\n\n{}\n", files.len(), chance.line());
        writeln!(to, "data {}\n{message}", message.len())?;
        for (file, mark) in files {
            writeln!(to, "M 100644 :{mark} {}", path(*file))?;
        }
    }
    to.flush()?;
    Ok(())
}

fn path(file: usize) -> String {
    match file {
        LIST => "package-lock.json".to_owned(),
        _ => format!("packages/p{}/src/d{}/file{file}.ts", file % 12, file % 60),
    }
}

/// One file as it grows.
struct Text {
    lines: Vec<String>,
    is_list: bool,
    /// The version in which a key is put in, and the one that takes it out.
    key: Option<(usize, String)>,
    version: usize,
}

impl Text {
    fn new(file: usize, chance: &mut Chance) -> Self {
        let is_list = file == LIST;
        let count = if is_list { PACKAGES } else { 100 + chance.below(400) };
        let lines = (0..count).map(|_| if is_list { package(chance) } else { chance.line() }).collect();
        let key = (file % 300 == 9).then(|| (3, KEYS[file / 300 % KEYS.len()].to_owned()));
        Self { lines, is_list, key, version: 0 }
    }

    fn edit(&mut self, chance: &mut Chance) {
        self.version += 1;
        for _ in 0..1 + chance.below(5) {
            let at = chance.below(self.lines.len());
            let line = if self.is_list { package(chance) } else { chance.line() };
            match chance.below(5) {
                0 => self.lines.insert(at, line),
                1 if self.lines.len() > 90 => drop(self.lines.remove(at)),
                _ => self.lines[at] = line,
            }
        }
    }

    fn text(&self) -> Result<String, Box<dyn Error>> {
        let mut text = self.lines.join("\n") + "\n";
        if let Some((_, kind)) =
            self.key.as_ref().filter(|(version, _)| (*version..version + 9).contains(&self.version))
        {
            let services = Catalog::built_in_services().map_err(|fault| fault.to_string())?;
            text += &services.with_synthetic_keys(&format!("const key = \"<key:{kind}#{}>\";\n", self.lines.len()))?;
        }
        Ok(text)
    }
}

/// A few lines as npm writes them.
fn package(chance: &mut Chance) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sum: String = (0..86).map(|_| char::from(*chance.pick(LETTERS))).collect();
    let (name, version) =
        (chance.below(100_000), format!("{}.{}.{}", chance.below(9), chance.below(20), chance.below(9)));
    format!(
        "    \"node_modules/package-{name}\": {{\n      \"version\": \"{version}\",\n      \"resolved\": \
         \"https://host.example/package-{name}/-/package-{name}-{version}.tgz\",\n      \"integrity\": \
         \"sha512-{sum}==\",\n      \"dev\": true,\n      \"engines\": {{\n        \"node\": \">=18\"\n      }}\n    }},"
    )
}

/// How large a repository is, in words.
pub fn size(path: &Path) -> io::Result<String> {
    let output = quiet(path).args(["rev-list", "--all", "--count"]).output()?;
    Ok(format!("{} commits", String::from_utf8_lossy(&output.stdout).trim()))
}
