//! Every check that doctor carries: read strictly, every case run, every cause shown by a case.

#[path = "../build/cases.rs"]
mod cases;

use doctor::case;
use doctor::catalog::Catalog;
use doctor::fact::Facts;
use doctor::report::FixShown;

#[test]
fn every_case_of_every_check_holds_and_every_cause_has_one() {
    let catalog = Catalog::built_in().unwrap_or_else(|fault| panic!("{fault}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut wrong = Vec::new();
    for check in catalog.checks() {
        let (file, text) = Catalog::text_of(&check.id).unwrap();
        match runtime.block_on(case::test(&catalog, check, file, text)) {
            Ok(faults) => wrong.extend(faults),
            Err(fault) => wrong.push(fault),
        }
    }
    let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Checks of what nobody needs: they are asked for by name.
const IN_NO_PROFILE: [&str; 1] = ["claude/telegram"];

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
    let skeleton = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (catalog, id) = Catalog::built_in().unwrap().with_file("checks/tool/jq.toml", skeleton).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let faults = runtime.block_on(case::test(&catalog, catalog.check(&id).unwrap(), "README.md", skeleton)).unwrap();
    assert_eq!(faults, []);
}

#[test]
fn cases_begin_at_their_first_header_and_nowhere_inside_a_string() {
    for (before, after) in [
        ("title = 'x'\n", "[[case]]\nname = 'x'\n[case.run]\n[[case]]\n"),
        ("title = 'x' # '''\n", "  [[case]] # a machine\n"),
        ("say = \"\"\"\n[[case]]\n\\\"\"\"\n[[case]]\n\"\"\"\"\n", "[[case]]\n"),
        (
            "say = '''\n[[case]]\n\"\"\"'''\n",
            "[[case]]\nfiles.x = '''\n[fix]\n'''\nlist = [\n[\"fix\"], [1],\n[true],\n]\n",
        ),
        ("say = \"it's \\\" #\"\r\nwhy = 'a \"\"\" b'\r\n", "[[case]]\r\n"),
        ("title = 'no cases'\n[fix.x]\ntext = '[[case]]'\n# [[case]]\n", ""),
    ] {
        assert_eq!(cases::begin(&format!("{before}{after}")), Ok(before.len()), "{before}{after}");
    }
}

#[test]
fn a_table_after_the_cases_is_told_by_its_line() {
    for table in ["[fix.x]", "[[cause]]", "[probe]"] {
        assert_eq!(cases::begin(&format!("title = 'x'\n[[case]]\nname = 'x'\n{table}\n")), Err(4), "{table}");
    }
}
