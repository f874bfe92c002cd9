//! Chooses the fixes that fit this machine and fills them in.

use crate::check::{Cause, Check, Fix};
use crate::fact::{Fact, Facts};
use crate::machine::Machine;
use crate::report::FixShown;

/// The fixes of one finding, each with an id of its own.
pub(super) struct Shown<'a> {
    check: &'a Check,
    machine: &'a Machine,
    fixes: Vec<FixShown>,
}

impl<'a> Shown<'a> {
    pub(super) fn new(check: &'a Check, machine: &'a Machine) -> Self {
        Self { check, machine, fixes: Vec::new() }
    }

    pub(super) fn all(self) -> Vec<FixShown> {
        self.fixes
    }

    /// The ids of the fixes for a cause, in order: of alternatives the first that fits, and none where none does.
    pub(super) fn for_cause(&mut self, cause: &Cause, facts: &Facts) -> Vec<String> {
        let mut ids = Vec::new();
        for step in &cause.fix {
            let fitting = step.ids().iter().filter_map(|id| self.check.fix(id)).find(|fix| self.fits(fix, facts));
            if let Some(fix) = fitting {
                ids.push(self.show(fix, facts));
            }
        }
        ids
    }

    fn fits(&self, fix: &Fix, facts: &Facts) -> bool {
        fix.is_for(self.machine) && fix.when.as_ref().is_none_or(|when| when.judge(facts) == Fact::Bool(true))
    }

    /// The same fix for two items may come out different: then it gets a number behind its id.
    fn show(&mut self, fix: &Fix, facts: &Facts) -> String {
        let filled = FixShown::filled(fix, facts);
        let same = |known: &FixShown| FixShown { id: filled.id.clone(), ..known.clone() } == filled;
        let base = format!("{}#", fix.id);
        let family = |known: &&FixShown| known.id == fix.id || known.id.starts_with(&base);
        if let Some(known) = self.fixes.iter().filter(family).find(|known| same(known)) {
            return known.id.clone();
        }
        let count = self.fixes.iter().filter(family).count();
        let id = if count == 0 { fix.id.clone() } else { format!("{base}{}", count + 1) };
        self.fixes.push(FixShown { id: id.clone(), ..filled });
        id
    }
}
