//! Three-valued judging. A yes/no answer is `Bool`, `Null` (does not apply) or `Unknown`.

use regex::bytes::RegexBuilder;

use super::syntax::{Comparison, Expr, Node};
use crate::fact::{Fact, Facts, Reason, Unknown};

/// The value of an expression that passed the type check.
pub(super) fn value(node: &Node, facts: &Facts) -> Fact {
    match &node.expr {
        Expr::Const(fact) => fact.clone(),
        Expr::List(items) => Fact::List(items.iter().map(|item| value(item, facts)).collect()),
        Expr::Name(_) | Expr::Part(..) => place(node, facts).cloned().unwrap_or(Fact::Null),
        Expr::Not(of) => match value(of, facts) {
            Fact::Bool(answer) => Fact::Bool(!answer),
            other => other,
        },
        Expr::And(one, two) => and(value(one, facts), value(two, facts)),
        Expr::Or(one, two) => or(value(one, facts), value(two, facts)),
        Expr::Compare(how, one, two) => compare(*how, value(one, facts), value(two, facts)),
        Expr::In(item, among) => contains(value(item, facts), value(among, facts)),
        Expr::Length(of) => length(value(of, facts)),
        Expr::IsNone(of) => match value(of, facts) {
            Fact::Unknown(unknown) => Fact::Unknown(unknown),
            other => Fact::Bool(other.is_null()),
        },
        Expr::Satisfying(version, range) => satisfying(value(version, facts), value(range, facts)),
        Expr::Matching(of, pattern) => matching(value(of, facts), pattern),
    }
}

/// What stands at a dotted name, without a copy of all that stands beside it; none is null.
fn place<'a>(node: &Node, facts: &'a Facts) -> Option<&'a Fact> {
    match &node.expr {
        Expr::Name(name) => facts.get(name),
        Expr::Part(of, name) => match place(of, facts)? {
            Fact::Record(parts) => parts.get(name),
            unknown @ Fact::Unknown(_) => Some(unknown),
            _ => None,
        },
        _ => None,
    }
}

/// What stands at a dotted name, where behind a list the parts of all its items are meant.
pub(super) fn through(node: &Node, facts: &Facts) -> Fact {
    let Expr::Part(of, name) = &node.expr else { return value(node, facts) };
    match through(of, facts) {
        Fact::List(items) => Fact::List(
            items
                .into_iter()
                .flat_map(|item| match item.part(name) {
                    Fact::List(parts) => parts,
                    Fact::Null => Vec::new(),
                    part => vec![part],
                })
                .collect(),
        ),
        other => other.part(name),
    }
}

/// False beats everything, then *does not apply*, then *could not tell*: whatever the unknown part were, the answer stays.
fn and(one: Fact, two: Fact) -> Fact {
    match (one, two) {
        (Fact::Bool(false), _) | (_, Fact::Bool(false)) => Fact::Bool(false),
        (Fact::Bool(true), other) | (other, Fact::Bool(true)) => other,
        (Fact::Null, _) | (_, Fact::Null) => Fact::Null,
        (unknown, _) => unknown,
    }
}

/// True beats everything, then *could not tell*, which might still turn out true.
fn or(one: Fact, two: Fact) -> Fact {
    match (one, two) {
        (Fact::Bool(true), _) | (_, Fact::Bool(true)) => Fact::Bool(true),
        (Fact::Unknown(unknown), _) | (_, Fact::Unknown(unknown)) => Fact::Unknown(unknown),
        (Fact::Bool(false), other) | (other, Fact::Bool(false)) => other,
        (null, _) => null,
    }
}

/// Equality with null is plain; order with null does not apply.
fn compare(how: Comparison, one: Fact, two: Fact) -> Fact {
    if let (Fact::Unknown(unknown), _) | (_, Fact::Unknown(unknown)) = (&one, &two) {
        return Fact::Unknown(unknown.clone());
    }
    let order = match (&one, &two) {
        (Fact::Int(one), Fact::Int(two)) => Some(one.cmp(two)),
        (Fact::Version(one), Fact::Version(two)) => Some(one.cmp(two)),
        (Fact::Time(one), Fact::Time(two)) => Some(one.cmp(two)),
        _ => None,
    };
    match (how, order) {
        (Comparison::Equal, _) => Fact::Bool(one == two),
        (Comparison::Unequal, _) => Fact::Bool(one != two),
        (_, None) => Fact::Null,
        (Comparison::Less, Some(order)) => Fact::Bool(order.is_lt()),
        (Comparison::LessOrEqual, Some(order)) => Fact::Bool(order.is_le()),
        (Comparison::Greater, Some(order)) => Fact::Bool(order.is_gt()),
        (Comparison::GreaterOrEqual, Some(order)) => Fact::Bool(order.is_ge()),
    }
}

fn contains(item: Fact, among: Fact) -> Fact {
    match (item, among) {
        (Fact::Unknown(unknown), _) | (_, Fact::Unknown(unknown)) => Fact::Unknown(unknown),
        (item, Fact::List(items)) if items.contains(&item) => Fact::Bool(true),
        (_, Fact::List(items)) => match items.into_iter().find(|item| matches!(item, Fact::Unknown(_))) {
            Some(unknown) => unknown,
            None => Fact::Bool(false),
        },
        _ => Fact::Null,
    }
}

fn length(of: Fact) -> Fact {
    let length = match of {
        Fact::List(items) => items.len(),
        Fact::Text(text) => text.chars().count(),
        other => return other,
    };
    Fact::Int(i64::try_from(length).unwrap_or(i64::MAX))
}

fn satisfying(version: Fact, range: Fact) -> Fact {
    match (version, range) {
        (Fact::Unknown(unknown), _) | (_, Fact::Unknown(unknown)) => Fact::Unknown(unknown),
        (Fact::Version(version), Fact::Text(range)) => match nodejs_semver::Range::parse(&range) {
            Ok(range) => Fact::Bool(version.satisfies_with_prerelease(&range, true)),
            Err(_) => Unknown::because(Reason::Garbled, format!("`{range}` is not a range of versions")).into(),
        },
        _ => Fact::Null,
    }
}

fn matching(of: Fact, pattern: &str) -> Fact {
    match of {
        Fact::Text(text) => match RegexBuilder::new(pattern).unicode(false).build() {
            Ok(regex) => Fact::Bool(regex.is_match(text.as_bytes())),
            Err(_) => Fact::unknown(Reason::Crashed),
        },
        other => other,
    }
}
