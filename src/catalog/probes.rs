//! Reads the probes of a check file, puts them in order, and learns which facts they promise.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::bearing;
use super::compile::{condition, list_place, sentence};
use super::shared::Shared;
use super::source::Source;
use crate::check::{Check, Kind, Params, Probe};
use crate::condition::{Scope, names_in_expression, names_in_sentence};
use crate::duration;
use crate::error::Fault;
use crate::fact::Type;
use crate::probe::Question;
use crate::template::Template;

/// How long a probe may take unless its file says otherwise.
const LIMIT: Duration = Duration::from_secs(10);

/// A probe as written.
struct Written<'a> {
    name: &'a str,
    at: Range<usize>,
    kind: Kind,
    when: Option<Spanned<String>>,
    conclusive_when: Option<Spanned<String>>,
    each: Option<Spanned<String>>,
    limit: Duration,
    params: Spanned<DeTable<'a>>,
    inputs: Vec<String>,
}

/// The probes in the order in which they can be asked, and the scope with their facts.
pub(super) fn compile<'a>(
    source: Source<'a>,
    probes: Option<&'a Spanned<DeValue<'a>>>,
    shared: &Shared,
    always: &Scope,
) -> Result<(Vec<Probe>, Scope), Fault> {
    let mut waiting = written(source, probes, shared, always)?;
    let names: Vec<String> = waiting.iter().map(|probe| probe.name.to_owned()).collect();
    for probe in &mut waiting {
        probe.inputs.retain(|name| names.contains(name));
        probe.inputs.dedup();
    }
    let mut scope = always.clone();
    let mut done: Vec<Probe> = Vec::new();
    while !waiting.is_empty() {
        let ready =
            |probe: &Written<'_>| probe.inputs.iter().all(|input| done.iter().any(|known| known.name == *input));
        let Some(next) = waiting.iter().position(ready) else {
            let circle: Vec<&str> = waiting.iter().map(|probe| probe.name).collect();
            return Err(
                source.fault(waiting[0].at.clone(), format!("these probes wait for each other: {}", circle.join(", ")))
            );
        };
        let probe = one(source, waiting.remove(next), &scope)?;
        scope = scope.with(&probe.name, probe.facts.clone());
        done.push(probe);
    }
    Ok((done, scope))
}

/// A probe that nothing reads is a mistake in the file.
pub(super) fn all_are_read(
    source: Source<'_>,
    probes: Option<&Spanned<DeValue<'_>>>,
    check: &Check,
) -> Result<(), Fault> {
    let mut read: Vec<String> = check.probes.iter().flat_map(|probe| probe.inputs.clone()).collect();
    for cause in &check.causes {
        if let Some(rule) = &cause.rule {
            read.extend(rule.when.roots());
            read.extend(rule.each.iter().flat_map(|place| place.roots()));
        }
        read.extend(cause.say.roots());
        read.extend(cause.detail.iter().flat_map(|text| text.roots()));
    }
    read.extend(check.pass.iter().flat_map(|text| text.roots()));
    read.extend(check.fixes.iter().flat_map(|fix| fix.roots()));
    let unread = check.probes.iter().find(|probe| !read.contains(&probe.name));
    let Some(probe) = unread else { return Ok(()) };
    let at =
        tables(probes).find(|(name, _)| name.get_ref() == probe.name.as_str()).map_or(0..0, |(name, _)| name.span());
    Err(source.fault(at, format!("nothing reads the probe `{}`", probe.name)))
}

fn tables<'a>(
    probes: Option<&'a Spanned<DeValue<'a>>>,
) -> impl Iterator<Item = (&'a Spanned<toml::de::DeString<'a>>, &'a Spanned<DeValue<'a>>)> {
    probes.and_then(|probes| probes.get_ref().as_table()).into_iter().flatten()
}

fn written<'a>(
    source: Source<'a>,
    probes: Option<&'a Spanned<DeValue<'a>>>,
    shared: &Shared,
    always: &Scope,
) -> Result<Vec<Written<'a>>, Fault> {
    let mut written = Vec::new();
    for (name, value) in tables(probes) {
        if always.knows(name.get_ref()) || name.get_ref() == "item" {
            return Err(source
                .fault(name.span(), format!("a probe cannot be called `{}`: that fact is always there", name.get_ref()))
                .help("give it another name, such as `machine`"));
        }
        let kinds = value.get_ref().as_table().filter(|kinds| kinds.len() == 1);
        let Some((kind, params)) = kinds.and_then(|kinds| kinds.iter().next()) else {
            return Err(source
                .fault(name.span(), format!("probe `{name}` must have exactly one kind", name = name.get_ref()))
                .help(format!("write [probe.{}.KIND], KIND one of: {}", name.get_ref(), kind_words())));
        };
        let Some(known) = Kind::from_word(kind.get_ref()) else {
            return Err(source
                .fault(kind.span(), format!("there is no probe kind `{}`", kind.get_ref()))
                .help(format!("kinds: {}", kind_words())));
        };
        let Some(table) = params.get_ref().as_table() else {
            return Err(source.fault(params.span(), "the parameters of a probe are a table"));
        };
        let mut table = table.clone();
        shared.complete(known, &mut table).map_err(|message| source.fault(params.span(), message))?;
        if let (Kind::Http, Some(all)) = (known, probes.and_then(|probes| probes.get_ref().as_table())) {
            bearing::tie(all, &mut table, &shared.services).map_err(|message| source.fault(params.span(), message))?;
        }
        let when = take_text(source, &mut table, "when")?;
        let conclusive_when = take_text(source, &mut table, "conclusive_when")?;
        let each = take_text(source, &mut table, "each")?;
        let limit = match take_text(source, &mut table, "limit")? {
            None => LIMIT,
            Some(text) => duration::parse(text.get_ref()).ok_or_else(|| {
                source.fault(text.span(), format!("`{}` is not a time such as \"10s\" or \"500ms\"", text.get_ref()))
            })?,
        };
        let mut inputs = Vec::new();
        for text in when.iter().chain(&each).chain(&conclusive_when) {
            inputs.extend(names_in_expression(text.get_ref()).map_err(|mistake| source.mistake(text, mistake))?);
        }
        texts(&table, &mut |text| {
            inputs.extend(names_in_sentence(text.get_ref()).map_err(|mistake| source.mistake(text, mistake))?);
            Ok(())
        })?;
        inputs.retain(|input| input != name.get_ref());
        let params = Spanned::new(params.span(), table);
        let (name, at) = (name.get_ref(), name.span());
        written.push(Written { name, at, kind: known, when, conclusive_when, each, limit, params, inputs });
    }
    written.sort_by_key(|probe| probe.at.start);
    Ok(written)
}

fn one(source: Source<'_>, written: Written<'_>, scope: &Scope) -> Result<Probe, Fault> {
    let each = written.each.map(|text| list_place(source, &text, scope)).transpose()?;
    let scope = match &each {
        Some((_, item)) => scope.with("item", item.clone()),
        None => scope.clone(),
    };
    let when = written.when.map(|text| condition(source, &text, &scope)).transpose()?;
    let at = written.params.span();
    let value = Spanned::new(at.clone(), DeValue::Table(written.params.into_inner()));
    let question = Question::read(written.kind, ValueDeserializer::from(value.clone()))
        .map_err(|error| source.toml_fault(&error))?;
    let facts = question.facts().map_err(|flaw| source.fault(at.clone(), flaw.to_string()))?;
    // Parameters may hold facts, so what is told about the question is a sentence over the same facts.
    let told = |text: &str| Template::parse(text, &scope).map_err(|mistake| source.fault(at.clone(), mistake.message));
    let own = scope.with(written.name, facts.clone());
    let conclusive_when = written.conclusive_when.map(|text| condition(source, &text, &own)).transpose()?;
    let facts = match &each {
        None => facts,
        Some((_, item)) => Type::record([("items", Type::list(facts.with([("item".to_owned(), item.clone())])))]),
    };
    Ok(Probe {
        name: written.name.to_owned(),
        kind: written.kind,
        params: params(source, value.get_ref(), &value.span(), &scope)?,
        when,
        conclusive_when,
        each: each.map(|(place, _)| place),
        limit: written.limit,
        inputs: written.inputs,
        online: question.asks_the_network(),
        facts,
        looks: told(&question.looks())?,
        by_hand: question.by_hand().map(|text| told(&text)).transpose()?,
    })
}

fn params(source: Source<'_>, value: &DeValue<'_>, at: &Range<usize>, scope: &Scope) -> Result<Params, Fault> {
    Ok(match value {
        DeValue::String(text) if text.contains("{{") || text.contains("{%") => {
            Params::Text(sentence(source, &Spanned::new(at.clone(), text.to_string()), scope)?)
        }
        DeValue::Array(items) => {
            let items = items.iter().map(|item| params(source, item.get_ref(), &item.span(), scope));
            Params::List(items.collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => {
            let mut out = BTreeMap::new();
            for (name, value) in table {
                out.insert(name.get_ref().to_string(), params(source, value.get_ref(), &value.span(), scope)?);
            }
            Params::Table(out)
        }
        plain => {
            let plain = Spanned::new(at.clone(), plain.clone());
            let read = <toml::Value as serde::Deserialize>::deserialize(ValueDeserializer::from(plain));
            Params::Plain(read.map_err(|error| source.toml_fault(&error))?)
        }
    })
}

fn take_text(source: Source<'_>, table: &mut DeTable<'_>, key: &str) -> Result<Option<Spanned<String>>, Fault> {
    let Some(value) = table.remove(key) else { return Ok(None) };
    match value.get_ref() {
        DeValue::String(text) => Ok(Some(Spanned::new(value.span(), text.to_string()))),
        _ => Err(source.fault(value.span(), format!("`{key}` is a text"))),
    }
}

/// Calls `each` for every text in a tree of parameters.
fn texts(table: &DeTable<'_>, each: &mut impl FnMut(&Spanned<String>) -> Result<(), Fault>) -> Result<(), Fault> {
    fn walk(
        value: &Spanned<DeValue<'_>>,
        each: &mut impl FnMut(&Spanned<String>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match value.get_ref() {
            DeValue::String(text) => each(&Spanned::new(value.span(), text.to_string())),
            DeValue::Array(items) => items.iter().try_for_each(|item| walk(item, each)),
            DeValue::Table(table) => table.values().try_for_each(|value| walk(value, each)),
            _ => Ok(()),
        }
    }
    table.values().try_for_each(|value| walk(value, each))
}

fn kind_words() -> String {
    Kind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(" ")
}
