//! Every check that doctor carries: each of its cases is a test of its own, and so is what holds for all checks.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test, and it reads checks/")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use doctor::case::{self, Case, Outcome};
use doctor::catalog::{Catalog, cases_beside};
use doctor::check::{Cause, Check, CheckId};
use doctor::error::Fault;
use doctor::fact::Facts;
use doctor::report::FixShown;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // `checks/github/signed-in` asks for the same as `checks::github::signed_in`.
    for filter in arguments.filter.iter_mut().chain(&mut arguments.skip) {
        if filter.contains('/') {
            *filter = filter.trim_end_matches(".toml").trim_end_matches(".cases").replace('/', "::").replace('-', "_");
        }
    }
    let catalog = Arc::new(Catalog::built_in().unwrap_or_else(|fault| panic!("{fault}")));
    let mut trials: Vec<Trial> = catalog.checks().flat_map(|check| of_check(&catalog, check)).collect();
    for (name, test) in OF_ALL_CHECKS {
        let catalog = Arc::clone(&catalog);
        trials.push(Trial::test(*name, move || {
            test(&catalog);
            Ok(())
        }));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A test by its name.
type Test = (&'static str, fn(&Catalog));

/// What holds for all checks at once.
const OF_ALL_CHECKS: &[Test] = &[
    ("every_file_that_is_built_in_is_right", every_file_that_is_built_in_is_right),
    ("a_check_is_short_enough_to_be_read_in_one_sitting", a_check_is_short_enough_to_be_read_in_one_sitting),
    ("every_check_is_part_of_some_profile_and_says_why_it_matters", every_check_has_a_profile_and_says_why),
    ("every_cause_with_items_says_what_an_item_is", every_cause_with_items_says_what_an_item_is),
    ("what_an_item_is_stays_the_same_from_run_to_run", what_an_item_is_stays_the_same_from_run_to_run),
    ("no_fix_runs_npm_as_administrator_or_opens_everything_to_everybody", no_fix_is_reckless),
    ("the_skeleton_of_the_readme_is_a_right_check", the_skeleton_of_the_readme_is_a_right_check),
];

/// The cases of a check. Each is run once, for its own test or for the one that wants to know what all of them show.
struct Cases {
    check: CheckId,
    file: String,
    cases: Vec<(Case, OnceLock<Outcome>)>,
}

impl Cases {
    fn read(check: &Check) -> Result<Self, Fault> {
        let file = cases_beside(&format!("checks/{}.toml", check.id));
        let text = text(&file);
        let cases = case::read(&file, &text)?;
        let cases = cases.into_iter().map(|case| (case, OnceLock::new())).collect();
        Ok(Self { check: check.id.clone(), file, cases })
    }

    fn outcome(&self, catalog: &Catalog, at: usize) -> &Outcome {
        let (case, outcome) = &self.cases[at];
        outcome.get_or_init(|| block_on(case.run(catalog, catalog.check(&self.check).unwrap())))
    }
}

fn of_check(catalog: &Arc<Catalog>, check: &Check) -> Vec<Trial> {
    let module = module(&check.id);
    let cases = match Cases::read(check) {
        Ok(cases) => Arc::new(cases),
        Err(fault) => return vec![Trial::test(module, move || Err(fault.into()))],
    };
    let mut trials = Vec::new();
    for (at, (case, _)) in cases.cases.iter().enumerate() {
        let (catalog, cases) = (Arc::clone(catalog), Arc::clone(&cases));
        let name = format!("{module}::{}", words(&case.name));
        trials.push(Trial::test(name, move || none(&cases.outcome(&catalog, at).faults)));
    }
    let catalog = Arc::clone(catalog);
    trials.push(Trial::test(format!("{module}::a_case_passes_and_every_cause_has_one"), move || {
        let outcomes = (0..cases.cases.len()).map(|at| cases.outcome(&catalog, at));
        none(&case::gaps(catalog.check(&cases.check).unwrap(), &cases.file, outcomes))
    }));
    trials
}

/// `github/signed-in` as a path of test modules.
fn module(check: &CheckId) -> String {
    format!("checks::{}", check.to_string().replace('/', "::").replace('-', "_"))
}

/// The name of a case as that of a test.
fn words(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_").to_lowercase()
}

fn none(faults: &[Fault]) -> Result<(), Failed> {
    if faults.is_empty() {
        return Ok(());
    }
    Err(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into())
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A file of the repository.
fn text(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// What is built in is compiled when it is needed and not looked at any more, so it is looked at here.
fn every_file_that_is_built_in_is_right(built_in: &Catalog) {
    let services = Catalog::built_in_services().unwrap_or_else(|fault| panic!("{fault}"));
    assert!(services.names().count() > 30);
    let mut checked = built_in.clone();
    for (id, _) in built_in.heads() {
        let file = format!("checks/{id}.toml");
        checked = checked.with_check(id.clone(), &file, &text(&file)).unwrap_or_else(|fault| panic!("{fault}"));
    }
    checked.links().unwrap_or_else(|fault| panic!("{fault}"));
    // Later facts use earlier ones, so what is built in must keep the order of the file.
    let order = |check: &Check| check.lets.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    for (built_in, checked) in built_in.checks().zip(checked.checks()) {
        assert_eq!(order(built_in), order(checked), "{}", checked.id);
    }
    assert_eq!(built_in.checks().count(), built_in.heads().count());
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

fn a_check_is_short_enough_to_be_read_in_one_sitting(catalog: &Catalog) {
    let mut wrong = Vec::new();
    for (id, _) in catalog.heads() {
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

fn every_check_has_a_profile_and_says_why(catalog: &Catalog) {
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
fn causes_with_items(catalog: &Catalog) -> Vec<(String, &Cause)> {
    let all = catalog.checks().flat_map(|check| check.causes.iter().map(move |cause| (check, cause)));
    let with_items = all.filter(|(_, cause)| cause.rule.as_ref().is_some_and(|rule| rule.each.is_some()));
    with_items.map(|(check, cause)| (format!("{}, cause {}", check.id, cause.id), cause)).collect()
}

fn every_cause_with_items_says_what_an_item_is(catalog: &Catalog) {
    let causes = causes_with_items(catalog);
    assert!(causes.len() > 80, "only {} causes have items", causes.len());
    for (name, cause) in causes {
        assert!(cause.about.is_some() || cause.place.is_some(), "{name}: it needs `about` or `file`");
    }
}

/// An acceptance in `doctor.toml` names an item by these words, so they must be the same in a month.
fn what_an_item_is_stays_the_same_from_run_to_run(catalog: &Catalog) {
    for check in catalog.checks() {
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

fn no_fix_is_reckless(catalog: &Catalog) {
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

fn the_skeleton_of_the_readme_is_a_right_check(_: &Catalog) {
    let readme = include_str!("../checks/README.md");
    let mut blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let (skeleton, cases) = (blocks.next().unwrap(), blocks.next().unwrap());
    let (catalog, id) = Catalog::built_in().unwrap().with_file("checks/tool/jq.toml", skeleton).unwrap();
    let faults = block_on(case::test(&catalog, catalog.check(&id).unwrap(), "README.md", cases)).unwrap();
    assert_eq!(faults, []);
}
