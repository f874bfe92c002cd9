//! Parses one expression of the closed language. What other template languages have beside it is refused by its name.

use std::ops::Range;

use super::Mistake;
use super::lex::{Token, token};
use super::syntax::{Comparison, Expr, Node};
use crate::fact::Fact;

/// Every operation that the language has, for help texts.
const LANGUAGE: &str = "allowed are names, and or not, == != < <= > >=, in, `| length`, `is none`, \
     `is satisfying(\">=22.12\")` and `is matching(\"…\")`; texts stand in double quotes";

/// Bytes of a condition or a sentence: far more than anybody can read.
const MAX_SOURCE: usize = 4096;

/// Brackets and `not` inside each other: the parser calls itself for each.
const MAX_DEPTH: usize = 64;

/// Parses a source that is one expression and nothing else.
pub(super) fn expression(source: &str) -> Result<Node, Mistake> {
    short_enough(source)?;
    let mut parser = Parser::new(source, 0)?;
    let node = parser.expression()?;
    match parser.token {
        Token::End => Ok(node),
        _ => Err(parser.unexpected()),
    }
}

/// Parses the expression that begins at `from`, up to the mark that closes it; the second part is where that mark ends.
pub(super) fn expression_until(source: &str, from: usize, mark: &str) -> Result<(Node, usize), Mistake> {
    let mut parser = Parser::new(source, from)?;
    let node = parser.expression()?;
    if parser.token != Token::Mark(mark) {
        return Err(parser.unexpected());
    }
    Ok((node, parser.at.end))
}

pub(super) fn short_enough(source: &str) -> Result<(), Mistake> {
    if source.len() <= MAX_SOURCE {
        return Ok(());
    }
    Err(Mistake::new(format!("this is longer than {MAX_SOURCE} bytes"), 0..1).help("say it in several causes"))
}

/// Reads tokens one ahead.
struct Parser<'s> {
    source: &'s str,
    token: Token<'s>,
    at: Range<usize>,
    depth: usize,
}

impl<'s> Parser<'s> {
    fn new(source: &'s str, from: usize) -> Result<Self, Mistake> {
        let (token, at) = token(source, from)?;
        Ok(Self { source, token, at, depth: 0 })
    }

    fn advance(&mut self) -> Result<(), Mistake> {
        (self.token, self.at) = token(self.source, self.at.end)?;
        Ok(())
    }

    /// Goes on if the next token is this word or mark.
    fn take(&mut self, expected: &str) -> Result<bool, Mistake> {
        let is_it = matches!(self.token, Token::Name(found) | Token::Mark(found) if found == expected);
        if is_it {
            self.advance()?;
        }
        Ok(is_it)
    }

    fn require(&mut self, expected: &str) -> Result<(), Mistake> {
        if self.take(expected)? { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> Mistake {
        let found = match &self.token {
            Token::End => "the expression ends too early".to_owned(),
            Token::Mark(mark @ ("+" | "-" | "*" | "/" | "//" | "**" | "~")) => {
                return outside(&format!("arithmetic (`{mark}`)"), self.at.clone());
            }
            Token::Mark("[") => return outside("an index", self.at.clone()),
            Token::Mark("{") => return outside("a table", self.at.clone()),
            Token::Name(name) | Token::Mark(name) => format!("unexpected `{name}`"),
            Token::Text(_) | Token::Number(_) => "this value is out of place".to_owned(),
        };
        Mistake::new(format!("syntax error: {found}"), self.at.clone()).help(LANGUAGE)
    }

    fn expression(&mut self) -> Result<Node, Mistake> {
        if self.depth == MAX_DEPTH {
            return Err(Mistake::new("this is nested too deeply", self.at.clone()).help("say it in several causes"));
        }
        self.depth += 1;
        let mut node = self.conjunction()?;
        while self.take("or")? {
            node = pair(node, self.conjunction()?, Expr::Or);
        }
        self.depth -= 1;
        Ok(node)
    }

    fn conjunction(&mut self) -> Result<Node, Mistake> {
        let mut node = self.negation()?;
        while self.take("and")? {
            node = pair(node, self.negation()?, Expr::And);
        }
        Ok(node)
    }

    fn negation(&mut self) -> Result<Node, Mistake> {
        let start = self.at.start;
        let mut negations = 0;
        while self.take("not")? {
            negations += 1;
        }
        let of = self.comparison()?;
        Ok((0..negations).fold(of, |of, _| not(start, of)))
    }

    fn comparison(&mut self) -> Result<Node, Mistake> {
        let one = self.postfix()?;
        if self.take("in")? {
            return Ok(pair(one, self.postfix()?, Expr::In));
        }
        if self.take("not")? {
            self.require("in")?;
            let start = one.at.start;
            return Ok(not(start, pair(one, self.postfix()?, Expr::In)));
        }
        let Some(how) = self.operator() else { return Ok(one) };
        self.advance()?;
        let two = self.postfix()?;
        if self.operator().is_some() {
            return Err(outside("a chain of comparisons", one.at.start..self.at.end));
        }
        Ok(pair(one, two, |one, two| Expr::Compare(how, one, two)))
    }

    fn operator(&self) -> Option<Comparison> {
        let Token::Mark(mark) = self.token else { return None };
        Some(match mark {
            "==" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        })
    }

    /// A value with what follows it: parts, `| length`, and the tests behind `is`.
    fn postfix(&mut self) -> Result<Node, Mistake> {
        let mut node = self.value()?;
        loop {
            let start = node.at.start;
            if self.take(".")? {
                let Token::Name(name) = self.token else { return Err(self.unexpected()) };
                let at = start..self.at.end;
                node = Node { at, expr: Expr::Part(Box::new(node), name.to_owned()) };
                self.advance()?;
            } else if self.take("|")? {
                let at = start..self.at.end;
                let name = self.token.clone();
                self.advance()?;
                if name != Token::Name("length") || self.token == Token::Mark("(") {
                    return Err(outside("this filter", at));
                }
                node = Node { at, expr: Expr::Length(Box::new(node)) };
            } else if self.take("is")? {
                let is_negated = self.take("not")?;
                let test = self.test(node)?;
                node = if is_negated { not(start, test) } else { test };
            } else if self.token == Token::Mark("(") {
                return Err(outside("a call", start..self.at.end));
            } else {
                return Ok(node);
            }
        }
    }

    /// What follows `is`.
    fn test(&mut self, of: Node) -> Result<Node, Mistake> {
        let start = of.at.start;
        let (token, named) = (self.token.clone(), self.at.clone());
        self.advance()?;
        let of = Box::new(of);
        let name = match token {
            Token::Name("none") => return Ok(Node { at: start..named.end, expr: Expr::IsNone(of) }),
            Token::Name(name @ ("satisfying" | "matching")) => name,
            _ => return Err(outside("this test", start..named.end)),
        };
        self.require("(")?;
        let argument = self.expression()?;
        let at = start..self.at.end;
        self.require(")")?;
        let expr = match (name, argument.expr) {
            ("satisfying", expr) => Expr::Satisfying(of, Box::new(Node { at: argument.at, expr })),
            (_, Expr::Const(Fact::Text(pattern))) => Expr::Matching(of, pattern),
            _ => return Err(Mistake::new("`is matching` takes a text in quotes", argument.at)),
        };
        Ok(Node { at, expr })
    }

    fn value(&mut self) -> Result<Node, Mistake> {
        let at = self.at.clone();
        let expr = match self.token.clone() {
            Token::Text(text) => Expr::Const(Fact::Text(text)),
            Token::Number(number) => Expr::Const(Fact::Int(number)),
            Token::Name("true") => Expr::Const(Fact::Bool(true)),
            Token::Name("false") => Expr::Const(Fact::Bool(false)),
            Token::Name("none") => {
                return Err(
                    Mistake::new("`none` cannot be compared", at).help("ask `is none` or `is not none` instead")
                );
            }
            Token::Name("and" | "or" | "in" | "is" | "if" | "else") => return Err(self.unexpected()),
            Token::Name(name) => Expr::Name(name.to_owned()),
            Token::Mark("-") => return self.negative(),
            Token::Mark("[") => return self.list(),
            Token::Mark("(") => {
                self.advance()?;
                let inner = self.expression()?;
                self.require(")")?;
                return Ok(inner);
            }
            Token::Mark(_) | Token::End => return Err(self.unexpected()),
        };
        self.advance()?;
        Ok(Node { at, expr })
    }

    fn negative(&mut self) -> Result<Node, Mistake> {
        let start = self.at.start;
        self.advance()?;
        let Token::Number(number) = self.token else {
            return Err(outside("a minus sign before anything but a number", start..self.at.end));
        };
        let at = start..self.at.end;
        self.advance()?;
        Ok(Node { at, expr: Expr::Const(Fact::Int(-number)) })
    }

    fn list(&mut self) -> Result<Node, Mistake> {
        let start = self.at.start;
        self.advance()?;
        let mut items = Vec::new();
        loop {
            let end = self.at.end;
            if self.take("]")? {
                return Ok(Node { at: start..end, expr: Expr::List(items) });
            }
            if !items.is_empty() {
                self.require(",")?;
            }
            items.push(self.expression()?);
        }
    }
}

fn pair(one: Node, two: Node, how: impl FnOnce(Box<Node>, Box<Node>) -> Expr) -> Node {
    Node { at: one.at.start..two.at.end, expr: how(Box::new(one), Box::new(two)) }
}

fn not(start: usize, of: Node) -> Node {
    Node { at: start..of.at.end, expr: Expr::Not(Box::new(of)) }
}

fn outside(what: &str, at: Range<usize>) -> Mistake {
    Mistake::new(format!("{what} is not part of the condition language"), at).help(LANGUAGE)
}
