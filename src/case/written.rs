//! Reads the `[[case]]` tables that stand beside a check file.

use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::expect::{Expect, OneOrMore};
use crate::catalog::Source;
use crate::error::Fault;
use crate::host::WorldSpec;

/// One case: a machine, and what must be found on it.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) known: KnownFailures,
    /// A message that the learner pasted.
    pub(super) error: Option<String>,
    pub(super) at: Range<usize>,
    pub(super) world: WorldSpec,
    pub(super) expect: Expect,
}

/// The known set-up failures (`docs/failures.toml`) that a case is about.
#[derive(Clone, Debug, Default)]
pub struct KnownFailures {
    /// Those that this machine has.
    pub shows: Vec<String>,
    /// Those that it only looks like.
    pub resembles: Vec<String>,
}

/// The keys of a case beside those of its machine, as an editor is told them.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is used: cases are read key by key, for better messages")]
struct Keys {
    name: String,
    expect: Expect,
    /// Known failures (`docs/failures.toml`) that this machine has.
    shows: Option<OneOrMore>,
    /// Known failures that this machine only looks like.
    resembles: Option<OneOrMore>,
    /// A message that the learner pasted.
    error: Option<String>,
}

/// The schema of one case.
pub(super) fn schema(generator: &mut SchemaGenerator) -> Schema {
    let mut machine = WorldSpec::json_schema(generator);
    let keys = Keys::json_schema(generator);
    let own = keys.get("properties").and_then(|own| own.as_object().cloned()).unwrap_or_default();
    if let Some(all) = machine.get_mut("properties").and_then(serde_json::Value::as_object_mut) {
        all.extend(own);
    }
    machine.insert("required".to_owned(), keys.get("required").cloned().unwrap_or_default());
    machine
}

/// All cases of a file. The keys beside `name` and `expect` describe the machine.
pub(super) fn cases(source: Source<'_>) -> Result<Vec<Case>, Fault> {
    let table = DeTable::parse(source.text).map_err(|error| source.toml_fault(&error))?;
    let Some(cases) = table.get_ref().get("case") else { return Ok(Vec::new()) };
    let Some(cases) = cases.get_ref().as_array() else {
        return Err(source.fault(cases.span(), "cases are written as [[case]]"));
    };
    cases.iter().map(|case| one(source, case)).collect()
}

fn one(source: Source<'_>, case: &Spanned<DeValue<'_>>) -> Result<Case, Fault> {
    let at = case.span();
    let Some(table) = case.get_ref().as_table() else {
        return Err(source.fault(at, "a case is a table"));
    };
    let mut world = table.clone();
    let name = take::<String>(source, &mut world, "name", &at)?;
    let expect = take::<Expect>(source, &mut world, "expect", &at)?;
    let ids = |ids: Option<OneOrMore>| ids.map_or(Vec::new(), |ids| ids.ids().into_iter().map(str::to_owned).collect());
    let known = KnownFailures {
        shows: ids(take_if_there(source, &mut world, "shows")?),
        resembles: ids(take_if_there(source, &mut world, "resembles")?),
    };
    let error = take_if_there::<String>(source, &mut world, "error")?;
    let world = Spanned::new(at.clone(), DeValue::Table(world));
    let world = WorldSpec::deserialize(ValueDeserializer::from(world)).map_err(|error| source.toml_fault(&error))?;
    Ok(Case { name, known, error, at, world, expect })
}

fn take<T: for<'de> Deserialize<'de>>(
    source: Source<'_>,
    table: &mut DeTable<'_>,
    key: &str,
    at: &Range<usize>,
) -> Result<T, Fault> {
    take_if_there(source, table, key)?.ok_or_else(|| source.fault(at.clone(), format!("this case has no `{key}`")))
}

fn take_if_there<T: for<'de> Deserialize<'de>>(
    source: Source<'_>,
    table: &mut DeTable<'_>,
    key: &str,
) -> Result<Option<T>, Fault> {
    let Some(value) = table.remove(key) else { return Ok(None) };
    T::deserialize(ValueDeserializer::from(value)).map(Some).map_err(|error| source.toml_fault(&error))
}
