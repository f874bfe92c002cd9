//! npm's settings as npm reads them: environment, the user's file, everybody's file, the file inside npm, then defaults.

use crate::host::{Hit, Host, Rules};
use crate::probe::{package, tool};

/// Bytes of an `.npmrc` that are read.
const MOST: usize = 1 << 20;

/// npm's folder for global installs, and which setting says so.
pub(super) struct Prefix {
    pub(super) folder: String,
    pub(super) source: &'static str,
}

impl Prefix {
    /// None where there is neither npm nor Node, or where a version manager decides.
    pub(super) fn of(host: &Host) -> Option<Self> {
        let (node, npm) = (first(host, "node"), first(host, "npm"));
        node.as_ref().or(npm.as_ref())?;
        let from_file =
            |file: Option<String>| setting(host, file.as_deref(), "prefix").and_then(|value| host.expand_home(&value));
        let made = |source: &'static str| move |folder: String| Self { folder, source };
        let own = variable(host, "prefix").and_then(|value| host.expand_home(&value)).map(made("environment"));
        if let Some(own) = own.or_else(|| from_file(user_file(host)).map(made("user"))) {
            return Some(own);
        }
        let builtin = npm.and_then(|hit| inside_npm(host, &hit.path));
        let around_npm = from_file(builtin).map(made("builtin"));
        let rest = around_npm.or_else(|| default(host, node.as_ref()).map(made("default")))?;
        // The file for everybody lies in the folder that counts without it.
        let everybody = variable(host, "globalconfig").unwrap_or_else(|| host.rules().join(&rest.folder, "etc/npmrc"));
        Some(from_file(Some(everybody)).map(made("everybody")).unwrap_or(rest))
    }

    pub(super) fn bin(&self, rules: Rules) -> String {
        if rules == Rules::Windows { self.folder.clone() } else { rules.join(&self.folder, "bin") }
    }

    pub(super) fn modules(&self, rules: Rules) -> String {
        let name = if rules == Rules::Windows { "node_modules" } else { "lib/node_modules" };
        rules.join(&self.folder, name)
    }
}

/// The folder of globally installed packages.
pub(in crate::probe) fn global_modules(host: &Host) -> Option<String> {
    Prefix::of(host).map(|prefix| prefix.modules(host.rules()))
}

pub(super) fn scripts_off(host: &Host) -> bool {
    let value =
        variable(host, "ignore_scripts").or_else(|| setting(host, user_file(host).as_deref(), "ignore-scripts"));
    value.as_deref() == Some("true")
}

fn first(host: &Host, name: &str) -> Option<Hit> {
    host.find_all(name).into_iter().find(|hit| host.is_trusted(hit))
}

/// `PREFIX`, else the folder around the real Node. A version manager's shim lies nowhere near the Node that it starts.
fn default(host: &Host, node: Option<&Hit>) -> Option<String> {
    let rules = host.rules();
    if let Some(folder) = host.var("PREFIX").filter(|value| rules.is_absolute(value)) {
        return Some(folder);
    }
    let node = node.filter(|hit| !tool::is_shim(host, &hit.path))?;
    let folder = rules.parent(&host.real(&node.path).unwrap_or_else(|_| node.path.clone()))?;
    if rules == Rules::Windows { Some(folder) } else { rules.parent(&folder) }
}

/// A setting in the environment: npm takes its variables in any case.
fn variable(host: &Host, name: &str) -> Option<String> {
    let value = host.var_in_any_case(&format!("npm_config_{name}"))?;
    Some(filled(host, &value)).filter(|value| !value.is_empty())
}

fn user_file(host: &Host) -> Option<String> {
    variable(host, "userconfig").or_else(|| host.expand("~/.npmrc"))
}

/// The `npmrc` inside npm's own package, where distributions and installers set the prefix.
fn inside_npm(host: &Host, npm: &str) -> Option<String> {
    let rules = host.rules();
    let real = host.real(npm).ok()?;
    let inside = package::folder_of(host, &real).filter(|folder| rules.name(folder) == "npm");
    let beside = rules.parent(npm).map(|folder| rules.join(&folder, "node_modules/npm"));
    Some(rules.join(&inside.or(beside)?, "npmrc"))
}

/// A setting in one of npm's files. Other lines may hold tokens: they go nowhere.
fn setting(host: &Host, file: Option<&str>, name: &str) -> Option<String> {
    let text = host.read_text(file?, MOST).ok()?;
    let value = find(&text, name)?;
    Some(filled(host, &value)).filter(|value| !value.is_empty())
}

/// The last value of a name in an ini file, above its first section.
fn find(text: &str, name: &str) -> Option<String> {
    let top = text.lines().map(str::trim).take_while(|line| !(line.starts_with('[') && line.ends_with(']')));
    let pairs = top.filter(|line| !line.starts_with([';', '#'])).filter_map(|line| line.split_once('='));
    let value = pairs.filter(|(key, _)| unquoted(key) == name).map(|(_, value)| unquoted(value)).last();
    value.filter(|value| !value.is_empty())
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
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find("${") {
        let Some(end) = rest[at..].find('}') else { break };
        let whole = &rest[at..=at + end];
        out.push_str(&rest[..at]);
        out.push_str(&host.var(&whole[2..whole.len() - 1]).unwrap_or_else(|| whole.to_owned()));
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::find;

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
        ] {
            assert_eq!(find(text, "prefix").as_deref(), expected, "{text}");
        }
    }
}
