//! From a check file as written to a check that is ready: every name, type, sentence and reference is looked at here.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, Deserializer};

use super::shared::Shared;
use super::source::Source;
use super::written::{Written, WrittenCause, WrittenStep};
use super::{data, fixes, probes};
use crate::check::{Cause, Check, CheckId, Rule, Standing, Step};
use crate::condition::{Condition, Place, Scope};
use crate::error::Fault;
use crate::fact::Type;
use crate::judge;
use crate::template::Template;

/// Reads a check file.
///
/// # Errors
/// The first fault in it, with line, column and, where names are limited, the allowed ones.
pub(super) fn compile(id: CheckId, source: Source<'_>, shared: &Shared) -> Result<Check, Fault> {
    let mut table = DeTable::parse(source.text).map_err(|error| source.toml_fault(&error))?;
    if let Some(cases) = table.get_ref().get("case") {
        return Err(source
            .fault(cases.span(), "cases are not part of a check file")
            .help(format!("move them to {}, beside it", cases_beside(source.file))));
    }
    // Read by hand, because the keys of a probe depend on its kind.
    let written_probes = table.get_mut().remove("probe");
    let written = Written::deserialize(Deserializer::from(table)).map_err(|error| source.toml_fault(&error))?;
    for (what, text) in [("title", &written.title), ("why", &written.why)] {
        if text.get_ref().trim().is_empty() {
            return Err(source.fault(text.span(), format!("`{what}` is empty: say it in one sentence")));
        }
    }
    let data = data::from_toml(&toml::Value::Table(written.data))
        .map_err(|message| Fault::new(message).in_file(source.file))?;
    let always = always().with("data", Type::of(&data));
    let (probes, scope) = probes::compile(source, written_probes.as_ref(), shared, &always)?;
    let mut causes = Vec::new();
    for cause in written.cause {
        let at = cause.span();
        causes.push(cause_of(source, cause.into_inner(), at, &scope)?);
    }
    unique_causes(source, &causes)?;
    let pass = written.pass.map(|text| sentence(source, &text, &scope)).transpose()?;
    let fixes = fixes::compile(source, written.fix, &causes, &scope)?;
    let needs = written.needs.iter().map(|text| needed(source, text)).collect::<Result<_, _>>()?;
    let check = Check {
        id,
        title: written.title.into_inner(),
        why: written.why.into_inner(),
        needs,
        profiles: written.profiles.into_iter().map(|(name, need)| (name.into_inner(), need)).collect(),
        on: written.on.into(),
        comes_right: written.wait,
        pass,
        data,
        probes,
        causes: causes.into_iter().map(|compiled| compiled.cause).collect(),
        fixes,
    };
    probes::all_are_read(source, written_probes.as_ref(), &check)?;
    Ok(check)
}

/// Where the cases of a check file are.
pub fn cases_beside(file: &str) -> String {
    format!("{}.cases.toml", file.trim_end_matches(".toml"))
}

/// What every condition and sentence may name.
fn always() -> Scope {
    Scope::new(judge::always_types().map(|(name, kind)| (name.to_owned(), kind)))
}

/// A cause with what the fixes need to know of it.
pub(super) struct Compiled {
    pub(super) cause: Cause,
    /// The type of `item`, where the cause is judged for each item of a list.
    pub(super) item: Option<Type>,
    pub(super) fix_at: Range<usize>,
}

fn cause_of(source: Source<'_>, written: WrittenCause, at: Range<usize>, scope: &Scope) -> Result<Compiled, Fault> {
    let (each, item) = match &written.each {
        None => (None, None),
        Some(text) => {
            let (place, item) = list_place(source, text, scope)?;
            (Some(place), Some(item))
        }
    };
    let scope = match &item {
        Some(item) => scope.with("item", item.clone()),
        None => scope.clone(),
    };
    let rule = rule(source, &written, at.clone(), each, &scope)?;
    let Some(fix) = written.fix else {
        return Err(source
            .fault(at, format!("cause `{}` has no fix", written.id.get_ref()))
            .help("add `fix = [\"…\"]` and a table [fix.…] that says what to do, in words if nothing else"));
    };
    if fix.get_ref().is_empty() {
        return Err(source.fault(fix.span(), format!("cause `{}` has no fix", written.id.get_ref())));
    }
    let fix_at = fix.span();
    let place = match (written.file, written.line) {
        (None, Some(line)) => return Err(source.fault(line.span(), "`line` is a line of `file`, so it needs one")),
        (None, None) => None,
        (Some(file), line) => Some(Standing {
            file: sentence(source, &file, &scope)?,
            line: line.map(|line| sentence(source, &line, &scope)).transpose()?,
        }),
    };
    Ok(Compiled {
        cause: Cause {
            id: kebab(source, &written.id)?,
            rule,
            say: sentence(source, &written.say, &scope)?,
            detail: written.detail.map(|text| sentence(source, &text, &scope)).transpose()?,
            place,
            about: written.about.map(|text| sentence(source, &text, &scope)).transpose()?,
            symptom: written.symptom,
            fix: fix.into_inner().into_iter().map(step).collect(),
        },
        item,
        fix_at,
    })
}

/// A cause has both a status and a condition, or neither and a symptom to be found by.
fn rule(
    source: Source<'_>,
    written: &WrittenCause,
    at: Range<usize>,
    each: Option<Place>,
    scope: &Scope,
) -> Result<Option<Rule>, Fault> {
    let id = written.id.get_ref();
    match (&written.when, written.status) {
        (Some(when), Some(status)) => {
            if written.at_least.is_some() && each.is_none() {
                return Err(source.fault(at, "`at_least` counts items, so it needs `each`"));
            }
            let when = condition(source, when, scope)?;
            Ok(Some(Rule { status, when, each, at_least: written.at_least.unwrap_or(1).max(1) }))
        }
        (Some(_), None) => Err(source
            .fault(at, format!("cause `{id}` has no `status`"))
            .help("write \"fail\", \"unknown\" or \"warn\"")),
        (None, None) if !written.symptom.is_empty() && each.is_none() => Ok(None),
        (None, _) => Err(source
            .fault(at, format!("cause `{id}` has no `when`"))
            .help("without `when` and `status` a cause only explains an error message, and needs a `symptom`")),
    }
}

fn step(written: WrittenStep) -> Step {
    match written {
        WrittenStep::One(id) => Step::One(id),
        WrittenStep::FirstThatFits(ids) => Step::FirstThatFits(ids),
    }
}

fn unique_causes(source: Source<'_>, causes: &[Compiled]) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    for compiled in causes {
        if !seen.insert(&compiled.cause.id) {
            return Err(source.fault(compiled.fix_at.clone(), format!("two causes are called `{}`", compiled.cause.id)));
        }
    }
    Ok(())
}

pub(super) fn kebab(source: Source<'_>, text: &Spanned<String>) -> Result<String, Fault> {
    let id = text.get_ref();
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(fine) {
        return Err(source
            .fault(text.span(), format!("`{id}` is not an id"))
            .help("ids are lower-case words joined by hyphens, such as too-old"));
    }
    Ok(id.clone())
}

pub(super) fn sentence(source: Source<'_>, text: &Spanned<String>, scope: &Scope) -> Result<Template, Fault> {
    Template::parse(text.get_ref(), scope).map_err(|mistake| source.mistake(text, mistake))
}

pub(super) fn condition(source: Source<'_>, text: &Spanned<String>, scope: &Scope) -> Result<Condition, Fault> {
    Condition::parse(text.get_ref(), scope).map_err(|mistake| source.mistake(text, mistake))
}

/// A place that holds a list, and the type of its items.
pub(super) fn list_place(source: Source<'_>, text: &Spanned<String>, scope: &Scope) -> Result<(Place, Type), Fault> {
    let (place, kind) = Place::parse(text.get_ref(), scope).map_err(|mistake| source.mistake(text, mistake))?;
    match kind {
        Type::List(item) => Ok((place, *item)),
        other => Err(source.fault(text.span(), format!("`each` needs a list, and this is a {other}"))),
    }
}

fn needed(source: Source<'_>, text: &Spanned<String>) -> Result<CheckId, Fault> {
    CheckId::parse(text.get_ref()).ok_or_else(|| {
        source
            .fault(text.span(), format!("`{}` is not the id of a check", text.get_ref()))
            .help("ids are written area/name, as `doctor list` shows them")
    })
}
