//! What the closed language is made of: expressions on facts, and the pieces of a sentence.

use std::ops::Range;

use crate::fact::Fact;

/// An expression and where it stands in its source.
#[derive(Clone, Debug)]
pub struct Node {
    pub(super) at: Range<usize>,
    pub(super) expr: Expr,
}

/// The closed language: what cannot be said with these needs a new probe kind.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    Const(Fact),
    List(Vec<Node>),
    Name(String),
    Part(Box<Node>, String),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    In(Box<Node>, Box<Node>),
    Length(Box<Node>),
    IsNone(Box<Node>),
    Satisfying(Box<Node>, Box<Node>),
    Matching(Box<Node>, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A piece of a sentence.
#[derive(Clone, Debug)]
pub enum Piece {
    Raw(String),
    Value(Node),
    Choice { when: Node, then: Vec<Piece>, otherwise: Vec<Piece> },
}

impl Node {
    /// First names of the facts that it reads.
    pub(crate) fn roots(&self) -> Vec<String> {
        roots(self)
    }

    /// Where it stands in its source, in bytes.
    pub(crate) fn place(&self) -> Range<usize> {
        self.at.clone()
    }

    /// The last name in it: what a reader would call the value.
    pub(crate) fn last_name(&self) -> &str {
        match &self.expr {
            Expr::Name(name) | Expr::Part(_, name) => name,
            Expr::Length(of) => of.last_name(),
            _ => "value",
        }
    }

    pub(super) fn is_dotted_name(&self) -> bool {
        match &self.expr {
            Expr::Name(_) => true,
            Expr::Part(of, _) => of.is_dotted_name(),
            _ => false,
        }
    }
}

impl Piece {
    /// First names of the facts that the piece reads.
    pub(crate) fn roots(&self) -> Vec<String> {
        match self {
            Self::Raw(_) => Vec::new(),
            Self::Value(node) => roots(node),
            Self::Choice { when, then, otherwise } => {
                let inner = then.iter().chain(otherwise).flat_map(Piece::roots);
                roots(when).into_iter().chain(inner).collect()
            }
        }
    }
}

/// First names of all facts that an expression reads.
pub(super) fn roots(node: &Node) -> Vec<String> {
    let mut names = Vec::new();
    gather(node, &mut names);
    names.into_iter().map(str::to_owned).collect()
}

fn gather<'a>(node: &'a Node, names: &mut Vec<&'a str>) {
    match &node.expr {
        Expr::Const(_) => {}
        Expr::Name(name) if names.contains(&name.as_str()) => {}
        Expr::Name(name) => names.push(name),
        Expr::List(items) => items.iter().for_each(|item| gather(item, names)),
        Expr::Part(one, _) | Expr::Not(one) | Expr::Length(one) | Expr::IsNone(one) | Expr::Matching(one, _) => {
            gather(one, names);
        }
        Expr::And(one, two)
        | Expr::Or(one, two)
        | Expr::Compare(_, one, two)
        | Expr::In(one, two)
        | Expr::Satisfying(one, two) => {
            gather(one, names);
            gather(two, names);
        }
    }
}
