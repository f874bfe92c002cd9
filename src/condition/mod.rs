//! Conditions on facts: parsed and type-checked when a check loads, judged with three-valued logic later.

mod eval;
mod lex;
mod parse;
mod sentence;
mod syntax;
mod typing;

use std::ops::Range;

use crate::fact::{Fact, Facts, Type};

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

/// A question with the answers yes, no, *does not apply* (null) and *could not tell*.
#[derive(Clone, Debug)]
pub struct Condition {
    root: Node,
}

impl Condition {
    /// Parses and checks `source` against the facts that are in scope.
    ///
    /// # Errors
    /// Bad syntax, an operator outside the closed language, an unknown fact, or a comparison of two types.
    pub fn parse(source: &str, scope: &Scope) -> Result<Self, Mistake> {
        let root = parse::expression(source)?;
        match typing::check(&root, scope)? {
            Type::Bool => Ok(Self { root }),
            other => Err(Mistake::new(format!("this is a {other}, not a yes/no question"), root.at.clone())
                .help("compare it with something, or ask `is none` or `is not none`")),
        }
    }

    /// `Bool`, `Null` (does not apply) or `Untold`.
    pub fn judge(&self, facts: &Facts) -> Fact {
        eval::value(&self.root, facts)
    }

    /// The first names of all facts that are read: probes, `item`, `data`, or facts that are always there.
    pub fn roots(&self) -> Vec<String> {
        syntax::roots(&self.root)
    }
}

/// A place among the facts, such as `claude.installs`.
#[derive(Clone, Debug)]
pub struct Place {
    root: Node,
}

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
        Ok((Self { root }, kind))
    }

    /// What is there. Behind a list, the parts of all its items in one list.
    pub fn look(&self, facts: &Facts) -> Fact {
        eval::through(&self.root, facts)
    }

    pub fn roots(&self) -> Vec<String> {
        syntax::roots(&self.root)
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
