//! What only looks like a key is never told, in any surroundings.

use std::collections::BTreeSet;

use crate::repositories::made::chance::Chance;
use crate::repositories::made::history::wide;
use crate::repositories::made::keys::Keys;
use crate::repositories::made::repository::Repository;
use crate::repositories::scan::scan;

const HEX: &[u8] = b"0123456789abcdef";
const WORD: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn random(chance: &mut Chance, letters: &[u8], len: usize) -> String {
    (0..len).map(|_| char::from(*chance.pick(letters))).collect()
}

/// Lines of real files, each of another kind; put together here, so that no other program stumbles over this file.
fn lines(chance: &mut Chance) -> Vec<String> {
    let mut hex = |len: usize| random(chance, HEX, len);
    let (commit, digest, half, quarter) = (hex(40), hex(64), hex(32), hex(16));
    let uuid = format!("{}-{}-4{}-a{}-{}", hex(8), hex(4), hex(3), hex(3), hex(12));
    let mut word = |len: usize| random(chance, WORD, len);
    let (short, middle, long) = (word(20), word(36), word(64));
    let integrity = random(chance, BASE64, 86);
    let page = random(chance, BASE64, 4000);
    let x = |count: usize| "x".repeat(count);
    let mut lines = vec![
        // What stands in instructions.
        format!("gh{}your_token_here", "p_"),
        format!("gh{}{}", "p_", x(36)),
        format!("gh{}{}", "p_", "0".repeat(36)),
        format!("sk-{}api03-{}", "ant-", x(95)),
        format!("sk-{}api03-...", "ant-"),
        format!("ANTHROPIC_API_KEY=sk-{}api03-your-key-here", "ant-"),
        "RESEND_API_KEY=re_xxxxxxxxx".to_owned(),
        format!("RESEND_API_KEY=re_{}_{}", "12345678", "123456789012345678901234"),
        "API_KEY=${API_KEY}".to_owned(),
        "TOKEN={{ secrets.TOKEN }}".to_owned(),
        "const key = process.env.RESEND_API_KEY;".to_owned(),
        "CLOUDFLARE_API_TOKEN=<your token>".to_owned(),
        "CLOUDFLARE_API_TOKEN=op://vault/cloudflare/token".to_owned(),
        // What a program names so.
        "const re_render_everything_in_this_component_again = 1;".to_owned(),
        "function re_calculate_all_the_positions_of_things() {}".to_owned(),
        format!("{}_prepare_the_next_page_of_results_for_this_view()", "ghp"),
        "sk-button sk-card sk-container-of-all-the-things".to_owned(),
        ".re_abcdefgh_container { color: red }".to_owned(),
        // Checksums that are wrong.
        format!("gh{}{middle}", "p_"),
        format!("gh{}{middle}", "o_"),
        format!("npm_{middle}"),
        // Ids and hashes.
        format!("commit {commit}"),
        format!("uses: actions/checkout@{commit}"),
        format!("cloudflare/wrangler-action@{commit}"),
        format!("CLOUDFLARE_API_TOKEN={commit}"),
        format!("FROM node@sha256:{digest}"),
        format!("\"integrity\": \"sha512-{integrity}==\","),
        format!("etag: W/\"{half}\""),
        format!("request id {uuid}"),
        format!("version = \"{short}\""),
        format!("trace {quarter} {digest}"),
        format!("<script nonce=\"{short}\" src=\"/assets/index-{quarter}.js\">"),
        // Texts without an end.
        format!("data:image/png;base64,{page}"),
        format!("url(data:font/woff2;base64,{page})"),
        format!("//# sourceMappingURL=data:application/json;base64,{page}"),
        format!("{long}{long}{long}{long}"),
        // Public by design.
        format!("pk_{}_{}", "live", &long[..24]),
        format!("pk_{}_{}", "test", &long[..24]),
        // A time, and a number that is no bot.
        "12:34:56 8123456789:AA".to_owned(),
        "https://host.example/1234567890:AAAA".to_owned(),
        "-----BEGIN PUBLIC KEY-----".to_owned(),
        "postgres://user:password@localhost:5432/db".to_owned(),
    ];
    // Parts of shapes, in pieces.
    lines.push(format!("gh{} {middle}", "p_"));
    lines
}

fn told(repository: &Repository) -> BTreeSet<(String, String)> {
    scan(repository.folder(), &repository.scratch().home()).shown()
}

#[test]
fn decoys_of_all_kinds_are_passed_over() {
    let mut chance = Chance::new(30);
    let mut repository = Repository::new();
    let lines = lines(&mut chance);
    assert!(lines.len() >= 36);
    for (number, line) in lines.iter().enumerate() {
        repository.write(&format!("decoys/{number}.txt"), format!("{line}\n"));
    }
    let all = lines.join("\n");
    repository.write("all.txt", &all);
    repository.write("all.json", serde_json::json!({ "text": &all }).to_string());
    repository.write("wide.txt", wide(&all, u16::to_le_bytes));
    repository.save(&all);
    repository.pack();
    assert_eq!(told(&repository), BTreeSet::new());
    let report = scan(repository.folder(), &repository.scratch().home());
    assert_eq!((report.code(), report.gaps().len()), (0, 0));
}

#[test]
fn what_the_files_of_services_pass_over_is_passed_over_in_a_repository_too() {
    let keys = Keys::new(31);
    let mut repository = Repository::new();
    let mut own = Vec::new();
    for rule in keys.rules().all() {
        for (number, text) in rule.leak.allowlist.iter().enumerate() {
            let name = format!("{}-{number}.txt", rule.id.replace('/', "-"));
            repository.write(&name, keys.services().with_synthetic_keys(text).unwrap() + "\n");
            own.push((rule.id.clone(), name));
        }
    }
    repository.save("decoys");
    let report = scan(repository.folder(), &repository.scratch().home());
    for (rule, file) in own {
        let here = |finding: &&serde_json::Value| finding["rule"] == rule && finding["locations"][0]["path"] == file;
        assert!(report.findings().iter().find(here).is_none(), "{rule} in {file}");
    }
}

#[test]
fn keys_that_lack_a_letter_or_have_one_too_many_at_their_beginning_are_none() {
    let keys = Keys::new(32);
    let mut repository = Repository::new();
    let mut text = String::new();
    for rule in keys.rules().all().iter().filter(|rule| rule.leak.anchors.is_empty() && rule.leak.beside.is_empty()) {
        for number in 1..20 {
            let key = keys.services().with_synthetic_keys(&format!("<key:{}#{number}>", rule.id)).unwrap();
            let shortest = rule.shortest();
            if key.len() == shortest {
                text += &format!("{}\n", &key[..key.len() - 1]);
            }
            let (small, large) = (rule.prefix.to_lowercase(), rule.prefix.to_uppercase());
            let prefix = if rule.prefix == small { large } else { small };
            text += &format!("A{key}\n{prefix}{}\n", &key[rule.prefix.len()..]);
        }
    }
    repository.write("near.txt", text);
    repository.save("near");
    assert_eq!(told(&repository), BTreeSet::new());
}
