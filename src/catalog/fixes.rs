//! Reads the fixes of a check file and ties them to the causes that name them.

use std::collections::BTreeMap;

use toml::Spanned;

use super::compile::{Compiled, condition, kebab, sentence};
use super::source::Source;
use super::written::{WrittenAsk, WrittenEdit, WrittenFix};
use crate::check::{Action, Asked, Change, Fix, Risk, Window};
use crate::condition::Scope;
use crate::error::Fault;
use crate::fact::{Facts, Type};
use crate::template::Template;

pub(super) fn compile(
    source: Source<'_>,
    written: BTreeMap<Spanned<String>, WrittenFix>,
    causes: &[Compiled],
    scope: &Scope,
) -> Result<Vec<Fix>, Fault> {
    let known: Vec<&str> = written.keys().map(|id| id.get_ref().as_str()).collect();
    for compiled in causes {
        for id in compiled.cause.fix.iter().flat_map(|step| step.ids()) {
            if !known.contains(&id.as_str()) {
                return Err(source
                    .fault(compiled.fix_at.clone(), format!("there is no fix `{id}`"))
                    .help(format!("fixes of this file: {}", known.join(" "))));
            }
        }
    }
    let mut fixes = Vec::new();
    for (id, fix) in written {
        let scope = match item_of(id.get_ref(), causes) {
            Use::Never => return Err(source.fault(id.span(), format!("no cause uses the fix `{}`", id.get_ref()))),
            Use::WithItem(item) => scope.with("item", item),
            Use::Plain => scope.clone(),
        };
        fixes.push(one(source, &id, fix, &scope)?);
    }
    Ok(fixes)
}

/// How causes use a fix: `item` is known in it only where every cause that uses it has the same kind of item.
enum Use {
    Never,
    Plain,
    WithItem(Type),
}

fn item_of(id: &str, causes: &[Compiled]) -> Use {
    let mut users =
        causes.iter().filter(|compiled| compiled.cause.fix.iter().flat_map(|step| step.ids()).any(|used| used == id));
    let Some(first) = users.next() else { return Use::Never };
    match &first.item {
        Some(item) if users.all(|other| other.item.as_ref() == Some(item)) => Use::WithItem(item.clone()),
        _ => Use::Plain,
    }
}

fn one(source: Source<'_>, id: &Spanned<String>, written: WrittenFix, scope: &Scope) -> Result<Fix, Fault> {
    let mut actions = Vec::new();
    if let Some(run) = written.run {
        if run.is_empty() {
            return Err(source.fault(id.span(), "`run` names no program"));
        }
        let program = run[0].get_ref();
        if program.contains(' ') && !program.contains(['/', '\\', '{']) {
            return Err(source
                .fault(run[0].span(), "the name of a program has no blanks")
                .help(format!("write each word for itself: {:?}", program.split(' ').collect::<Vec<_>>())));
        }
        let words = run.iter().map(|word| sentence(source, word, scope)).collect::<Result<_, _>>()?;
        actions.push((Action::Run(words), None));
    }
    if let Some(paste) = written.paste {
        let sh = paste.sh.map(|text| sentence(source, &text, scope)).transpose()?;
        let powershell = paste.powershell.map(|text| sentence(source, &text, scope)).transpose()?;
        let window = if paste.here { Window::This } else { Window::Any };
        actions.push((Action::Paste { sh, powershell, window }, None));
    }
    if let Some(open) = written.open {
        actions.push((Action::Open(sentence(source, &open, scope)?), Some(Risk::Manual)));
    }
    if let Some(text) = written.text {
        actions.push((Action::Text(sentence(source, &text, scope)?), Some(Risk::Manual)));
    }
    if let Some(written) = written.edit {
        actions.push((edit(source, id, written, scope)?, Some(Risk::EditsFile)));
    }
    let mut actions = actions.into_iter();
    let (Some((action, usual)), None) = (actions.next(), actions.next()) else {
        return Err(source
            .fault(id.span(), format!("fix `{}` must have exactly one way to do it", id.get_ref()))
            .help("one of: run paste open text edit"));
    };
    let Some(risk) = written.risk.or(usual) else {
        return Err(source
            .fault(id.span(), format!("fix `{}` does not say its risk", id.get_ref()))
            .help("risk = one of: safe edits-file installs signs-in needs-admin costs-money manual"));
    };
    let texts = |texts: &[Spanned<String>]| -> Result<Vec<Template>, Fault> {
        texts.iter().map(|text| sentence(source, text, scope)).collect()
    };
    let (touches, undo) = (texts(&written.touches)?, written.undo.as_deref().map(texts).transpose()?);
    let does_something = matches!(action, Action::Run(_) | Action::Paste { window: Window::Any, .. });
    if does_something && risk == Risk::EditsFile && touches.is_empty() && undo.is_none() {
        return Err(source
            .fault(id.span(), format!("fix `{}` edits files and does not say how that is taken back", id.get_ref()))
            .help("touches = the files that it changes, or undo = the words of a program that takes it back"));
    }
    Ok(Fix {
        id: kebab(source, id)?,
        title: sentence(source, &written.title, scope)?,
        on: written.on.into(),
        when: written.when.map(|text| condition(source, &text, scope)).transpose()?,
        ask: written.ask.map(|ask| asked(source, ask, &action)).transpose()?,
        action,
        risk,
        touches,
        undo,
        within: written.within,
    })
}

fn asked(source: Source<'_>, written: Spanned<WrittenAsk>, action: &Action) -> Result<Asked, Fault> {
    let at = written.span();
    let WrittenAsk { say, like } = written.into_inner();
    let has_it = matches!(action, Action::Run(words) if words.iter().any(|word| word.say(&Facts::new()) == like));
    if !has_it {
        return Err(source.fault(at, format!("no word of `run` is `{like}`, which the answer would replace")));
    }
    Ok(Asked { say, like })
}

fn edit(source: Source<'_>, id: &Spanned<String>, written: WrittenEdit, scope: &Scope) -> Result<Action, Fault> {
    let file = sentence(source, &written.file, scope)?;
    let change = match (written.remove_line, written.append_line, written.set_key) {
        (Some(line), None, None) => Change::RemoveLine(sentence(source, &line, scope)?),
        (None, Some(line), None) => Change::AppendLine(sentence(source, &line, scope)?),
        (None, None, Some(name)) => Change::SetKey(sentence(source, &name, scope)?),
        _ => {
            return Err(source
                .fault(id.span(), format!("the edit of fix `{}` must make exactly one change", id.get_ref()))
                .help("one of: remove_line append_line set_key"));
        }
    };
    Ok(Action::Edit { file, change })
}
