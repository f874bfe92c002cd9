//! Conditions on facts: type-checked when a check file is checked, parsed when they are needed, judged with three-valued
//! logic.

mod eval;
mod lex;
mod parse;
mod sentence;
mod syntax;
mod typing;

use std::ops::Range;
use std::sync::OnceLock;

use crate::fact::{Fact, Facts, Reason, Type};

pub use sentence::pieces;
pub use syntax::{Node, Piece};
pub use typing::Scope;

/// What is wrong in an expression or a sentence, and where in its source text (byte offsets).
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    pub message: String,
    pub help: Option<String>,
    pub at: Range<usize>,
}

impl Mistake {
    pub(crate) fn new(message: impl Into<String>, at: Range<usize>) -> Self {
        Self { message: message.into(), help: None, at }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// An expression over facts, parsed when it is first needed.
#[derive(Clone, Debug)]
pub struct Expression {
    source: Box<str>,
    root: OnceLock<Option<Node>>,
}

impl Expression {
    /// Parses and checks `source` against the facts that are in scope; the second part is its type.
    ///
    /// # Errors
    /// Bad syntax, an operator outside the closed language, an unknown fact, or a comparison of two types.
    pub fn parse(source: &str, scope: &Scope) -> Result<(Self, Type), Mistake> {
        let root = parse::expression(source)?;
        let kind = typing::check(&root, scope)?;
        Ok((Self::parsed(source, root), kind))
    }

    /// An expression that was checked before.
    pub fn deferred(source: &str) -> Self {
        Self { source: source.into(), root: OnceLock::new() }
    }

    fn parsed(source: &str, root: Node) -> Self {
        Self { source: source.into(), root: OnceLock::from(Some(root)) }
    }

    /// None where it was deferred and is wrong.
    fn root(&self) -> Option<&Node> {
        self.root.get_or_init(|| parse::expression(&self.source).ok()).as_ref()
    }

    /// Its value; what is wrong cannot be told.
    pub fn value(&self, facts: &Facts) -> Fact {
        self.root().map_or(Fact::unknown(Reason::Crashed), |root| eval::value(root, facts))
    }

    /// Its value when only some facts are known; unknown where the others decide.
    pub fn value_so_far(&self, known: &Facts) -> Fact {
        let mut facts = known.clone();
        for root in self.roots() {
            facts.entry(root).or_insert(Fact::unknown(Reason::NotAsked));
        }
        self.value(&facts)
    }

    /// The first names of all facts that are read: probes, `item`, `data`, or facts that are always there.
    pub fn roots(&self) -> Vec<String> {
        self.root().map_or(Vec::new(), syntax::roots)
    }
}

/// A question with the answers yes, no, *does not apply* (null) and *could not tell*.
#[derive(Clone, Debug)]
pub struct Condition(Expression);

impl Condition {
    /// Parses and checks `source` against the facts that are in scope.
    ///
    /// # Errors
    /// As for [`Expression::parse`], or anything but a yes/no question.
    pub fn parse(source: &str, scope: &Scope) -> Result<Self, Mistake> {
        let root = parse::expression(source)?;
        match typing::check(&root, scope)? {
            Type::Bool => Ok(Self(Expression::parsed(source, root))),
            other => Err(Mistake::new(format!("this is a {other}, not a yes/no question"), root.at.clone())
                .help("compare it with something, or ask `is none` or `is not none`")),
        }
    }

    /// A condition that was checked before.
    pub fn deferred(source: &str) -> Self {
        Self(Expression::deferred(source))
    }

    /// `Bool`, `Null` (does not apply) or `Unknown`.
    pub fn judge(&self, facts: &Facts) -> Fact {
        self.0.value(facts)
    }

    /// As for [`Expression::value_so_far`].
    pub fn judge_so_far(&self, known: &Facts) -> Fact {
        self.0.value_so_far(known)
    }

    /// As for [`Expression::roots`].
    pub fn roots(&self) -> Vec<String> {
        self.0.roots()
    }
}

/// A place among the facts, such as `claude.installs`.
#[derive(Clone, Debug)]
pub struct Place(Expression);

impl Place {
    /// Parses a dotted name; the second part of the answer is the type of what is there.
    ///
    /// # Errors
    /// Anything but a dotted name of a known fact.
    pub fn parse(source: &str, scope: &Scope) -> Result<(Self, Type), Mistake> {
        let root = parse::expression(source)?;
        if !root.is_dotted_name() {
            return Err(Mistake::new("only the name of a list can stand here", root.at.clone())
                .help("for example `claude.installs`"));
        }
        let kind = typing::through(&root, scope)?;
        Ok((Self(Expression::parsed(source, root)), kind))
    }

    /// A place that was checked before.
    pub fn deferred(source: &str) -> Self {
        Self(Expression::deferred(source))
    }

    /// What is there. Behind a list, the parts of all its items in one list.
    pub fn look(&self, facts: &Facts) -> Fact {
        self.0.root().map_or(Fact::unknown(Reason::Crashed), |root| eval::through(root, facts))
    }

    /// As for [`Expression::roots`].
    pub fn roots(&self) -> Vec<String> {
        self.0.roots()
    }
}

/// First names of the facts that an expression reads, before its types are known.
///
/// # Errors
/// Bad syntax, or an operator outside the closed language.
pub(crate) fn names_in_expression(source: &str) -> Result<Vec<String>, Mistake> {
    Ok(syntax::roots(&parse::expression(source)?))
}

/// First names of the facts that a sentence reads, before its types are known.
///
/// # Errors
/// Bad syntax, or a statement that has no place in a sentence.
pub(crate) fn names_in_sentence(source: &str) -> Result<Vec<String>, Mistake> {
    Ok(pieces(source)?.iter().flat_map(Piece::roots).collect())
}

/// Type of a parsed node, for sentences that print it.
pub(crate) fn type_of(node: &Node, scope: &Scope) -> Result<Type, Mistake> {
    typing::check(node, scope)
}

/// Value of a parsed node, for sentences that print it.
pub(crate) fn value_of(node: &Node, facts: &Facts) -> Fact {
    eval::value(node, facts)
}

#[cfg(test)]
mod tests;
