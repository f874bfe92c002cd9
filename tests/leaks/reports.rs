//! Reports as the scanner makes them.

use doctor::leaks::report::{Counts, Gap, GapKind, Report, ReportedKey, Revoke, Status, Verdict};
use doctor::leaks::{Location, LocationKind};

pub fn report(findings: Vec<ReportedKey>, gaps: &[(GapKind, u64)]) -> Report {
    let gaps: Vec<Gap> = gaps.iter().map(|&(kind, count)| Gap { kind, count }).collect();
    let verdict = match (findings.iter().any(|told| !told.note), gaps.is_empty()) {
        (true, _) => Verdict::Leaks,
        (false, true) => Verdict::Clean,
        (false, false) => Verdict::Incomplete,
    };
    let scanned = Counts { blobs: 2267, bytes: 9_000_000, commits: 224, files: 31, unreadable: 0 };
    let (schema, repository) = ("doctor.leaks/1", ".".to_owned());
    Report { schema, doctor: "0.1.0", repository, root: None, verdict, scanned, gaps, findings, notices: Vec::new() }
}

pub fn resend(end: &str, locations: Vec<Location>) -> ReportedKey {
    ReportedKey {
        rule: "resend/key".to_owned(),
        service: "Resend".to_owned(),
        title: "a key of Resend".to_owned(),
        masked: format!("re_…{end}"),
        length: 36,
        fingerprint: Some("00112233aabbccdd".to_owned()),
        status: Status::NotChecked,
        why: None,
        note: locations.iter().all(|location| location.kind == LocationKind::Ignored),
        accepted: None,
        can: "send mail in the name of your domain".to_owned(),
        revoke: Revoke {
            text: "Delete this key in Resend's list of keys.".to_owned(),
            open: Some("https://resend.com/api-keys".to_owned()),
        },
        locations,
        more_locations: 0,
    }
}

pub fn telegram(end: &str, locations: Vec<Location>) -> ReportedKey {
    ReportedKey {
        rule: "telegram/bot".to_owned(),
        service: "Telegram".to_owned(),
        title: "a token of a Telegram bot".to_owned(),
        masked: format!("…{end}"),
        can: "read and write all messages of your bot".to_owned(),
        revoke: Revoke {
            text: "Ask @BotFather for a new token with /revoke.".to_owned(),
            open: Some("https://t.me/BotFather".to_owned()),
        },
        ..resend(end, locations)
    }
}

/// A place without a commit.
pub fn file(kind: LocationKind, path: &str, line: u32) -> Location {
    Location {
        kind,
        path: Some(path.to_owned()),
        line: Some(line),
        commit: None,
        when: None,
        refs: Vec::new(),
        pushed: false,
        in_message: false,
        tracked: false,
    }
}

/// A place in a commit.
pub fn committed(kind: LocationKind, path: &str, line: u32, refs: &[&str]) -> Location {
    Location {
        commit: Some(format!("4f2a9c1{}", "0".repeat(33))),
        when: Some("2026-11-20T23:59:00Z".parse().unwrap()),
        refs: refs.iter().map(|&name| name.to_owned()).collect(),
        ..file(kind, path, line)
    }
}

pub fn pushed(path: &str, line: u32) -> Location {
    Location { pushed: true, ..committed(LocationKind::History, path, line, &["main", "origin/main"]) }
}

/// The reports whose screens are approved.
pub fn all() -> Vec<(&'static str, Report)> {
    let one = || resend("x7Qd", vec![file(LocationKind::Worktree, "src/mail.js", 3), pushed("src/mail.js", 3)]);
    let message = Location { path: None, line: None, in_message: true, ..pushed("", 1) };
    let lost = Location { path: None, line: None, commit: None, when: None, ..file(LocationKind::Dangling, "", 1) };
    let many_places = (1..=15).map(|at| pushed(&format!("docs/{at}.md"), at)).collect();
    let tags = ["main", "tags/v1", "tags/v2", "tags/v3", "tags/v4"];
    let everything = vec![
        ReportedKey { status: Status::Live, ..one() },
        telegram("9zzA", vec![committed(LocationKind::History, "bot.py", 12, &tags)]),
        ReportedKey {
            status: Status::Unknown,
            why: Some("the service did not answer".to_owned()),
            ..resend("aa11", vec![committed(LocationKind::Stash, "a.js", 1, &[]), lost])
        },
        resend(
            "bb22",
            vec![committed(LocationKind::Reflog, "old/b.js", 2, &[]), file(LocationKind::Dangling, "c.js", 5)],
        ),
        resend("cc33", vec![message]),
        resend(
            "dd44",
            vec![file(LocationKind::Index, "server/d.js", 7), file(LocationKind::Worktree, "server/d.js", 7)],
        ),
        ReportedKey { status: Status::Revoked, note: true, ..resend("ee55", vec![pushed("e.js", 1)]) },
        resend("ff66", vec![file(LocationKind::Ignored, ".env", 1)]),
        telegram("gg77", vec![file(LocationKind::Ignored, ".env", 2)]),
    ];
    let gaps = [
        (GapKind::Shallow, 1),
        (GapKind::Missing, 3),
        (GapKind::Broken, 1),
        (GapKind::TooLarge, 2),
        (GapKind::Files, 1),
        (GapKind::Names, 1),
    ];
    let key = |at: u32| {
        let locations = vec![pushed(&format!("lessons/{at}/mail.js"), at), file(LocationKind::Worktree, "mail.js", at)];
        if at.is_multiple_of(3) {
            telegram(&format!("t{at:03}"), locations)
        } else {
            resend(&format!("r{at:03}"), locations)
        }
    };
    let now = |path: &str| Location { tracked: true, ..file(LocationKind::Worktree, path, 1) };
    let kept = vec![
        resend("x7Qd", vec![now(".env"), pushed(".env", 1)]),
        resend("aa11", vec![now("api/.env.local")]),
        resend("bb22", vec![Location { kind: LocationKind::Index, ..now("src/my mail.js") }]),
    ];
    let note = committed(LocationKind::History, "4f/2a9c1e0000000000000000000000000000000000", 1, &["notes/commits"]);
    vec![
        ("one", report(vec![one()], &[])),
        ("many-locations", report(vec![ReportedKey { more_locations: 4, ..resend("x7Qd", many_places) }], &[])),
        ("thirty", report((1..=30).map(key).collect(), &[])),
        ("everything", report(everything, &gaps)),
        ("not-pushed", report(vec![resend("x7Qd", vec![committed(LocationKind::History, "a.js", 3, &["main"])])], &[])),
        ("not-committed", report(vec![resend("x7Qd", vec![file(LocationKind::Index, ".env", 1)])], &[])),
        ("kept-env", Report { root: Some("/home/ada/site".to_owned()), ..report(kept, &[]) }),
        ("note", report(vec![resend("x7Qd", vec![note])], &[])),
        ("clean", report(vec![resend("ff66", vec![file(LocationKind::Ignored, ".env", 1)])], &[])),
        ("incomplete", report(Vec::new(), &gaps[..1])),
    ]
}
