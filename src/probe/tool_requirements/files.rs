//! The files in which a project says which versions it asks for, each with its reader.

use serde_json::Value;

use super::{Source, TOOLS, Wish, line};
use crate::document::{self, Format};
use crate::fact::{Reason, Unknown};
use crate::host::{Host, Unseen};
use crate::probe::package;
use crate::settings::{self, MOST as MOST_SETTINGS, NAME, Set, Settings};

type Found = Result<Vec<Wish>, Unknown>;

/// Looks into one folder.
type Reader = fn(&Host, &str) -> Found;

pub(super) const READERS: [Reader; 6] = [settings, nvmrc, node_version, tool_versions, mise, manifest];

/// Bytes of a file that holds a version in a line or two.
const MOST: usize = 16 << 10;

/// Letters of a wish that are told.
const SAID: usize = 60;

/// Versions that one wish may name.
const VERSIONS: usize = 8;

/// The text of a file; none where it is not there.
fn read(host: &Host, path: &str, most: usize) -> Result<Option<String>, Unknown> {
    match host.text_of_project(path, most) {
        Ok(text) => Ok(Some(text)),
        Err(Unseen::Absent) => Ok(None),
        Err(Unseen::Denied | Unseen::Unreadable) => Err(Unknown::because(Reason::Unreadable, host.shorten(path))),
    }
}

fn wish(tool: &'static str, words: Vec<String>, file: &str, line: Option<usize>, source: Source) -> Wish {
    let said = words.join(" ").chars().filter(|c| !c.is_control()).take(SAID).collect();
    let words = words.into_iter().take(VERSIONS).collect();
    Wish { tool, said, words, file: file.to_owned(), line, source, enforced: false, brought: false }
}

fn known(name: &str) -> Option<&'static str> {
    let name = match name {
        "nodejs" => "node",
        "github-cli" => "gh",
        other => other,
    };
    TOOLS.iter().copied().find(|tool| *tool == name)
}

/// `[tools]` of `doctor.toml`.
fn settings(host: &Host, folder: &str) -> Found {
    let path = host.rules().join(folder, NAME);
    let text = read(host, &path, MOST_SETTINGS)?.unwrap_or_default();
    // What is wrong with it, the run itself says.
    let read = Settings::read(&path, &text).unwrap_or_default();
    let one = |set: &Set<settings::Wish>| {
        let line = usize::try_from(read.line(set)).ok();
        Some(wish(known(&set.value.tool)?, vec![set.value.versions.clone()], &path, line, Source::Settings))
    };
    Ok(read.tools.iter().filter_map(one).collect())
}

fn nvmrc(host: &Host, folder: &str) -> Found {
    only_a_version(host, &host.rules().join(folder, ".nvmrc"), Source::Nvmrc)
}

fn node_version(host: &Host, folder: &str) -> Found {
    only_a_version(host, &host.rules().join(folder, ".node-version"), Source::NodeVersion)
}

/// A file that says a version of Node.js, and nothing else but comments.
fn only_a_version(host: &Host, path: &str, source: Source) -> Found {
    let text = read(host, path, MOST)?.unwrap_or_default();
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.split('#').next().unwrap_or_default().trim()));
    let first = lines.into_iter().find(|(_, line)| !line.is_empty());
    Ok(first.map(|(at, word)| wish("node", vec![word.to_owned()], path, Some(at), source)).into_iter().collect())
}

/// `nodejs 22.11.0 system`: the first that is installed counts.
fn tool_versions(host: &Host, folder: &str) -> Found {
    let path = host.rules().join(folder, ".tool-versions");
    let text = read(host, &path, MOST)?.unwrap_or_default();
    let wish_of = |(at, line): (usize, &str)| {
        let mut words = line.split('#').next()?.split_whitespace();
        let tool = known(words.next()?)?;
        let words: Vec<String> = words.map(str::to_owned).collect();
        (!words.is_empty()).then(|| wish(tool, words, &path, Some(at + 1), Source::ToolVersions))
    };
    Ok(text.lines().enumerate().filter_map(wish_of).collect())
}

/// `[tools]` of `mise.toml`.
fn mise(host: &Host, folder: &str) -> Found {
    let mut wishes = Vec::new();
    for name in ["mise.toml", ".mise.toml"] {
        let path = host.rules().join(folder, name);
        let Some(text) = read(host, &path, host.most_settings(&path))? else { continue };
        let garbled = || Unknown::because(Reason::Garbled, host.shorten(&path));
        let document = document::parse(&text, Format::Toml).ok_or_else(garbled)?;
        for (name, value) in document.get("tools").and_then(Value::as_object).into_iter().flatten() {
            let Some(tool) = known(name.strip_prefix("core:").unwrap_or(name)) else { continue };
            let words = mise_versions(value);
            if !words.is_empty() {
                wishes.push(wish(tool, words, &path, line::in_tools(&text, name), Source::Mise));
            }
        }
    }
    Ok(wishes)
}

/// `"22"`, `["22", "20"]`, `{ version = "22" }`, or a list of such tables.
fn mise_versions(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(word) => Some(word.clone()),
        Value::Number(number) => Some(number.to_string()),
        other => other.get("version")?.as_str().map(str::to_owned),
    };
    match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

fn manifest(host: &Host, folder: &str) -> Found {
    let path = host.rules().join(folder, "package.json");
    let Some(text) = read(host, &path, package::MOST)? else { return Ok(Vec::new()) };
    let garbled = || Unknown::because(Reason::Garbled, host.shorten(&path));
    let manifest = document::parse(&text, Format::Json).ok_or_else(garbled)?;
    let mut wishes = Vec::new();
    for (part, source) in [("engines", Source::Engines), ("volta", Source::Volta)] {
        for (name, value) in manifest.get(part).and_then(Value::as_object).into_iter().flatten() {
            if let (Some(tool), Some(word)) = (known(name), value.as_str()) {
                wishes.push(wish(tool, vec![word.to_owned()], &path, line::in_json(&text, &[part, name]), source));
            }
        }
    }
    if let Some((name, version)) =
        manifest.get("packageManager").and_then(Value::as_str).and_then(|it| it.split_once('@'))
        && let Some(tool) = known(name)
    {
        let line = line::in_json(&text, &["packageManager"]);
        wishes.push(wish(
            tool,
            vec![version.split('+').next().unwrap_or_default().to_owned()],
            &path,
            line,
            Source::PackageManager,
        ));
    }
    for part in ["runtime", "packageManager"] {
        wishes.extend(dev_engine(&manifest, part).map(|(tool, word, enforced)| {
            let line = line::in_json(&text, &["devEngines", part]);
            Wish { enforced, ..wish(tool, vec![word], &path, line, Source::DevEngines) }
        }));
    }
    if brings_yarn(host, folder) {
        wishes.iter_mut().filter(|wish| wish.tool == "yarn").for_each(|wish| wish.brought = true);
    }
    Ok(wishes)
}

/// What `devEngines` asks for, and whether npm insists on it. Of a list each will do: then nothing is said of any.
fn dev_engine(manifest: &Value, part: &str) -> Option<(&'static str, String, bool)> {
    let written = manifest.get("devEngines")?.get(part)?;
    let one = match written {
        Value::Array(items) if items.len() == 1 => items.first()?,
        other => other,
    };
    let tool = known(one.get("name")?.as_str()?)?;
    let version = one.get("version")?.as_str()?;
    match one.get("onFail").and_then(Value::as_str).unwrap_or("error") {
        // The first asks for nothing, and with the second the package manager fetches it.
        "ignore" | "download" => None,
        on_fail => Some((tool, version.to_owned(), on_fail == "error" && ["node", "npm"].contains(&tool))),
    }
}

/// Whether Yarn's settings name a copy of Yarn in the project, which every other Yarn then starts instead of itself.
fn brings_yarn(host: &Host, folder: &str) -> bool {
    let text = host.read_text(&host.rules().join(folder, ".yarnrc.yml"), MOST).unwrap_or_default();
    text.lines().any(|line| line.trim_start().starts_with("yarnPath:"))
}
