//! Reads the fixes of a check file and ties them to the causes that name them.

use std::collections::BTreeMap;

use super::causes::Compiled;
use super::compile::kebab;
use super::file::{AskFile, EditFile, FixFile};
use super::shared::Shared;
use super::source::{Names, Source, with_item};
use crate::check::{Action, Asked, Change, Fix, Risk, Window};
use crate::error::Fault;
use crate::fact::{Facts, Type};
use crate::tree::{Spanned, read};

/// The fixes of the file, and the common ones that its causes name: those are read as if they were in the file.
pub(super) fn compile(
    source: Source<'_>,
    own: BTreeMap<Spanned<String>, FixFile>,
    causes: &[Compiled],
    shared: &Shared,
    names: Names<'_>,
) -> Result<Vec<Fix>, Fault> {
    let known: Vec<&str> = own.keys().map(|id| id.get_ref().as_str()).collect();
    let mut fixes: Vec<Fix> = Vec::new();
    for compiled in causes {
        for id in compiled.cause.fix.iter().flat_map(|step| step.ids()) {
            if known.contains(&id.as_str()) || fixes.iter().any(|fix| fix.id == *id) {
                continue;
            }
            let Some((file, node)) = shared.fix(id) else {
                let all = known.iter().map(|id| (*id).to_owned()).chain(Shared::fixes()).collect::<Vec<_>>();
                return Err(source
                    .fault(compiled.fix_at.clone(), format!("there is no fix `{id}`"))
                    .help(format!("fixes of this file, and common ones: {}", all.join(" "))));
            };
            let common = Source { file, text: "" };
            let scope = scope_of(id, causes, names).flatten();
            let fix = read(node).map_err(|misread| common.misread(&misread))?;
            let id = Spanned::new(0..0, id.clone());
            // Its names are those of this check, so that is where a wrong one is told.
            let told = |fault: Fault| {
                source.fault(compiled.fix_at.clone(), format!("{file}, {}: {}", id.get_ref(), fault.message))
            };
            fixes.push(one(common, id.get_ref().clone(), &id, fix, scope.as_ref()).map_err(told)?);
        }
    }
    for (id, fix) in own {
        let Some(scope) = scope_of(id.get_ref(), causes, names) else {
            return Err(source.fault(id.span(), format!("no cause uses the fix `{}`", id.get_ref())));
        };
        fixes.push(one(source, kebab(source, &id)?, &id, fix, scope.as_ref())?);
    }
    Ok(fixes)
}

/// The names that a fix may use; none where no cause uses it. `item` is one of them where every cause that uses it has
/// the same kind of item.
fn scope_of(id: &str, causes: &[Compiled], names: Names<'_>) -> Option<Option<crate::condition::Scope>> {
    let mut users =
        causes.iter().filter(|compiled| compiled.cause.fix.iter().flat_map(|step| step.ids()).any(|used| used == id));
    let item: Option<&Type> = users.next()?.item.as_ref();
    Some(with_item(names, item.filter(|item| users.all(|other| other.item.as_ref() == Some(item)))))
}

fn one(
    source: Source<'_>,
    name: String,
    id: &Spanned<String>,
    written: FixFile,
    names: Names<'_>,
) -> Result<Fix, Fault> {
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
        actions.push((Action::Run(source.sentences(&run, names)?), None));
    }
    if let Some(paste) = written.paste {
        let sh = source.sentence_if_there(paste.sh.as_ref(), names)?;
        let powershell = source.sentence_if_there(paste.powershell.as_ref(), names)?;
        let window = if paste.here { Window::This } else { Window::Any };
        actions.push((Action::Paste { sh, powershell, window }, None));
    }
    if let Some(open) = written.open {
        actions.push((Action::Open(source.sentence(&open, names)?), Some(Risk::Manual)));
    }
    if let Some(text) = written.text {
        actions.push((Action::Text(source.sentence(&text, names)?), Some(Risk::Manual)));
    }
    if let Some(written) = written.edit {
        actions.push((edit(source, id, written, names)?, Some(Risk::EditsFile)));
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
    let touches = source.sentences(&written.touches, names)?;
    let undo = written.undo.as_deref().map(|texts| source.sentences(texts, names)).transpose()?;
    let does_something = matches!(action, Action::Run(_) | Action::Paste { window: Window::Any, .. });
    if does_something && risk == Risk::EditsFile && touches.is_empty() && undo.is_none() {
        return Err(source
            .fault(id.span(), format!("fix `{}` edits files and does not say how that is taken back", id.get_ref()))
            .help("touches = the files that it changes, or undo = the words of a program that takes it back"));
    }
    Ok(Fix {
        id: name,
        title: source.sentence(&written.title, names)?,
        on: written.on.into(),
        when: source.condition_if_there(written.when.as_ref(), names)?,
        ask: written.ask.map(|ask| asked(source, ask, &action)).transpose()?,
        action,
        risk,
        touches,
        undo,
        within: written.within,
    })
}

fn asked(source: Source<'_>, written: Spanned<AskFile>, action: &Action) -> Result<Asked, Fault> {
    let at = written.span();
    let AskFile { say, like } = written.into_inner();
    let has_it = matches!(action, Action::Run(words) if words.iter().any(|word| word.say(&Facts::new()) == like));
    if !has_it {
        return Err(source.fault(at, format!("no word of `run` is `{like}`, which the answer would replace")));
    }
    Ok(Asked { say, like })
}

fn edit(source: Source<'_>, id: &Spanned<String>, written: EditFile, names: Names<'_>) -> Result<Action, Fault> {
    let file = source.sentence(&written.file, names)?;
    let change = match (written.remove_line, written.append_line, written.set_key) {
        (Some(line), None, None) => Change::RemoveLine(source.sentence(&line, names)?),
        (None, Some(line), None) => Change::AppendLine(source.sentence(&line, names)?),
        (None, None, Some(name)) => Change::SetKey(source.sentence(&name, names)?),
        _ => {
            return Err(source
                .fault(id.span(), format!("the edit of fix `{}` must make exactly one change", id.get_ref()))
                .help("one of: remove_line append_line set_key"));
        }
    };
    Ok(Action::Edit { file, change })
}
