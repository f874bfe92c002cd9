//! `wrangler_config`: whether the project's settings for Wrangler are well written, and whether what they name is there.

mod entry;
mod near;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{Context, workspace};
use crate::document::{Format, fault, parse};
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Host, Unseen};
use entry::Entry;
pub(super) use near::{distance, nearest};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WranglerConfig {
    /// The names of all settings that Wrangler is known to have.
    known: Vec<String>,
}

/// Where Wrangler looks, in its order.
pub(super) const FILES: [(&str, Format); 3] =
    [("wrangler.json", Format::Jsonc), ("wrangler.jsonc", Format::Jsonc), ("wrangler.toml", Format::Toml)];

/// Settings of Wrangler, where they lie and how they are written.
pub(super) struct Written {
    pub(super) folder: String,
    pub(super) path: String,
    pub(super) text: String,
    format: Format,
}

impl Written {
    pub(super) fn parsed(&self) -> Option<Value> {
        parse(&self.text, self.format)
    }
}

/// The first settings that Wrangler would find from a folder, among these folders.
///
/// # Errors
/// A file that is there and cannot be read.
pub(super) fn first(host: &Host, mut folders: impl Iterator<Item = String>) -> Result<Option<Written>, Unknown> {
    let found = folders.find_map(|folder| {
        FILES.iter().find_map(|(name, format)| {
            let path = host.rules().join(&folder, name);
            match host.read_settings(&path) {
                Ok(text) => Some(Ok(Written { folder: folder.clone(), path, text, format: *format })),
                Err(Unseen::Absent) => None,
                Err(_) => Some(Err(Unknown::because(Reason::Unreadable, host.shorten(&path)))),
            }
        })
    });
    found.transpose()
}

const DATES: &[&str] = &["good", "missing", "malformed", "future"];

impl WranglerConfig {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let unknown = Type::record([("name", Type::Text), ("near", Type::Text), ("sure", Type::Bool)]);
        Ok(Type::record([
            ("file", Type::Text),
            ("wanted_by", Type::Text),
            ("valid", Type::Bool),
            ("line", Type::Int),
            ("complaint", Type::Text),
            ("pages", Type::Bool),
            ("name", Type::Text),
            ("name_fits", Type::Bool),
            ("entry", Type::Word(entry::ENTRIES)),
            ("main", Type::Text),
            ("main_state", Type::Word(entry::STATES)),
            ("assets", Type::Text),
            ("assets_state", Type::Word(entry::STATES)),
            ("date", Type::Word(DATES)),
            ("today", Type::Text),
            ("keeps_vars", Type::Bool),
            ("vars", Type::list(Type::Text)),
            ("unknown", Type::list(unknown)),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        "the settings of Wrangler in the project".to_owned()
    }

    pub(super) fn looks(&self) -> String {
        "It reads the project's wrangler.json, wrangler.jsonc or wrangler.toml, and looks whether the files that it names are there.".to_owned()
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let written = match first(host, workspace::folders(host)) {
            Ok(Some(written)) => written,
            Ok(None) => return Fact::record([("file", Fact::Null), ("wanted_by", wanted_by(host).into())]),
            Err(unknown) => return unknown.into(),
        };
        let file = host.shorten(&written.path);
        let Some(config) = written.parsed() else {
            let (line, complaint) = fault(&written.text, written.format).unzip();
            return Fact::record([
                ("file", file.into()),
                ("valid", false.into()),
                ("line", line.and_then(|line| i64::try_from(line).ok()).into()),
                ("complaint", complaint.into()),
            ]);
        };
        let pages = config.get("pages_build_output_dir").is_some();
        let entry = Entry::of(host, &written.folder, &config);
        let name = config.get("name").and_then(Value::as_str);
        let vars = config.get("vars").and_then(Value::as_object).into_iter().flatten();
        Fact::record([
            ("file", file.into()),
            ("wanted_by", Fact::Null),
            ("valid", true.into()),
            ("line", Fact::Null),
            ("complaint", Fact::Null),
            ("pages", pages.into()),
            ("name", name.filter(|name| fits(name)).into()),
            ("name_fits", config.get("name").map(|_| name.is_some_and(fits)).into()),
            ("entry", entry.entry.into()),
            ("main", entry.main.into()),
            ("main_state", entry.main_state.into()),
            ("assets", entry.assets.into()),
            ("assets_state", entry.assets_state.into()),
            // Pages keeps it in the dashboard, and a file with next to nothing in it is no settings of a Worker.
            ("date", (!pages && name.is_some()).then(|| date(host, &config)).into()),
            ("today", host.now().strftime("%Y-%m-%d").to_string().into()),
            ("keeps_vars", (config.get("keep_vars") == Some(&Value::Bool(true))).into()),
            ("vars", vars.map(|(name, _)| name.as_str()).collect::<Vec<_>>().into()),
            ("unknown", self.unknown(host, &config).into()),
        ])
    }

    /// Names that Wrangler passes over. Where it is installed, its own list decides; else only what is spelt nearly as
    /// something known, because a newer Wrangler knows more.
    fn unknown(&self, host: &Host, config: &Value) -> Vec<Fact> {
        let own = own_schema(host);
        let names = config.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        let passed_over = names.filter(|name| !self.known.iter().any(|known| known == name));
        let told = passed_over.filter_map(|name| {
            let near = nearest(name, self.known.iter().map(String::as_str));
            let known = own.as_ref().map(|own| own.contains(&format!("\"{name}\":")));
            let told = known == Some(false) || known.is_none() && near.is_some();
            let plain = name.len() < 60 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.$".contains(c));
            (told && plain)
                .then(|| Fact::record([("name", name.into()), ("near", near.into()), ("sure", known.is_some().into())]))
        });
        told.take(5).collect()
    }
}

/// The schema that the project's Wrangler brings along, as text: only names are looked for in it.
fn own_schema(host: &Host) -> Option<String> {
    let rules = host.rules();
    let places = workspace::folders(host).map(|folder| rules.join(&folder, "node_modules/wrangler/config-schema.json"));
    places.into_iter().find_map(|path| host.read_text(&path, 2 << 20).ok())
}

/// The command by which a project without settings asks for Wrangler.
fn wanted_by(host: &Host) -> Option<String> {
    workspace::up_to_root(host).find_map(|folder| {
        let scripts = entry::scripts(host, &folder);
        let calls = scripts
            .iter()
            .find(|(_, line)| entry::calls(line).any(|words| words.first() == Some(&"deploy") && words.len() == 1));
        calls.map(|(name, _)| name.clone())
    })
}

/// Lower-case letters, digits, `_` and `-`, not beginning with the last.
fn fits(name: &str) -> bool {
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(fine) && name.chars().all(|c| fine(c) || c == '-')
}

fn date(host: &Host, config: &Value) -> &'static str {
    let text = match config.get("compatibility_date") {
        None => return "missing",
        // TOML without quotation marks has a type of its own for days; here it arrives as a table.
        Some(other) => other.as_str().unwrap_or_default(),
    };
    let written: Option<jiff::civil::Date> = (text.len() == 10).then(|| text.parse().ok()).flatten();
    let today = host.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    match written {
        None => "malformed",
        Some(day) if day > today => "future",
        Some(_) => "good",
    }
}

#[cfg(test)]
mod tests;
