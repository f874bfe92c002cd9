//! What projects ask for, as each kind of file says it.

use std::time::Duration;

use super::*;
use crate::fact::Reason;
use crate::host::{World, WorldSpec};
use crate::service::Services;

fn asked(world: &str) -> Fact {
    let spec: WorldSpec = toml::from_str(&format!("folder = \"~/site\"\n{world}")).unwrap();
    let services = Services::default();
    let host = Host::World(World::build(spec, &services).unwrap());
    ToolRequirements {}.ask(Context { host: &host, services: &services, limit: Duration::from_secs(5) })
}

/// Each wish as `tool wants file:line`.
fn wishes(world: &str) -> Vec<String> {
    let Fact::List(items) = asked(world).part("wishes") else { panic!("no list") };
    let short = |wish: &Fact| {
        let part = |name: &str| wish.part(name).to_string();
        format!("{} {} {}:{}", part("tool"), part("wants"), part("file").replace("~/site/", ""), part("line"))
    };
    items.iter().map(short).collect()
}

#[test]
fn package_json_says_it_in_four_ways() {
    let world = r#"files."~/site/package.json" = '''{
  "engines": { "node": ">=18 <23", "yarn": "please-use-npm", "vscode": "^1" },
  "packageManager": "pnpm@9.1.0+sha512.0123",
  "volta": { "node": "22.11.0", "extends": "../../other/package.json" },
  "devEngines": { "runtime": { "name": "node", "version": "^22" }, "packageManager": [{ "name": "npm", "version": ">=10" }] }
}'''"#;
    assert_eq!(
        wishes(world),
        [
            "node >=18 <23 package.json:2",
            "yarn unknown package.json:2",
            "node 22.11.0 package.json:4",
            "pnpm 9.1.0 package.json:3",
            "node ^22 package.json:5",
            "npm >=10 package.json:5",
        ]
    );
}

#[test]
fn files_of_version_managers_are_read_with_their_comments() {
    let world = "files.\"~/site/package.json\" = \"{}\"\nfiles.\"~/site/.nvmrc\" = \"# the server has it\\n\\nlts/jod # LTS\\n\"\n\
        files.\"~/site/.node-version\" = \"v22\\n\"\n\
        files.\"~/site/.tool-versions\" = \"python 3.12\\nnodejs 22.11.0 20.1.0 # x\\npnpm 9.1.0 system\\ngithub-cli 2.60.0\\nyarn\\n\"\n\
        files.\"~/site/mise.toml\" = \"[env]\\nx = '1'\\n[tools]\\nnode = ['22', '24']\\nbun = 'latest'\\npnpm = { version = '9' }\\n\"";
    assert_eq!(
        wishes(world),
        [
            "node 22 .nvmrc:3",
            "node v22 .node-version:1",
            "node 22.11.0 || 20.1.0 .tool-versions:2",
            "pnpm unknown .tool-versions:3",
            "gh 2.60.0 .tool-versions:4",
            "bun unknown mise.toml:5",
            "node 22 || 24 mise.toml:4",
            "pnpm 9 mise.toml:6",
        ]
    );
}

#[test]
fn the_nearest_of_a_kind_counts_and_what_lies_above_the_project_does_not() {
    let world = "folder = \"~/site/web\"\nfiles.\"~/.nvmrc\" = \"12\"\nfiles.\"~/site/.git/HEAD\" = \"\"\nfiles.\"~/site/.nvmrc\" = \"20\"\n\
        files.\"~/site/web/.nvmrc\" = \"22\"\nfiles.\"~/site/.node-version\" = \"22.11.0\"";
    let spec: WorldSpec = toml::from_str(world).unwrap();
    let host = Host::World(World::build(spec, &Services::default()).unwrap());
    let (wishes, unread) = gather(&host);
    let files: Vec<&str> = wishes.iter().map(|wish| wish.file.as_str()).collect();
    assert_eq!(files, ["/home/learner/site/web/.nvmrc", "/home/learner/site/.node-version"]);
    assert!(unread.is_empty());
}

#[test]
fn two_wishes_that_exclude_each_other_are_told_once() {
    let world = r#"files."~/site/.nvmrc" = "18"
files."~/site/.node-version" = "18.20.0"
files."~/site/package.json" = '{ "engines": { "node": ">=22" } }'"#;
    let answer = asked(world);
    let Fact::List(pairs) = answer.part("contradictions") else { panic!("no list") };
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0].part("other_said").as_text(), Some(">=22"));
    let Fact::List(all) = answer.part("wishes") else { panic!("no list") };
    assert!(all.iter().all(|wish| wish.part("disputed") == Fact::Bool(true)));
    let fine = asked(
        "files.\"~/site/.nvmrc\" = \"22\"\nfiles.\"~/site/package.json\" = '{ \"engines\": { \"node\": \">=22.12\" } }'",
    );
    assert_eq!(fine.part("contradictions"), Fact::List(Vec::new()));
}

#[test]
fn npm_insists_on_dev_engines_unless_they_say_otherwise() {
    let enforced = |on_fail: &str| {
        let text = format!(r#"{{ "devEngines": {{ "runtime": {{ "name": "node", "version": "22"{on_fail} }} }} }}"#);
        let Fact::List(all) = asked(&format!("files.\"~/site/package.json\" = '{text}'")).part("wishes") else {
            panic!()
        };
        all.first().map(|wish| wish.part("enforced"))
    };
    assert_eq!(enforced(""), Some(Fact::Bool(true)));
    assert_eq!(enforced(r#", "onFail": "warn""#), Some(Fact::Bool(false)));
    assert_eq!(enforced(r#", "onFail": "ignore""#), None);
    assert_eq!(enforced(r#", "onFail": "download""#), None);
}

#[test]
fn damaged_and_unreadable_files_are_told_as_not_read_and_a_strange_shape_as_nothing() {
    for (world, reason) in [
        ("files.\"~/site/package.json\" = '{ \"engines\": '", Reason::Garbled),
        ("files.\"~/site/package.json\" = '{}'\nfiles.\"~/site/mise.toml\" = 'x ='", Reason::Garbled),
        (
            "files.\"~/site/package.json\" = '{}'\nfiles.\"~/site/.nvmrc\" = { text = '22', denied = true }",
            Reason::Unreadable,
        ),
        ("files.\"~/site/package.json\" = '{}'\nfiles.\"~/site/.nvmrc\" = { bytes = [255, 254] }", Reason::Unreadable),
    ] {
        let unknown = asked(world).part("wishes").first_unknown().map(|unknown| unknown.reason);
        assert_eq!(unknown, Some(reason), "{world}");
    }
    for manifest in [
        r#"{ "engines": ["node >= 1"], "volta": "22", "packageManager": 9, "devEngines": [] }"#,
        r#"{ "engines": { "node": 22 }, "packageManager": "pnpm", "devEngines": { "runtime": [{ "name": "node", "version": "1" }, { "name": "bun", "version": "1" }] } }"#,
        "[]",
    ] {
        assert!(wishes(&format!("files.\"~/site/package.json\" = '{manifest}'")).is_empty(), "{manifest}");
    }
}

#[test]
fn what_a_stranger_wrote_is_cut_short_and_has_no_marks_for_the_terminal() {
    let world =
        format!("files.\"~/site/package.json\" = '{{}}'\nfiles.\"~/site/.nvmrc\" = \"\\u001b[2J{}\"", "9".repeat(400));
    let Fact::List(all) = asked(&world).part("wishes") else { panic!("no list") };
    let said = all[0].part("said").to_string();
    assert!(said.len() <= 60 && !said.contains('\u{1b}'), "{said}");
    assert_eq!(all[0].part("wants"), Fact::Null);
}
