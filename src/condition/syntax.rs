//! From minijinja's syntax to our closed language. The only file that knows minijinja's parser.

use std::ops::Range;

use minijinja::machinery::ast::{self, BinOpKind, CallArg, CompareOpKind, Expr as Theirs, Stmt, UnaryOpKind};
use minijinja::machinery::{Span, parse, parse_expr};
use minijinja::value::ValueKind;

use super::Mistake;
use crate::fact::Fact;

/// Every operation that the language has, for help texts.
const LANGUAGE: &str = "allowed are names, and or not, == != < <= > >=, in, `| length`, `is none`, \
     `is satisfying(\">=22.12\")` and `is matching(\"…\")`; texts stand in double quotes";

/// What may stand in a sentence, for help texts.
const SENTENCES: &str = "a sentence takes {{ fact }} and {% if condition %}…{% else %}…{% endif %}";

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

/// Bytes of a condition or a sentence: far more than anybody can read, and too few to nest deeply.
const MOST_SOURCE: usize = 4096;

fn short_enough(source: &str) -> Result<(), Mistake> {
    if source.len() <= MOST_SOURCE {
        return Ok(());
    }
    Err(Mistake::new(format!("this is longer than {MOST_SOURCE} bytes"), 0..1).help("say it in several causes"))
}

/// Parses one expression.
pub(super) fn expression(source: &str) -> Result<Node, Mistake> {
    short_enough(source)?;
    let theirs = parse_expr(source).map_err(|error| syntax_mistake(&error, source).help(LANGUAGE))?;
    node(&theirs)
}

/// Parses a sentence with `{{ fact }}` and `{% if condition %}…{% else %}…{% endif %}`.
///
/// # Errors
/// Bad syntax, or any other statement.
pub fn pieces(source: &str) -> Result<Vec<Piece>, Mistake> {
    short_enough(source)?;
    // Most sentences are plain words. The parser takes the last line break away, so it still sees those that end in one.
    if !source.contains('{') && !source.ends_with('\n') {
        return Ok(vec![Piece::Raw(source.to_owned())]);
    }
    let theirs = parse(source, "sentence", Default::default())
        .map_err(|error| syntax_mistake(&error, source).help(SENTENCES))?;
    match theirs {
        Stmt::Template(template) => template.children.iter().map(piece).collect(),
        other => Ok(vec![piece(&other)?]),
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

fn syntax_mistake(error: &minijinja::Error, source: &str) -> Mistake {
    let at = error.range().unwrap_or(0..source.len());
    let what = error.detail().unwrap_or("this is not an expression");
    Mistake::new(format!("syntax error: {what}"), at)
}

fn range(span: Span) -> Range<usize> {
    let start = usize::try_from(span.start_offset).unwrap_or(0);
    let end = usize::try_from(span.end_offset).unwrap_or(start);
    start..end.max(start)
}

fn outside(what: &str, at: Range<usize>) -> Mistake {
    Mistake::new(format!("{what} is not part of the condition language"), at).help(LANGUAGE)
}

fn piece(statement: &Stmt<'_>) -> Result<Piece, Mistake> {
    match statement {
        Stmt::EmitRaw(raw) => Ok(Piece::Raw(raw.raw.to_owned())),
        Stmt::EmitExpr(emit) => Ok(Piece::Value(node(&emit.expr)?)),
        Stmt::IfCond(choice) => Ok(Piece::Choice {
            when: node(&choice.expr)?,
            then: choice.true_body.iter().map(piece).collect::<Result<_, _>>()?,
            otherwise: choice.false_body.iter().map(piece).collect::<Result<_, _>>()?,
        }),
        _ => Err(Mistake::new("only {{ fact }} and {% if … %} can stand in a sentence", 0..0)),
    }
}

fn node(theirs: &Theirs<'_>) -> Result<Node, Mistake> {
    let at = range(theirs.span());
    let expr = match theirs {
        Theirs::Var(var) => Expr::Name(var.id.to_owned()),
        Theirs::GetAttr(attr) => Expr::Part(boxed(&attr.expr)?, attr.name.to_owned()),
        Theirs::Const(constant) => Expr::Const(constant_fact(constant, &at)?),
        Theirs::List(list) => Expr::List(list.items.iter().map(node).collect::<Result<_, _>>()?),
        Theirs::UnaryOp(op) => match op.op {
            UnaryOpKind::Not => Expr::Not(boxed(&op.expr)?),
            UnaryOpKind::Neg => return negative(&op.expr, at),
        },
        Theirs::BinOp(op) => binary(op, &at)?,
        Theirs::Compare(chain) => comparison(chain, &at)?,
        Theirs::Filter(filter) if filter.name == "length" && filter.args.is_empty() => match &filter.expr {
            Some(of) => Expr::Length(boxed(of)?),
            None => return Err(outside("a filter without a value", at)),
        },
        Theirs::Filter(filter) => return Err(outside(&format!("the filter `{}`", filter.name), at)),
        Theirs::Test(test) => test_of(test, &at)?,
        other => return Err(outside(&format!("a {}", other.description()), at)),
    };
    Ok(Node { at, expr })
}

fn boxed(theirs: &Theirs<'_>) -> Result<Box<Node>, Mistake> {
    node(theirs).map(Box::new)
}

fn negative(of: &Theirs<'_>, at: Range<usize>) -> Result<Node, Mistake> {
    match node(of)?.expr {
        Expr::Const(Fact::Int(value)) => Ok(Node { at, expr: Expr::Const(Fact::Int(-value)) }),
        _ => Err(outside("a minus sign before anything but a number", at)),
    }
}

fn constant_fact(constant: &ast::Const, at: &Range<usize>) -> Result<Fact, Mistake> {
    let value = &constant.value;
    match value.kind() {
        ValueKind::Bool => Ok(Fact::Bool(value.is_true())),
        ValueKind::String => Ok(Fact::text(value.as_str().unwrap_or_default())),
        ValueKind::Number => {
            i64::try_from(value.clone()).map(Fact::Int).map_err(|_| outside("a number that is not whole", at.clone()))
        }
        ValueKind::None => {
            Err(Mistake::new("`none` cannot be compared", at.clone()).help("ask `is none` or `is not none` instead"))
        }
        _ => Err(outside("this constant", at.clone())),
    }
}

fn binary(op: &ast::BinOp<'_>, at: &Range<usize>) -> Result<Expr, Mistake> {
    let (one, two) = (boxed(&op.left)?, boxed(&op.right)?);
    Ok(match op.op {
        BinOpKind::ScAnd => Expr::And(one, two),
        BinOpKind::ScOr => Expr::Or(one, two),
        BinOpKind::In => Expr::In(one, two),
        BinOpKind::Eq => Expr::Compare(Comparison::Equal, one, two),
        BinOpKind::Ne => Expr::Compare(Comparison::Unequal, one, two),
        BinOpKind::Lt => Expr::Compare(Comparison::Less, one, two),
        BinOpKind::Lte => Expr::Compare(Comparison::LessOrEqual, one, two),
        BinOpKind::Gt => Expr::Compare(Comparison::Greater, one, two),
        BinOpKind::Gte => Expr::Compare(Comparison::GreaterOrEqual, one, two),
        BinOpKind::Add
        | BinOpKind::Sub
        | BinOpKind::Mul
        | BinOpKind::Div
        | BinOpKind::FloorDiv
        | BinOpKind::Rem
        | BinOpKind::Pow
        | BinOpKind::Concat => return Err(outside("arithmetic", at.clone())),
    })
}

fn comparison(chain: &ast::Compare<'_>, at: &Range<usize>) -> Result<Expr, Mistake> {
    let [op] = chain.ops.as_slice() else {
        return Err(outside("a chain of comparisons", at.clone()));
    };
    let (one, two) = (boxed(&chain.expr)?, boxed(&op.expr)?);
    Ok(match op.op {
        CompareOpKind::Eq => Expr::Compare(Comparison::Equal, one, two),
        CompareOpKind::Ne => Expr::Compare(Comparison::Unequal, one, two),
        CompareOpKind::Lt => Expr::Compare(Comparison::Less, one, two),
        CompareOpKind::Lte => Expr::Compare(Comparison::LessOrEqual, one, two),
        CompareOpKind::Gt => Expr::Compare(Comparison::Greater, one, two),
        CompareOpKind::Gte => Expr::Compare(Comparison::GreaterOrEqual, one, two),
        CompareOpKind::In => Expr::In(one, two),
        CompareOpKind::NotIn => Expr::Not(Box::new(Node { at: at.clone(), expr: Expr::In(one, two) })),
    })
}

fn test_of(test: &ast::Test<'_>, at: &Range<usize>) -> Result<Expr, Mistake> {
    let of = boxed(&test.expr)?;
    let mut arguments = Vec::new();
    for argument in &test.args {
        match argument {
            CallArg::Pos(value) => arguments.push(node(value)?),
            _ => return Err(outside("a named argument", at.clone())),
        }
    }
    match (test.name, arguments.as_slice()) {
        ("none", []) => Ok(Expr::IsNone(of)),
        ("satisfying", [range]) => Ok(Expr::Satisfying(of, Box::new(range.clone()))),
        ("matching", [Node { expr: Expr::Const(Fact::Text(pattern)), .. }]) => Ok(Expr::Matching(of, pattern.clone())),
        (name, _) => Err(outside(&format!("the test `is {name}` used like this"), at.clone())),
    }
}
