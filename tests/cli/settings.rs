//! `doctor.toml`: whose word counts, what it cannot do, and what it says when it is wrong.

use std::fs;

use serde_json::Value;

use crate::cli::machine::{Machine, Run};

/// The workshop laptop of the worlds, with settings in its project.
fn look(settings: &str, args: &[&str]) -> Run {
    let machine = Machine::new();
    let ready = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/workshop-ready.toml");
    let settings = toml::Value::from(settings);
    let world = format!("like = \"{ready}\"\n[files]\n\"~/site/doctor.toml\" = {settings}\n");
    let world = machine.file("world.toml", world, 0o644);
    machine.doctor(&[args, &["--world", world.to_str().unwrap()]].concat())
}

fn json(settings: &str, args: &[&str]) -> Value {
    look(settings, &[args, &["--format", "json"]].concat()).json()
}

#[test]
fn settings_count_where_no_flag_says_otherwise() {
    let report = json("profile = \"api\"\n", &["check"]);
    assert_eq!((&report["profile"], &report["settings"]["file"]), (&"api".into(), &"~/site/doctor.toml".into()));
    assert_eq!(json("profile = \"api\"\n", &["check", "--profile", "ci"])["profile"], "ci");
    assert_eq!(json("", &["check"])["profile"], "workshop");
}

#[test]
fn a_project_chooses_no_profile_that_asks_less_about_keys() {
    let without = json("", &["check"]);
    let with = json("profile = \"ci\"\n", &["check"]);
    let keys = |report: &Value| {
        let all = report["checks"].as_object().unwrap().iter().filter(|(id, _)| id.starts_with("safety/"));
        all.map(|(id, found)| (id.clone(), found["required"].clone(), found["skip"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(keys(&with), keys(&without));
    assert_eq!(json("", &["check", "--profile", "ci"])["checks"]["safety/history"]["skip"], "profile");
}

#[test]
fn a_project_cannot_allow_that_nobody_looked_for_keys() {
    let allowed = "allow_unsure = true\n";
    let args = ["check", "safety/", "--deadline", "1ms"];
    let machine = Machine::new();
    machine.git();
    machine.file("site/package.json", "{}", 0o644);
    machine.file("site/doctor.toml", allowed, 0o644);
    let run = machine.doctor(&args);
    assert_eq!(run.code, 4, "{}", run.stdout);
    assert_eq!(machine.doctor(&[&args[..], &["--allow-unsure"]].concat()).code, 0, "but whoever runs doctor can");
    assert_eq!(machine.doctor(&["check", "tool/git", "--deadline", "1ms"]).code, 0, "and the rest it can allow");
}

#[test]
fn a_project_chooses_which_checks_count() {
    let report = json(
        "[checks]\n\"tool/\" = \"off\"\n\"tool/git\" = \"optional\"\n\"anthropic/key\" = \"required\"\n",
        &["check"],
    );
    let finding = |id: &str| report["checks"][id].clone();
    assert_eq!((&finding("tool/node")["status"], &finding("tool/node")["skip"]), (&"skip".into(), &"off".into()));
    assert_eq!((&finding("tool/git")["status"], &finding("tool/git")["required"]), (&"pass".into(), &false.into()));
    assert_ne!(finding("anthropic/key")["skip"], "profile");
    let asked = json("[checks]\n\"tool/\" = \"off\"\n", &["check", "tool/node"]);
    assert_eq!(asked["checks"]["tool/node"]["status"], "pass");
}

#[test]
fn what_is_wrong_with_the_settings_is_told_with_its_place() {
    for (settings, expected) in [
        (
            "profile = \"workshp\"",
            "~/site/doctor.toml:1:11: there is no profile `workshp`\n  profiles: api ci workshop",
        ),
        ("[checks]\n\"tool/nod\" = \"off\"", "~/site/doctor.toml:2:1: there is no check `tool/nod`\n  did you mean: "),
        (
            "[severity.\"tool/git\"]\nmising = \"warn\"",
            "~/site/doctor.toml:2:1: tool/git has no cause `mising`\n  causes: ",
        ),
        ("[tools\n", "~/site/doctor.toml:1:"),
    ] {
        let run = look(settings, &["check"]);
        assert_eq!(run.code, 2, "{}", run.stdout);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
        let run = look(settings, &["check", "--format", "json"]);
        assert_eq!(run.json()["error"]["file"], "~/site/doctor.toml");
    }
}

#[test]
fn each_setting_is_explained_with_where_it_comes_from() {
    let settings = "strict = true\n[limits]\ndeadline = \"45s\"\n[tools]\nnode = \">=22\"\n";
    let shown = json(settings, &["explain", "--config", "--profile", "api"]);
    assert_eq!(shown["schema"], "doctor.settings/1");
    let row = |name: &str| {
        let rows = shown["settings"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        (row["value"].as_str().unwrap().to_owned(), row["from"].as_str().unwrap().to_owned())
    };
    let said = |value: &str, from: &str| (value.to_owned(), from.to_owned());
    assert_eq!(row("profile"), said("api", "--profile"));
    assert_eq!(row("strict"), said("yes", "line 1 of ~/site/doctor.toml"));
    assert_eq!(row("deadline"), said("45s", "line 3 of ~/site/doctor.toml"));
    assert_eq!(row("allow_unsure"), said("no", "usual"));
    assert_eq!(row("tools node"), said(">=22", "line 5 of ~/site/doctor.toml"));
}

#[test]
fn what_the_project_asks_for_elsewhere_is_shown_with_its_file() {
    let machine = Machine::new();
    machine.file("site/package.json", "{\n  \"engines\": { \"node\": \">=22\" }\n}", 0o644);
    machine.file("site/doctor.toml", "[tools]\nnpm = \">=10\"\n", 0o644);
    let said = machine.doctor(&["explain", "--config", "--format", "json"]).json()["settings"].to_string();
    assert!(
        said.contains(r#"{"from":"line 2 of "#)
            && said.contains(r#"/site/package.json","name":"tools node","value":">=22"}"#),
        "{said}"
    );
    assert_eq!(said.matches("tools npm").count(), 1, "{said}");
}

#[test]
fn what_the_documentation_shows_works_as_it_stands() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md");
    let page = fs::read_to_string(page).unwrap();
    for shown in page.split("```toml\n").skip(1) {
        let shown = shown.split("```").next().unwrap();
        let run = look(shown, &["explain", "--config"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}

#[test]
fn people_read_the_folder_of_the_settings_once() {
    let said = look("strict = true\n", &["explain", "--config"]).stdout;
    assert_eq!(said.matches("~/site/").count(), 1, "{said}");
    assert!(said.contains("line 1 of doctor.toml"), "{said}");
}

#[test]
fn what_is_explained_is_what_a_run_would_take() {
    let run = look("", &["explain", "--config", "--profile", "workshp"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("there is no profile `workshp`"), "{}", run.stderr);
}

#[test]
fn a_flag_takes_back_what_the_settings_want() {
    let shown = json("strict = true\n", &["explain", "--config", "--strict=false"]);
    assert_eq!(shown["settings"][1], serde_json::json!({ "name": "strict", "value": "no", "from": "--strict" }));
}

#[test]
fn what_is_odd_about_the_settings_is_told_to_people() {
    let settings = "[[accept]]\ncheck = \"tool/git\"\ncause = \"missing\"\nreason = \"no need\"\nuntil = 2027-01-31\n";
    let said = look(settings, &["check"]).stdout;
    assert!(said.contains("Line 2 of ~/site/doctor.toml: tool/git has no `missing` any more"), "{said}");
    assert!(said.starts_with("READY  you can start; 1 thing to look at"), "{said}");
}

#[test]
fn settings_fill_no_screen() {
    let one = "[[accept]]\ncheck = \"tool/git\"\ncause = \"missing\"\nreason = \"no need\"\nuntil = 2027-01-31\n";
    let said = look(&one.repeat(8), &["check"]).stdout;
    assert_eq!(said.matches("has no `missing` any more").count(), 5, "{said}");
    assert!(said.contains("3 more like this; doctor -v lists them"), "{said}");
    assert_eq!(look(&one.repeat(8), &["check", "-v"]).stdout.matches("has no `missing`").count(), 8);
    let fault = look(&format!("{} = 1\n", "x".repeat(100_000)), &["check"]);
    assert!(fault.code == 2 && fault.stderr.len() < 1000, "{}", fault.stderr.len());
}

/// Every question of a run: what was started, read, and sent.
fn questions(report: &Value) -> Vec<String> {
    let mut asked: Vec<String> = report["probes"]
        .as_object()
        .unwrap()
        .values()
        .map(|probe| format!("{} {}", probe["kind"], probe["asked"]))
        .collect();
    asked.sort();
    asked
}

#[test]
fn a_strangers_settings_ask_nothing_that_the_same_flags_would_not() {
    // Every key that there is, with the worst that fits into it.
    let hostile = r#"
        profile = "ci"
        strict = true
        allow_unsure = true
        [limits]
        deadline = "60s"
        [checks]
        "claude/" = "required"
        "claude/telegram" = "required"
        "system/" = "off"
        [severity."tool/git"]
        missing = "warn"
        [tools]
        node = ">=1"
        [keys]
        expected = ["LD_PRELOAD", "HOME"]
        [[accept]]
        check = "safety/shell-history"
        cause = "keys"
        about = "../../../etc/passwd"
        reason = "$(touch x) https://evil.example/"
        until = 2099-01-01
    "#;
    let hostile = hostile.replace("cause = \"keys\"", &format!("cause = \"{}\"", cause_of("safety/shell-history")));
    let with = json(&hostile, &["check"]);
    let without = json("", &["check", "--profile", "ci"]);
    let more = json("", &["check", "--profile", "workshop"]);
    let known = [questions(&without), questions(&more)].concat();
    let new: Vec<String> = questions(&with).into_iter().filter(|asked| !known.contains(asked)).collect();
    assert!(new.is_empty(), "{new:?}");
    assert!(!with.to_string().contains("evil.example"), "nothing of it is told as a fact");
}

fn cause_of(check: &str) -> String {
    let text = fs::read_to_string(format!("{}/checks/{check}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let check: toml::Table = toml::from_str(&text).unwrap();
    check["cause"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn settings_name_no_program_no_address_and_no_file() {
    for text in [
        "run = \"touch x\"",
        "extends = \"/etc/passwd\"",
        "include = [\"https://evil.example/doctor.toml\"]",
        "[tools]\nnode = { path = \"./evil\" }",
        "[tools]\nevil = \"1\"",
        "[services]\nx = \"y\"",
        "[checks.\"tool/git\"]\nrun = \"x\"",
        "[keys]\nexpected = [{ name = \"A\", send = \"https://evil.example\" }]",
        "format = [\"json=/etc/passwd\"]",
        "world = \"x.toml\"",
    ] {
        assert_eq!(look(text, &["check"]).code, 2, "{text}");
    }
}

#[test]
fn a_real_strangers_project_runs_nothing_and_reads_nothing_outside() {
    let machine = Machine::new();
    let secret = machine.file("outside.toml", "[keys]\nexpected = [\"OUTSIDE_WAS_READ\"]\n", 0o600);
    std::os::unix::fs::symlink(&secret, machine.project.join("doctor.toml")).unwrap();
    machine.file("site/package.json", "{}", 0o644);
    let before = machine.tree();
    let run = machine.doctor(&["check", "--offline"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("it is a link that leads out of the project"), "{}", run.stderr);
    assert!(!run.stderr.contains("OUTSIDE_WAS_READ"));
    assert_eq!(machine.tree(), before);
}

#[test]
fn what_is_wrong_today_can_be_accepted_at_once_and_counts_no_more() {
    let machine = Machine::new();
    machine.git();
    machine.file("site/package.json", "{}", 0o644);
    let settings = machine.file("site/doctor.toml", "# ours\nprofile = \"workshop\"", 0o640);
    assert_eq!(machine.doctor(&["check", "tool/", "--offline"]).code, 1);

    let run = machine.doctor(&["check", "tool/", "--offline", "--accept-all"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = fs::read_to_string(&settings).unwrap();
    assert!(text.starts_with("# ours\nprofile = \"workshop\"\n\n# "), "{text}");
    assert!(text.contains("[[accept]]\ncheck = \"tool/node\"\n"), "{text}");

    let run = machine.doctor(&["check", "tool/", "--offline", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert_eq!(run.finding("tool/node")["skip"], "accepted");
    assert_eq!(run.finding("tool/node")["accepted"][0]["weight"], "none");
    let again = machine.doctor(&["check", "tool/", "--offline", "--accept-all"]);
    assert!(again.stdout.contains("There is nothing to accept."), "{}", again.stdout);
}

#[test]
fn a_baseline_fits_into_the_file_that_is_there() {
    let machine = Machine::new();
    machine.git();
    machine.file("site/package.json", "{}", 0o644);
    let accept = |settings: &str, args: &[&str]| {
        let path = machine.file("site/doctor.toml", settings, 0o644);
        let run = machine.doctor(&[&["check", "tool/", "--offline", "--accept-all"], args].concat());
        (run, fs::read_to_string(path).unwrap())
    };
    let (run, text) = accept("strict = false\r\n", &[]);
    assert_eq!((run.code, text.matches("\r\n").count()), (0, text.matches('\n').count()), "{text}");

    // Once the month of warnings has begun, it is decided again.
    let day = jiff::Zoned::now().date().yesterday().unwrap().to_string();
    let (_, text) = accept(
        &text
            .lines()
            .map(|line| if line.starts_with("until") { format!("until = {day}\n") } else { format!("{line}\n") })
            .collect::<String>(),
        &[],
    );
    assert_eq!(text.matches("check = \"tool/node\"").count(), 2, "{text}");
    assert_eq!(
        machine.doctor(&["check", "tool/", "--offline", "--format", "json"]).finding("tool/node")["skip"],
        "accepted"
    );

    let (run, text) = accept("accept = []\n", &[]);
    assert_eq!((run.code, text.as_str()), (2, "accept = []\n"), "{}", run.stderr);
    assert!(run.stderr.contains("doctor.toml: it was not changed: "), "{}", run.stderr);

    let (run, text) = accept("", &["--format", "json"]);
    assert_eq!((run.code, text.as_str()), (2, ""));
    assert!(run.json()["error"]["message"].as_str().unwrap().starts_with("--accept-all writes doctor.toml"));
}

#[test]
fn a_baseline_that_cannot_be_written_says_so_and_leaves_the_file() {
    let machine = Machine::new();
    machine.file("site/package.json", "{}", 0o644);
    let path = machine.file("site/doctor.toml", "profile = \"workshop\"\n", 0o644);
    fs::hard_link(&path, machine.home.join("second")).unwrap();
    let run = machine.doctor(&["check", "tool/git", "--accept-all"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("it was not changed: the same file has a second name"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(path).unwrap(), "profile = \"workshop\"\n");
}
