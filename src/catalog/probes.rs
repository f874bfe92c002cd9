//! Reads the probes of a check file, puts them in order, and learns which facts they promise.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use super::credential;
use super::shared::Shared;
use super::source::{Names, Source, with_item};
use crate::check::{Check, Kind, Params, Probe};
use crate::condition::{Scope, names_in_expression, names_in_sentence};
use crate::duration;
use crate::error::Fault;
use crate::fact::Type;
use crate::probe::Question;
use crate::template::Template;
use crate::tree::{Entry, Node, Spanned, Value};

/// How long a probe may take unless its file says otherwise.
const LIMIT: Duration = Duration::from_secs(10);

/// A probe as its file has it.
struct Spec<'t> {
    name: &'t str,
    at: Range<usize>,
    kind: Kind,
    when: Option<Spanned<String>>,
    conclusive_when: Option<Spanned<String>>,
    each: Option<Spanned<String>>,
    limit: Duration,
    params: Node<'t>,
    inputs: Vec<String>,
}

/// The probes in the order in which they can be asked, and the scope with their facts.
pub(super) fn compile(
    source: Source<'_>,
    probes: Option<&Node<'_>>,
    shared: &Shared,
    mut scope: Option<Scope>,
) -> Result<(Vec<Probe>, Option<Scope>), Fault> {
    let Some(probes) = probes else { return Ok((Vec::new(), scope)) };
    let mut waiting: Vec<Spec<'_>> = probes
        .entries()
        .iter()
        .map(|entry| spec(source, probes, entry, shared, scope.as_ref()))
        .collect::<Result<_, _>>()?;
    let names: Vec<&str> = waiting.iter().map(|probe| probe.name).collect();
    for probe in &mut waiting {
        probe.inputs.retain(|name| names.contains(&name.as_str()));
        probe.inputs.dedup();
    }
    let mut done: Vec<Probe> = Vec::new();
    while !waiting.is_empty() {
        let ready = |probe: &Spec<'_>| probe.inputs.iter().all(|input| done.iter().any(|known| known.name == *input));
        let Some(next) = waiting.iter().position(ready) else {
            let circle: Vec<&str> = waiting.iter().map(|probe| probe.name).collect();
            return Err(
                source.fault(waiting[0].at.clone(), format!("these probes wait for each other: {}", circle.join(", ")))
            );
        };
        let (probe, facts) = one(source, waiting.remove(next), scope.as_ref())?;
        scope = scope.zip(facts).map(|(scope, facts)| scope.with(&probe.name, facts));
        done.push(probe);
    }
    Ok((done, scope))
}

/// A probe that nothing reads is a mistake in the file.
pub(super) fn all_are_read(source: Source<'_>, probes: Option<&Node<'_>>, check: &Check) -> Result<(), Fault> {
    let mut read: Vec<String> = check.probes.iter().flat_map(|probe| probe.inputs.clone()).collect();
    for cause in &check.causes {
        if let Some(rule) = &cause.rule {
            read.extend(rule.when.roots());
            read.extend(rule.each.iter().flat_map(|place| place.roots()));
        }
        read.extend(cause.say.roots());
        read.extend(cause.detail.iter().flat_map(|text| text.roots()));
    }
    for pass in &check.pass {
        read.extend(pass.when.iter().flat_map(|when| when.roots()).chain(pass.say.roots()));
    }
    read.extend(check.lets.iter().flat_map(|(_, expression)| expression.roots()));
    read.extend(check.fixes.iter().flat_map(|fix| fix.roots()));
    let unread = check.probes.iter().find(|probe| !read.contains(&probe.name));
    let Some(probe) = unread else { return Ok(()) };
    let mut entries = probes.map_or(&[][..], Node::entries).iter();
    let at = entries.find(|entry| entry.key == probe.name).map_or(0..0, Entry::at);
    Err(source.fault(at, format!("nothing reads the probe `{}`", probe.name)))
}

fn spec<'t>(
    source: Source<'_>,
    probes: &'t Node<'t>,
    entry: &'t Entry<'t>,
    shared: &Shared,
    names: Names<'_>,
) -> Result<Spec<'t>, Fault> {
    let name = entry.key.as_ref();
    if names.is_some_and(|scope| scope.knows(name)) || name == "item" {
        return Err(source
            .fault(entry.at(), format!("a probe cannot be called `{name}`: that fact is always there"))
            .help("give it another name, such as `machine`"));
    }
    let [written] = entry.node.entries() else {
        return Err(source
            .fault(entry.at(), format!("probe `{name}` must have exactly one kind"))
            .help(format!("write [probe.{name}.KIND], KIND one of: {}", kind_words())));
    };
    let Some(kind) = Kind::from_word(&written.key) else {
        return Err(source
            .fault(written.at(), format!("there is no probe kind `{}`", written.key))
            .help(format!("kinds: {}", kind_words())));
    };
    let at = written.node.at();
    let Value::Table(params) = &written.node.value else {
        return Err(source.fault(at, "the parameters of a probe are a table"));
    };
    let mut params = shared.complete(kind, params.to_vec()).map_err(|message| source.fault(at.clone(), message))?;
    if kind == Kind::Http {
        params =
            credential::tie(probes, params, shared.services()).map_err(|message| source.fault(at.clone(), message))?;
    }
    let when = take_text(source, &mut params, "when")?;
    let conclusive_when = take_text(source, &mut params, "conclusive_when")?;
    let each = take_text(source, &mut params, "each")?;
    let limit = match take_text(source, &mut params, "limit")? {
        None => LIMIT,
        Some(text) => duration::parse(text.get_ref()).ok_or_else(|| {
            source.fault(text.span(), format!("`{}` is not a time such as \"10s\" or \"500ms\"", text.get_ref()))
        })?,
    };
    let mut inputs = Vec::new();
    for text in when.iter().chain(&each).chain(&conclusive_when) {
        inputs.extend(names_in_expression(text.get_ref()).map_err(|mistake| source.mistake(text, mistake))?);
    }
    let params = Node::new(Value::Table(params.into()), at);
    names_in_params(source, &params, &mut inputs)?;
    inputs.retain(|input| input != name);
    Ok(Spec { name, at: entry.at(), kind, when, conclusive_when, each, limit, params, inputs })
}

/// A probe, and the facts that it promises where names are known.
fn one(source: Source<'_>, spec: Spec<'_>, names: Names<'_>) -> Result<(Probe, Option<Type>), Fault> {
    let (each, item) = match &spec.each {
        Some(text) => {
            let (place, item) = source.list(text, names)?;
            (Some(place), item)
        }
        None => (None, None),
    };
    let scope = with_item(names, item.as_ref());
    let names = scope.as_ref();
    let when = source.condition_if_there(spec.when.as_ref(), names)?;
    let mut probe = Probe {
        name: spec.name.to_owned(),
        kind: spec.kind,
        params: params(source, &spec.params, names)?,
        when,
        conclusive_when: None,
        each,
        limit: spec.limit,
        inputs: spec.inputs,
    };
    let Some(scope) = names else {
        probe.conclusive_when = source.condition_if_there(spec.conclusive_when.as_ref(), None)?;
        return Ok((probe, None));
    };
    let at = spec.params.at();
    let question = Question::read(spec.kind, &spec.params).map_err(|misread| source.misread(&misread))?;
    let facts = question.facts().map_err(|flaw| source.fault(at.clone(), flaw.to_string()))?;
    for text in [Some(question.looks()), question.by_hand()].into_iter().flatten() {
        Template::parse(&text, scope).map_err(|mistake| source.fault(at.clone(), mistake.message))?;
    }
    let own = scope.with(spec.name, facts.clone());
    probe.conclusive_when = source.condition_if_there(spec.conclusive_when.as_ref(), Some(&own))?;
    let facts = match item {
        None => facts,
        Some(item) => Type::record([("items", Type::list(facts.with([("item".to_owned(), item)])))]),
    };
    Ok((probe, Some(facts)))
}

fn params(source: Source<'_>, node: &Node<'_>, names: Names<'_>) -> Result<Params, Fault> {
    Ok(match &node.value {
        Value::Text(text) if text.contains("{{") || text.contains("{%") => {
            Params::Text(source.sentence(&Spanned::new(node.at(), text.to_string()), names)?)
        }
        Value::List(items) => {
            Params::List(items.iter().map(|item| params(source, item, names)).collect::<Result<_, _>>()?)
        }
        Value::Table(entries) => Params::Table(
            entries
                .iter()
                .map(|entry| Ok((entry.key.to_string(), params(source, &entry.node, names)?)))
                .collect::<Result<BTreeMap<_, _>, Fault>>()?,
        ),
        _ => Params::Plain(node.to_static()),
    })
}

fn take_text(source: Source<'_>, params: &mut Vec<Entry<'_>>, key: &str) -> Result<Option<Spanned<String>>, Fault> {
    let Some(at) = params.iter().position(|entry| entry.key == key) else { return Ok(None) };
    let node = params.remove(at).node;
    match node.as_text() {
        Some(text) => Ok(Some(Spanned::new(node.at(), text.to_owned()))),
        None => Err(source.fault(node.at(), format!("`{key}` is a text"))),
    }
}

/// Gathers the names in every text of a tree of parameters.
fn names_in_params(source: Source<'_>, node: &Node<'_>, names: &mut Vec<String>) -> Result<(), Fault> {
    match &node.value {
        Value::Text(text) => {
            let text = Spanned::new(node.at(), text.to_string());
            names.extend(names_in_sentence(text.get_ref()).map_err(|mistake| source.mistake(&text, mistake))?);
            Ok(())
        }
        Value::List(items) => items.iter().try_for_each(|item| names_in_params(source, item, names)),
        Value::Table(entries) => entries.iter().try_for_each(|entry| names_in_params(source, &entry.node, names)),
        _ => Ok(()),
    }
}

fn kind_words() -> String {
    Kind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(" ")
}
