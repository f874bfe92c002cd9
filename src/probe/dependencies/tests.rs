//! Where packages are looked for, and when none need be there.

use super::*;
use crate::host::{World, WorldSpec};

fn missing(machine: &str) -> Vec<String> {
    let spec: WorldSpec = toml::from_str(&format!("folder = '~/site'\n{machine}")).unwrap();
    let host = Host::World(World::build(spec, &Default::default()).unwrap());
    let limit = std::time::Duration::from_secs(1);
    let answer = Dependencies {}.ask(Context { host: &host, services: &Default::default(), limit });
    match answer.part("missing") {
        Fact::List(names) => names.iter().map(ToString::to_string).collect(),
        other => vec![format!("{other:?}")],
    }
}

const ASKS: &str = r#"files."~/site/package.json" = '{ "dependencies": { "hono": "^4", "@scope/a": "1", "../../x": "1" }, "devDependencies": { "vite": "^7" }, "optionalDependencies": { "fsevents": "2" } }'"#;

#[test]
fn what_is_in_no_folder_of_packages_is_missing() {
    assert_eq!(missing(ASKS), ["@scope/a", "hono", "vite"]);
    let half = format!("{ASKS}\nfiles.'~/site/node_modules/hono/x' = ''\nfiles.'~/node_modules/vite/x' = ''");
    assert_eq!(missing(&half), ["@scope/a"]);
}

#[test]
fn packages_that_need_not_lie_there_are_not_missed() {
    assert_eq!(missing(&format!("{ASKS}\nfiles.'~/site/.pnp.cjs' = ''")), [""; 0]);
    assert_eq!(missing(&format!("{ASKS}\nfiles.'~/site/deno.lock' = '{{}}'")), [""; 0]);
    assert_eq!(missing(&format!("env.NODE_ENV = 'production'\n{ASKS}")), ["@scope/a", "hono"]);
}

#[test]
fn a_folder_of_packages_that_cannot_be_read_may_hold_them() {
    let denied = format!("{ASKS}\nfiles.'~/site/node_modules' = {{ folder = true, denied = true }}");
    assert!(missing(&denied)[0].starts_with("Unknown"));
}
