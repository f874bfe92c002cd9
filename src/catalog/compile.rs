//! From a check file to a check that is ready: every name, type, sentence and reference is looked at here.

use serde::Deserialize;

use super::causes;
use super::file::{CheckFile, PassFile};
use super::shared::Shared;
use super::source::{Names, Source};
use super::{constants, fixes, probes};
use crate::check::{Check, CheckId, Pass};
use crate::condition::{Expression, Scope};
use crate::error::Fault;
use crate::fact::Type;
use crate::judge;
use crate::tree::{Node, Spanned, Value};

/// How much is looked at when a check is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Every name, type and sentence: for files that somebody may just have written.
    Full,
    /// Only what a run needs, because tests looked at the rest.
    Deferred,
}

/// Compiles a check file.
///
/// # Errors
/// The first fault in it, with line, column and, where names are limited, the allowed ones.
pub(super) fn compile(
    id: CheckId,
    source: Source<'_>,
    node: &Node<'_>,
    shared: &Shared,
    depth: Depth,
) -> Result<Check, Fault> {
    if let Some(cases) = node.get("case") {
        return Err(source
            .fault(cases.at(), "cases are not part of a check file")
            .help(format!("move them to {}, beside it", cases_beside(source.file))));
    }
    let file = CheckFile::deserialize(node).map_err(|misread| source.misread(&misread))?;
    for (what, text) in [("title", &file.title), ("why", &file.why)] {
        if text.get_ref().trim().is_empty() {
            return Err(source.fault(text.span(), format!("`{what}` is empty: say it in one sentence")));
        }
    }
    let data = match node.get("data") {
        Some(data) => constants::from_node(data).map_err(|misread| source.misread(&misread))?,
        None => constants::none(),
    };
    let scope = (depth == Depth::Full).then(|| always().with("data", Type::of(&data)));
    let (probes, scope) = probes::compile(source, node.get("probe"), shared, scope)?;
    let (lets, scope) = lets(source, node.get("let"), scope)?;
    let names = scope.as_ref();
    let causes = causes::compile(source, file.cause, names)?;
    let pass = passes(source, node.get("pass"), names)?;
    let fixes = fixes::compile(source, file.fix, &causes, shared, names)?;
    let needs = file.needs.iter().map(|text| needed(source, text)).collect::<Result<_, _>>()?;
    let check = Check {
        id,
        title: file.title.into_inner(),
        why: file.why.into_inner(),
        needs,
        profiles: file.profiles.into_iter().map(|(name, need)| (name.into_inner(), need)).collect(),
        on: file.on.into(),
        comes_right: file.wait,
        lets,
        pass,
        data,
        probes,
        causes: causes.into_iter().map(|compiled| compiled.cause).collect(),
        fixes,
    };
    if depth == Depth::Full {
        probes::all_are_read(source, node.get("probe"), &check)?;
    }
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

/// Derived facts by their names.
type Lets = Vec<(String, Expression)>;

/// The derived facts in the order of the file, and the scope with them: a later one may use those before it.
fn lets(source: Source<'_>, node: Option<&Node<'_>>, mut scope: Option<Scope>) -> Result<(Lets, Option<Scope>), Fault> {
    let mut lets = Vec::new();
    for entry in node.map_or(&[][..], Node::entries) {
        let name = entry.key.as_ref();
        if scope.as_ref().is_some_and(|scope| scope.knows(name)) || name == "item" {
            return Err(source
                .fault(entry.at(), format!("there is another fact `{name}`"))
                .help("give it a name of its own"));
        }
        let Some(text) = entry.node.as_text() else {
            return Err(source.fault(entry.node.at(), format!("`{name}` is an expression in quotes")));
        };
        let text = Spanned::new(entry.node.at(), text.to_owned());
        let (expression, kind) = source.expression(&text, scope.as_ref())?;
        scope = scope.zip(kind).map(|(scope, kind)| scope.with(name, kind));
        lets.push((name.to_owned(), expression));
    }
    Ok((lets, scope))
}

/// What is said when nothing is wrong: one sentence, or `[[pass]]` tables.
fn passes(source: Source<'_>, node: Option<&Node<'_>>, names: Names<'_>) -> Result<Vec<Pass>, Fault> {
    let Some(node) = node else { return Ok(Vec::new()) };
    if let Some(text) = node.as_text() {
        let say = source.sentence(&Spanned::new(node.at(), text.to_owned()), names)?;
        return Ok(vec![Pass { when: None, say }]);
    }
    let Value::List(items) = &node.value else {
        return Err(source.fault(node.at(), "`pass` is a sentence, or several tables [[pass]]"));
    };
    let one = |item: &Node<'_>| {
        let file = PassFile::deserialize(item).map_err(|misread| source.misread(&misread))?;
        let when = source.condition_if_there(file.when.as_ref(), names)?;
        Ok(Pass { when, say: source.sentence(&file.say, names)? })
    };
    items.iter().map(one).collect()
}

/// An id of a cause or a fix: lower-case words joined by hyphens.
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

fn needed(source: Source<'_>, text: &Spanned<String>) -> Result<CheckId, Fault> {
    CheckId::parse(text.get_ref()).ok_or_else(|| {
        source
            .fault(text.span(), format!("`{}` is not the id of a check", text.get_ref()))
            .help("ids are written area/name, as `doctor list` shows them")
    })
}
