//! Fills earlier facts into the parameters of a probe.

use toml::Value;

use crate::check::{Params, Probe};
use crate::fact::{Fact, Facts, Reason, Unknown};
use crate::host::scrub;
use crate::probe::Question;
use crate::template::Filled;

/// The question, or the fact that stands for its whole answer because it cannot be asked.
pub(super) fn question(probe: &Probe, facts: &Facts) -> Result<Question, Fact> {
    let value = value(&probe.params, facts)?;
    Question::read(probe.kind, value)
        .map_err(|error| Unknown::because(Reason::Garbled, scrub::text(error.message())).into())
}

fn value(params: &Params, facts: &Facts) -> Result<Value, Fact> {
    Ok(match params {
        Params::Plain(value) => value.clone(),
        Params::Text(template) => match template.fill(facts) {
            Filled::Text(text) => Value::String(text),
            Filled::Nothing => return Err(Fact::Null),
            Filled::Unknown(unknown) => return Err(Fact::Unknown(unknown)),
        },
        Params::List(items) => Value::Array(items.iter().map(|item| value(item, facts)).collect::<Result<_, _>>()?),
        Params::Table(table) => Value::Table(
            table
                .iter()
                .map(|(name, params)| Ok((name.clone(), value(params, facts)?)))
                .collect::<Result<_, Fact>>()?,
        ),
    })
}
