//! What was found, for people: one verdict line, the keys, what was not seen, and at the end what to do.

use std::collections::BTreeMap;

use owo_colors::{OwoColorize, Style};

use super::{Reach, gaps, location, steps};
use crate::leaks::report::{Counts, Report, ReportedKey, Status, Verdict};
use crate::leaks::{Location, LocationKind};
use crate::render::words::{Block, Label, counted, indented};
use crate::render::{Detail, Glyphs, Look};

/// Up to so many keys are told with room around them.
const FEW_KEYS: usize = 10;
/// So many notes are told of one sort.
const MAX_NOTES: usize = 5;

/// The report as text, with colour codes in it.
pub fn leaks_human(report: &Report, look: &Look) -> String {
    let mut keys: Vec<&ReportedKey> = report.findings.iter().filter(|told| !told.note).collect();
    keys.sort_by_key(|told| (Reach::of(told), told.status != Status::Live));
    let mut out = verdict_line(report, &keys, look);
    if look.detail == Detail::VerdictOnly {
        return out;
    }
    for (at, told) in keys.iter().enumerate() {
        if at == 0 || most_locations(keys.len(), look) > 1 {
            out.push('\n');
        }
        let is_new = keys[..at].iter().all(|before| before.rule != told.rule);
        key(&mut out, told, is_new, most_locations(keys.len(), look), look);
    }
    for gap in &report.gaps {
        let (words, command) = gaps::words(gap);
        labelled(&mut out, Label::Unsure, &words, look);
        if let Some(command) = command {
            Block::new(&mut out, Label::columns(look.glyphs), look.width).copy(command);
        }
    }
    notes(&mut out, report, look);
    if look.detail == Detail::Everything && report.verdict != Verdict::Clean {
        labelled(&mut out, Label::Pass, &format!("Looked at {}", looked_at(&report.scanned)), look);
    }
    if !keys.is_empty() {
        steps::next(&mut out, &keys, report, look);
    }
    match look.glyphs {
        Glyphs::Unicode => out,
        Glyphs::Ascii => out.replace('…', "..."),
    }
}

fn verdict_line(report: &Report, keys: &[&ReportedKey], look: &Look) -> String {
    let (word, style, rest) = match report.verdict {
        Verdict::Clean if report.scanned.blobs + report.scanned.commits + report.scanned.files == 0 => {
            ("CLEAN", Style::new().bold().green(), "there is nothing in this repository yet".to_owned())
        }
        Verdict::Clean => {
            let belongs = if report.findings.is_empty() { "" } else { " where none belongs" };
            ("CLEAN", Style::new().bold().green(), format!("no key{belongs} in {}", looked_at(&report.scanned)))
        }
        Verdict::Incomplete => {
            let rest = "no key found, but not everything could be looked at, so there may be one";
            ("INCOMPLETE", Style::new().bold().yellow(), rest.to_owned())
        }
        Verdict::Leaks => leaked(keys),
    };
    // Wrapped before it is coloured: colour codes take no columns.
    format!("{}  {}\n", word.style(style), indented(&rest, word.len() + 2, look.width))
}

fn leaked(keys: &[&ReportedKey]) -> (&'static str, Style, String) {
    let pushed = keys.iter().filter(|told| Reach::of(told) == Reach::Pushed).count();
    let live = keys.iter().filter(|told| told.status == Status::Live).count();
    let all = keys.len();
    let works = match (live, all) {
        (0, _) => String::new(),
        (1, 1) => "; it still works".to_owned(),
        (1, _) => "; 1 of them still works".to_owned(),
        (live, _) => format!("; {live} of them still work"),
    };
    let loose = keys.iter().all(|told| Reach::of(told) == Reach::Uncommitted);
    let rest = match (pushed, all) {
        (0, 1) if loose => {
            "1 key stands where your next commit may take it along; it was seen in no commit yet".to_owned()
        }
        (0, _) if loose => {
            format!("{all} keys stand where your next commit may take them along; they were seen in no commit yet")
        }
        (0, 1) => "1 key stands where it does not belong; as far as this computer knows, it was not pushed".to_owned(),
        (0, _) => {
            format!("{all} keys stand where they do not belong; as far as this computer knows, none of them was pushed")
        }
        (1, 1) => "1 key was pushed: others may be able to read it".to_owned(),
        (pushed, all) if pushed == all => format!("{all} keys were pushed: others may be able to read them"),
        (1, all) => format!("1 of {all} keys was pushed: others may be able to read it"),
        (pushed, all) => format!("{pushed} of {all} keys were pushed: others may be able to read them"),
    };
    let word = if pushed > 0 { "LEAKED" } else { "AT RISK" };
    (word, Style::new().bold().red(), format!("{rest}{works}"))
}

/// `2,267 versions of files, 224 commits and 31 files of this folder`.
fn looked_at(scanned: &Counts) -> String {
    let many = |count: u64, one: &str, more: &str| {
        (count > 0).then(|| format!("{} {}", grouped(count), if count == 1 { one } else { more }))
    };
    let parts: Vec<String> = [
        many(scanned.blobs, "version of a file", "versions of files"),
        many(scanned.commits, "commit", "commits"),
        many(scanned.files, "file of this folder", "files of this folder"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => parts.concat(),
    }
}

/// `12,345`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How many locations are told of each of so many keys.
fn most_locations(keys: usize, look: &Look) -> usize {
    match keys {
        _ if look.detail == Detail::Everything => usize::MAX,
        0..=3 => 10,
        4..=FEW_KEYS => 3,
        _ => 1,
    }
}

fn key(out: &mut String, told: &ReportedKey, is_new: bool, most: usize, look: &Look) {
    let indent = Label::columns(look.glyphs);
    let head = format!("{}: {}", capital(&told.title), told.masked);
    out.push_str(&format!("{}{}\n", Label::Key.print(look.glyphs), indented(&head, indent, look.width)));
    let mut block = Block::new(out, indent, look.width);
    let why = told.why.as_ref().map_or(String::new(), |why| format!(" ({})", why.trim_end_matches('.')));
    match told.status {
        Status::Live => block.line(&format!("It still works: {} takes it.", told.service)),
        Status::Unknown => {
            block.line(&format!("Whether it still works could not be told{why}. Take it that it does."));
        }
        Status::Revoked | Status::NotChecked => {}
    }
    if is_new {
        block.line(&format!("Whoever has it can {}.", told.can));
    }
    let locations = lines(told, look.detail);
    locations.iter().take(most).for_each(|line| block.item("- ", line));
    let more = locations.len().saturating_sub(most) + told.more_locations;
    let more_words = counted(more, "more place", "more places");
    match (more, look.detail) {
        (0, _) => {}
        (_, Detail::Everything) => block.item("- ", &format!("and {more_words}")),
        _ => block.item("- ", &format!("and {more_words}: doctor leaks -v")),
    }
    if let (Some(fingerprint), Detail::Everything) = (&told.fingerprint, look.detail) {
        block.line(&format!("In doctor.toml: cause = \"{}\", about = \"{fingerprint}\"", told.rule));
    }
}

/// What is to be said of all locations, those first that a server has.
fn lines(told: &ReportedKey, detail: Detail) -> Vec<String> {
    let mut locations: Vec<&Location> = told.locations.iter().collect();
    locations.sort_by_key(|location| !location.pushed);
    let of_path = |kind: LocationKind, location: &Location| {
        let same = |other: &&&Location| other.kind == kind && other.path.is_some() && other.path == location.path;
        locations.iter().find(same).copied()
    };
    let line = |location: &&Location| match location.kind {
        // A file that did not change is told once.
        LocationKind::Worktree | LocationKind::Index if of_path(LocationKind::History, location).is_some() => None,
        LocationKind::History => Some(match of_path(LocationKind::Worktree, location) {
            Some(now) => location::line_still(now, location, detail),
            None => location::line(location, detail),
        }),
        _ => Some(location::line(location, detail)),
    };
    locations.iter().filter_map(line).collect()
}

fn notes(out: &mut String, report: &Report, look: &Look) {
    let notes = || report.findings.iter().filter(|told| told.note);
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for told in notes().filter(|told| told.status != Status::Revoked && told.accepted.is_none()) {
        let mut paths: Vec<&str> = told.locations.iter().filter_map(|location| location.path.as_deref()).collect();
        paths.sort_unstable();
        paths.dedup();
        paths.into_iter().for_each(|path| *files.entry(path).or_default() += 1);
    }
    let files = files.iter().map(|(path, count)| format!("{path} ({})", counted(*count, "key", "keys"))).collect();
    listed(out, "Where keys belong, in files that Git ignores: ", files, look);
    let revoked = notes().filter(|told| told.status == Status::Revoked).map(|told| {
        let place =
            told.locations.first().map_or(String::new(), |location| format!(" in {}", location::name(location)));
        format!("{}, {}{place}", told.title, told.masked)
    });
    listed(out, "Works no more, so it can stay: ", revoked.collect(), look);
    let accepted = notes().filter_map(|told| Some((told, told.accepted.as_ref()?))).map(|(told, accepted)| {
        let place =
            told.locations.first().map_or(String::new(), |location| format!(" in {}", location::name(location)));
        format!("{}, {}{place} (until {}: {})", told.title, told.masked, accepted.until, accepted.reason)
    });
    listed(out, "Accepted in doctor.toml, and still there: ", accepted.collect(), look);
    for notice in &report.notices {
        labelled(out, Label::Warn, &format!("Line {} of doctor.toml: {}", notice.line, notice.say), look);
    }
}

fn listed(out: &mut String, lead: &str, items: Vec<String>, look: &Look) {
    let most = if look.detail == Detail::Everything { items.len() } else { MAX_NOTES };
    let more = match items.len().saturating_sub(most) {
        0 => String::new(),
        more => format!("; and {more} more: doctor leaks -v"),
    };
    if !items.is_empty() {
        let shown: Vec<String> = items.into_iter().take(most).collect();
        labelled(out, Label::Pass, &format!("{lead}{}{more}", shown.join("; ")), look);
    }
}

fn labelled(out: &mut String, label: Label, text: &str, look: &Look) {
    let indent = Label::columns(look.glyphs);
    out.push_str(&format!("\n{}{}\n", label.print(look.glyphs), indented(text, indent, look.width)));
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}
