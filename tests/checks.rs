//! Every check that doctor carries: read strictly, every case run, every cause shown by a case.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "this test reads files of the repository")]

use std::path::Path;

use doctor::case;
use doctor::catalog::{Catalog, cases_beside};
use doctor::check::CheckId;
use doctor::fact::Facts;
use doctor::report::FixShown;

/// A file of the repository.
fn text(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// The file of a check's cases, and what is in it.
fn cases(check: &CheckId) -> (String, String) {
    let file = cases_beside(&format!("checks/{check}.toml"));
    let text = text(&file);
    (file, text)
}

/// What is built in is compiled when it is needed and not looked at any more, so it is looked at here.
#[test]
fn every_file_that_is_built_in_is_right() {
    let built_in = Catalog::built_in().unwrap();
    let services = Catalog::built_in_services().unwrap_or_else(|fault| panic!("{fault}"));
    assert!(services.names().count() > 30);
    let mut checked = built_in.clone();
    for check in built_in.checks() {
        let file = format!("checks/{}.toml", check.id);
        checked = checked.with_check(check.id.clone(), &file, &text(&file)).unwrap_or_else(|fault| panic!("{fault}"));
    }
    checked.links().unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(built_in.checks().count(), built_in.heads().count());
}

#[test]
fn every_case_of_every_check_holds_and_every_cause_has_one() {
    let catalog = Catalog::built_in().unwrap_or_else(|fault| panic!("{fault}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut wrong = Vec::new();
    for check in catalog.checks() {
        let (file, text) = cases(&check.id);
        match runtime.block_on(case::test(&catalog, check, &file, &text)) {
            Ok(faults) => wrong.extend(faults),
            Err(fault) => wrong.push(fault),
        }
    }
    let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Every text in a TOML value.
fn texts<'v>(value: &'v toml::Value, found: &mut Vec<&'v str>) {
    match value {
        toml::Value::String(text) => found.push(text),
        toml::Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        toml::Value::Table(table) => table.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

#[test]
fn a_check_is_short_enough_to_be_read_in_one_sitting() {
    let mut wrong = Vec::new();
    for (id, _) in Catalog::built_in().unwrap().heads() {
        let file = format!("checks/{id}.toml");
        let text = text(&file);
        let lines = text.lines().count();
        if lines > 200 {
            wrong.push(format!("{file} has {lines} lines; from 200 on it is two checks"));
        }
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| line.chars().count() > 120) {
            wrong.push(format!("{file}:{number} has {} columns of 120", line.chars().count()));
        }
        let table = toml::Value::Table(toml::from_str(&text).unwrap());
        let mut sentences = Vec::new();
        texts(&table, &mut sentences);
        for sentence in sentences {
            if sentence.matches("{% if").count() + sentence.matches("{% elif").count() > 1 {
                let start: String = sentence.chars().take(50).collect();
                wrong.push(format!(
                    "{file}: more than one choice in one sentence ({start}…): use [let], [[pass]] or two causes"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

/// Checks of what nobody needs all the time: they are asked for by name.
const IN_NO_PROFILE: [&str; 2] = ["claude/telegram", "project/dev-server"];

#[test]
fn every_check_is_part_of_some_profile_and_says_why_it_matters() {
    let catalog = Catalog::built_in().unwrap();
    for check in catalog.checks() {
        let alone = IN_NO_PROFILE.contains(&check.id.to_string().as_str());
        assert_eq!(check.profiles.is_empty(), alone, "{} is in no profile, or is named as if it were", check.id);
        assert!(check.why.split_whitespace().count() >= 6, "{}: `why` is too short to help a beginner", check.id);
        assert!(
            check.why.ends_with('.') && !check.title.ends_with('.'),
            "{}: sentences end in a full stop, titles do not",
            check.id
        );
    }
}

/// Every cause that is judged for each item of a list, with the text that says what an item is.
fn causes_with_items(catalog: &Catalog) -> Vec<(String, &doctor::check::Cause)> {
    let all = catalog.checks().flat_map(|check| check.causes.iter().map(move |cause| (check, cause)));
    let with_items = all.filter(|(_, cause)| cause.rule.as_ref().is_some_and(|rule| rule.each.is_some()));
    with_items.map(|(check, cause)| (format!("{}, cause {}", check.id, cause.id), cause)).collect()
}

#[test]
fn every_cause_with_items_says_what_an_item_is() {
    let catalog = Catalog::built_in().unwrap();
    let causes = causes_with_items(&catalog);
    assert!(causes.len() > 80, "only {} causes have items", causes.len());
    for (name, cause) in causes {
        assert!(cause.about.is_some() || cause.place.is_some(), "{name}: it needs `about` or `file`");
    }
}

/// An acceptance in `doctor.toml` names an item by these words, so they must be the same in a month.
#[test]
fn what_an_item_is_stays_the_same_from_run_to_run() {
    for check in Catalog::built_in().unwrap().checks() {
        let text = text(&format!("checks/{}.toml", check.id));
        for about in text.lines().filter(|line| line.starts_with("about = ")) {
            let facts =
                about.split(|c: char| !c.is_alphanumeric() && !"._".contains(c)).filter(|word| word.contains('.'));
            let mut parts = facts.filter_map(|fact| fact.rsplit(['.', '_']).next());
            let changing = parts.find(|part| {
                ["line", "lines", "size", "mb", "when", "since", "version", "count", "left"].contains(part)
            });
            assert_eq!(changing, None, "{}: {about}", check.id);
        }
    }
}

#[test]
fn no_fix_ever_runs_npm_as_administrator_or_opens_everything_to_everybody() {
    let catalog = Catalog::built_in().unwrap();
    let fixes = catalog.checks().flat_map(|check| check.fixes.iter().map(move |fix| (&check.id, fix)));
    for (id, fix) in fixes {
        let shown = FixShown::outlined(fix, &Facts::new());
        let paste = shown.paste.into_iter().flat_map(|paste| [paste.sh, paste.powershell]).flatten();
        let typed = shown.run.into_iter().map(|run| run.join(" ")).chain(paste).collect::<Vec<_>>().join("\n");
        for forbidden in ["sudo npm", "chmod 777", "chmod -R", "--unsafe-perm", "Set-ExecutionPolicy Unrestricted"] {
            assert!(!typed.contains(forbidden), "{id}, fix {}: {typed}", fix.id);
        }
    }
}

#[test]
fn the_skeleton_of_the_readme_is_a_right_check() {
    let readme = include_str!("../checks/README.md");
    let mut blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let (skeleton, cases) = (blocks.next().unwrap(), blocks.next().unwrap());
    let (catalog, id) = Catalog::built_in().unwrap().with_file("checks/tool/jq.toml", skeleton).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let faults = runtime.block_on(case::test(&catalog, catalog.check(&id).unwrap(), "README.md", cases)).unwrap();
    assert_eq!(faults, []);
}
