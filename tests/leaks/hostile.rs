//! Whatever stands in a report, nothing that it says can forge a line, hide one, or break a format.

use anstream::adapter::strip_str;
use doctor::leaks::report::{GapKind, Report, ReportedKey, Status};
use doctor::leaks::{Location, LocationKind};
use doctor::render::{Detail, Glyphs, Look, leaks_human, leaks_json, leaks_sarif};

use crate::json_schema::Schema;
use crate::leaks::reports::{file, report, resend};
use crate::leaks::sarif::parsed;
use crate::rounds::rounds;

/// Numbers that look like chance and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn text(&mut self) -> String {
        let pieces = [
            "\n",
            "\r\n",
            "\t",
            "\x1b[2J",
            "\x1b]8;;https://example.com\x07",
            "\x1b",
            "\u{9b}31m",
            "\u{202e}",
            "\u{2066}",
            "\u{2028}",
            "\u{85}",
            "\0",
            "\x08\x08",
            "\u{200b}",
            "\u{feff}",
            "\u{e0041}",
            "é",
            "日本",
            "😀",
            "a",
            "src/",
            "..",
            "/",
            "\\",
            "\"",
            "'",
            "%",
            "{{",
            "${x}",
            "CLEAN",
            " ",
            "  ",
            "`",
            "#",
            "?",
            ":",
            "",
            "\u{fffd}",
            "<b>",
            "&",
            ",",
        ];
        (0..self.below(12)).map(|_| pieces[self.below(pieces.len())]).collect()
    }

    fn location(&mut self) -> Location {
        let kinds = [
            LocationKind::Worktree,
            LocationKind::Index,
            LocationKind::History,
            LocationKind::Stash,
            LocationKind::Reflog,
            LocationKind::Dangling,
            LocationKind::Ignored,
        ];
        Location {
            path: (self.below(4) > 0).then(|| self.text()),
            line: (self.below(2) > 0).then(|| self.below(9) as u32),
            commit: (self.below(2) > 0).then(|| self.text()),
            when: [None, "-009999-01-02T01:59:59Z".parse().ok(), "9999-12-30T21:00:00Z".parse().ok()][self.below(3)],
            refs: (0..self.below(6)).map(|_| self.text()).collect(),
            pushed: self.below(2) > 0,
            in_message: self.below(2) > 0,
            tracked: self.below(2) > 0,
            ..file(kinds[self.below(kinds.len())], "", 1)
        }
    }

    fn told(&mut self) -> ReportedKey {
        let locations = (0..self.below(14)).map(|_| self.location()).collect();
        let states = [Status::Live, Status::Revoked, Status::Unknown, Status::NotChecked];
        let mut told = ReportedKey {
            rule: self.text(),
            service: self.text(),
            title: self.text(),
            masked: self.text(),
            fingerprint: (self.below(2) > 0).then(|| self.text()),
            status: states[self.below(4)],
            why: (self.below(2) > 0).then(|| self.text()),
            note: self.below(3) == 0,
            can: self.text(),
            more_locations: self.below(3),
            ..resend("", locations)
        };
        told.revoke.text = self.text();
        told
    }

    fn report(&mut self) -> Report {
        let findings = (0..self.below(14)).map(|_| self.told()).collect();
        let gaps = [(GapKind::Shallow, 1), (GapKind::Missing, u64::MAX), (GapKind::Names, 1)];
        let gaps = gaps[..self.below(4)].to_vec();
        let root = (self.below(2) > 0).then(|| self.text());
        Report { repository: self.text(), root, ..report(findings, &gaps) }.scrubbed()
    }
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{e0041}')
}

#[test]
fn no_name_forges_or_breaks_anything() {
    let schema = Schema::sarif();
    let mut chance = Chance(7);
    for _ in 0..rounds(40) {
        let report = chance.report();
        for (detail, glyphs) in [(Detail::Usual, Glyphs::Ascii), (Detail::Everything, Glyphs::Unicode)] {
            let text = strip_str(&leaks_human(&report, &Look { width: 60, glyphs, detail })).to_string();
            assert!(!text.contains(is_unsafe), "{text:?}");
            let verdicts = text
                .lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
                .filter(|line| ["CLEAN", "LEAKED", "AT RISK", "INCOMPLETE"].iter().any(|word| line.starts_with(word)));
            assert_eq!(verdicts.count(), 1, "{text}");
        }
        let json = leaks_json(&report).unwrap();
        assert!(!json.contains(is_unsafe) && parsed(&json)["schema"] == "doctor.leaks/1");
        let sarif = leaks_sarif(&report).unwrap();
        assert!(!sarif.contains(is_unsafe));
        assert_eq!(schema.flaws(&parsed(&sarif)), None);
    }
}

#[test]
fn a_text_becomes_one_line_without_what_is_not_seen() {
    let name = "a\nCLEAN\x1b[2J\u{202e}b\u{2028}c";
    let location = Location { refs: vec![name.to_owned()], ..file(LocationKind::Worktree, name, 1) };
    let report = report(vec![resend("x", vec![location])], &[]).scrubbed();
    let location = &report.findings[0].locations[0];
    assert_eq!(location.path.as_deref(), Some("a CLEANbc"));
    assert_eq!(location.refs, ["a CLEANbc"]);
}
