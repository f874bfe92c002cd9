//! Lists the files under `checks/` that are built in: all but the cases. Judges none of them: the catalog and its tests
//! do. Lists also how keys begin, for whatever hides them.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script has no host and talks to Cargo by printing"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=checks");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    list(&root.join("checks"), "checks", &mut files)?;
    files.sort();
    let mut out = String::from(
        "/// Every file under `checks/` but the cases: its path and its text.\n\
         pub(super) const FILES: &[(&str, &str)] = &[\n",
    );
    let mut begins = Vec::new();
    for file in files {
        let text = fs::read_to_string(root.join(&file))?;
        if file.starts_with("checks/services/") {
            begins.extend(beginnings(&text));
        }
        let text = format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {file:?}))");
        let _ = writeln!(out, "    ({file:?}, {text}),");
    }
    begins.sort_by_key(|begin| (std::cmp::Reverse(begin.len()), begin.clone()));
    begins.dedup();
    out.push_str("];\n");
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(folder.join("built_in.rs"), out)?;
    let beginnings = format!(
        "/// How keys begin, as `checks/services/` says it, the longest first.\nconst BEGINNINGS: &[&str] = &{begins:?};\n"
    );
    fs::write(folder.join("beginnings.rs"), beginnings)
}

/// How the keys of a service begin.
fn beginnings(text: &str) -> impl Iterator<Item = String> {
    let quoted = |line: &str| line.strip_prefix("starts = \"")?.split('"').next().map(str::to_owned);
    text.lines().filter_map(quoted).filter(|begin| !begin.is_empty())
}

fn list(folder: &Path, name: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(last) = path.file_name().and_then(|last| last.to_str()) else { continue };
        let name = format!("{name}/{last}");
        if path.is_dir() {
            list(&path, &name, files)?;
        } else if last.ends_with(".toml") && !last.ends_with(".cases.toml") {
            files.push(name);
        }
    }
    Ok(())
}
