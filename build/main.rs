//! Builds the files under `checks/` in, all but the cases: as constants, so that start-up parses nothing. Judges none of
//! them: the catalog and its tests do. Lists also how keys begin, for whatever hides them.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script has no host and talks to Cargo by printing"
)]

mod constant;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use toml::de::DeTable;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=checks");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    list(&root.join("checks"), "checks", &mut files)?;
    files.sort();
    let mut out = String::from(constant::MACROS);
    out.push_str(
        "/// Every file under `checks/` but the cases: its path, and what is in it.\n\
         pub(super) static FILES: &[(&str, Node<'static>)] = &[\n",
    );
    let mut prefixes = Vec::new();
    for file in files {
        let text = fs::read_to_string(root.join(&file))?;
        if file.starts_with("checks/services/") {
            prefixes.extend(prefixes_in(&text));
        }
        let table = DeTable::parse(&text).map_err(|error| io::Error::other(format!("{file}: {error}")))?;
        let _ = write!(out, "({file:?}, ");
        constant::table(table.get_ref(), &mut out);
        out.push_str("),\n");
    }
    prefixes.sort_by_key(|prefix| (std::cmp::Reverse(prefix.len()), prefix.clone()));
    prefixes.dedup();
    out.push_str("];\n");
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(folder.join("built_in.rs"), out)?;
    let prefixes = format!(
        "/// How keys begin, as `checks/services/` says it, the longest first.\nconst BEGINNINGS: &[&str] = &{prefixes:?};\n"
    );
    fs::write(folder.join("beginnings.rs"), prefixes)
}

/// How the keys of a service begin.
fn prefixes_in(text: &str) -> impl Iterator<Item = String> {
    let quoted = |line: &str| line.strip_prefix("starts = \"")?.split('"').next().map(str::to_owned);
    text.lines().filter_map(quoted).filter(|prefix| !prefix.is_empty())
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
