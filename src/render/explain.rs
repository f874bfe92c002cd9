//! One check explained: what it is about, why it matters, how doctor looks, what can be wrong, and how to fix it here.

use owo_colors::OwoColorize;

use super::Look;
use super::words::indented;
use crate::check::{Cause, Check, Fix, Severity};
use crate::condition::Condition;
use crate::fact::{Fact, Facts};
use crate::machine::Machine;
use crate::report::FixShown;

/// The explanation for people. Facts that only a run can know stand as `<name>`.
///
/// `known` are the facts that do not depend on the tool in question, such as the system and its installers.
pub fn explain(check: &Check, machine: &Machine, known: &Facts, look: &Look) -> String {
    let mut out = format!("{}\n  {}\n", check.id.bold(), wrapped(&check.title, look));
    section(&mut out, "Why it matters", [check.why.clone()], look);
    let looks = check.probes.iter().map(|probe| probe.looks.outline(known));
    section(&mut out, "How doctor looks", looks, look);
    if !check.needs.is_empty() {
        let needs: Vec<&str> = check.needs.iter().map(|id| id.as_str()).collect();
        section(&mut out, "Waits for", [needs.join(", ")], look);
    }
    out.push_str(&format!("\n{}\n", format!("What can be wrong, and what to do on {}", machine.os.spoken()).bold()));
    for cause in &check.causes {
        one_cause(&mut out, check, cause, machine, known, look);
    }
    let by_hand: Vec<String> =
        check.probes.iter().filter_map(|probe| probe.by_hand.as_ref()).map(|text| text.outline(known)).collect();
    if !by_hand.is_empty() {
        out.push_str(&format!("\n{}\n", "How to check it yourself".bold()));
        for line in by_hand {
            out.push_str(&format!("  {line}\n"));
        }
    }
    out.push_str(&format!("\n{}\n  doctor check {}\n", "Ask doctor about this alone".bold(), check.id));
    out
}

/// What an error message may mean, the likeliest first, with what to do about each.
pub fn explain_error(meanings: &[Meaning<'_>], machine: &Machine, look: &Look) -> String {
    let mut out = String::new();
    for meaning in meanings {
        let Meaning { check, cause, known } = meaning;
        one_cause(&mut out, check, cause, machine, known, look);
        out.push_str(&format!(
            "        {}\n\n",
            wrapped_at(&format!("To see whether it is that: doctor check {}", check.id), 8, look)
        ));
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
}

fn one_cause(out: &mut String, check: &Check, cause: &Cause, machine: &Machine, known: &Facts, look: &Look) {
    let severity = match cause.status {
        Severity::Fail => "FAIL",
        Severity::Warn => "WARN",
    };
    out.push_str(&format!("  {severity}  {}\n", wrapped_at(&cause.say.outline(known), 8, look)));
    for step in &cause.fix {
        let fixes = step.ids().iter().filter_map(|id| check.fix(id));
        for (at, fix) in fixes.filter(|fix| may_fit(fix, machine, known)).enumerate() {
            let or = if at > 0 { "or: " } else { "" };
            one_fix(out, or, &FixShown::outlined(fix, known), machine, look);
        }
    }
}

/// Whether a fix can be the one for this machine, as far as is known without a run.
fn may_fit(fix: &Fix, machine: &Machine, known: &Facts) -> bool {
    let decided = |when: &&Condition| when.roots().iter().all(|root| known.contains_key(root));
    let fits = fix.when.as_ref().filter(decided).is_none_or(|when| when.judge(known) == Fact::Bool(true));
    fix.is_for(machine) && fits
}

fn section(out: &mut String, heading: &str, lines: impl IntoIterator<Item = String>, look: &Look) {
    let lines: Vec<String> = lines.into_iter().map(|line| format!("  {}\n", wrapped(&line, look))).collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n{}\n{}", heading.bold(), lines.concat()));
    }
}

fn one_fix(out: &mut String, or: &str, fix: &FixShown, machine: &Machine, look: &Look) {
    let doing = super::shell::doing(fix, machine);
    let words = doing.words.map(|words| format!(" {words}")).unwrap_or_default();
    let end = if doing.copy.is_some() && words.is_empty() { ":" } else { "." };
    out.push_str(&format!("        {}\n", wrapped_at(&format!("{or}{}{end}{words}", fix.title), 8, look)));
    for line in doing.copy.unwrap_or_default().lines() {
        out.push_str(&format!("          {line}\n"));
    }
}

fn wrapped(text: &str, look: &Look) -> String {
    wrapped_at(text, 2, look)
}

fn wrapped_at(text: &str, indent: usize, look: &Look) -> String {
    indented(text, indent, look.width)
}
