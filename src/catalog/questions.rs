//! What the questions of a check say of themselves: whether they leave the machine, how they look, what people can type.

use crate::check::{Check, Probe};
use crate::probe::Question;
use crate::template::Template;

/// The questions of a check with their parameters as they are written, facts and all.
fn questions(check: &Check) -> impl Iterator<Item = Question> {
    check.probes.iter().filter_map(|Probe { kind, params, .. }| Question::read(*kind, &params.written()).ok())
}

/// Whether any of its probes leaves the machine.
pub fn is_online(check: &Check) -> bool {
    questions(check).any(|question| question.asks_the_network())
}

/// How it looks, in words for people.
pub fn looks(check: &Check) -> Vec<Template> {
    questions(check).map(|question| Template::deferred(&question.looks())).collect()
}

/// What people can type to look for themselves.
pub fn by_hand(check: &Check) -> Vec<Template> {
    questions(check).filter_map(|question| Some(Template::deferred(&question.by_hand()?))).collect()
}
