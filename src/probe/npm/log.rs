//! What the end of an npm log complains about, as one word. The text itself goes nowhere.

use std::sync::LazyLock;

use regex::Regex;

use super::prefix::Prefix;
use crate::fact::words;
use crate::host::Host;

/// Bytes from the end of a log that are read: the error of a run stands last.
pub(super) const MOST: usize = 256 << 10;

words! {
    /// What made npm give up.
    pub(super) enum Trouble {
        Integrity = "integrity", Garbled = "garbled", Refused = "refused",
    }
}

static GARBLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) Unexpected\ token\ '?< | registry\ error\ parsing\ json
          | (?: Invalid\ response\ body | invalid\ json\ response\ body ) .*
            (?: Unexpected\ (?:token|end|non-whitespace) | JSON\ at\ position | not\ valid\ JSON
              | incorrect\ (?:header|data)\ check | unexpected\ end\ of\ file )",
    )
    .ok()
});

/// `refused` is about npm's global folder alone: the cache has facts of its own.
pub(super) fn trouble(host: &Host, log: &[u8]) -> Option<Trouble> {
    let text = String::from_utf8_lossy(log);
    let errors: Vec<&str> = text.lines().filter_map(error).collect();
    let any = |part: &str| errors.iter().any(|line| line.contains(part));
    if any("EINTEGRITY") {
        Some(Trouble::Integrity)
    } else if GARBLED.as_ref().is_some_and(|garbled| errors.iter().any(|line| garbled.is_match(line))) {
        Some(Trouble::Garbled)
    } else if any("code EACCES") && errors.iter().any(|line| is_in_global_folder(host, line)) {
        Some(Trouble::Refused)
    } else {
        None
    }
}

/// `24 error path /usr/lib/…` is what npm gave up on; other lines tell what it tried.
fn error(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(' ')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    rest.strip_prefix("error ").filter(|_| is_number)
}

fn is_in_global_folder(host: &Host, line: &str) -> bool {
    let (Some(path), Some(prefix)) = (line.strip_prefix("path "), Prefix::of(host)) else { return false };
    let rules = host.rules();
    [prefix.modules(rules), prefix.bin(rules)].iter().any(|folder| rules.is_within(path.trim(), folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{World, WorldSpec};

    fn trouble_in(log: &str) -> Option<Trouble> {
        let spec: WorldSpec = toml::from_str("run.\"node --version\" = \"v24.11.0\"").unwrap();
        trouble(&Host::World(World::build(spec, &Default::default()).unwrap()), log.as_bytes())
    }

    #[test]
    fn each_complaint_of_npm_has_its_word() {
        for (log, expected) in [
            ("33 verbose stack Error: sha512-x\n34 error code EINTEGRITY\n43 verbose exit 1", Some(Trouble::Integrity)),
            (
                "7 error code FETCH_ERROR\n23 error invalid json response body at http://127.0.0.1/x reason: Unexpected token '<', \"<!doc\"... is not valid JSON",
                Some(Trouble::Garbled),
            ),
            ("9 error Unexpected token < in JSON at position 0 while parsing near '<!DOCTYPE'", Some(Trouble::Garbled)),
            ("9 error registry error parsing json", Some(Trouble::Garbled)),
            (
                "9 error Invalid response body while trying to fetch http://127.0.0.1/x: incorrect header check",
                Some(Trouble::Garbled),
            ),
            (
                "22 error code EACCES\n23 error syscall mkdir\n24 error path /usr/lib/node_modules/tiny",
                Some(Trouble::Refused),
            ),
            ("22 error code EACCES\n24 error path /usr/bin/tiny", Some(Trouble::Refused)),
        ] {
            assert_eq!(trouble_in(log), expected, "{log}");
        }
    }

    #[test]
    fn what_npm_got_over_and_what_is_another_trouble_is_no_word() {
        for log in [
            "",
            "29 http fetch GET http://127.0.0.1/x.tgz attempt 1 failed with EINTEGRITY\n32 warn tarball seems to be corrupted\n40 verbose exit 0",
            "9 error Invalid response body while trying to fetch http://127.0.0.1/x: EACCES: permission denied, mkdir '/home/learner/.npm/_cacache'",
            "22 error code EACCES\n24 error path /home/learner/.npm/_cacache/tmp/x",
            "24 error path /usr/lib/node_modules/tiny",
            "8 verbose argv \"install\" \"EINTEGRITY\"\nerror code EINTEGRITY",
            "verbose error code EINTEGRITY",
            "9 error code E404",
        ] {
            assert_eq!(trouble_in(log), None, "{log}");
        }
    }
}
