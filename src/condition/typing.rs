//! Type-checks an expression against the facts in scope, so that typos are errors at load and never at night.

use std::sync::Arc;

use regex_syntax::ast::parse::Parser;

use super::Mistake;
use super::syntax::{Comparison, Expr, Node};
use crate::fact::{Fact, Type};

/// The names that an expression may use, with their types.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Shared, because every list and every fix has a scope of its own with nearly the same names.
    names: Vec<(Arc<str>, Arc<Type>)>,
}

impl Scope {
    pub fn new(names: impl IntoIterator<Item = (String, Type)>) -> Self {
        Self { names: names.into_iter().map(|(name, kind)| (name.into(), Arc::new(kind))).collect() }
    }

    /// The same scope with one more name; a later name hides an earlier one.
    #[must_use]
    pub fn with(&self, name: &str, kind: Type) -> Self {
        let mut names = self.names.clone();
        names.retain(|(known, _)| **known != *name);
        names.push((name.into(), Arc::new(kind)));
        Self { names }
    }

    /// Whether the name is in scope.
    pub fn knows(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn get(&self, name: &str) -> Option<&Type> {
        self.names.iter().find(|(known, _)| **known == *name).map(|(_, kind)| kind.as_ref())
    }

    fn listed(&self) -> String {
        self.names.iter().map(|(name, _)| name.as_ref()).collect::<Vec<_>>().join(" ")
    }
}

/// The type of an expression, or what is wrong with it.
pub(super) fn check(node: &Node, scope: &Scope) -> Result<Type, Mistake> {
    match &node.expr {
        Expr::Const(fact) => Ok(Type::of(fact)),
        Expr::List(items) => list(items, node, scope),
        Expr::Name(_) | Expr::Part(..) => place(node, scope).cloned(),
        Expr::Not(of) => yes_no(of, scope),
        Expr::And(one, two) | Expr::Or(one, two) => {
            yes_no(one, scope)?;
            yes_no(two, scope)
        }
        Expr::Compare(how, one, two) => compare(*how, one, two, node, scope),
        Expr::In(item, among) => contains(item, among, node, scope),
        Expr::Length(of) => match check(of, scope)? {
            Type::List(_) | Type::Text => Ok(Type::Int),
            other => Err(Mistake::new(format!("a {other} has no length"), of.at.clone())),
        },
        Expr::IsNone(of) => check(of, scope).map(|_| Type::Bool),
        Expr::Satisfying(version, range) => satisfying(version, range, scope),
        Expr::Matching(of, pattern) => matching(of, pattern, scope),
    }
}

fn yes_no(node: &Node, scope: &Scope) -> Result<Type, Mistake> {
    match check(node, scope)? {
        Type::Bool => Ok(Type::Bool),
        other => Err(Mistake::new(format!("this is a {other}, not a yes/no question"), node.at.clone())
            .help("compare it with something, or ask `is none` or `is not none`")),
    }
}

fn list(items: &[Node], node: &Node, scope: &Scope) -> Result<Type, Mistake> {
    let mut kinds = items.iter().map(|item| check(item, scope));
    let first = kinds.next().ok_or_else(|| Mistake::new("an empty list holds nothing", node.at.clone()))??;
    for (kind, item) in kinds.zip(&items[1..]) {
        let kind = kind?;
        if !first.compares_with(&kind) {
            return Err(Mistake::new(format!("this list mixes {first} and {kind}"), item.at.clone()));
        }
    }
    Ok(Type::list(first))
}

/// The type at a dotted name, without a copy of all that stands beside it.
fn place<'a>(node: &Node, scope: &'a Scope) -> Result<&'a Type, Mistake> {
    match &node.expr {
        Expr::Name(name) => scope.get(name).ok_or_else(|| {
            Mistake::new(format!("unknown fact `{name}`"), node.at.clone())
                .help(format!("known here: {}", scope.listed()))
        }),
        Expr::Part(of, name) => {
            let kind = place(of, scope)?;
            kind.part(name).ok_or_else(|| match kind.names().as_slice() {
                [] => Mistake::new(format!("a {kind} has no part `{name}`"), node.at.clone()),
                names => Mistake::new(format!("unknown fact `{name}`"), node.at.clone())
                    .help(format!("known here: {}", names.join(" "))),
            })
        }
        _ => Err(Mistake::new("only a fact has parts", node.at.clone())),
    }
}

/// The type at a dotted name, where behind a list the parts of all its items are meant.
pub(super) fn through(node: &Node, scope: &Scope) -> Result<Type, Mistake> {
    let Expr::Part(of, name) = &node.expr else { return check(node, scope) };
    let Type::List(item) = through(of, scope)? else { return check(node, scope) };
    match item.part(name) {
        Some(Type::List(inner)) => Ok(Type::List(inner.clone())),
        Some(part) => Ok(Type::list(part.clone())),
        None => Err(Mistake::new(format!("unknown fact `{name}`"), node.at.clone())
            .help(format!("known here: {}", item.names().join(" ")))),
    }
}

fn compare(how: Comparison, one: &Node, two: &Node, node: &Node, scope: &Scope) -> Result<Type, Mistake> {
    let (left, right) = (check(one, scope)?, check(two, scope)?);
    if !left.compares_with(&right) {
        let mistake = Mistake::new(format!("a {left} cannot be compared with a {right}"), node.at.clone());
        return Err(if left == Type::Version || right == Type::Version {
            mistake.help("ask a version `is satisfying('>=22.12')`")
        } else {
            mistake
        });
    }
    known_word(one, &right)?;
    known_word(two, &left)?;
    let needs_order = !matches!(how, Comparison::Equal | Comparison::Unequal);
    if needs_order && !left.has_order() {
        return Err(Mistake::new(format!("a {left} has no order"), node.at.clone()));
    }
    Ok(Type::Bool)
}

fn contains(item: &Node, among: &Node, node: &Node, scope: &Scope) -> Result<Type, Mistake> {
    let kind = check(item, scope)?;
    let list = check(among, scope)?;
    let Type::List(inner) = &list else {
        return Err(Mistake::new(format!("`in` needs a list, and this is a {list}"), among.at.clone()));
    };
    if !kind.compares_with(inner) {
        return Err(Mistake::new(format!("a {kind} is never in a {list}"), node.at.clone()));
    }
    known_word(item, inner)?;
    if let Expr::List(items) = &among.expr {
        for one in items {
            known_word(one, &kind)?;
        }
    }
    Ok(Type::Bool)
}

/// A constant that is compared with a closed list of words must be one of them.
fn known_word(node: &Node, other: &Type) -> Result<(), Mistake> {
    match (&node.expr, other) {
        (Expr::Const(Fact::Text(word)), Type::Word(words)) if !words.contains(&word.as_str()) => {
            Err(Mistake::new(format!("this fact is never `{word}`"), node.at.clone())
                .help(format!("it is one of: {}", words.join(" "))))
        }
        _ => Ok(()),
    }
}

fn satisfying(version: &Node, range: &Node, scope: &Scope) -> Result<Type, Mistake> {
    match check(version, scope)? {
        Type::Version => {}
        other => {
            return Err(Mistake::new(format!("only a version can satisfy a range, not a {other}"), version.at.clone()));
        }
    }
    if let Expr::Const(Fact::Text(text)) = &range.expr {
        return nodejs_semver::Range::parse(text).map(|_| Type::Bool).map_err(|_| {
            Mistake::new(format!("`{text}` is not a range of versions"), range.at.clone())
                .help("write it as npm does: '>=22.12', '^20.3 || >=22'")
        });
    }
    match check(range, scope)? {
        Type::Text => Ok(Type::Bool),
        other => Err(Mistake::new(format!("a range of versions is a text, not a {other}"), range.at.clone())),
    }
}

fn matching(of: &Node, pattern: &str, scope: &Scope) -> Result<Type, Mistake> {
    match check(of, scope)? {
        Type::Text | Type::Word(_) => {}
        other => return Err(Mistake::new(format!("only a text can match, not a {other}"), of.at.clone())),
    }
    // Only its grammar: compiling takes a hundred times longer, and few patterns are ever used in a run.
    Parser::new()
        .parse(pattern)
        .map(|_| Type::Bool)
        .map_err(|_| Mistake::new(format!("`{pattern}` is not a regular expression"), of.at.clone()))
}
