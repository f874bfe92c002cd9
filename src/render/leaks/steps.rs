//! What to do about keys that were found, once for all of them, in the order in which it helps.

use owo_colors::OwoColorize;

use super::Reach;
use crate::leaks::report::{Report, ReportedKey, Status};
use crate::leaks::{Location, LocationKind};
use crate::render::Look;
use crate::render::words::{Block, Label, counted, indented};

/// So many files are named in commands.
const MAX_COMMANDS: usize = 3;

/// The steps for these keys.
pub(super) fn next(out: &mut String, keys: &[&ReportedKey], report: &Report, look: &Look) {
    let (loose, replace): (Vec<&ReportedKey>, Vec<&ReportedKey>) =
        keys.iter().partition(|told| Reach::of(told) == Reach::Uncommitted);
    let indent = Label::columns(look.glyphs);
    let lead = |out: &mut String, text: &str| {
        let label = Label::Next.print(look.glyphs);
        out.push_str(&format!("\n{label}{}\n", indented(text, indent, look.width)));
    };
    if !replace.is_empty() {
        lead(out, why(&replace));
        replaced(&mut Block::new(out, indent, look.width), &replace, report);
    }
    if !loose.is_empty() {
        let stay = match (replace.is_empty(), loose.len()) {
            (true, 1) => "doctor saw this key in no commit. If you do this before you commit, it need not be replaced:"
                .to_owned(),
            (true, _) => {
                "doctor saw these keys in no commit. If you do this before you commit, they need not be replaced:"
                    .to_owned()
            }
            (false, count) => {
                format!("For {} in no commit, before you commit:", counted(count, "key that is", "keys that are"))
            }
        };
        lead(out, &stay);
        moved(&mut Block::new(out, indent, look.width), &loose, report);
    }
    let again = match (report.repository.as_str(), quoted(&report.repository)) {
        (".", _) | (_, None) => "doctor leaks".to_owned(),
        (_, Some(folder)) => format!("doctor leaks {folder}"),
    };
    Block::new(out, indent, look.width).line(&format!("Then look again: {}", again.bold()));
}

fn replaced(block: &mut Block<'_>, keys: &[&ReportedKey], report: &Report) {
    let one = keys.len() == 1;
    block.item("1. ", if one { "Make the key worthless:" } else { "Make the keys worthless, each at its service:" });
    block.indent += 3;
    for (told, count) in services(keys) {
        let lead = if one { String::new() } else { format!("{}, {}: ", told.service, counted(count, "key", "keys")) };
        block.line(&format!("{lead}{}", told.revoke.text));
        if let Some(page) = &told.revoke.open {
            block.copy(page);
        }
    }
    if keys.iter().any(|told| told.status == Status::NotChecked) {
        let which = if one { "the key" } else { "a key" };
        block.line(&format!("doctor did not ask the service whether {which} still works. Take it that it does."));
    }
    block.indent -= 3;
    let make = if one { "Make a new key there, and put it" } else { "Make new keys there, and put them" };
    block.item("2. ", &format!("{make} into a file named .env that your program reads. Write the line .env into the file .gitignore: then Git ignores it, and no commit takes it along."));
    let kept = commands(keys, |location| location.tracked && is_for_keys(location));
    if !kept.is_empty() {
        block.indent += 3;
        forgotten(block, &kept, report);
        block.indent -= 3;
    }
    let old = if one { "the old key" } else { "the old keys" };
    block.item("3. ", &format!("Only then, and only if you want to, have {old} taken out of the history: all earlier versions of your files, which every push takes along. That needs somebody who knows Git well. A key that is worthless can stay there."));
    let has = |reach: Reach| keys.iter().any(|told| Reach::of(told) == reach);
    if has(Reach::Pushed) && has(Reach::Committed) {
        block.line("Do the same with the keys that were not pushed: the next push would take them along.");
    }
}

/// Why this order, by the worst of the keys.
fn why(keys: &[&ReportedKey]) -> &'static str {
    match keys.iter().map(|told| Reach::of(told)).min() {
        Some(Reach::Pushed) => {
            "Do these in this order. Deleting a key from a file is not enough: whoever saw it still has it."
        }
        Some(Reach::Committed) => {
            "Do these in this order. As far as this computer knows, nobody else has seen a key yet. A new one is still the safest way: the next push would take the old one along, and to take it out of commits is harder."
        }
        _ => {
            "The safest way is this, in this order. There is no hurry if no server ever had it: what only this computer has goes along with no push."
        }
    }
}

/// What makes keys worthless, each once, with how many of them there are.
fn services<'a>(keys: &[&'a ReportedKey]) -> Vec<(&'a ReportedKey, usize)> {
    let mut all: Vec<(&ReportedKey, usize)> = Vec::new();
    for told in keys {
        let same = |known: &ReportedKey| known.service == told.service && known.revoke == told.revoke;
        match all.iter_mut().find(|(known, _)| same(known)) {
            Some((_, count)) => *count += 1,
            None => all.push((told, 1)),
        }
    }
    all
}

fn moved(block: &mut Block<'_>, keys: &[&ReportedKey], report: &Report) {
    let locations =
        || keys.iter().flat_map(|told| &told.locations).filter(|location| location.kind != LocationKind::Ignored);
    if locations().any(|location| !is_for_keys(location)) {
        let it = if keys.len() == 1 { "it" } else { "them" };
        block.line(&format!(
            "Move {it} out of the file into one named .env, and let your program read {it} from there."
        ));
    }
    block
        .line("Write the name of the file with the keys, such as .env, into the file .gitignore: then Git ignores it.");
    let handed_over = commands(keys, |location| location.kind == LocationKind::Index);
    if !handed_over.is_empty() {
        let there = place(report);
        block.line(&format!("Git was handed the file with the key in it. After that, undo this{there}:"));
        copied(block, &handed_over);
    }
    let kept =
        commands(keys, |location| location.tracked && location.kind != LocationKind::Index && is_for_keys(location));
    if !kept.is_empty() {
        forgotten(block, &kept, report);
    }
}

/// Lets Git forget files that it follows.
fn forgotten(block: &mut Block<'_>, commands: &[String], report: &Report) {
    let (file, stays) = if commands.len() == 1 { ("such a file", "it stays") } else { ("such files", "they stay") };
    block.line(&format!(
        "Git follows {file} already, so that line is not enough. Let Git forget it{}; {stays} on this computer:",
        place(report)
    ));
    copied(block, commands);
}

fn copied(block: &mut Block<'_>, commands: &[String]) {
    commands.iter().take(MAX_COMMANDS).for_each(|command| block.copy(command));
}

/// Where commands have to run.
fn place(report: &Report) -> String {
    report.root.as_ref().map_or(String::new(), |root| format!(", in the folder {root}"))
}

/// What takes these locations out of Git, each command once.
fn commands(keys: &[&ReportedKey], is_one: impl Fn(&Location) -> bool) -> Vec<String> {
    let locations = keys.iter().flat_map(|told| &told.locations);
    let mut all: Vec<String> = locations.filter(|location| is_one(location)).map(command).collect();
    all.sort();
    all.dedup();
    all
}

/// Whether the file is one in which people keep keys.
fn is_for_keys(location: &Location) -> bool {
    let name = location.path.as_deref().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    // An example goes along with the project, without keys.
    let is_example = ["example", "sample", "template", "default"].iter().any(|word| name.contains(word));
    !is_example && (name.starts_with(".env") || name.starts_with(".dev.vars"))
}

/// A file that loses its key is handed over anew; one that is for keys is not handed over at all.
fn command(location: &Location) -> String {
    let path = location.path.as_deref().and_then(quoted).unwrap_or_else(|| "FILE".to_owned());
    // Without -f Git refuses a file that changed since it was handed over. The file itself stays.
    if is_for_keys(location) { format!("git rm --cached -f {path}") } else { format!("git add {path}") }
}

/// A path as every shell takes it; none where that cannot be written the same in all of them.
fn quoted(path: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    let is_quotable = |c: char| is_plain(c) || c.is_alphanumeric() || " ()[],+@=#".contains(c);
    match path {
        _ if path.starts_with('-') => None,
        _ if path.chars().all(is_plain) => Some(path.to_owned()),
        _ if path.chars().all(is_quotable) => Some(format!("\"{path}\"")),
        _ => None,
    }
}
