//! What a pasted value looks like: a key of its service, of another one, or something that went wrong on the way.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;

use super::{Leak, Service, synthetic};
use crate::fact::words;

/// One kind of key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Key {
    pub kind: String,
    /// What people call it, to stand after "it is": `an access token of GitHub`.
    pub title: String,
    /// A regular expression for all of it.
    pub pattern: String,
    /// How it begins; none where that says nothing.
    #[serde(default)]
    pub prefix: String,
    pub checksum: Option<Checksum>,
    /// Whether it may be sent to the hosts of its service at all.
    #[serde(default = "yes")]
    pub send: bool,
    /// Whether it is no secret, such as the number of an account, so that it may be shown.
    #[serde(default)]
    pub public: bool,
    /// How it is told where it does not belong; left out where it can do no harm or its pattern says too little.
    pub leak: Option<Leak>,
}

fn yes() -> bool {
    true
}

/// How the end of a key follows from the rest of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Checksum {
    /// The last 6 are the CRC-32 of what stands between them and the first `_`, in base 62.
    Crc32Base62,
}

/// What a value looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// Its kind, where it is a key of its service.
    pub key: Option<String>,
    /// What people call it, where its kind is known.
    pub title: Option<String>,
    pub flaw: Option<Flaw>,
    /// Whether it may be sent to its service.
    pub sendable: bool,
}

words! {
    /// What is wrong with a value, as far as it shows.
    pub enum Flaw {
        /// Quotation marks are part of it.
        Quoted = "quoted",
        /// A blank or a line break is part of it.
        Spaced = "spaced",
        /// A character that no key has.
        Odd = "odd",
        /// It was copied out of instructions.
        Placeholder = "placeholder",
        /// A key of another service.
        OtherService = "other-service",
        /// A key of this service that belongs elsewhere.
        OtherKind = "other-kind",
        /// It begins as a key does, and is not all of one.
        Cut = "cut",
        /// The rest of it is on the next line of the file.
        TwoLines = "two-lines",
        /// The file has a colon where an equals sign belongs.
        Colon = "colon",
        /// It is what the example has for everybody.
        SameAsExample = "same-as-example",
    }
}

/// Pieces of values that stand in instructions, in lower case.
const INSTRUCTIONS: [&str; 18] = [
    "your",
    "xxxx",
    "...",
    "…",
    "<",
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "example",
    "insert",
    "paste",
    "replace",
    "1234567",
    "todo",
    "dummy",
    "redacted",
    "hunter2",
];

/// Whether a value was written for people to replace.
pub fn reads_like_an_example(value: &str) -> bool {
    let lower = value.to_lowercase();
    INSTRUCTIONS.iter().any(|piece| lower.contains(piece))
}

const QUOTES: [char; 8] = ['"', '\'', '`', '“', '”', '‘', '’', '«'];

pub(super) fn look_at(services: &BTreeMap<String, Service>, service: &str, wanted: &[String], value: &str) -> Looks {
    let flawed = |flaw: Flaw| Looks { flaw: Some(flaw), ..Looks::default() };
    if value.starts_with(QUOTES) || value.ends_with(QUOTES) {
        return flawed(Flaw::Quoted);
    }
    if value.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}') {
        return flawed(Flaw::Spaced);
    }
    let own = own(services, service, wanted);
    let others = || services.values().flat_map(|other| &other.keys).filter(|key| key.begins(value));
    if let Some((belongs, key)) = own.iter().find(|(_, key)| key.is(value)) {
        // A pattern without a beginning of its own fits keys of others too, which must not be sent here.
        let other = others().find(|other| !key.begins(value) && other.is(value) && other.sum_is_right(value));
        return match other.filter(|other| own.iter().all(|(_, own)| own != other)) {
            Some(other) => Looks { title: Some(other.title.clone()), ..flawed(Flaw::OtherService) },
            None => key.looks(*belongs, key.sum_is_right(value)),
        };
    }
    // A whole key of another service is no example, whatever stands in it.
    if let Some(key) = others().find(|key| key.is(value) && key.sum_is_right(value)) {
        return Looks { title: Some(key.title.clone()), ..flawed(Flaw::OtherService) };
    }
    if reads_like_an_example(value) || is_one_letter(value) {
        return flawed(Flaw::Placeholder);
    }
    if !value.is_ascii() {
        return flawed(Flaw::Odd);
    }
    if let Some((belongs, key)) = own.iter().find(|(_, key)| key.begins(value)) {
        return key.looks(*belongs, false);
    }
    // The longest beginning tells most: `sk-ant-` is not another `sk-`.
    if let Some(key) = others().max_by_key(|key| key.prefix.len()) {
        return Looks { title: Some(key.title.clone()), ..flawed(Flaw::OtherService) };
    }
    Looks { sendable: true, ..Looks::default() }
}

/// The keys of a service and those of others that may stand in its places, and whether each belongs into this one.
fn own<'a>(services: &'a BTreeMap<String, Service>, service: &str, wanted: &[String]) -> Vec<(bool, &'a Key)> {
    let guests = |name: &str| wanted.iter().any(|wanted| wanted.split_once('/').is_some_and(|(host, _)| host == name));
    let known = services.iter().filter(|(name, _)| *name == service || guests(name));
    let named = known.flat_map(|(name, known)| known.keys.iter().map(move |key| (name, key)));
    let belongs = |name: &String, key: &Key| {
        let full = format!("{name}/{}", key.kind);
        let plain = if name == service { key.kind.as_str() } else { full.as_str() };
        wanted.iter().any(|wanted| wanted == plain)
    };
    named.map(|(name, key)| (wanted.is_empty() || belongs(name, key), key)).collect()
}

fn is_one_letter(value: &str) -> bool {
    let mut rest = value.chars();
    rest.next().is_some_and(|first| rest.all(|c| c == first))
}

impl Key {
    pub(super) fn is(&self, value: &str) -> bool {
        // Most values are told by their beginning, before a regular expression has to be made.
        value.starts_with(&self.prefix)
            && Regex::new(&format!("^(?-u:{})$", self.pattern)).is_ok_and(|pattern| pattern.is_match(value))
    }

    fn begins(&self, value: &str) -> bool {
        !self.prefix.is_empty() && value.starts_with(&self.prefix)
    }

    fn looks(&self, belongs: bool, whole: bool) -> Looks {
        let flaw = match (belongs, whole) {
            (false, _) => Some(Flaw::OtherKind),
            (true, false) => Some(Flaw::Cut),
            (true, true) => None,
        };
        Looks { key: Some(self.kind.clone()), title: Some(self.title.clone()), flaw, sendable: belongs && self.send }
    }

    /// Whether its end follows from the rest, for kinds of which that can be told.
    pub fn sum_is_right(&self, value: &str) -> bool {
        match self.checksum {
            None => true,
            Some(Checksum::Crc32Base62) => synthetic::with_sum(value).as_deref() == Some(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Services;

    const SERVICES: [(&str, &str); 2] = [
        (
            "garden",
            "title = 'Garden'\n[[key]]\nkind = 'token'\ntitle = 'a garden token'\nprefix = 'gt_'\npattern = 'gt_[A-Za-z0-9]{30}'\nchecksum = 'crc32-base62'\n[[key]]\nkind = 'login'\ntitle = 'a garden login'\nprefix = 'gl_'\npattern = 'gl_[a-z]{8}'\nsend = false\n[[source]]\nkind = 'x'\nenv = 'X'\n",
        ),
        (
            "pond",
            "title = 'Pond'\n[[key]]\nkind = 'key'\ntitle = 'a pond key'\nprefix = 'po_'\npattern = 'po_[0-9]{4,}'\n[[key]]\nkind = 'plot'\ntitle = 'a number of a pond'\npattern = 'plot-[0-9]+'\npublic = true\n[[key]]\nkind = 'old'\ntitle = 'an old pond key'\npattern = '[A-Za-z0-9_]{33}'\n[[source]]\nkind = 'x'\nenv = 'X'\n",
        ),
    ];

    fn services() -> Services {
        let mut services = Services::default();
        for (name, text) in SERVICES {
            services.add(name, toml::from_str(text).unwrap());
        }
        services
    }

    fn flaw(value: &str, wanted: &[&str]) -> Option<&'static str> {
        let wanted: Vec<String> = wanted.iter().map(|kind| (*kind).to_owned()).collect();
        services().look_at("garden", &wanted, value).flaw.map(Flaw::word)
    }

    #[test]
    fn what_happens_to_keys_on_the_way_is_told() {
        let good = services().with_synthetic_keys("<key:garden/token>").unwrap();
        assert_eq!(flaw(&good, &[]), None);
        assert_eq!(flaw(&good[..20], &[]), Some("cut"));
        assert_eq!(flaw(&good.replace(&good[5..6], if &good[5..6] == "A" { "B" } else { "A" }), &[]), Some("cut"));
        assert_eq!(flaw(&format!("\"{good}\""), &[]), Some("quoted"));
        assert_eq!(flaw(&format!("{good}\n"), &[]), Some("spaced"));
        assert_eq!(flaw(&format!("\u{feff}{good}"), &[]), Some("spaced"));
        assert_eq!(flaw("gt_your-token-here", &[]), Some("placeholder"));
        assert_eq!(flaw("xxxxxx", &[]), Some("placeholder"));
        assert_eq!(flaw("schlüssel", &[]), Some("odd"));
        assert_eq!(flaw("po_1234", &[]), Some("other-service"));
        assert_eq!(flaw("po_1234567", &[]), Some("other-service"));
        assert_eq!(flaw("gl_abcdefgh", &["token"]), Some("other-kind"));
    }

    #[test]
    fn a_whole_key_of_another_service_is_none_of_a_shape_without_a_beginning() {
        let good = services().with_synthetic_keys("<key:garden/token>").unwrap();
        let wanted = ["old".to_owned()];
        let flaw = |value: &str| services().look_at("pond", &wanted, value).flaw.map(Flaw::word);
        assert_eq!(flaw(&good), Some("other-service"));
        assert_eq!(flaw(&good.replace("gt_", "xx_")), None);
    }

    #[test]
    fn a_value_of_no_known_shape_has_no_flaw_and_may_be_tried() {
        let looks = services().look_at("garden", &[], "f83kd02kfkw9");
        assert_eq!(looks, Looks { sendable: true, ..Looks::default() });
    }

    #[test]
    fn a_key_of_another_service_may_belong_here() {
        assert_eq!(flaw("po_1234", &["pond/key"]), None);
        assert_eq!(flaw("po_1234", &["token"]), Some("other-service"));
    }

    #[test]
    fn only_what_the_service_calls_no_secret_may_be_shown() {
        assert!(services().may_show("pond", "plot-12"));
        assert!(!services().may_show("pond", "po_1234"));
        assert!(!services().may_show("garden", "plot-12"));
    }

    #[test]
    fn a_kind_that_goes_nowhere_may_not_be_sent() {
        assert!(!services().look_at("garden", &[], "gl_abcdefgh").sendable);
    }
}
