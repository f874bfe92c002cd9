//! Paths as text, by the rules of the machine that is looked at, which may not be the one that doctor runs on.

use super::Host;

/// The rules for paths of one kind of machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    Unix,
    Windows,
}

impl Rules {
    fn separator(self) -> char {
        match self {
            Self::Unix => '/',
            Self::Windows => '\\',
        }
    }

    pub(super) fn is_separator(self, c: char) -> bool {
        c == '/' || (self == Self::Windows && c == '\\')
    }

    /// The entries of a PATH-like list, empty ones included.
    pub fn split_list(self, list: &str) -> Vec<&str> {
        match self {
            Self::Unix => list.split(':').collect(),
            Self::Windows => list.split(';').map(|entry| entry.trim_matches('"')).collect(),
        }
    }

    pub fn is_absolute(self, path: &str) -> bool {
        match self {
            Self::Unix => path.starts_with('/'),
            Self::Windows => {
                path.starts_with(r"\\")
                    || path.get(1..3).is_some_and(|rest| rest.starts_with(':') && rest.ends_with(['\\', '/']))
            }
        }
    }

    pub fn join(self, folder: &str, name: &str) -> String {
        if self.is_absolute(name) {
            return self.clean(name);
        }
        self.clean(&format!("{folder}{}{name}", self.separator()))
    }

    /// One way to write each path: no doubled separators, no `.`, no trailing separator; `..` is followed by name.
    pub fn clean(self, path: &str) -> String {
        let is_plain = |part: &str| !matches!(part, "" | "." | "..");
        if self == Self::Unix && path.strip_prefix('/').unwrap_or(path).split('/').all(is_plain) {
            return path.to_owned();
        }
        let unc = self == Self::Windows && path.starts_with(r"\\");
        let rooted = path.starts_with(|c| self.is_separator(c));
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split(|c| self.is_separator(c)).filter(|part| !part.is_empty() && *part != ".") {
            match (part, parts.last()) {
                ("..", Some(last)) if *last != ".." => drop(parts.pop()),
                ("..", None) if rooted => {}
                _ => parts.push(part),
            }
        }
        let separator = self.separator().to_string();
        let body = parts.join(&separator);
        match (unc, rooted) {
            (true, _) => format!(r"\\{body}"),
            (_, true) => format!("{separator}{body}"),
            _ if self == Self::Windows && body.ends_with(':') => format!(r"{body}\"),
            _ => body,
        }
    }

    /// The folder that holds `path`; none for a root.
    pub fn parent(self, path: &str) -> Option<String> {
        let cut = path.rfind(|c| self.is_separator(c))?;
        let parent = match &path[..cut] {
            "" if path.len() > 1 => return Some(path[..=cut].to_owned()),
            "" => return None,
            drive if self == Self::Windows && drive.ends_with(':') => {
                return (path.len() > cut + 1).then(|| path[..=cut].to_owned());
            }
            other => other,
        };
        Some(parent.to_owned())
    }

    pub fn name(self, path: &str) -> &str {
        path.rsplit(|c| self.is_separator(c)).next().unwrap_or(path)
    }

    /// Whether two paths are written alike, by this machine's idea of case.
    pub fn same(self, one: &str, two: &str) -> bool {
        self.key(one) == self.key(two)
    }

    /// Whether `path` is `folder` or lies in it.
    pub fn is_within(self, path: &str, folder: &str) -> bool {
        let (path, folder) = (self.key(path), self.key(folder));
        match path.strip_prefix(&folder) {
            Some(rest) => rest.is_empty() || folder.ends_with(self.separator()) || rest.starts_with(self.separator()),
            None => false,
        }
    }

    /// The disk of a path, as far as the path alone tells: a drive, or a server and its share; on Unix all is below `/`.
    pub fn volume(self, path: &str) -> String {
        if self == Self::Unix {
            return "/".to_owned();
        }
        let key = self.key(path);
        let parts = if key.starts_with(r"\\") { 4 } else { 1 };
        key.split('\\').take(parts).collect::<Vec<_>>().join(r"\")
    }

    /// The form under which equal paths are equal texts.
    pub fn key(self, path: &str) -> String {
        let clean = self.clean(path);
        match self {
            Self::Unix => clean,
            Self::Windows => clean.to_lowercase(),
        }
    }
}

/// Fills in `~`, `{home}`, `{project}`, `{temp}`, `{absent}`, `{unwritable}`, `%VARIABLE%` and `$VARIABLE`.
pub(super) fn expand(host: &Host, path: &str) -> Option<String> {
    let rules = host.rules();
    let path = match path.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with(|c| rules.is_separator(c)) => format!("{{home}}{rest}"),
        _ => path.to_owned(),
    };
    let mut out = String::new();
    let mut rest = path.as_str();
    while let Some(at) = rest.find(['{', '%', '$']) {
        out.push_str(&rest[..at]);
        let (name, after) = placeholder(&rest[at..])?;
        out.push_str(&fill(host, rest[at..].chars().next()?, name)?);
        rest = after;
    }
    out.push_str(rest);
    Some(rules.clean(&out))
}

/// Fills in what stands in braces, where it is known.
pub(super) fn expand_words(host: &Host, word: &str) -> String {
    let mut out = word.to_owned();
    for name in ["home", "project", "absent", "unwritable"] {
        let mark = format!("{{{name}}}");
        if out.contains(&mark)
            && let Some(value) = fill(host, '{', name)
        {
            out = out.replace(&mark, &value);
        }
    }
    out
}

fn placeholder(text: &str) -> Option<(&str, &str)> {
    let body = &text[1..];
    let close = match text.chars().next()? {
        '{' => body.find('}')?,
        '%' => body.find('%')?,
        _ => {
            let end = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(body.len());
            return Some((&body[..end], &body[end..]));
        }
    };
    Some((&body[..close], &body[close + 1..]))
}

fn fill(host: &Host, opening: char, name: &str) -> Option<String> {
    let windows = host.rules() == Rules::Windows;
    match (opening, name) {
        ('{', "home") => host.home().map(str::to_owned),
        ('{', "project") => {
            host.project().map(|project| project.root.clone()).or_else(|| host.folder().map(str::to_owned))
        }
        ('{', "temp") => temp(host),
        ('{', "absent") => Some(if windows { r"C:\nonexistent\doctor" } else { "/nonexistent/doctor" }.to_owned()),
        ('{', "unwritable") => Some(if windows { r"C:\Windows\win.ini\doctor" } else { "/dev/null/doctor" }.to_owned()),
        ('{', _) => None,
        (_, variable) => host.var(variable).filter(|value| !value.is_empty()),
    }
}

/// Where programs put temporary files.
fn temp(host: &Host) -> Option<String> {
    let set = |name: &str| host.var(name).filter(|value| !value.is_empty());
    match host.rules() {
        Rules::Unix => set("TMPDIR").or_else(|| Some("/tmp".to_owned())),
        Rules::Windows => set("TEMP").or_else(|| set("TMP")).or_else(|| Some(format!(r"{}\temp", set("SystemRoot")?))),
    }
}

#[cfg(test)]
mod tests {
    use super::Rules::{Unix, Windows};

    #[test]
    fn paths_are_cleaned_by_the_rules_of_their_machine() {
        assert_eq!(Unix.clean("/usr//bin/./x/"), "/usr/bin/x");
        assert_eq!(Unix.clean("/a/b/../../../c"), "/c");
        assert_eq!(Unix.clean("a/../../b"), "../b");
        assert_eq!(Unix.clean("/"), "/");
        assert_eq!(Windows.clean("C:/Users/x/"), r"C:\Users\x");
        assert_eq!(Windows.clean(r"C:\"), r"C:\");
        assert_eq!(Windows.clean(r"\\host\share\x"), r"\\host\share\x");
    }

    #[test]
    fn parents_end_at_the_root() {
        assert_eq!(Unix.parent("/usr/bin").as_deref(), Some("/usr"));
        assert_eq!(Unix.parent("/usr").as_deref(), Some("/"));
        assert_eq!(Unix.parent("/"), None);
        assert_eq!(Windows.parent(r"C:\Users").as_deref(), Some(r"C:\"));
        assert_eq!(Windows.parent(r"C:\"), None);
    }

    #[test]
    fn a_folder_does_not_hold_its_namesakes() {
        assert!(Unix.is_within("/home/ada/site", "/home/ada"));
        assert!(!Unix.is_within("/home/adam", "/home/ada"));
        assert!(Unix.is_within("/x", "/"));
        assert!(Windows.is_within(r"c:\users\ada\x", r"C:\Users\Ada"));
    }

    #[test]
    fn absolute_means_what_the_machine_says() {
        assert!(Unix.is_absolute("/x") && !Unix.is_absolute("~/x") && !Unix.is_absolute(""));
        assert!(Windows.is_absolute(r"C:\x") && Windows.is_absolute(r"\\host\x"));
        assert!(!Windows.is_absolute("C:x") && !Windows.is_absolute(r"\x") && !Windows.is_absolute("é"));
    }

    #[test]
    fn each_share_of_a_server_is_a_disk_of_its_own() {
        assert_eq!(Windows.volume(r"C:\Users\Ada"), Windows.volume("c:/"));
        assert_ne!(Windows.volume(r"C:\Users"), Windows.volume(r"D:\Users"));
        assert_eq!(Windows.volume(r"\\nas\home\ada"), Windows.volume(r"\\NAS\home"));
        assert_ne!(Windows.volume(r"\\nas\home\ada"), Windows.volume(r"\\nas\backup"));
        assert_eq!(Unix.volume("/home/ada"), Unix.volume("/"));
    }

    #[test]
    fn joining_an_absolute_path_replaces_the_folder() {
        assert_eq!(Unix.join("/a", "b/../c"), "/a/c");
        assert_eq!(Unix.join("/a", "/c"), "/c");
        assert_eq!(Windows.join(r"C:\a", "b"), r"C:\a\b");
    }
}
