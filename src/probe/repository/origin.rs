//! Where a repository is sent to, read from `git remote -v`, which has applied `insteadOf` already.

use crate::fact::{Fact, Facts, Type, Unknown};

const SCHEMES: &[&str] = &["https", "ssh", "git", "file", "other"];

/// What stands in an address in place of a user or a password, once it came through the door of the host.
const HIDDEN: &str = "[hidden]";

pub(super) fn facts() -> Vec<(String, Type)> {
    let origin = Type::record([
        ("scheme", Type::Word(SCHEMES)),
        ("host", Type::Text),
        ("owner", Type::Text),
        ("name", Type::Text),
        ("user", Type::Text),
        ("login_inside", Type::Bool),
    ]);
    vec![("remotes".to_owned(), Type::list(Type::Text)), ("origin".to_owned(), origin)]
}

pub(super) fn of(printed: Result<Option<String>, Unknown>) -> Facts {
    let (remotes, origin) = match printed {
        Ok(text) => {
            let text = text.unwrap_or_default();
            let mut names: Vec<&str> = lines(&text).map(|(name, _)| name).collect();
            names.dedup();
            let origin = lines(&text).find(|(name, _)| *name == "origin").map(|(_, address)| address);
            (names.into(), origin.map(Address::read).map_or(Fact::Null, |address| address.fact()))
        }
        Err(unknown) => (Fact::Unknown(unknown.clone()), Fact::Unknown(unknown)),
    };
    Facts::from([("remotes".to_owned(), remotes), ("origin".to_owned(), origin)])
}

/// Names and the addresses that a push goes to.
fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| {
        let (name, address) = line.split_once('\t')?;
        Some((name, address.strip_suffix(" (push)")?))
    })
}

/// Whether a word can stand in an address, and as a name on GitHub.
pub(super) fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !matches!(word, "" | "." | "..") && word.chars().all(plain)
}

/// An address taken apart.
#[derive(Debug, PartialEq)]
struct Address<'a> {
    scheme: &'static str,
    host: Option<String>,
    /// Only in the form `user@host:path`; in a URL it may be a password.
    user: Option<&'a str>,
    login_inside: bool,
    path: &'a str,
}

impl<'a> Address<'a> {
    fn read(address: &'a str) -> Self {
        if let Some((scheme, rest)) = address.split_once("://") {
            let scheme = match scheme {
                "https" => "https",
                "ssh" | "git+ssh" | "ssh+git" => "ssh",
                "git" => "git",
                "file" => "file",
                _ => "other",
            };
            let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
            let plain = place.strip_prefix(HIDDEN).unwrap_or(place);
            let host = plain.split(':').next().filter(|host| !host.is_empty()).map(str::to_lowercase);
            return Self { scheme, host, user: None, login_inside: plain != place, path };
        }
        let folder = |scheme| Self { scheme, host: None, user: None, login_inside: false, path: "" };
        let Some((place, path)) = address.split_once(':') else { return folder("file") };
        let is_drive = place.len() == 1;
        if path.starts_with(':') {
            return folder("other");
        }
        if is_drive || place.contains(['/', '\\']) {
            return folder("file");
        }
        let (user, host) = place.split_once('@').map_or((None, place), |(user, host)| (Some(user), host));
        Self { scheme: "ssh", host: Some(host.to_lowercase()), user, login_inside: false, path }
    }

    /// Owner and name, only where they are plain enough to stand in the address of a request.
    fn owner_and_name(&self) -> Option<(&'a str, &'a str)> {
        let path = self.path.trim_matches('/');
        let (owner, name) = path.split_once('/')?;
        let name = name.strip_suffix(".git").unwrap_or(name);
        (is_plain(owner) && is_plain(name)).then_some((owner, name))
    }

    fn fact(&self) -> Fact {
        let (owner, name) = self.owner_and_name().unzip();
        Fact::record([
            ("scheme", self.scheme.into()),
            ("host", self.host.clone().into()),
            ("owner", owner.into()),
            ("name", name.into()),
            ("user", self.user.into()),
            ("login_inside", self.login_inside.into()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_as_git_does() {
        for (address, scheme, host, owner_and_name) in [
            ("https://github.com/ada/site.git", "https", Some("github.com"), Some(("ada", "site"))),
            ("https://GitHub.com/ada/site/", "https", Some("github.com"), Some(("ada", "site"))),
            ("https://[hidden]github.com/ada/my.site", "https", Some("github.com"), Some(("ada", "my.site"))),
            ("git@github.com:ada/site.git", "ssh", Some("github.com"), Some(("ada", "site"))),
            ("work:ada/site", "ssh", Some("work"), Some(("ada", "site"))),
            ("ssh://[hidden]ssh.github.com:443/ada/site.git", "ssh", Some("ssh.github.com"), Some(("ada", "site"))),
            ("https://github.com/ada/../x", "https", Some("github.com"), None),
            ("https://github.com/../repos", "https", Some("github.com"), None),
            ("https://github.com/a?b/c", "https", Some("github.com"), None),
            ("https://gitlab.com/group/part/site.git", "https", Some("gitlab.com"), None),
            ("/srv/git/site.git", "file", None, None),
            ("./a:b", "file", None, None),
            (r"C:\git\site", "file", None, None),
            ("D:/git/site", "file", None, None),
            ("ext::sh -c x", "other", None, None),
        ] {
            let read = Address::read(address);
            assert_eq!((read.scheme, read.host.as_deref()), (scheme, host), "{address}");
            assert_eq!(read.owner_and_name(), owner_and_name, "{address}");
        }
        assert_eq!(Address::read("bob@github.com:ada/site").user, Some("bob"));
        assert!(Address::read("https://[hidden]github.com/ada/site").login_inside);
    }

    #[test]
    fn the_address_that_a_push_goes_to_counts() {
        let text =
            "origin\thttps://github.com/a/b (fetch)\norigin\tgit@github.com:a/b (push)\nup\t/x (fetch)\nup\t/x (push)";
        assert_eq!(lines(text).collect::<Vec<_>>(), [("origin", "git@github.com:a/b"), ("up", "/x")]);
    }
}
