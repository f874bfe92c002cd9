//! Fills earlier facts into the parameters of a probe.

use crate::check::{Params, Probe};
use crate::fact::{Fact, Facts, Reason, Unknown};
use crate::host::scrub;
use crate::probe::Question;
use crate::template::Filled;
use crate::tree::{Entry, Node, Value};

/// The question, or the fact that stands for its whole answer because it cannot be asked.
pub(super) fn question(probe: &Probe, facts: &Facts) -> Result<Question, Fact> {
    let params = value(&probe.params, facts)?;
    Question::read(probe.kind, &params)
        .map_err(|misread| Unknown::because(Reason::Garbled, scrub::text(&misread.message)).into())
}

fn value(params: &Params, facts: &Facts) -> Result<Node<'static>, Fact> {
    Ok(match params {
        Params::Plain(value) => value.clone(),
        Params::Text(template) => match template.fill(facts) {
            Filled::Text(text) => Node::text(text),
            Filled::Nothing => return Err(Fact::Null),
            Filled::Unknown(unknown) => return Err(Fact::Unknown(unknown)),
        },
        Params::List(items) => {
            let items = items.iter().map(|item| value(item, facts)).collect::<Result<Vec<_>, _>>()?;
            Node::new(Value::List(items.into()), 0..0)
        }
        Params::Table(table) => Node::table(
            table
                .iter()
                .map(|(name, params)| Ok(Entry::new(name.clone(), value(params, facts)?)))
                .collect::<Result<_, Fact>>()?,
        ),
    })
}
