//! `keys_in`: in which lines of named files keys stand, of which kind, and what Git does with the file. Never the keys.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::search::{self, Also, Found, Kind};
use super::standing::{self, IGNORED, Standing};
use super::walk::walk;
use super::{Context, glob, readable_by_others};
use crate::document::{Format, parse};
use crate::fact::{Fact, Reason, Type};
use crate::host::{Host, Secret, Unseen};
use crate::json_path::at;
use crate::rules::Rules;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeysIn {
    /// Files of the project, such as `CLAUDE.md`, `.claude/**/*.md`, `**`; or one of your own, such as `~/.bash_history`.
    files: Vec<String>,
    /// Files of the project that are left out.
    #[serde(default)]
    except: Vec<String>,
    /// Also what is no key of a known service.
    #[serde(default)]
    also: Vec<Also>,
    /// Parts of a JSON file in which keys are meant to stand.
    #[serde(default)]
    meant_in: Vec<String>,
}

/// Keys that are told.
const MOST: usize = 20;

/// Bytes that are read of a file of the project, of all of them, and of one of the user's own.
const MOST_OF_FILE: u64 = 512 << 10;
const MOST_OF_ALL: u64 = 16 << 20;
const MOST_OF_OWN: usize = 8 << 20;

/// Files that hold no text, or none that people write.
const NO_TEXT: [&str; 44] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "bmp", "tiff", "psd", "pdf", "zip", "gz", "tgz", "br", "zst",
    "xz", "7z", "rar", "mp3", "mp4", "mov", "webm", "ogg", "wav", "flac", "woff", "woff2", "ttf", "otf", "eot", "wasm",
    "node", "exe", "dll", "so", "dylib", "o", "class", "jar", "pyc", "sqlite", "db", "lockb",
];
const NO_WRITING: [&str; 4] = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/// A file that is to be read.
struct Place {
    path: String,
    /// Below the project, with `/`; none for a file of the user's own.
    name: Option<String>,
}

impl KeysIn {
    pub(in crate::probe) fn facts(&self) -> Result<Type, String> {
        let key = Type::record([
            ("file", Type::Text),
            ("path", Type::Text),
            ("line", Type::Int),
            ("name", Type::Text),
            ("service", Type::Text),
            ("kind", Type::Text),
            ("title", Type::Text),
            ("can", Type::Text),
            ("revoke", Type::Text),
            ("page", Type::Text),
            ("tracked", Type::Bool),
            ("sent", Type::Bool),
            ("ignored", Type::Word(IGNORED)),
            ("readable_by_others", Type::Word(readable_by_others::OTHERS)),
        ]);
        let file = Type::record([
            ("file", Type::Text),
            ("path", Type::Text),
            ("count", Type::Int),
            ("lines", Type::list(Type::Int)),
            ("readable_by_others", Type::Word(readable_by_others::OTHERS)),
        ]);
        let unread = Type::list(Type::Text);
        Ok(Type::record([
            ("keys", Type::list(key)),
            ("files", Type::list(file)),
            ("count", Type::Int),
            ("sent", Type::Int),
            ("looked_at", Type::Int),
            ("unread", unread),
            ("whole", Type::Bool),
        ]))
    }

    pub(in crate::probe) fn asked(&self) -> String {
        format!("keys in {}", self.files.join(" "))
    }

    pub(in crate::probe) fn looks(&self) -> String {
        format!(
            "It looks for keys of known services in {} and tells where they stand. It shows none.",
            self.files.join(", ")
        )
    }

    pub(in crate::probe) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        // They take a while to make, and most of the files are not there.
        let mut made: Option<Rules> = None;
        let (places, mut whole) = self.places(host);
        let (mut found, mut unread, mut count, mut looked_at, mut left) = (Vec::new(), Vec::new(), 0, 0, MOST_OF_ALL);
        for place in &places {
            let most = if place.name.is_some() { usize::try_from(left).unwrap_or(0) } else { MOST_OF_OWN };
            let bytes = match host.read(&place.path, most) {
                Ok(bytes) => bytes,
                Err(Unseen::Absent) => continue,
                Err(Unseen::Denied | Unseen::Unreadable) => {
                    unread.push(host.shorten(&place.path));
                    continue;
                }
            };
            let rules = match &mut made {
                Some(rules) => rules,
                none => match Rules::new(context.services) {
                    Ok(rules) => none.insert(rules),
                    Err(_) => return Fact::unknown(Reason::Crashed),
                },
            };
            looked_at += 1;
            whole &= bytes.len() < most;
            if place.name.is_some() {
                left = left.saturating_sub(bytes.len() as u64);
            }
            let text = search::readable(&bytes);
            let keys = search::keys(rules, &self.also, &text);
            for key in self.misplaced(keys, &text, host.most_settings(&place.path)) {
                count += 1;
                if found.len() < MOST {
                    host.hide_from_now_on(&Secret::new(String::from_utf8_lossy(key.key(&text)).into_owned()));
                    found.push((place, key));
                }
            }
        }
        let mut names: Vec<&str> = found.iter().filter_map(|(place, _)| place.name.as_deref()).collect();
        names.dedup();
        // Git never has its own files.
        names.retain(|name| !name.starts_with(".git/"));
        let standings = standing::of(context, &names);
        let rules = made.as_ref();
        let keys = found.iter().filter_map(|(place, key)| {
            let known = names.iter().position(|name| place.name.as_deref() == Some(name));
            Some(fact(host, rules?, place, key, known.map(|at| &standings[at])))
        });
        let files = places.iter().filter_map(|place| {
            let lines = found.iter().filter(|(of, _)| std::ptr::eq(*of, place)).map(|(_, key)| key.line);
            file(host, place, lines.collect())
        });
        Fact::record([
            ("keys", Fact::List(keys.collect())),
            ("files", Fact::List(files.collect())),
            ("count", count.into()),
            ("sent", standing::count_sent(standings.iter().map(|standing| &standing.sent))),
            ("looked_at", looked_at.into()),
            ("unread", unread.into()),
            ("whole", whole.into()),
        ])
    }

    /// The files that are to be read, and whether these are all.
    fn places(&self, host: &Host) -> (Vec<Place>, bool) {
        let rules = host.rules();
        let is_own = |pattern: &&String| pattern.starts_with(['~', '$', '%']);
        let own = self.files.iter().filter(is_own).filter_map(|pattern| host.expand(pattern));
        let mut places: Vec<Place> = Vec::new();
        for path in own {
            if !places.iter().any(|known| rules.same(&known.path, &path)) {
                places.push(Place { path, name: None });
            }
        }
        let patterns: Vec<&String> = self.files.iter().filter(|pattern| !is_own(pattern)).collect();
        let Some(project) = host.project().filter(|_| !patterns.is_empty()) else { return (places, true) };
        for pattern in patterns.iter().filter(|pattern| pattern.starts_with(".git/")) {
            let path = rules.join(&project.root, pattern);
            let stays_inside = || Some(rules.is_within(&host.real(&path).ok()?, &host.real(&project.root).ok()?));
            if stays_inside() == Some(true) {
                places.push(Place { path, name: Some((*pattern).clone()) });
            }
        }
        if patterns.iter().all(|pattern| pattern.starts_with(".git/")) {
            return (places, true);
        }
        let walk = walk(host, &project.root);
        let mut whole = walk.whole;
        for entry in walk.files {
            let fits = |pattern: &String| glob::fits(pattern, &entry.name);
            let is_wanted = patterns.iter().any(|pattern| fits(pattern)) && !self.except.iter().any(fits);
            if !is_wanted || !is_text(&entry.name) {
                continue;
            }
            if entry.size > MOST_OF_FILE {
                whole = false;
            } else {
                places.push(Place { path: rules.join(&project.root, &entry.name), name: Some(entry.name) });
            }
        }
        (places, whole)
    }

    /// Keys without those that stand only where they are meant to.
    fn misplaced(&self, keys: Vec<Found>, text: &[u8], most: usize) -> Vec<Found> {
        if self.meant_in.is_empty() || keys.is_empty() || text.len() > most {
            return keys;
        }
        let Some(mut document) = std::str::from_utf8(text).ok().and_then(|text| parse(text, Format::Jsonc)) else {
            return keys;
        };
        for part in &self.meant_in {
            remove(&mut document, part);
        }
        let rest = document.to_string();
        let stands = |key: &Found| rest.contains(String::from_utf8_lossy(key.key(text)).as_ref());
        keys.into_iter().filter(stands).collect()
    }
}

/// Takes a part out of a document.
fn remove(document: &mut Value, part: &str) {
    if at(document, part).is_some()
        && let Some(object) = document.as_object_mut()
    {
        object.remove(part);
    }
}

fn is_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    !NO_TEXT.contains(&ending) && !NO_WRITING.contains(&name.as_str())
}

/// The file as people name it.
fn named(host: &Host, place: &Place) -> String {
    place.name.clone().unwrap_or_else(|| host.shorten(&place.path))
}

/// A file with keys; none for one without.
fn file(host: &Host, place: &Place, mut lines: Vec<usize>) -> Option<Fact> {
    let count = i64::try_from(lines.len()).ok().filter(|count| *count > 0)?;
    lines.dedup();
    Some(Fact::record([
        ("file", named(host, place).into()),
        ("path", host.shorten(&place.path).into()),
        ("count", count.into()),
        ("lines", lines.into_iter().filter_map(|line| i64::try_from(line).ok()).collect::<Vec<_>>().into()),
        ("readable_by_others", readable_by_others::may(host, &place.path).into()),
    ]))
}

fn fact(host: &Host, rules: &Rules, place: &Place, key: &Found, standing: Option<&Standing>) -> Fact {
    let rule = match key.kind {
        Kind::Known(number) => Some(rules.rule(number)),
        Kind::Other(_) => None,
    };
    let of_git = |part: fn(&Standing) -> &Fact| standing.map_or(Fact::Null, |standing| part(standing).clone());
    Fact::record([
        ("file", named(host, place).into()),
        ("path", host.shorten(&place.path).into()),
        ("line", i64::try_from(key.line).ok().into()),
        ("name", key.name.clone().into()),
        ("service", rule.map(|rule| rule.service.clone()).into()),
        ("kind", rule.map(|rule| rule.id.clone()).into()),
        ("title", key.kind.title(rules).into()),
        ("can", rule.map(|rule| rule.leak.can.clone()).into()),
        ("revoke", rule.map(|rule| rule.leak.revoke.clone()).into()),
        ("page", rule.and_then(|rule| rule.leak.page.clone()).into()),
        ("tracked", of_git(|standing| &standing.tracked)),
        ("sent", of_git(|standing| &standing.sent)),
        ("ignored", of_git(|standing| &standing.ignored)),
        ("readable_by_others", readable_by_others::may(host, &place.path).into()),
    ])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::catalog::Catalog;
    use crate::host::{World, WorldSpec};

    fn ask(machine: &str, question: &str) -> Fact {
        let services = Catalog::built_in_services().unwrap();
        let spec: WorldSpec = toml::from_str(machine).unwrap();
        let host = Host::World(World::build(spec, &services).unwrap());
        let question: KeysIn = toml::from_str(question).unwrap();
        let context = Context { host: &host, services: &services, limit: Duration::from_secs(5) };
        question.ask(context)
    }

    fn files(fact: &Fact) -> Vec<String> {
        let Fact::List(keys) = fact.part("keys") else { panic!("{fact:?}") };
        keys.iter().map(|key| key.part("file").to_string()).collect()
    }

    #[test]
    fn keys_are_told_by_their_place_alone() {
        let machine = r#"
            folder = "~/site"
            [files]
            "~/site/package.json" = "{}"
            "~/site/src/mail.js" = "const key = '<key:resend/key>';"
            "~/site/test/fixtures/mail.js" = "const key = '<key:resend/key>';"
            "~/site/out.js" = { link = "/home/learner/private.js" }
            "~/private.js" = "const key = '<key:resend/key>';"
            "~/.bash_history" = "ls\nexport GH_TOKEN=<key:github/classic>\n"
        "#;
        let fact = ask(machine, "files = ['**', '~/.bash_history']");
        assert_eq!(files(&fact), ["~/.bash_history", "src/mail.js"]);
        assert!(!format!("{fact:?}").contains("re_"));
    }

    #[test]
    fn a_key_in_a_part_where_it_is_meant_to_stand_is_none_unless_it_also_stands_elsewhere() {
        let machine = |settings: &str| format!("files.'~/s.json' = '''{settings}'''");
        let question = "files = ['~/s.json']\nmeant_in = ['env']";
        for (settings, count) in [
            (r#"{"env": {"A": "<key:resend/key>"}}"#, 0),
            (r#"{"env": {"A": "<key:resend/key>"}, "permissions": {"allow": ["Bash(x <key:github/classic>)"]}}"#, 1),
            (r#"{"env": "<key:resend/key>", "permissions": "<key:resend/key>"}"#, 2),
            (r#"{"env": broken <key:resend/key>"#, 1),
        ] {
            assert_eq!(ask(&machine(settings), question).part("count"), Fact::Int(count), "{settings}");
        }
    }

    #[test]
    fn what_could_not_be_read_is_said() {
        let fact = ask("files.'~/x' = { denied = true }", "files = ['~/x', '~/y']");
        assert_eq!(fact.part("unread"), vec!["~/x"].into());
        assert_eq!(fact.part("looked_at"), Fact::Int(0));
    }
}
