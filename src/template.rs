//! Sentences: text with `{{ fact }}` and `{% if condition %}`. A fact that is not known prints as "unknown".

use std::sync::OnceLock;

use crate::condition::{Mistake, Node, Piece, Scope, pieces, type_of, value_of};
use crate::fact::{Fact, Facts, Type, Unknown};

/// A sentence, parsed when it is first needed.
#[derive(Clone, Debug)]
pub struct Template {
    source: Box<str>,
    pieces: OnceLock<Vec<Piece>>,
}

/// What becomes of a parameter of a probe when the facts before it are filled in.
#[derive(Clone, Debug, PartialEq)]
pub enum Filled {
    Text(String),
    /// One of the facts is null: the probe has nothing to ask.
    Nothing,
    /// One of the facts could not be told, so this cannot be told either.
    Unknown(Unknown),
}

impl Template {
    /// Parses a sentence.
    ///
    /// # Errors
    /// Bad syntax, an unknown fact, or a record where a sentence needs one value.
    pub fn parse(source: &str, scope: &Scope) -> Result<Self, Mistake> {
        let pieces = pieces(source)?;
        check(&pieces, scope)?;
        Ok(Self { source: source.into(), pieces: OnceLock::from(pieces) })
    }

    /// A sentence that was checked before.
    pub fn deferred(source: &str) -> Self {
        Self { source: source.into(), pieces: OnceLock::new() }
    }

    /// The sentence as its file has it.
    pub fn source(&self) -> &str {
        &self.source
    }

    fn pieces(&self) -> &[Piece] {
        self.pieces.get_or_init(|| pieces(&self.source).unwrap_or_else(|_| vec![Piece::Raw(self.source.to_string())]))
    }

    /// The sentence with all facts in it.
    pub fn say(&self, facts: &Facts) -> String {
        let mut out = String::new();
        say(self.pieces(), facts, &mut out);
        out
    }

    /// The words for a command line: one, or all items where the whole text is a single list.
    pub fn words(&self, facts: &Facts) -> Vec<String> {
        if let [Piece::Value(node)] = self.pieces()
            && let Fact::List(items) = value_of(node, facts)
        {
            return items.iter().map(Fact::to_string).collect();
        }
        vec![self.say(facts)]
    }

    /// The sentence before a run, when only some facts are known: the others stand as their names in angle brackets,
    /// and of a choice that needs them, the first branch is told.
    pub fn outline(&self, known: &Facts) -> String {
        let mut out = String::new();
        outline(self.pieces(), known, &mut out);
        out
    }

    /// The text for a probe's parameter; stops at the first fact that is not known.
    pub fn fill(&self, facts: &Facts) -> Filled {
        let mut nothing = false;
        for node in values(self.pieces(), facts) {
            match value_of(node, facts) {
                Fact::Unknown(unknown) => return Filled::Unknown(unknown),
                Fact::Null => nothing = true,
                _ => {}
            }
        }
        if nothing { Filled::Nothing } else { Filled::Text(self.say(facts)) }
    }

    /// Whether every fact in it is made of letters that mean nothing to any shell, so that the text may be run.
    pub fn is_plain(&self, facts: &Facts) -> bool {
        let plain = |c: char| c.is_alphanumeric() || "-_./:=@%+~^,".contains(c);
        values(self.pieces(), facts).into_iter().all(|node| {
            let text = value_of(node, facts).to_string();
            text.strip_prefix("$HOME").unwrap_or(&text).chars().all(plain)
        })
    }

    /// First names of the facts that the sentence reads.
    pub fn roots(&self) -> Vec<String> {
        self.pieces().iter().flat_map(Piece::roots).collect()
    }
}

fn check(pieces: &[Piece], scope: &Scope) -> Result<(), Mistake> {
    for piece in pieces {
        match piece {
            Piece::Raw(_) => {}
            Piece::Value(node) => printable(node, scope)?,
            Piece::Choice { when, then, otherwise } => {
                if type_of(when, scope)? != Type::Bool {
                    return Err(Mistake::new("`if` needs a yes/no question", when.place())
                        .help("for example {% if origin.file is not none %}"));
                }
                check(then, scope)?;
                check(otherwise, scope)?;
            }
        }
    }
    Ok(())
}

fn printable(node: &Node, scope: &Scope) -> Result<(), Mistake> {
    let kind = type_of(node, scope)?;
    let is_record = match &kind {
        Type::Record(_) => true,
        Type::List(item) => matches!(**item, Type::Record(_)),
        _ => false,
    };
    if is_record {
        return Err(Mistake::new(format!("a {kind} cannot be printed"), node.place()));
    }
    Ok(())
}

fn say(pieces: &[Piece], facts: &Facts, out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Raw(raw) => out.push_str(raw),
            Piece::Value(node) => out.push_str(&value_of(node, facts).to_string()),
            Piece::Choice { when, then, otherwise } => say(branch(when, then, otherwise, facts), facts, out),
        }
    }
}

fn outline(pieces: &[Piece], known: &Facts, out: &mut String) {
    let decided = |node: &Node| node.roots().iter().all(|root| known.contains_key(root));
    // What is not there has no words either, and "unknown" is no name of a file.
    let is_there = |node: &Node| !matches!(value_of(node, known), Fact::Null | Fact::Unknown(_));
    for piece in pieces {
        match piece {
            Piece::Raw(raw) => out.push_str(raw),
            Piece::Value(node) if decided(node) && is_there(node) => out.push_str(&value_of(node, known).to_string()),
            Piece::Value(node) => out.push_str(&format!("<{}>", node.last_name().replace('_', " "))),
            Piece::Choice { when, then, otherwise } if decided(when) => {
                outline(branch(when, then, otherwise, known), known, out);
            }
            Piece::Choice { then, .. } => outline(then, known, out),
        }
    }
}

fn branch<'a>(when: &Node, then: &'a [Piece], otherwise: &'a [Piece], facts: &Facts) -> &'a [Piece] {
    if value_of(when, facts) == Fact::Bool(true) { then } else { otherwise }
}

fn values<'a>(pieces: &'a [Piece], facts: &Facts) -> Vec<&'a Node> {
    pieces
        .iter()
        .flat_map(|piece| match piece {
            Piece::Raw(_) => Vec::new(),
            Piece::Value(node) => vec![node],
            Piece::Choice { when, then, otherwise } => values(branch(when, then, otherwise, facts), facts),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Reason;

    fn scope() -> Scope {
        Scope::new([
            ("name".to_owned(), Type::Text),
            ("gone".to_owned(), Type::Text),
            ("slow".to_owned(), Type::Text),
            ("tags".to_owned(), Type::list(Type::Text)),
            ("record".to_owned(), Type::record([("part", Type::Int)])),
        ])
    }

    fn facts() -> Facts {
        Facts::from([
            ("name".to_owned(), "Ada".into()),
            ("slow".to_owned(), Fact::unknown(Reason::Timeout)),
            ("tags".to_owned(), vec!["a", "b"].into()),
        ])
    }

    fn template(source: &str) -> Template {
        Template::parse(source, &scope()).unwrap()
    }

    #[test]
    fn facts_print_as_people_write_them() {
        let sentence = template("{{ name }} has {{ tags }}{% if gone is none %}, no more{% endif %}");
        assert_eq!(sentence.say(&facts()), "Ada has a, b, no more");
    }

    #[test]
    fn an_outline_names_what_is_not_there() {
        assert_eq!(template("{{ gone }} and {{ slow }}").outline(&facts()), "<gone> and <slow>");
    }

    #[test]
    fn what_is_not_known_prints_as_unknown() {
        assert_eq!(template("{{ gone }} and {{ slow }}").say(&facts()), "unknown and unknown");
    }

    #[test]
    fn a_parameter_is_filled_only_from_known_facts() {
        assert_eq!(template("x/{{ name }}").fill(&facts()), Filled::Text("x/Ada".to_owned()));
        assert_eq!(template("x/{{ gone }}").fill(&facts()), Filled::Nothing);
        assert_eq!(template("{{ gone }}{{ slow }}").fill(&facts()), Filled::Unknown(Reason::Timeout.into()));
        assert_eq!(template("{% if name is none %}{{ gone }}{% endif %}").fill(&facts()), Filled::Text(String::new()));
    }

    #[test]
    fn an_outline_fills_in_what_is_known_and_names_the_rest() {
        let sentence = template("{{ name }} at {{ gone }}{% if tags | length > 1 %}, twice{% endif %}");
        assert_eq!(sentence.outline(&facts()), "Ada at <gone>, twice");
        assert_eq!(sentence.outline(&Facts::new()), "<name> at <gone>, twice");
    }

    #[test]
    fn a_list_alone_stands_for_as_many_words_of_a_command() {
        assert_eq!(template("{{ tags }}").words(&facts()), ["a", "b"]);
        assert_eq!(template("x {{ tags }}").words(&facts()), ["x a, b"]);
        assert_eq!(template("{{ gone }}").words(&facts()), ["unknown"]);
    }

    #[test]
    fn loops_includes_records_and_typos_are_refused() {
        for source in [
            "{% for x in tags %}{% endfor %}",
            "{% set x = 1 %}",
            "{{ record }}",
            "{{ nam }}",
            "{{ name | upper }}",
            "{% if name %}{% endif %}",
            "{{ name",
        ] {
            assert!(Template::parse(source, &scope()).is_err(), "{source}");
        }
    }
}
