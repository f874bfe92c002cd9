//! Reads the causes of a check file.

use std::collections::BTreeSet;
use std::ops::Range;

use super::compile::kebab;
use super::file::{CauseFile, StepFile};
use super::source::{Names, Source, with_item};
use crate::check::{Cause, Rule, Standing, Step};
use crate::condition::Place;
use crate::error::Fault;
use crate::fact::Type;
use crate::tree::Spanned;

/// A cause with what the fixes need to know of it.
pub(super) struct Compiled {
    pub(super) cause: Cause,
    /// The type of `item`, where the cause is judged for each item of a list and types are known.
    pub(super) item: Option<Type>,
    pub(super) fix_at: Range<usize>,
}

pub(super) fn compile(
    source: Source<'_>,
    files: Vec<Spanned<CauseFile>>,
    names: Names<'_>,
) -> Result<Vec<Compiled>, Fault> {
    let mut causes = Vec::new();
    let mut seen = BTreeSet::new();
    for file in files {
        let at = file.span();
        let compiled = one(source, file.into_inner(), at, names)?;
        if !seen.insert(compiled.cause.id.clone()) {
            return Err(source.fault(compiled.fix_at, format!("two causes are called `{}`", compiled.cause.id)));
        }
        causes.push(compiled);
    }
    Ok(causes)
}

fn one(source: Source<'_>, file: CauseFile, at: Range<usize>, names: Names<'_>) -> Result<Compiled, Fault> {
    let (each, item) = match &file.each {
        None => (None, None),
        Some(text) => {
            let (place, item) = source.list(text, names)?;
            (Some(place), item)
        }
    };
    let scope = with_item(names, item.as_ref());
    let names = scope.as_ref();
    let rule = rule(source, &file, at.clone(), each, names)?;
    let Some(fix) = file.fix else {
        return Err(source
            .fault(at, format!("cause `{}` has no fix", file.id.get_ref()))
            .help("add `fix = [\"…\"]` and a table [fix.…] that says what to do, in words if nothing else"));
    };
    if fix.get_ref().is_empty() {
        return Err(source.fault(fix.span(), format!("cause `{}` has no fix", file.id.get_ref())));
    }
    let fix_at = fix.span();
    let place = match (file.file, file.line) {
        (None, Some(line)) => return Err(source.fault(line.span(), "`line` is a line of `file`, so it needs one")),
        (None, None) => None,
        (Some(file), line) => Some(Standing {
            file: source.sentence(&file, names)?,
            line: source.sentence_if_there(line.as_ref(), names)?,
        }),
    };
    Ok(Compiled {
        cause: Cause {
            id: kebab(source, &file.id)?,
            rule,
            say: source.sentence(&file.say, names)?,
            detail: source.sentence_if_there(file.detail.as_ref(), names)?,
            place,
            about: source.sentence_if_there(file.about.as_ref(), names)?,
            symptom: file.symptom,
            fix: fix.into_inner().into_iter().map(step).collect(),
        },
        item,
        fix_at,
    })
}

/// A cause has both a status and a condition, or neither and a symptom to be found by.
fn rule(
    source: Source<'_>,
    file: &CauseFile,
    at: Range<usize>,
    each: Option<Place>,
    names: Names<'_>,
) -> Result<Option<Rule>, Fault> {
    let id = file.id.get_ref();
    match (&file.when, file.status) {
        (Some(when), Some(status)) => {
            if file.at_least.is_some() && each.is_none() {
                return Err(source.fault(at, "`at_least` counts items, so it needs `each`"));
            }
            let when = source.condition(when, names)?;
            Ok(Some(Rule { status, when, each, at_least: file.at_least.unwrap_or(1).max(1) }))
        }
        (Some(_), None) => Err(source
            .fault(at, format!("cause `{id}` has no `status`"))
            .help("write \"fail\", \"unknown\" or \"warn\"")),
        (None, None) if !file.symptom.is_empty() && each.is_none() => Ok(None),
        (None, _) => Err(source
            .fault(at, format!("cause `{id}` has no `when`"))
            .help("without `when` and `status` a cause only explains an error message, and needs a `symptom`")),
    }
}

fn step(file: StepFile) -> Step {
    match file {
        StepFile::One(id) => Step::One(id),
        StepFile::FirstThatFits(ids) => Step::FirstThatFits(ids),
    }
}
