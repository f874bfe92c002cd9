//! Chooses which checks are run, and gives a reason for each that is not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::catalog::{Catalog, Profile, is_online};
use crate::check::{CheckId, Pattern, Requirement};
use crate::error::Fault;
use crate::machine::Machine;
use crate::settings::{Level, PROTECTED, Settings};

/// What the user asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Everything when empty.
    pub only: Vec<Pattern>,
    pub skip: Vec<Pattern>,
    pub profile: String,
    /// The profile that would count without the project's file. What it asks about keys stays asked.
    pub usual_profile: Option<String>,
    pub offline: bool,
    pub settings: Arc<Settings>,
}

/// The checks of a catalog in the order in which they are told: what others need comes first.
#[derive(Clone, Debug)]
pub struct Plan {
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub id: CheckId,
    pub required: bool,
    pub left_out: Option<LeftOut>,
}

/// Why a check is not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    Offline,
    Platform,
    Profile,
    Deselected,
    /// The project's settings switch it off.
    Off,
}

impl Plan {
    /// The checks that are run.
    pub fn chosen(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.left_out.is_none())
    }
}

/// Makes the plan.
///
/// # Errors
/// An unknown profile, an id or area that fits no check, or a wish that leaves nothing to look at.
pub fn select(catalog: &Catalog, wish: &Wish, machine: &Machine) -> Result<Plan, Fault> {
    let Some(profile) = catalog.profile(&wish.profile) else {
        let known: Vec<&str> = catalog.profiles().iter().map(|profile| profile.id.as_str()).collect();
        return Err(Fault::new(format!("there is no profile `{}`", wish.profile))
            .help(format!("profiles: {}", known.join(" "))));
    };
    for pattern in wish.only.iter().chain(&wish.skip) {
        if !catalog.heads().any(|(id, _)| pattern.fits(id)) {
            return Err(unknown_check(catalog, pattern));
        }
    }
    let ids = in_order(catalog, profile).into_iter();
    let plan = Plan { entries: ids.filter_map(|id| entry(catalog, wish, machine, id)).collect() };
    if plan.chosen().next().is_none() {
        return Err(
            Fault::new("nothing is left to look at").help("what you asked for and what you left out cover each other")
        );
    }
    Ok(plan)
}

fn entry(catalog: &Catalog, wish: &Wish, machine: &Machine, id: &CheckId) -> Option<Entry> {
    let head = catalog.head(id)?;
    let usual = wish.usual_profile.as_ref().filter(|_| id.area() == PROTECTED);
    let usual = usual.and_then(|profile| head.profiles.get(profile));
    let in_profile = match head.profiles.get(&wish.profile) {
        Some(Requirement::Required) => Some(&Requirement::Required),
        other => usual.or(other),
    };
    // What stands in no profile is only asked for by its name: no project's file brings it in.
    let level = wish.settings.level(id).filter(|_| !head.profiles.is_empty());
    let chosen = if wish.only.is_empty() {
        in_profile.is_some() || level.is_some()
    } else {
        is_wanted(catalog, &wish.only.iter().collect::<Vec<_>>(), id)
    };
    let left_out = if wish.skip.iter().any(|pattern| pattern.fits(id)) {
        Some(LeftOut::Deselected)
    } else if wish.only.is_empty() && level == Some(Level::Off) {
        Some(LeftOut::Off)
    } else if !chosen {
        Some(if wish.only.is_empty() { LeftOut::Profile } else { LeftOut::Deselected })
    } else if !head.fits(machine) {
        Some(LeftOut::Platform)
    } else if wish.offline && catalog.check(id).is_some_and(is_online) {
        Some(LeftOut::Offline)
    } else {
        None
    };
    // Whoever names a check wants to know about it, so it counts, and so does what it needs.
    let by_id: Vec<&Pattern> = wish.only.iter().filter(|pattern| matches!(pattern, Pattern::One(_))).collect();
    let counts = match level {
        Some(level) => level == Level::Required,
        None => in_profile == Some(&Requirement::Required),
    };
    let required = counts || is_wanted(catalog, &by_id, id);
    Some(Entry { id: id.clone(), required, left_out })
}

/// Whether a check fits one of the patterns, or is needed by one that does, so that a failure can be told by its root.
fn is_wanted(catalog: &Catalog, patterns: &[&Pattern], id: &CheckId) -> bool {
    let fits = |id: &CheckId| patterns.iter().any(|pattern| pattern.fits(id));
    fits(id) || catalog.heads().any(|(other, _)| fits(other) && catalog.needed_by(other).contains(&id))
}

/// All checks in the order in which they are told: area after area as the profile has them, but never before what they need.
fn in_order<'a>(catalog: &'a Catalog, profile: &Profile) -> Vec<&'a CheckId> {
    let key = |id: &'a CheckId| (profile.rank(id.area()), id);
    let mut needed_by: BTreeMap<&CheckId, Vec<&CheckId>> = BTreeMap::new();
    let mut open: BTreeMap<&CheckId, usize> = BTreeMap::new();
    let mut ready = BTreeSet::new();
    for (id, head) in catalog.heads() {
        let needs: BTreeSet<&CheckId> = head.needs.iter().filter(|id| catalog.head(id).is_some()).collect();
        needs.iter().for_each(|need| needed_by.entry(need).or_default().push(id));
        if needs.is_empty() {
            ready.insert(key(id));
        } else {
            open.insert(id, needs.len());
        }
    }
    let mut ordered = Vec::new();
    while let Some((_, id)) = ready.pop_first() {
        ordered.push(id);
        for waiting in needed_by.get(id).into_iter().flatten() {
            let left = open.entry(waiting).or_default();
            *left = left.saturating_sub(1);
            if *left == 0 {
                ready.insert(key(waiting));
            }
        }
    }
    ordered
}

/// The fault of naming a check that is not there, with those that may have been meant.
pub fn unknown_check(catalog: &Catalog, pattern: &Pattern) -> Fault {
    let fault = Fault::new(format!("there is no check `{pattern}`"));
    let text = pattern.to_string();
    let wanted = text.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let area = text.split('/').next().unwrap_or_default();
    let ids = catalog.heads().map(|(id, _)| id.as_str());
    let close: Vec<&str> = ids.filter(|id| id.split('/').next() == Some(area) || id.contains(wanted)).collect();
    if close.is_empty() {
        fault.help("`doctor list` shows all checks")
    } else {
        fault.help(format!("did you mean: {}", close.join(" ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::{Arch, Os, Shell};

    #[test]
    fn needs_come_first_however_many_ways_lead_to_them() {
        const LAYERS: usize = 40;
        let mut catalog = Catalog::built_in().unwrap();
        for layer in 0..LAYERS {
            for side in ["left", "right"] {
                let needs = match layer {
                    0 => String::new(),
                    _ => format!("\"deep/left-{0}\", \"deep/right-{0}\"", layer - 1),
                };
                let text = format!("title = \"t\"\nwhy = \"w\"\nneeds = [{needs}]\n");
                catalog = catalog.with_file(&format!("checks/deep/{side}-{layer}.toml"), &text).unwrap().0;
            }
        }
        let top = CheckId::parse(&format!("deep/left-{}", LAYERS - 1)).unwrap();
        let wish = Wish {
            only: vec![Pattern::One(top.to_string())],
            skip: Vec::new(),
            profile: "workshop".to_owned(),
            usual_profile: None,
            offline: false,
            settings: Default::default(),
        };
        let machine =
            Machine { os: Os::Linux, arch: Arch::X86_64, release: None, shell: Shell::Bash, wsl: false, ci: None };
        let plan = select(&catalog, &wish, &machine).unwrap();
        let deep: Vec<&CheckId> = plan.chosen().map(|entry| &entry.id).collect();
        assert_eq!(deep.len(), 2 * (LAYERS - 1) + 1);
        assert_eq!(deep[..2], [&CheckId::parse("deep/left-0").unwrap(), &CheckId::parse("deep/right-0").unwrap()]);
        assert_eq!(deep.last(), Some(&&top));
    }
}
