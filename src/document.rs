//! Files in which programs keep settings and logins, whatever they are written in, as one kind of value.

use jsonc_parser::ParseOptions;
use serde_json::{Map, Value};
use yaml_rust2::parser::{Event, Parser};
use yaml_rust2::{Yaml, YamlLoader};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Json,
    /// JSON with comments and commas at the end.
    Jsonc,
    Toml,
    Yaml,
}

/// What Wrangler and editors take beside plain JSON.
const JSONC: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// How deep YAML may be nested before it counts as damaged.
const DEEPEST: usize = 32;

/// What stands in a text; none where it is damaged.
pub fn parse(text: &str, format: Format) -> Option<Value> {
    match format {
        Format::Json => serde_json::from_str(text).ok(),
        Format::Jsonc => jsonc_parser::parse_to_serde_value(text, &JSONC).ok(),
        Format::Toml => toml::from_str(text).ok(),
        Format::Yaml => yaml(text),
    }
}

/// Where a text is damaged, from line 1, and what its reader says of it; none where it is whole or nobody knows.
pub fn fault(text: &str, format: Format) -> Option<(usize, String)> {
    match format {
        Format::Json => serde_json::from_str::<Value>(text).err().map(|error| (error.line(), error.to_string())),
        Format::Jsonc => {
            let error = jsonc_parser::parse_to_serde_value::<Value>(text, &JSONC).err()?;
            Some((error.line_display(), error.kind().to_string()))
        }
        Format::Toml => {
            let error = toml::from_str::<Value>(text).err()?;
            let before = text.get(..error.span()?.start)?;
            Some((before.matches('\n').count() + 1, error.message().replace('\n', ", ")))
        }
        Format::Yaml => None,
    }
}

/// YAML that repeats a part by its name could be a trap that grows without end, and no file here needs it. Neither is it
/// loaded before it is known how deep it is: loading goes as deep as the text does.
fn yaml(text: &str) -> Option<Value> {
    let mut events = Parser::new_from_str(text);
    let mut depth: usize = 0;
    loop {
        match events.next_token().ok()?.0 {
            Event::SequenceStart(..) | Event::MappingStart(..) if depth < DEEPEST => depth += 1,
            Event::SequenceStart(..) | Event::MappingStart(..) | Event::Alias(_) => return None,
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            Event::StreamEnd => break,
            _ => {}
        }
    }
    YamlLoader::load_from_str(text).ok()?.first().map_or(Some(Value::Null), value)
}

fn value(yaml: &Yaml) -> Option<Value> {
    Some(match yaml {
        Yaml::String(text) | Yaml::Real(text) => Value::String(text.clone()),
        Yaml::Integer(number) => (*number).into(),
        Yaml::Boolean(yes) => (*yes).into(),
        Yaml::Array(items) => items.iter().map(value).collect::<Option<Vec<_>>>()?.into(),
        Yaml::Hash(parts) => {
            let named = |(name, part): (&Yaml, &Yaml)| Some((name.as_str()?.to_owned(), value(part)?));
            parts.iter().map(named).collect::<Option<Map<_, _>>>()?.into()
        }
        Yaml::Null | Yaml::Alias(_) | Yaml::BadValue => Value::Null,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn yaml_is_read_as_gh_writes_it() {
        let text = "github.com:\n    users:\n        ada:\n            oauth_token: x\n    git_protocol: https\n    user: ada\n";
        let expected =
            json!({"github.com": {"users": {"ada": {"oauth_token": "x"}}, "git_protocol": "https", "user": "ada"}});
        assert_eq!(parse(text, Format::Yaml), Some(expected));
    }

    #[test]
    fn damaged_deep_and_repeating_yaml_counts_as_damaged() {
        let bomb = format!("a: &a [x]\nb: [{}]\n", "*a, ".repeat(9));
        let deep = format!("a: {}{}\n", "[".repeat(500), "]".repeat(500));
        for text in ["a: [", "a: b: c", bomb.as_str(), deep.as_str()] {
            assert_eq!(parse(text, Format::Yaml), None, "{text}");
        }
        assert_eq!(parse("", Format::Yaml), Some(Value::Null));
        let shell = "aliases:\n    both: '!gh pr list && gh issue list *'\n# a & b\n";
        assert_eq!(parse(shell, Format::Yaml), Some(json!({"aliases": {"both": "!gh pr list && gh issue list *"}})));
    }

    #[test]
    fn no_depth_of_any_format_ends_doctor() {
        let nested = |opening: &str, closing: &str| format!("{}1{}", opening.repeat(100_000), closing.repeat(100_000));
        for (text, format) in [
            (nested("[", "]"), Format::Json),
            (nested("{\"a\":", "}"), Format::Jsonc),
            (nested("[", "]"), Format::Jsonc),
            (format!("a = {}", nested("[", "]")), Format::Toml),
            (format!("a = {}", nested("{a=", "}")), Format::Toml),
            (format!("{} = 1", nested("a.", "")), Format::Toml),
            (format!("[{}]", nested("a.", "")), Format::Toml),
            (nested("- ", ""), Format::Yaml),
            (nested("? ", ""), Format::Yaml),
            (nested("[", "]"), Format::Yaml),
            ((0..99).map(|at| format!("{}a:\n", " ".repeat(at))).collect(), Format::Yaml),
        ] {
            assert_eq!(parse(&text, format), None, "{format:?} {}", &text[..20]);
        }
        let flat = format!("a:\n{}", "  - [x, {b: c}]\n".repeat(40));
        assert!(parse(&flat, Format::Yaml).is_some(), "many brackets are not deep");
    }

    #[test]
    fn the_line_of_the_damage_is_told() {
        for (text, format, line) in [
            ("{\n  \"name\": \"site\"\n  \"main\": \"x\"\n}", Format::Jsonc, Some(2)),
            ("name = \"site\"\nmain = \"x\nflag = 1\n", Format::Toml, Some(2)),
            ("{\n]", Format::Json, Some(2)),
            ("{ /* well */ }", Format::Jsonc, None),
        ] {
            assert_eq!(fault(text, format).map(|(line, _)| line), line, "{text}");
        }
    }

    #[test]
    fn comments_and_last_commas_are_no_damage_where_they_are_allowed() {
        let text = "{\n  // where it goes\n  \"name\": \"site\", /* so */\n}";
        assert_eq!(parse(text, Format::Jsonc), Some(json!({"name": "site"})));
        assert_eq!(parse(text, Format::Json), None);
    }
}
