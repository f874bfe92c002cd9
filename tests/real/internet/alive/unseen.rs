//! Where keys must not show: in nothing that is printed, and in no other program.

use serde_json::json;

use super::*;

#[test]
fn a_key_shows_nowhere_even_if_its_service_repeats_it() {
    let (files, keys) = one_of_each();
    let known = keys.clone();
    let internet = providers(&keys, move |id, request| {
        let key = &known[id];
        let message = format!("Incorrect API key provided: {key} (asked as {})", request.path);
        let body = json!({"message": message, "name": key, "code": key, "err": key, "error": {"code": key, "type": key, "message": message}});
        Answer::json(401, &body).header("x-github-request-id", key).header("x-echo", key)
    });
    let mut machine = saved(&internet, &files);
    machine.set("RUST_LOG", "trace");
    machine.set("RUST_BACKTRACE", "1");
    // Whatever is started on this machine would say so, with its arguments and variables.
    let started = machine.root().join("started");
    let trap = format!("#!/bin/sh\n{{ echo \"$0 $*\"; export -p; }} >> '{}'\n", started.display());
    for program in ["git", "ls", "awk", "gh", "curl", "node"] {
        machine.put(program, 0o755, trap.as_bytes());
    }
    for args in [
        &["--format", "json"][..],
        &["--format", "human"],
        &["--format", "sarif"],
        &["--verbose"],
        &["--format", "json=said.json"],
    ] {
        let ran = check_live(&machine, args);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        let file = std::fs::read_to_string(machine.project().join("said.json")).unwrap_or_default();
        for (id, key) in &keys {
            for text in [&ran.stdout, &ran.stderr, &file] {
                // Not the whole key, and no long piece of it.
                let start = key.len() / 3;
                assert!(!text.contains(&key[start..start + key.len() / 3]), "{id} shows after {args:?}");
            }
        }
    }
    assert!(internet.seen().len() >= keys.len());
    assert!(!started.exists(), "{}", std::fs::read_to_string(&started).unwrap());
}
