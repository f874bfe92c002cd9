//! Settings as people write them, and what is said of each.

use super::*;
use crate::host::{World, WorldSpec};

fn ask(files: &[(&str, &str)]) -> Fact {
    let files = files.iter().map(|(name, text)| format!("files.\"~/site/{name}\" = '''{text}'''\n"));
    let spec = format!("folder = '~/site'\nfiles.'~/site/.git' = {{ folder = true }}\n{}", files.collect::<String>());
    let spec: WorldSpec = toml::from_str(&spec).unwrap();
    let host = Host::World(World::build(spec, &Default::default()).unwrap());
    let limit = std::time::Duration::from_secs(1);
    let known = ["name", "main", "assets", "compatibility_date", "env", "vars"].map(str::to_owned).to_vec();
    WranglerConfig { known }.ask(Context { host: &host, services: &Default::default(), limit })
}

fn word(answer: &Fact, part: &str) -> String {
    answer.part(part).to_string()
}

#[test]
fn the_first_file_in_wranglers_order_counts() {
    let answer = ask(&[("wrangler.toml", "name = 'b'"), ("wrangler.jsonc", "{ \"name\": \"a\", }")]);
    assert_eq!((word(&answer, "name"), word(&answer, "file")), ("a".to_owned(), "~/site/wrangler.jsonc".to_owned()));
}

#[test]
fn damage_is_told_with_its_line() {
    let answer = ask(&[("wrangler.toml", "name = 'b'\nmain = \"src\n")]);
    assert_eq!((answer.part("valid"), answer.part("line")), (Fact::Bool(false), Fact::Int(2)));
}

#[test]
fn what_goes_online_is_there_or_will_be_built_or_is_missing() {
    let built = ("package.json", "{ \"scripts\": { \"build\": \"vite build\" } }");
    for (main, file, expected) in [
        ("src/index.js", ("src/index.js", ""), "there"),
        ("src/index.js", ("src/main.js", ""), "missing"),
        ("./dist/worker.js", built, "not-built"),
        (".open-next/worker.js", built, "not-built"),
        ("dist/worker.js", ("x", ""), "missing"),
        ("src/index.js", built, "missing"),
        ("@tanstack/react-start/server-entry", ("x", ""), "package"),
        ("vinext/server", ("node_modules/vinext/package.json", "{}"), "package"),
        ("../other/index.js", ("x", ""), "outside"),
    ] {
        let config = format!("{{ \"name\": \"site\", \"main\": \"{main}\" }}");
        assert_eq!(word(&ask(&[("wrangler.jsonc", &config), file]), "main_state"), expected, "{main}");
    }
}

#[test]
fn an_entry_may_be_named_elsewhere() {
    let config = ("wrangler.jsonc", "{ \"name\": \"site\" }");
    for (file, expected) in [
        (("x", ""), "none"),
        (("package.json", "{ \"scripts\": { \"deploy\": \"wrangler deploy src/index.ts\" } }"), "elsewhere"),
        (("package.json", "{ \"scripts\": { \"deploy\": \"wrangler deploy\" } }"), "none"),
        (("package.json", "{ \"devDependencies\": { \"@cloudflare/vite-plugin\": \"1\" } }"), "elsewhere"),
        ((".wrangler/deploy/config.json", "{}"), "elsewhere"),
    ] {
        assert_eq!(word(&ask(&[config, file]), "entry"), expected, "{file:?}");
    }
    assert_eq!(ask(&[("wrangler.jsonc", "{}")]).part("entry"), Fact::Null);
}

#[test]
fn days_are_judged_as_wrangler_takes_them() {
    for (line, expected) in [
        ("compatibility_date = '2025-10-01'", "good"),
        ("", "missing"),
        ("compatibility_date = '2026-13-01'", "malformed"),
        ("compatibility_date = 2025-10-01", "malformed"),
        ("compatibility_date = '1.10.2025'", "malformed"),
        ("compatibility_date = '2999-01-01'", "future"),
    ] {
        assert_eq!(word(&ask(&[("wrangler.toml", &format!("name = 'site'\n{line}"))]), "date"), expected, "{line}");
    }
}

#[test]
fn an_unknown_setting_is_told_where_it_is_a_slip_or_wrangler_itself_does_not_know_it() {
    let names = |files: &[(&str, &str)]| match ask(files).part("unknown") {
        Fact::List(items) => items.iter().map(|item| item.part("name").to_string()).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let config = ("wrangler.jsonc", "{ \"name\": \"site\", \"mian\": \"x\", \"newer\": 1, \"older\": 1 }");
    assert_eq!(names(&[config]), ["mian"]);
    let own = ("node_modules/wrangler/config-schema.json", "{ \"name\": {}, \"newer\": {} }");
    assert_eq!(names(&[config, own]), ["mian", "older"]);
}
