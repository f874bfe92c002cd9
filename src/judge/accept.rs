//! Holds findings against the settings of a project: what weighs differently there, and what it lives with for a while.

use jiff::civil::Date;

use super::{fixes_of, worst};
use crate::check::{CheckId, Severity};
use crate::report::{
    Accepted, CauseFound, Finding, ItemFound, Notice, NoticeKind, Place, Report, SkipReason, Status, Weight,
};
use crate::settings::{Acceptance, Known, PROTECTED, Set, Settings};

/// For as many days after its end, what was accepted comes back as a warning; then it has its full weight again.
const GRACE_DAYS: i32 = 30;

/// Lets the settings count. `root` is the folder of the project as places are written. Tells what is odd about the settings.
pub fn hold_against(
    checks: &mut [(CheckId, Finding)],
    settings: &Settings,
    today: Date,
    root: Option<&str>,
) -> Vec<Notice> {
    for (id, finding) in checks.iter_mut() {
        reweigh(id, finding, settings);
    }
    let mut notices = Vec::new();
    let mut used = vec![false; settings.accept.len()];
    for (id, finding) in checks.iter_mut() {
        let mine: Vec<(usize, &Set<Acceptance>)> =
            settings.accept.iter().enumerate().filter(|(_, set)| set.value.check == id.as_str()).collect();
        if mine.is_empty() {
            continue;
        }
        if !is_judged(finding) {
            // Nobody knows whether they are still needed.
            mine.iter().for_each(|(at, _)| used[*at] = true);
        }
        accept(id, finding, &mine, &mut used, (today, root), &mut |kind, set, say| {
            let line = settings.line(set);
            if !notices.iter().any(|known: &Notice| (known.kind, known.line) == (kind, line)) {
                notices.push(Notice { kind, say, line });
            }
        });
    }
    let is_here = |check: &str| checks.iter().any(|(id, _)| id.as_str() == check);
    for (set, used) in settings.accept.iter().zip(used) {
        let Acceptance { check, cause, about, .. } = &set.value;
        if !used && is_here(check) {
            let of = about.as_ref().map_or_else(String::new, |about| format!(" of {about}"));
            let say = format!("{check} has no `{cause}`{of} any more, so this can go");
            notices.push(Notice { kind: NoticeKind::UnusedAcceptance, say, line: settings.line(set) });
        }
    }
    notices.sort_by_key(|notice| notice.line);
    notices
}

/// What is wrong and may be accepted as it is, and what may not.
pub fn may_accept(report: &Report) -> (Vec<Known>, Vec<Known>) {
    let root = report.project.as_ref().map(|project| project.root.as_str());
    // What is over is to be decided again.
    let today = report.started.get(..10).unwrap_or_default();
    let (mut may, mut may_not) = (Vec::new(), Vec::new());
    for (id, finding) in &report.checks {
        for wrong in finding.causes.iter().flat_map(CauseFound::wrongs) {
            let about = wrong.about.map(str::to_owned);
            let is_accepted = finding
                .accepted
                .iter()
                .any(|known| known.cause == wrong.cause.id && known.about == about && known.until.as_str() >= today);
            if is_accepted || wrong.cause.status == Severity::Unknown {
                continue;
            }
            let (check, cause) = (id.to_string(), wrong.cause.id.clone());
            let known = Known { check, cause, about, say: wrong.say.to_owned() };
            if is_not_the_projects(id, wrong.place, root) { may_not.push(known) } else { may.push(known) }
        }
    }
    (may, may_not)
}

/// Whether a finding is about the keys of whoever runs doctor, which no project decides.
fn is_not_the_projects(id: &CheckId, place: Option<&Place>, root: Option<&str>) -> bool {
    id.area() == PROTECTED && !place.is_some_and(|place| is_of_project(&place.file, root))
}

fn is_judged(finding: &Finding) -> bool {
    finding.status != Status::Skip && finding.undecided.is_empty() && !finding.hollow
}

fn reweigh(id: &CheckId, finding: &mut Finding, settings: &Settings) {
    let mine = settings.severity.iter().map(|set| &set.value).filter(|one| one.check == id.as_str());
    let mut changed = false;
    for one in mine {
        for cause in finding.causes.iter_mut().filter(|cause| cause.id == one.cause) {
            changed |= cause.status != one.severity;
            cause.status = one.severity;
        }
        for undecided in finding.undecided.iter_mut().filter(|undecided| undecided.cause == one.cause) {
            changed |= undecided.status != one.severity;
            undecided.status = one.severity;
        }
    }
    if changed {
        let was = finding.status;
        weigh(finding);
        finding.raised = was != Status::Fail && finding.status == Status::Fail;
    }
}

/// Whether one thing that is wrong goes on counting, and as what.
enum Fate {
    Counts,
    Gone(Accepted),
    Warns(Accepted),
}

fn accept(
    id: &CheckId,
    finding: &mut Finding,
    mine: &[(usize, &Set<Acceptance>)],
    used: &mut [bool],
    (today, root): (Date, Option<&str>),
    tell: &mut impl FnMut(NoticeKind, &Set<Acceptance>, String),
) {
    let mut fate = |cause: &CauseFound, say: &str, about: Option<&str>, place: Option<&Place>| {
        let names = |set: &Acceptance| set.cause == cause.id && (set.about.is_none() || set.about.as_deref() == about);
        let naming = || mine.iter().filter(|(_, set)| names(&set.value));
        naming().for_each(|(at, _)| used[*at] = true);
        // About keys, what names no item would be about those of later on as well.
        let is_open = |set: &Acceptance| id.area() == PROTECTED && about.is_some() && set.about.is_none();
        let Some((_, set)) = naming().filter(|(_, set)| !is_open(&set.value)).max_by_key(|(_, set)| set.value.until)
        else {
            if let (Some((_, set)), Some(about)) = (naming().next(), about) {
                let say =
                    format!("{id} is about keys, so each thing is accepted by its name: write about = \"{about}\"");
                tell(NoticeKind::NotTheProjects, set, say);
            }
            return Fate::Counts;
        };
        let accepted = |weight| Accepted {
            cause: cause.id.clone(),
            about: about.map(str::to_owned),
            status: cause.status,
            say: say.to_owned(),
            reason: set.value.reason.clone(),
            until: set.value.until.to_string(),
            weight,
        };
        if is_not_the_projects(id, place, root) {
            let say = format!("{id} is about the keys of whoever runs doctor, so no project can accept what it finds");
            tell(NoticeKind::NotTheProjects, set, say);
            return Fate::Counts;
        }
        let days_over = set.value.until.until(today).map_or(0, |span| span.get_days());
        if days_over > 0 {
            let say = format!("{id} was accepted until {}, and that day is over: decide again", set.value.until);
            tell(NoticeKind::ExpiredAcceptance, set, say);
        }
        match days_over {
            ..=0 if id.area() == PROTECTED => Fate::Warns(accepted(Weight::Warning)),
            ..=0 => Fate::Gone(accepted(Weight::None)),
            1..=GRACE_DAYS => Fate::Warns(accepted(Weight::Warning)),
            _ => Fate::Counts,
        }
    };
    let mut causes = Vec::new();
    let mut all = Vec::new();
    for cause in std::mem::take(&mut finding.causes) {
        if cause.items.is_empty() {
            match fate(&cause, &cause.say, None, cause.place.as_ref()) {
                Fate::Counts => causes.push(cause),
                Fate::Gone(accepted) => all.push(accepted),
                Fate::Warns(accepted) => {
                    all.push(accepted);
                    causes.push(CauseFound { status: Severity::Warn, ..cause });
                }
            }
            continue;
        }
        let (mut counting, mut warning) = (Vec::new(), Vec::new());
        for item in &cause.items {
            match fate(&cause, &item.say, Some(&item.about), item.place.as_ref()) {
                Fate::Counts => counting.push(item.clone()),
                Fate::Gone(accepted) => all.push(accepted),
                Fate::Warns(accepted) => {
                    all.push(accepted);
                    warning.push(item.clone());
                }
            }
        }
        let status = cause.status;
        causes.extend(part(&cause, counting, status));
        causes.extend(part(&cause, warning, Severity::Warn));
    }
    finding.causes = causes;
    if all.is_empty() {
        return;
    }
    finding.accepted = all;
    weigh(finding);
}

/// The cause with some of its items; none without any.
fn part(cause: &CauseFound, items: Vec<ItemFound>, status: Severity) -> Option<CauseFound> {
    let first = items.first()?;
    Some(CauseFound { say: first.say.clone(), status, fixes: fixes_of(&items), items, ..cause.clone() })
}

/// The finding after its causes changed.
fn weigh(finding: &mut Finding) {
    finding.causes.sort_by_key(|cause| std::cmp::Reverse(cause.status));
    match worst(&finding.causes, &finding.undecided) {
        Some((status, say, cause)) => (finding.status, finding.say, finding.cause) = (status, say, cause),
        None => {
            let over = finding.accepted.iter().map(|accepted| accepted.until.as_str()).min().unwrap_or_default();
            let reason = finding.accepted.first().map_or("", |accepted| accepted.reason.as_str());
            finding.say = format!("accepted until {over}: {reason}");
            finding.status = Status::Skip;
            finding.skip = Some(SkipReason::Accepted);
            finding.cause = None;
        }
    }
    let causes = &finding.causes;
    finding.fixes.retain(|fix| causes.iter().any(|cause| cause.fixes.contains(&fix.id)));
}

/// Whether a place, as facts write it, lies in the project.
fn is_of_project(file: &str, root: Option<&str>) -> bool {
    if file.split(['/', '\\']).any(|part| part == "..") {
        return false;
    }
    let is_relative = !file.starts_with(['~', '/', '\\']) && file.get(1..2) != Some(":");
    let inside = |root: &str| file.strip_prefix(root).is_some_and(|rest| rest.starts_with(['/', '\\']));
    is_relative || root.is_some_and(inside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Check;
    use crate::fact::{Fact, Facts};
    use crate::judge::judge;
    use crate::machine::{Machine, Os};

    /// A check with two causes, of which one has items.
    const CHECK: &str = r#"
title = "All is well"
why = "Because."
data = { files = ["a.mp4", "b.mp4"] }
[[cause]]
id = "large"
status = "fail"
each = "data.files"
when = "true"
say = "{{ item }} is large"
file = "{{ item }}"
fix = ["shrink"]
[[cause]]
id = "odd"
status = "warn"
when = "true"
say = "It is odd"
fix = ["shrink"]
[fix]
shrink = { title = "Make it smaller", text = "Somehow." }
"#;

    fn finding(id: &str) -> (CheckId, Finding) {
        let catalog = crate::catalog::Catalog::default();
        let file = format!("checks/{id}.toml");
        let (catalog, id) = catalog.with_file(&file, CHECK).unwrap();
        let check: &Check = catalog.check(&id).unwrap();
        let facts = Facts::from([("os".to_owned(), Fact::text("linux"))]);
        (id, judge(check, &Machine::plain(Os::Linux), &facts, true))
    }

    fn held(id: &str, settings: &str, today: &str) -> (Finding, Vec<Notice>) {
        let settings = Settings::read("doctor.toml", settings).unwrap();
        let mut checks = vec![finding(id)];
        let notices = hold_against(&mut checks, &settings, today.parse().unwrap(), Some("~/site"));
        (checks.remove(0).1, notices)
    }

    fn acceptance(id: &str, cause: &str, about: &str) -> String {
        let about = if about.is_empty() { String::new() } else { format!("about = \"{about}\"\n") };
        format!("[[accept]]\ncheck = \"{id}\"\ncause = \"{cause}\"\n{about}reason = \"why not\"\nuntil = 2027-01-31\n")
    }

    fn says(finding: &Finding) -> Vec<&str> {
        finding.causes.iter().flat_map(CauseFound::wrongs).map(|wrong| wrong.say).collect()
    }

    #[test]
    fn an_accepted_item_goes_and_the_others_stay() {
        let (finding, notices) = held("project/x", &acceptance("project/x", "large", "a.mp4"), "2026-11-20");
        assert_eq!((finding.status, says(&finding)), (Status::Fail, vec!["b.mp4 is large", "It is odd"]));
        assert_eq!((finding.say.as_str(), finding.accepted.len()), ("b.mp4 is large", 1));
        assert!(notices.is_empty(), "{notices:?}");
    }

    #[test]
    fn a_cause_without_an_item_goes_with_all_its_items() {
        let (finding, _) = held("project/x", &acceptance("project/x", "large", ""), "2026-11-20");
        assert_eq!((finding.status, finding.say.as_str()), (Status::Warn, "It is odd"));
        assert_eq!(finding.accepted.len(), 2);
    }

    #[test]
    fn where_everything_is_accepted_the_check_counts_for_nothing() {
        let all = acceptance("project/x", "large", "") + &acceptance("project/x", "odd", "");
        let (finding, notices) = held("project/x", &all, "2027-01-31");
        assert_eq!((finding.status, finding.skip), (Status::Skip, Some(SkipReason::Accepted)));
        assert_eq!(finding.say, "accepted until 2027-01-31: why not");
        assert!(finding.fixes.is_empty() && notices.is_empty());
    }

    #[test]
    fn a_day_later_it_is_a_warning_and_a_month_later_it_is_what_it_was() {
        let all = acceptance("project/x", "large", "") + &acceptance("project/x", "odd", "");
        let (finding, notices) = held("project/x", &all, "2027-02-01");
        assert_eq!((finding.status, finding.causes.len()), (Status::Warn, 2));
        assert!(notices.iter().all(|notice| notice.kind == NoticeKind::ExpiredAcceptance));
        assert_eq!(notices.iter().map(|notice| notice.line).collect::<Vec<_>>(), [2, 7]);
        let (finding, notices) = held("project/x", &all, "2027-03-03");
        assert_eq!((finding.status, finding.accepted.len(), notices.len()), (Status::Fail, 0, 2));
    }

    #[test]
    fn what_is_not_wrong_any_more_is_told() {
        let (finding, notices) = held("project/x", &acceptance("project/x", "large", "gone.mp4"), "2026-11-20");
        assert_eq!(finding.status, Status::Fail);
        assert_eq!(notices[0].kind, NoticeKind::UnusedAcceptance);
        assert_eq!(notices[0].say, "project/x has no `large` of gone.mp4 any more, so this can go");
    }

    #[test]
    fn a_check_that_was_left_out_says_nothing_about_its_acceptances() {
        let settings = Settings::read("doctor.toml", &acceptance("project/x", "large", "gone.mp4")).unwrap();
        let (id, finding) = finding("project/x");
        let mut checks = vec![(id, Finding { status: Status::Skip, causes: Vec::new(), ..finding })];
        assert!(hold_against(&mut checks, &settings, "2026-11-20".parse().unwrap(), None).is_empty());
    }

    #[test]
    fn of_two_acceptances_the_longer_one_counts() {
        let old = acceptance("project/x", "large", "a.mp4").replace("2027-01-31", "2026-01-31");
        let both = old + &acceptance("project/x", "large", "");
        let (finding, notices) = held("project/x", &both, "2026-11-20");
        assert_eq!((finding.say.as_str(), notices), ("It is odd", Vec::new()));
    }

    #[test]
    fn about_keys_nothing_is_accepted_that_is_not_named() {
        let (finding, notices) = held("safety/x", &acceptance("safety/x", "large", ""), "2026-11-20");
        assert_eq!((finding.status, finding.accepted.len()), (Status::Fail, 0));
        assert_eq!(notices[0].kind, NoticeKind::NotTheProjects);
        assert!(notices[0].say.ends_with("write about = \"a.mp4\""), "{notices:?}");
    }

    #[test]
    fn about_keys_a_project_can_accept_only_what_stands_in_it_and_that_stays_visible() {
        let named = acceptance("safety/x", "large", "a.mp4") + &acceptance("safety/x", "large", "b.mp4");
        let (finding, _) = held("safety/x", &named, "2026-11-20");
        assert_eq!((finding.status, says(&finding).len()), (Status::Warn, 3));
        let (finding, notices) = held("safety/x", &acceptance("safety/x", "odd", ""), "2026-11-20");
        assert_eq!((finding.status, says(&finding).len()), (Status::Fail, 3));
        assert_eq!(notices[0].kind, NoticeKind::NotTheProjects);
        for (file, expected) in [
            ("a.mp4", true),
            ("~/site/a.mp4", true),
            ("~/.bash_history", false),
            ("~/sites/a.mp4", false),
            ("/etc/x", false),
            ("../a.mp4", false),
            ("~/site/../.zshrc", false),
            (r"C:\x", false),
        ] {
            assert_eq!(is_of_project(file, Some("~/site")), expected, "{file}");
        }
    }

    #[test]
    fn a_project_decides_how_much_a_cause_weighs() {
        let settings = "[severity.\"project/x\"]\nlarge = \"warn\"\nodd = \"fail\"\n";
        let (finding, _) = held("project/x", settings, "2026-11-20");
        assert_eq!((finding.status, finding.cause.as_deref()), (Status::Fail, Some("odd")));
        assert_eq!(says(&finding)[0], "It is odd");
    }
}
