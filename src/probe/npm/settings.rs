//! npm's settings as npm reads them: environment, the project's file, the user's, everybody's, the file inside npm.

use super::prefix;
use crate::fact::{Reason, Unknown};
use crate::host::{Hit, Host, Unseen, scrub};
use crate::probe::{package, workspace};

/// Bytes of an `.npmrc` that are read.
const MOST: usize = 1 << 20;

/// A value, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) value: String,
    pub(super) source: &'static str,
    pub(super) file: Option<String>,
    /// Counted from 1.
    pub(super) line: Option<usize>,
}

/// npm's files with the word for each, in the order in which they count.
pub(super) fn files(host: &Host) -> Vec<(&'static str, String)> {
    let mut files: Vec<(&'static str, String)> = Vec::new();
    let all = [
        ("project", project_file(host)),
        ("user", user_file(host)),
        ("everybody", prefix::everybody_file(host)),
        ("builtin", first(host, "npm").and_then(|npm| inside_npm(host, &npm.path))),
    ];
    let user = user_file(host);
    for (source, file) in all {
        let Some(file) = file else { continue };
        // npm takes a file that is both for the user's own.
        let is_also_the_users = source == "project" && user.as_ref().is_some_and(|user| host.rules().same(user, &file));
        if !is_also_the_users {
            files.push((source, file));
        }
    }
    files
}

/// The value that counts, of any setting but the prefix.
///
/// # Errors
/// A file that could not be read may hold the value that counts.
pub(super) fn counting(host: &Host, name: &str) -> Result<Option<Setting>, Unknown> {
    let variable = variable(host, &name.replace('-', "_"));
    let mut found = None;
    for (source, file) in files(host) {
        let written = match read(host, &file) {
            Ok(text) => find(&text, name),
            Err(Unseen::Absent) => None,
            Err(Unseen::Denied | Unseen::Unreadable) if variable.is_some() => None,
            Err(Unseen::Denied | Unseen::Unreadable) => {
                return Err(Unknown::because(Reason::Unreadable, host.shorten(&file)));
            }
        };
        if let Some((line, value)) = written {
            let of_stranger = source == "project";
            let value = filled_where(host, &value, |name| !of_stranger || scrub::may_show(name));
            found = Some(Setting { value, source, file: Some(file), line: Some(line) });
            break;
        }
    }
    let Some(value) = variable else { return Ok(found) };
    // npm hands its settings on to the programs that it starts: then the file has the first word, not the variable.
    let is_handed_on = |found: &Setting| found.value == value;
    let own = Setting { value: value.clone(), source: "environment", file: None, line: None };
    Ok(Some(found.filter(is_handed_on).unwrap_or(own)))
}

/// A setting in the environment: npm takes its variables in any case.
pub(super) fn variable(host: &Host, name: &str) -> Option<String> {
    let value = host.var_in_any_case(&format!("npm_config_{name}"))?;
    Some(filled(host, &value)).filter(|value| !value.is_empty())
}

pub(super) fn user_file(host: &Host) -> Option<String> {
    variable(host, "userconfig").or_else(|| host.expand("~/.npmrc"))
}

/// Beside the nearest `package.json`, else in this folder; in a part of a project, beside that of the whole.
fn project_file(host: &Host) -> Option<String> {
    let rules = host.rules();
    let has_manifest = |folder: &String| host.look(&rules.join(folder, "package.json")).is_ok();
    let packages: Vec<String> = workspace::up_to_root(host).filter(has_manifest).collect();
    let Some(nearest) = packages.first() else { return host.folder().map(|folder| rules.join(folder, ".npmrc")) };
    let holds = |whole: &&String| workspace::members(host, whole).iter().any(|part| rules.same(part, nearest));
    let whole = packages.iter().skip(1).find(holds);
    Some(rules.join(whole.unwrap_or(nearest), ".npmrc"))
}

/// The `npmrc` inside npm's own package, where distributions and installers set the prefix.
pub(super) fn inside_npm(host: &Host, npm: &str) -> Option<String> {
    let rules = host.rules();
    let real = host.real(npm).ok()?;
    let inside = package::folder_of(host, &real).filter(|folder| rules.name(folder) == "npm");
    let beside = rules.parent(npm).map(|folder| rules.join(&folder, "node_modules/npm"));
    Some(rules.join(&inside.or(beside)?, "npmrc"))
}

pub(super) fn first(host: &Host, name: &str) -> Option<Hit> {
    host.find_all(name).into_iter().find(|hit| host.is_trusted(hit))
}

/// A setting in one of npm's files. Other lines may hold tokens: they go nowhere.
pub(super) fn setting(host: &Host, file: Option<&str>, name: &str) -> Option<String> {
    let text = read(host, file?).ok()?;
    let (_, value) = find(&text, name)?;
    Some(filled(host, &value)).filter(|value| !value.is_empty())
}

/// Whether a file has a setting whose name fits. Its value goes nowhere.
///
/// # Errors
/// The file could not be read.
pub(super) fn names_any(host: &Host, file: &str, fits: impl Fn(&str) -> bool) -> Result<bool, Unknown> {
    match read(host, file) {
        Ok(text) => Ok(pairs(&text).any(|(_, name, _)| fits(&name))),
        Err(Unseen::Absent) => Ok(false),
        Err(Unseen::Denied | Unseen::Unreadable) => Err(Unknown::because(Reason::Unreadable, host.shorten(file))),
    }
}

/// As npm reads it: bytes that are no UTF-8, such as those of an old editor, spoil one letter and not the file.
fn read(host: &Host, file: &str) -> Result<String, Unseen> {
    let bytes = host.read_whole(file, MOST)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// The last value of a name in an ini file, above its first section, and its line.
fn find(text: &str, name: &str) -> Option<(usize, String)> {
    let last = pairs(text).filter(|(_, key, _)| key == name).last();
    last.map(|(line, _, value)| (line, value)).filter(|(_, value)| !value.is_empty())
}

/// Line, name and value of everything that an ini file sets above its first section.
fn pairs(text: &str) -> impl Iterator<Item = (usize, String, String)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let top = lines.take_while(|(_, line)| !(line.starts_with('[') && line.ends_with(']')));
    top.filter(|(_, line)| !line.starts_with([';', '#'])).filter_map(|(at, line)| {
        let (name, value) = line.split_once('=')?;
        Some((at, unquoted(name), unquoted(value)))
    })
}

/// A word without its quotes; outside quotes, `;` and `#` begin a remark.
fn unquoted(word: &str) -> String {
    let word = word.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = word.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.to_owned();
        }
    }
    word.split([';', '#']).next().unwrap_or_default().trim().to_owned()
}

/// `${NAME}` filled in from the environment; a name that is not set stays as it is written.
fn filled(host: &Host, value: &str) -> String {
    filled_where(host, value, |_| true)
}

/// The same for those names alone that may be: npm fills in all of them, but what a project's file asks for in the name
/// of a server would go to that server.
fn filled_where(host: &Host, value: &str, may_fill: impl Fn(&str) -> bool) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find("${") {
        let Some(end) = rest[at..].find('}') else { break };
        let whole = &rest[at..=at + end];
        out.push_str(&rest[..at]);
        let name = &whole[2..whole.len() - 1];
        let value = may_fill(name).then(|| host.var(name)).flatten();
        out.push_str(value.as_deref().unwrap_or(whole));
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{World, WorldSpec};

    #[test]
    fn settings_are_read_as_npm_reads_its_files() {
        for (text, expected) in [
            ("prefix=/a", Some("/a")),
            ("prefix = /a\nprefix=/b", Some("/b")),
            ("\"prefix\"=/a", Some("/a")),
            ("prefix=\"/a b\"", Some("/a b")),
            ("prefix=/a ; a remark", Some("/a")),
            ("prefix=/a # a remark", Some("/a")),
            ("; prefix=/a\n# prefix=/a", None),
            ("[section]\nprefix=/a", None),
            ("prefixes=/a\nprefix=", None),
            ("@scope:prefix=/a", None),
        ] {
            assert_eq!(find(text, "prefix").map(|(_, value)| value).as_deref(), expected, "{text}");
        }
        assert_eq!(find("\n; one\nprefix=/a\nfund=false", "prefix"), Some((3, "/a".to_owned())));
    }

    fn found(machine: &str) -> Result<Option<Setting>, Reason> {
        let spec: WorldSpec = toml::from_str(machine).unwrap();
        let host = Host::World(World::build(spec, &Default::default()).unwrap());
        counting(&host, "cache").map_err(|unknown| unknown.reason)
    }

    const ALL: &str = r#"
folder = "~/site"
run."node --version" = "v24.11.0"
files."/usr/bin/npm" = { link = "../lib/node_modules/npm/bin/npm-cli.js" }
files."/usr/lib/node_modules/npm/bin/npm-cli.js" = { program = "script" }
files."~/site/package.json" = "{}"
"#;

    #[test]
    fn each_place_counts_before_the_next() {
        let places = [
            ("env.NPM_CONFIG_CACHE = \"/env\"", "/env", "environment", None),
            ("files.\"~/site/.npmrc\" = \"cache=/p\"", "/p", "project", Some("/home/learner/site/.npmrc")),
            ("files.\"~/.npmrc\" = \"cache=/u\"", "/u", "user", Some("/home/learner/.npmrc")),
            ("files.\"/usr/etc/npmrc\" = \"cache=/g\"", "/g", "everybody", Some("/usr/etc/npmrc")),
            (
                "files.\"/usr/lib/node_modules/npm/npmrc\" = \"cache=/b\"",
                "/b",
                "builtin",
                Some("/usr/lib/node_modules/npm/npmrc"),
            ),
        ];
        for at in 0..places.len() {
            let (_, value, source, file) = places[at];
            let lines: Vec<&str> = places[at..].iter().map(|(line, ..)| *line).collect();
            let file = file.map(str::to_owned);
            let expected = Setting { value: value.to_owned(), source, line: file.as_ref().map(|_| 1), file };
            assert_eq!(found(&format!("{ALL}\n{}", lines.join("\n"))), Ok(Some(expected)));
        }
        assert_eq!(found(ALL), Ok(None));
    }

    #[test]
    fn a_variable_that_npm_handed_on_is_told_as_the_file_that_it_came_from() {
        let lines = "env.npm_config_cache = \"/p\"\nfiles.\"~/site/.npmrc\" = \"fund=false\\ncache=/p\"";
        let told = found(&format!("{ALL}\n{lines}")).unwrap().unwrap();
        assert_eq!((told.source, told.line), ("project", Some(2)));
    }

    #[test]
    fn a_file_that_cannot_be_read_may_hold_the_value_that_counts() {
        let denied = "files.\"~/site/.npmrc\" = { text = \"\", denied = true }\nfiles.\"~/.npmrc\" = \"cache=/u\"";
        assert_eq!(found(&format!("{ALL}\n{denied}")), Err(Reason::Unreadable));
        let above = format!("{ALL}\n{denied}\nenv.npm_config_cache = \"/env\"");
        assert_eq!(found(&above).unwrap().unwrap().source, "environment");
    }

    #[test]
    fn a_file_in_an_old_encoding_is_read_as_npm_reads_it() {
        // "# für\ncache=/u\n" in Latin-1.
        let bytes = "[35, 32, 102, 252, 114, 10, 99, 97, 99, 104, 101, 61, 47, 117, 10]";
        let told = found(&format!("{ALL}\nfiles.'~/.npmrc' = {{ bytes = {bytes} }}")).unwrap().unwrap();
        assert_eq!((told.value.as_str(), told.line), ("/u", Some(2)));
    }

    #[test]
    fn the_file_of_a_part_is_passed_over_for_that_of_the_whole() {
        let machine = r#"
folder = "~/mono/packages/web/src"
files."~/mono/package.json" = '{"workspaces": ["packages/*"]}'
files."~/mono/.git" = { folder = true }
files."~/mono/.npmrc" = "cache=/whole"
files."~/mono/packages/web/package.json" = "{}"
files."~/mono/packages/web/.npmrc" = "cache=/part"
"#;
        assert_eq!(found(machine).unwrap().unwrap().value, "/whole");
        let alone = machine.replace("packages/*", "apps/*");
        assert_eq!(found(&alone).unwrap().unwrap().value, "/part");
        let without = "folder = '~/site'\nfiles.'~/site/.npmrc' = 'cache=/here'";
        assert_eq!(found(without).unwrap().unwrap().value, "/here");
    }
}
