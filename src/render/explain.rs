//! One check explained: what it is about, why it matters, how doctor looks, what can be wrong, and how to fix it here.

use owo_colors::OwoColorize;

use super::Look;
use super::shell::{Doing, doing};
use super::words::indented;
use crate::catalog::{by_hand, looks};
use crate::check::{Cause, Check, Fix, Severity, Step};
use crate::fact::{Fact, Facts};
use crate::machine::{Machine, Os};
use crate::report::FixShown;
use crate::template::{Filled, Template};

/// The explanation for people. Facts that only a run can know stand as `<name>`.
///
/// `known` are the facts that do not depend on the tool in question, such as the system and its installers.
pub fn explain(check: &Check, machine: &Machine, known: &Facts, look: &Look) -> String {
    let mut out = format!("{}\n  {}\n", check.id.bold(), wrapped(&check.title, look));
    section(&mut out, "Why it matters", [check.why.clone()], look);
    // Places that only a run knows stand as facts do.
    let plain = |text: String| text.replace("{project}", "<project>").replace("{temp}", "<temporary files>");
    let mut sentences: Vec<String> = Vec::new();
    for sentence in looks(check).iter().map(|text| plain(text.outline(known))) {
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    section(&mut out, "How doctor looks", sentences, look);
    if !check.needs.is_empty() {
        let needs: Vec<&str> = check.needs.iter().map(|id| id.as_str()).collect();
        section(&mut out, "Waits for", [needs.join(", ")], look);
    }
    out.push_str(&format!("\n{}\n", format!("What can be wrong, and what to do on {}", machine.os.spoken()).bold()));
    for cause in &check.causes {
        one_cause(&mut out, check, cause, machine, known, look);
    }
    let typed: Vec<String> = by_hand(check).iter().map(|text| text.outline(known)).collect();
    if !typed.is_empty() {
        out.push_str(&format!("\n{}\n", "How to check it yourself".bold()));
        for line in typed {
            out.push_str(&format!("  {line}\n"));
        }
    }
    out.push_str(&format!("\n{}\n  doctor check {}\n", "Ask doctor about this alone".bold(), check.id));
    out
}

/// What an error message may mean, the likeliest first, with what to do about each.
pub fn explain_error(meanings: &[Meaning<'_>], here: Os, look: &Look) -> String {
    let mut out = String::new();
    for meaning in meanings {
        let Meaning { check, cause, known, machine } = meaning;
        if machine.os != here {
            out.push_str(&format!("{}\n", format!("On {}", machine.os.spoken()).bold()));
        }
        one_cause(&mut out, check, cause, machine, known, look);
        let look_yourself = match cause.rule {
            Some(_) => format!("To see whether it is that: doctor check {}", check.id),
            None => "doctor cannot look for this: only the message tells.".to_owned(),
        };
        out.push_str(&format!("        {}\n\n", wrapped_at(&look_yourself, 8, look)));
    }
    if out.is_empty() {
        out.push_str("doctor does not know this message. Run `doctor`: it may find the cause without it.\n");
    }
    out
}

/// One cause that an error message points to, and the facts that are known already.
#[derive(Debug)]
pub struct Meaning<'a> {
    pub check: &'a Check,
    pub cause: &'a Cause,
    pub known: Facts,
    /// Where the message was seen.
    pub machine: Machine,
}

impl Meaning<'_> {
    /// Whether it can be that on its machine: the check is for it, and something can be done there.
    pub fn can_be(&self) -> bool {
        let fitting = |step: &Step| {
            let mut fixes = step.ids().iter().filter_map(|id| self.check.fix(id));
            fixes.any(|fix| may_fit(fix, &self.machine, &self.known))
        };
        self.check.fits(&self.machine) && self.cause.fix.iter().any(fitting) && !self.is_excluded()
    }

    /// Whether what is known already rules the cause out, whatever a run would learn.
    fn is_excluded(&self) -> bool {
        let Some(rule) = &self.cause.rule else { return false };
        rule.when.judge_so_far(&self.known) == Fact::Bool(false)
    }
}

/// One cause with its fixes; nothing where none of them can be for this machine.
fn one_cause(out: &mut String, check: &Check, cause: &Cause, machine: &Machine, known: &Facts, look: &Look) {
    let fitting = |step: &Step| {
        let fixes = step.ids().iter().filter_map(|id| check.fix(id)).filter(|fix| may_fit(fix, machine, known));
        fixes.map(|fix| FixShown::outlined(fix, known)).collect::<Vec<_>>()
    };
    let steps: Vec<Vec<FixShown>> = cause.fix.iter().map(fitting).filter(|fixes| !fixes.is_empty()).collect();
    if steps.is_empty() {
        return;
    }
    let label = match cause.rule.as_ref().map(|rule| rule.status) {
        Some(Severity::Fail) => "FAIL",
        Some(Severity::Unknown) => "MAYBE",
        Some(Severity::Warn) => "WARN",
        None => "NOTE",
    };
    out.push_str(&format!("  {label}  {}\n", wrapped_at(&cause.say.outline(known), 8, look)));
    if let Some(symptom) = cause.symptom.first() {
        out.push_str(&format!("        {}\n", wrapped_at(&format!("Elsewhere you may see: {symptom}"), 8, look)));
    }
    for (at, fixes) in steps.iter().enumerate() {
        let number = if steps.len() > 1 { format!("{}. ", at + 1) } else { String::new() };
        for (at, fix) in fixes.iter().enumerate() {
            let lead = if at > 0 { "or: " } else { number.as_str() };
            one_fix(out, lead, fix, machine, look);
        }
    }
}

/// Whether a fix can be the one for this machine, as far as is known without a run.
fn may_fit(fix: &Fix, machine: &Machine, known: &Facts) -> bool {
    let decided = |roots: Vec<String>| roots.iter().all(|root| known.contains_key(root));
    let when = fix.when.as_ref().map(|when| when.judge_so_far(known));
    let fits = matches!(when, None | Some(Fact::Bool(true) | Fact::Unknown(_)));
    // A text whose facts are known and missing cannot be said here.
    let can_be_said = |text: &Template| !decided(text.roots()) || matches!(text.fill(known), Filled::Text(_));
    fix.is_for(machine) && fits && fix.texts().into_iter().all(can_be_said)
}

fn section(out: &mut String, heading: &str, lines: impl IntoIterator<Item = String>, look: &Look) {
    let lines: Vec<String> = lines.into_iter().map(|line| format!("  {}\n", wrapped(&line, look))).collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n{}\n{}", heading.bold(), lines.concat()));
    }
}

fn one_fix(out: &mut String, lead: &str, fix: &FixShown, machine: &Machine, look: &Look) {
    let end = if fix.title.ends_with(['.', ':', '!']) { "" } else { ":" };
    out.push_str(&format!("        {}\n", wrapped_at(&format!("{lead}{}{end}", fix.title), 8, look)));
    match doing(fix, machine) {
        Doing::Read(words) => out.push_str(&format!("          {}\n", wrapped_at(&words, 10, look))),
        Doing::Copy(text) => text.lines().for_each(|line| out.push_str(&format!("          {line}\n"))),
    }
}

fn wrapped(text: &str, look: &Look) -> String {
    wrapped_at(text, 2, look)
}

fn wrapped_at(text: &str, indent: usize, look: &Look) -> String {
    indented(text, indent, look.width)
}
